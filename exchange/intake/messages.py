"""Text copied from a WeChat or QQ group as messages: who said what, and when.

Known shapes, mixed as they come: `张三 10:12` or `张三 2024/5/1 10:12:33` above the words, `2024-05-01 10:12:33
张三(12345)` above them, `张三：…` and `10:12 张三：…` before them, a line for the day between them, lines
without anybody's name. What belongs to no known head goes on with the message before it.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils import timezone

from exchange.intake.moments import read_day

_DATE = (
    r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
    r"|\d{1,2}[-/.月]\d{1,2}日?|今天|昨天|前天|(?:星期|周|礼拜)[一二三四五六日天])"
)
_PART = r"(?:凌晨|早上|上午|中午|下午|晚上)"
_TIME = rf"(?:{_PART}\s*)?\d{{1,2}}[:：]\d{{2}}(?:[:：]\d{{2}})?"
_NAME = r"[^\s：:，。！？!?；;][^：:，。！？!?；;\n]{0,23}?"
_NUMBER = r"(?:\s*[(（<][^()（）<>]{1,40}[)）>])?"

# A head of its own, above the words.
_TIME_THEN_NAME = re.compile(rf"(?P<date>{_DATE})\s+(?P<time>{_TIME})\s+(?P<name>{_NAME}){_NUMBER}\s*")
_NAME_THEN_TIME = re.compile(rf"(?P<name>{_NAME}){_NUMBER}\s+(?:(?P<date>{_DATE})\s*)?(?P<time>{_TIME})\s*[:：]?\s*")
# A head before the words, on one line.
_TIME_NAME_WORDS = re.compile(
    rf"[\[【(（]?(?:(?P<date>{_DATE})\s+)?(?P<time>{_TIME})(?:[\]】)）]\s*|\s+)(?P<name>{_NAME}){_NUMBER}\s*[:：]\s*(?P<words>.+)"
)
_NAME_TIME_WORDS = re.compile(
    rf"(?P<name>{_NAME}){_NUMBER}\s+(?:(?P<date>{_DATE})\s*)?(?P<time>{_TIME})\s*(?:[:：]|\s)\s*(?P<words>\S.*)"
)
_NAME_WORDS = re.compile(
    r"(?P<name>[^\s：:，。！？!?；;、\[「“\"@][^\s：:，。！？!?；;、\[]{0,11})"
    + _NUMBER
    + r"\s*(?!(?<=\d)[:：]\d)[:：](?!//)\s*(?P<words>.*)"
)
_WEEKDAY = r"\s*[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?"
_DAY_LINE = re.compile(rf"[\s—\-–=~*·]*(?P<date>{_DATE})(?:{_WEEKDAY})?(?:\s+{_TIME})?[\s—\-–=~*·]*")
_RULE = re.compile(r"[\s—\-–=_~*·.]{3,}")
# A title that a group gives: 【群主】张三, [管理员]李四.
_TITLE = re.compile(r"^[【\[][^【】\[\]]{1,8}[】\]]\s*")
# Words before a colon that name a thing, not somebody.
_LABEL = re.compile(
    r".*(?:时间|日期|地址|地点|位置|电话|手机|微信|联系人?|方式|姓名|人数|数量|需求|诉求|求助|内容|事项|事情|情况|问题|原因|"
    r"要求|备注|说明|注意|通知|提醒|提示|公告|倡议|预告|转发|标题|主题|建议|意见|例如|比如|如下|另外|还有|包括|分别是?|"
    r"想问|请问|(?:各位|大家|尊敬的|亲爱的).*|类别|单位|链接|网址|https?)$"
    r"|第?[一二三四五六七八九十\d]{1,3}[、.点是]?$"
)
QUOTE = re.compile(r"^[「“\"]?(?P<name>[^\s：:]{1,16})[：:].*[」”\"]$")


@dataclass
class Message:
    """`line` counts from 1 in the pasted text. `quoted` is what the message answers to."""

    line: int
    speaker: str = ""
    at: dt.datetime | None = None
    words: list[str] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.words).strip()


class _Reader:
    def __init__(self, now: dt.datetime) -> None:
        self.now = timezone.localtime(now)
        self.day: dt.date | None = None
        self.current: Message | None = None
        # Whether anybody has been named yet: without, each line stands for itself.
        self.named = False

    def read(self, text: str) -> Iterator[Message]:
        for number, raw in enumerate(text.splitlines(), start=1):
            line = raw.strip(" \t\u3000\ufeff\u200b")
            begun = self._begin(number, line)
            if begun is not None:
                if self.current is not None:
                    yield self.current
                self.current = begun
            elif line:
                self._go_on(line)
        if self.current is not None:
            yield self.current

    def _begin(self, number: int, line: str) -> Message | None:
        """The message that begins with this line, if one does."""
        if not line or self._is_day(line):
            return None
        for pattern in (_TIME_THEN_NAME, _NAME_THEN_TIME, _TIME_NAME_WORDS, _NAME_TIME_WORDS, _NAME_WORDS):
            match = pattern.fullmatch(line)
            if match is not None and not _is_label(match["name"]):
                self.named = True
                return self._message(number, match.groupdict())
        return None if self.named else Message(number, words=[line])

    def _is_day(self, line: str) -> bool:
        """A line that says on which day the next ones were said."""
        match = _DAY_LINE.fullmatch(line)
        if match is None:
            return False
        # Before anybody is named a bare day may be the answer to a question.
        if not (self.named or _RULE.match(line) or ":" in line or "：" in line or re.match(r"\d{4}", match["date"])):
            return False
        self.day = _day_of(match["date"], self.now)
        return True

    def _message(self, number: int, found: dict[str, str | None]) -> Message:
        day = _day_of(found["date"], self.now) if found.get("date") else self.day
        name = _TITLE.sub("", (found["name"] or "").strip())
        message = Message(number, name, _moment(day, found.get("time"), self.now))
        if words := (found.get("words") or "").strip():
            message.words.append(words)
        return message

    def _go_on(self, line: str) -> None:
        """A further line of the message; what stands above a rule is what it answers to."""
        if self.current is None:
            return
        if _RULE.fullmatch(line):
            if self.current.words and QUOTE.match(self.current.words[0]):
                self.current.quoted, self.current.words = self.current.words, []
            return
        self.current.words.append(line)


def _is_label(name: str) -> bool:
    return bool(_LABEL.fullmatch(name.strip())) or name.strip().isdecimal()


def _day_of(written: str | None, now: dt.datetime) -> dt.date | None:
    """The last such day: what was said was said before now."""
    today = now.date()
    if not written:
        return None
    back = {"今天": 0, "昨天": 1, "前天": 2}.get(written)
    if back is not None:
        return today - dt.timedelta(days=back)
    if written[0] in "星周礼":
        wanted = "一二三四五六日".index(written[-1].replace("天", "日"))
        return today - dt.timedelta(days=(today.weekday() - wanted) % 7)
    try:
        found = read_day(written, now)
    except ValueError:
        return None
    if found is None:
        return None
    day = found[0]
    if day > today and not re.match(r"\d{4}", written):
        day = _a_year_before(day)
    return day


def _a_year_before(day: dt.date) -> dt.date:
    return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else day


def _moment(day: dt.date | None, written: str | None, now: dt.datetime) -> dt.datetime | None:
    """When it was said; without a day the last time that the clock showed it."""
    if not written:
        return None
    numbers = [int(part) for part in re.findall(r"\d+", written)]
    hour = numbers[0] + (12 if re.match("中午|下午|晚上", written) and numbers[0] < 12 - ("中午" in written) else 0)
    try:
        clock = dt.time(hour, numbers[1])
    except ValueError:
        return None
    said = timezone.make_aware(dt.datetime.combine(day or now.date(), clock))
    return said - dt.timedelta(days=1) if day is None and said > now else said


def read_messages(text: str, now: dt.datetime) -> list[Message]:
    """All messages in order, those without words too: a picture may have stood there."""
    return list(_Reader(now).read(text))
