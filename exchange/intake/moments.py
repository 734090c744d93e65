"""Days and hours as people write them in Chinese: 12月3日下午3点, 2026/12/3 15:00, 明天上午九点到十一点, 46359.625."""

import datetime as dt
import re
import unicodedata

from django.utils import timezone

# Where only a day is written, the office's day is meant.
OPENS, CLOSES = dt.time(8, 30), dt.time(17, 30)
# A day without a year that has just passed is a day that has passed, not one of next year.
JUST_PASSED = dt.timedelta(days=180)
# Days since the end of 1899, as spreadsheets count them: of this century.
FIRST_SERIAL, LAST_SERIAL = 36526, 73050
EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 the wall clock of the sheet

_NUMERALS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_COUNT = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_DAY = re.compile(
    rf"(?:(?P<year>\d{{4}}|[〇零一二三四五六七八九]{{4}})\s*[年\-/.]\s*)?"
    rf"(?:(?P<month>{_COUNT})\s*月\s*(?P<day>{_COUNT})\s*[日号]?|(?P<month2>\d{{1,2}})\s*[\-/.]\s*(?P<day2>\d{{1,2}}))"
    # `1-2天`, `1.5小时` and `3-4人` count something: they are no days.
    r"(?![\d:点时]|\s*(?:个|小时|钟头|分钟|[天周月年人位名次遍户岁元块米斤楼层栋幢]|公里|公斤))"
)
_COMPACT = re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
_RELATIVE = {"今": 0, "明": 1, "后": 2, "大后": 3}
_NEAR = re.compile(r"(?P<near>大后|今|明|后)(?:天|日|早|晚)")
_UNTIL = re.compile(r"\s*(?:\([^()]*\))?\s*[-~到至—–]+\s*")
_DAY_ALONE = re.compile(r"(?P<day>\d{1,2})\s*[日号]")
_WEEKDAY = re.compile(r"(?P<next>下+)?个?(?:本|这)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])")


def _clock_pattern(n: int, mark: str = "") -> str:
    """A time of day; `mark` is what may stand behind 点, so that in `2-4点` the first need not have it."""
    return (
        rf"(?P<part{n}>凌晨|清晨|早上|早晨|上午|中午|午后|下午|傍晚|晚上|夜里|半夜|深夜|早|晚|am|pm)?\s*"
        rf"(?:(?P<hour{n}>\d{{1,2}})\s*:\s*(?P<minute{n}>\d{{2}})(?::\d{{2}})?"
        rf"|(?P<hours{n}>{_COUNT})\s*(?:[点时](?!间)\s*钟?"
        rf"(?:(?P<half{n}>半)|(?P<quarter{n}>[一1三3])刻|(?P<minutes{n}>\d{{1,2}}|[一二三四五]?十[一二三四五六七八九]?)分?)?)"
        rf"{mark})(?:\s*(?P<after{n}>am|pm))?"
    )


_TIME = re.compile(_clock_pattern(1))
_RANGE = re.compile(_clock_pattern(1, "?") + r"\s*(?:-|~|到|至|—|–)+\s*" + _clock_pattern(2))
_NIGHT = ("晚上", "夜里", "半夜", "深夜", "晚")
_LATE = ("中午", "午后", "下午", "傍晚", *_NIGHT, "pm")
# Before this, an hour of the night is one of the next day.
EVENING = 5
_PARTS = {
    "早": (dt.time(8, 30), dt.time(11, 30)),
    "上午": (dt.time(8, 30), dt.time(11, 30)),
    "中午": (dt.time(11, 30), dt.time(13, 30)),
    "下午": (dt.time(13, 30), dt.time(17, 30)),
    "晚": (dt.time(18, 30), dt.time(20, 30)),
}
_PART_ALONE = re.compile("上午|中午|下午|早|晚")

Slot = tuple[dt.datetime, dt.datetime | None]


def number(text: str) -> int:
    """`3`, `三`, `十二`, `二十一`, `两` as a number."""
    if text.isdecimal():
        return int(text)
    tens, mark, ones = text.partition("十")
    if mark:
        return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)
    return int("".join(str(_NUMERALS[sign]) for sign in text))


def read_slot(value: object, now: dt.datetime) -> Slot | None:
    """From when to when a cell or a text means; None where it says no time that is understood.

    The end is None where only a beginning is written, and both ends of the office's day where only a day is.
    """
    if isinstance(value, dt.datetime):
        return _sheet_moment(value.replace(tzinfo=None))
    if isinstance(value, dt.date):
        return _whole_day(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _serial(float(value))
    text = " ".join(unicodedata.normalize("NFKC", str(value)).lower().split())
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        return _serial(float(text))
    try:
        return _read_text(text, timezone.localtime(now))
    except (ValueError, KeyError):
        return None


def _serial(days: float) -> Slot | None:
    if not FIRST_SERIAL <= days < LAST_SERIAL + 1:
        return None
    return _sheet_moment(EPOCH + dt.timedelta(minutes=round(days * 1440)))


def _sheet_moment(moment: dt.datetime) -> Slot:
    """A cell with a date alone stands at midnight."""
    return _whole_day(moment.date()) if moment.time() == dt.time(0) else (timezone.make_aware(moment), None)


def _whole_day(day: dt.date) -> Slot:
    return _at(day, OPENS), _at(day, CLOSES)


def _at(day: dt.date, hour: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, hour))


def _read_text(text: str, now: dt.datetime) -> Slot | None:
    found = read_day(text, now)
    if found is None:
        return None
    day, last, rest = _last_day(*found, now)
    both = _RANGE.search(rest)
    if both is not None:
        start, part = _clock(both, 1), both["part1"] or both["after1"] or ""
        end = _clock(both, 2, part if not both["part2"] else "")
        return _at(day, start), _at(last, end)
    one = _TIME.search(rest)
    if one is not None:
        return _at(day, _clock(one, 1)), None if last == day else _at(last, CLOSES)
    alone = _PART_ALONE.search(rest)
    start, end = _PARTS[alone.group()] if alone is not None else (OPENS, CLOSES)
    return _at(day, start), _at(last, end)


def _last_day(day: dt.date, rest: str, now: dt.datetime) -> tuple[dt.date, dt.date, str]:
    """Both days of `3日至5日` and the text without them; the same day twice where it names only one."""
    until = _UNTIL.match(rest)
    if until is None:
        return day, day, rest
    after = rest[until.end() :]
    alone = _DAY_ALONE.match(after)
    found = (day.replace(day=int(alone["day"])), after[alone.end() :]) if alone else read_day(after, now)
    if found is None:
        return day, day, rest
    if found[0] < day:
        raise ValueError(after)
    return day, found[0], found[1]


def read_day(text: str, now: dt.datetime) -> tuple[dt.date, str] | None:
    """The first day in a text, and the text without it. Raises ValueError for a day that no calendar has."""
    match = _COMPACT.search(text) or _DAY.search(text)
    if match is not None:
        groups = match.groupdict()
        month, day = (number(groups[name] or groups[f"{name}2"]) for name in ("month", "day"))
        year = groups["year"]
        found = dt.date(number(year), month, day) if year else _nearest(month, day, now.date())
        return found, text[: match.start()] + " " + text[match.end() :]
    near = _NEAR.search(text)
    if near is not None:
        rest = text[: near.start()] + near.group()[-1].replace("天", " ").replace("日", " ") + text[near.end() :]
        return now.date() + dt.timedelta(days=_RELATIVE[near["near"]]), rest
    weekday = _WEEKDAY.search(text)
    if weekday is not None:
        wanted = "一二三四五六日".index(weekday["weekday"].replace("天", "日"))
        weeks = len(weekday["next"] or "")
        ahead = wanted - now.weekday() + 7 * weeks if weeks else (wanted - now.weekday()) % 7
        return now.date() + dt.timedelta(days=ahead), text[: weekday.start()] + " " + text[weekday.end() :]
    return None


def _nearest(month: int, day: int, today: dt.date) -> dt.date:
    try:
        this_year = dt.date(today.year, month, day)
    except ValueError:
        # The 29th of February of a year that has none may be one of the next.
        return dt.date(today.year + 1, month, day)
    return this_year if today - this_year <= JUST_PASSED else dt.date(today.year + 1, month, day)


def _clock(match: re.Match[str], which: int, part_before: str = "") -> dt.time:
    """The time of day; after noon where the part of the day says so, also for the end of a range."""
    get = match.groupdict().get
    part = get(f"part{which}") or get(f"after{which}") or part_before
    hour = number(get(f"hour{which}") or get(f"hours{which}") or "0")
    minute = 30 if get(f"half{which}") else 0
    if quarter := get(f"quarter{which}"):
        minute = 15 * number(quarter)
    if minutes := get(f"minute{which}") or get(f"minutes{which}"):
        minute = number(minutes)
    if part in _NIGHT and (hour == 12 or hour < EVENING):
        # Of the day that is named, or of the next one? Asked once more rather than guessed.
        raise ValueError(match.group())
    if part in ("凌晨", "am") and hour == 12:
        hour = 0
    if part in _LATE and hour < 12 and not (part == "中午" and hour >= 11):
        hour += 12
    return dt.time(hour, minute)
