"""The head and the foot of a numbered paper: series, issue, issuer, date; distribution, copies, file number."""

import datetime as dt
import re
from dataclasses import dataclass, field

from cms.importer.chinese import SPACE, bare, close_up, fold, is_prose
from cms.importer.draft import ImportedDraft
from cms.importer.lines import DAY, ISSUE, Line

HEAD_LINES = 14
FOOT_LINES = 16

_series = re.compile(r"^[^，。；：,;:]{2,30}(简报|快报|专报|工作信息|信息|通讯|动态|内参|情况反映)$")
_special = re.compile(r"^[（(]?([^（()）]{0,30}?(?:专刊|增刊|特刊))第?(\d{1,4})期?[)）]?$")
_issuer = re.compile(
    r"^[^，。；：,;:、]{2,25}(办|办公室|委员会|委|中心|局|部|所|站|政府|领导小组|总工会|联合会|妇联|院)(编|印发|主办)?$"
)
_remark = re.compile(r"注意保存|内部资料|内部刊物|工作资料|秘密|存档")
_published = re.compile(
    r"^(发布时间|发布日期|时间|日期|成文日期|印发日期|来源|信息来源|稿源|作者|浏览次数|点击数|阅读|字体|字号)[:：]"
)
# The line below 时间 on a notice: what stands there is when people come, and no day of publication.
_invites = re.compile(r"^(活动)?(地点|地址|集合地点|对象|参加人员|主讲人?|主题|内容)\s*[:：]")
_source = re.compile(r"(?:信息来源|来源|稿源)[:：]\s*([^\s|｜:：]{2,40})")
_document_number = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（(【]\d{4}[〕\]）)】]\s*第?\s*\d+\s*号")
_file_number = re.compile(r"[\u4e00-\u9fff]{1,8}字\s*第?\s*(?:[〔\[（(]\d{4}[〕\]）)])?\s*\d+\s*号")
_file_number_alone = re.compile(f"[（(]?{_file_number.pattern}[）)]?")
_copies = re.compile(r"(?:共印|印数|印发|印制|份数)\s*[:：]?\s*(\d+)\s*份?")
_foot_key = re.compile(r"^(报|主报|抄报|发|送|抄送|分送|抄发)\s*[:：]\s*")
_digits = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}


def numeral(text: str) -> int:
    """`10`, `十`, `二十三`, `二〇二二` as a number."""
    if text.isdigit():
        return int(text)
    if not re.search("[十百]", text):
        return int("".join(str(_digits[char]) for char in text))
    total, pending = 0, 0
    for char in text:
        if char in "十百":
            total += (pending or 1) * (10 if char == "十" else 100)
            pending = 0
        else:
            pending = _digits[char]
    return total + pending


def find_date(text: str) -> dt.date | None:
    """The first day written in the text, if it exists in the calendar."""
    for match in DAY.finditer(fold(text)):
        try:
            return dt.date(*(numeral(part) for part in match.groups()))
        except (ValueError, KeyError):
            continue
    return None


def is_date_line(text: str) -> bool:
    return bool(DAY.fullmatch(re.sub(f"{SPACE}+", "", fold(text))))


def _small(text: str, highest: int = 32_767) -> int | None:
    try:
        value = numeral(text)
    except KeyError:
        return None
    return value if 0 < value <= highest else None


def take_head(lines: list[Line], draft: ImportedDraft) -> list[Line]:
    """Moves what belongs to the head of a paper into the draft; gives back the other lines."""
    head_end = next((i for i, line in enumerate(lines[:HEAD_LINES]) if is_prose(line.folded)), HEAD_LINES)
    numbered = any(_read_issue(line.folded) for line in lines[:head_end])
    invites = any(_invites.match(line.folded) for line in lines[: head_end + 1])
    kept: list[Line] = []
    for line in lines[:head_end]:
        told = invites and line.folded.startswith(("时间", "日期"))
        if told or not _take_head_line(line, draft, numbered=numbered):
            kept.append(line)
    # Such a line may be long enough to look like running text itself.
    rest = [line for line in lines[head_end : head_end + 1] if not _take_published(line, draft)]
    return kept + rest + lines[head_end + 1 :]


def _read_issue(text: str) -> re.Match[str] | None:
    return ISSUE.search(text) if len(text) <= 30 else None


def _take_head_line(line: Line, draft: ImportedDraft, *, numbered: bool) -> bool:
    """Whether the line was part of the head; what it says is then in the draft."""
    shown, text = close_up(line.text), re.sub(f"{SPACE}+", "", line.folded)
    day = find_date(text)
    if _remark.search(text) and len(text) <= 30 and not draft.remark:
        draft.remark = close_up(re.sub(f"{SPACE}+", " ", line.text)) if len(text) <= 4 else " ".join(line.text.split())
        return True
    if not draft.series and _series.match(text) and (numbered or text.endswith(("简报", "快报", "专报"))):
        draft.series = close_up(line.text)
        return True
    if special := _special.match(text):
        draft.special_name, draft.special_number = special[1], _small(special[2])
        return True
    if issue := _read_issue(text):
        if draft.number is None:
            draft.number = _small(issue[1])
        return True
    if _take_published(line, draft):
        return True
    if number := _document_number.fullmatch(text):
        draft.document_number = number[0]
        return True
    return (numbered or bool(draft.series)) and _take_issuer(shown, text, day, draft)


def _take_issuer(shown: str, text: str, day: dt.date | None, draft: ImportedDraft) -> bool:
    without_day = DAY.sub("", text)
    if day and not without_day:
        draft.date = draft.date or day
        return True
    if _issuer.match(without_day) and len(shown) <= 45:
        draft.issuer = draft.issuer or without_day
        draft.date = draft.date or day
        return True
    return False


def _take_published(line: Line, draft: ImportedDraft) -> bool:
    """A line such as 发布时间：2023-05-06 来源：张家港日报."""
    text = line.folded.strip("()（）[] ")
    dated = is_date_line(text) or (find_date(text) is not None and bool(_source.search(text)) and len(text) <= 80)
    if not (_published.match(text) or dated) or line.level or len(text) > 120:
        return False
    draft.date = draft.date or find_date(text)
    if source := _source.search(text):
        draft.source = draft.source or source[1][:80]
    return True


@dataclass
class _Foot:
    lists: dict[str, list[str]] = field(default_factory=lambda: {"report": [], "send": []})
    after: list[Line] = field(default_factory=list)
    key: str = ""
    closed: bool = False


def take_foot(lines: list[Line], draft: ImportedDraft) -> tuple[list[Line], list[Line]]:
    """Moves the distribution list and the imprint into the draft; gives the text and what follows the foot."""
    first = max(0, len(lines) - FOOT_LINES)
    starts = [i for i in range(first, len(lines)) if _foot_key.match(lines[i].folded)]
    begin = starts[0] if starts else next((i for i in range(first, len(lines)) if _is_imprint(lines[i])), len(lines))
    foot = _Foot()
    for line in lines[begin:]:
        _take_foot_line(line, draft, foot)
    draft.report_to = "\n".join(foot.lists["report"])
    draft.send_to = "\n".join(foot.lists["send"])
    return lines[:begin], foot.after


def _is_imprint(line: Line) -> bool:
    text = re.sub(f"{SPACE}+", "", line.folded)
    return len(text) <= 40 and bool(_copies.search(text) or _file_number_alone.fullmatch(text))


def _take_foot_line(line: Line, draft: ImportedDraft, foot: _Foot) -> None:
    shown, text = close_up(line.text), line.folded
    key = _foot_key.match(text)
    if key:
        foot.key = "report" if "报" in key[1] else "send"
        foot.lists[foot.key].append(close_up(line.text[key.end() :]))
    elif _is_imprint(line):
        squeezed = re.sub(f"{SPACE}+", "", text)
        if copies := _copies.search(squeezed):
            draft.copies = int(copies[1])
        if number := _file_number.search(squeezed):
            draft.file_number = number[0]
        foot.closed = True
    elif foot.key and not foot.closed and len(text) <= 200 and not is_prose(text):
        foot.lists[foot.key].append(shown)
    else:
        foot.after.append(line)


def find_series_in_text(text: str) -> str:
    """The name of a briefing that speaks of itself: 《江苏精神文明建设简报》."""
    match = re.search(r"《([^《》]{2,26}(?:简报|快报|专报))》", fold(text))
    return match[1] if match else ""


def same_title(left: str, right: str) -> bool:
    return bool(left) and bare(left) == bare(right)
