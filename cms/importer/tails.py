"""Paragraphs at the end that seem not to belong: teasers, related links, the furniture of a web page."""

import re

from django.utils.translation import gettext as _

from cms.importer.chinese import bare, close_up, fold
from cms.importer.draft import TailParagraph
from cms.importer.lines import Line

_teaser_end = re.compile(r"[【\[（(]?(详细|更多|查看全文|阅读全文|阅读原文|点击查看)[】\]）)]?\s*[>›»]*$")
_related = re.compile(
    r"^[【\[]?(相关(阅读|链接|新闻|文章|稿件|报道)|延伸阅读|推荐(阅读|文章)|猜你喜欢|热点(推荐|新闻)|更多(精彩|新闻)"
    r"|往期(回顾|精选)|新闻排行|图片新闻|友情链接)"
)
_furniture = re.compile(
    r"^[【\[（(]?(上一[篇条]|下一[篇条]|打印(本页)?|关闭(窗口|本页)?|返回(顶部|首页|列表)|分享(到|至)|扫一扫|扫码|长按"
    r"|点击(关注|上方)|关注我们|点赞|版权(所有|声明)|免责声明|本文(来源|来自)|声明[：:]|主办单位|承办单位|地址[：:]"
    r"|网站(地图|标识)|.{0,8}ICP备|.{0,6}公网安备|浏览次数|字体[：:]|\|)"
)
_editor = re.compile(r"^[（(【\[]?(责任编辑|责编|编辑|审核|值班编辑|网络编辑|校对|初审|终审|一审|二审|三审)[：:\s]")
_byline = re.compile(r"[（(](本报|本网)?\s*(记者|通讯员|文|供稿|来源|作者)[^（()）]{1,30}[）)]$|^(供稿|撰稿|来源)[：:]")
# Below this share of common word pairs, a paragraph after the signature speaks of something else.
FOREIGN_SHARE = 0.45


def split_tail(lines: list[Line]) -> tuple[list[Line], list[TailParagraph]]:
    """Parts the lines into text and tail. The tail is one run at the very end."""
    signature = _last_byline(lines)
    reasons: list[str] = [_reason(line) for line in lines]
    start = len(lines)
    for index in range(len(lines) - 1, 0, -1):
        if not reasons[index] and signature is not None and index > signature and _is_foreign(lines, index, signature):
            reasons[index] = _("comes after the signature and speaks of something else")
        if not reasons[index]:
            related = _related_above(lines, index, start)
            if related is None:
                break
            for between in range(related, index + 1):
                reasons[between] = reasons[between] or _("stands below “related”")
        start = index
    tail = [TailParagraph(close_up(line.text), reasons[i]) for i, line in enumerate(lines) if i >= start]
    return lines[:start], tail


def _reason(line: Line) -> str:
    text = line.folded.replace("**", "").strip()
    if _teaser_end.search(text):
        return _("a teaser: it ends in “details”")
    if _related.match(text):
        return _("a list of other articles")
    if _editor.match(text) and len(text) <= 60:
        return _("names the editors of another site")
    if _furniture.match(text) and len(text) <= 120:
        return _("part of a web page, not of the text")
    return ""


def _last_byline(lines: list[Line]) -> int | None:
    found = [i for i, line in enumerate(lines) if _byline.search(line.folded.strip())]
    return found[-1] if found and found[-1] < len(lines) - 1 else None


def _pairs(text: str) -> set[str]:
    letters = bare(fold(text))
    return {letters[i : i + 2] for i in range(len(letters) - 1)}


def _is_foreign(lines: list[Line], index: int, signature: int) -> bool:
    own = _pairs(lines[index].text)
    body = _pairs("".join(line.text for line in lines[: signature + 1]))
    return bool(own) and len(own & body) / len(own) < FOREIGN_SHARE


def _related_above(lines: list[Line], index: int, start: int) -> int | None:
    """The line 相关阅读 shortly above a run of headlines, if there is one."""
    for above in range(index, max(0, index - 15), -1):
        text = lines[above].folded
        if _related.match(text):
            return above
        if len(text) > 60 or text.endswith("。"):
            return None
    return None
