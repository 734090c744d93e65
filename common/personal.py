"""What must not be published of a person: numbers of identity, phone and bank, addresses below township.

Each detector yields (start, end, masked) over normalised text (`common.readable`); the forms of masking are
those in use at county level: `138****1234`, `320582********123X`, an address only to its township.
`found_in` is the gate before a text that somebody publishes; `masked` makes a text public that nobody reads first.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.readable import normalise


class Kind(models.TextChoices):
    IDENTITY = "identity", _("identity number")
    MOBILE = "mobile", _("mobile number")
    LANDLINE = "landline", _("phone number")
    BANK_CARD = "bank_card", _("bank card number")
    ADDRESS = "address", _("home address")
    ACCOUNT = "account", _("mail or chat account")


Found = tuple[int, int, str]
Detectors = tuple[tuple["Kind", Callable[[str], Iterator[Found]]], ...]

_SEP = r"[ \t\u00a0\u2009\-\u2010-\u2015_.·]{0,2}"
_PROVINCES = "11|12|13|14|15|21|22|23|31|32|33|34|35|36|37|41|42|43|44|45|46|50|51|52|53|54|61|62|63|64|65|71|81|82|83"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


# The first two digits, which may stand apart like all the others.
_PROVINCE = "|".join(f"{code[0]}{_SEP}{code[1]}" for code in _PROVINCES.split("|"))


def _spaced(pattern: str, count: int) -> str:
    return _SEP.join([pattern] * count)


_ID_18 = re.compile(rf"(?<![\dA-Za-z])(?:{_PROVINCE}){_SEP}{_spaced(r'[0-9]', 15)}{_SEP}[0-9Xx](?![\dA-Za-z])")
_ID_15 = re.compile(rf"(?<![\dA-Za-z])(?:{_PROVINCES})\d{{13}}(?![\dA-Za-z])")
_MOBILE = re.compile(rf"(?<![\d.])(?:\+?86{_SEP})?(?!1[3-9]\.)(1{_SEP}[3-9]{_SEP}{_spaced(r'[0-9]', 9)})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(\(?0\d{2,3}\)?)[ \-\u2010-\u2015]{0,3}([2-8]\d{3}[ \-]?\d{3,4})(?!\d)")
_LOCAL = re.compile(r"(?:电话|座机|热线|联系方式|[Tt][Ee][Ll])\W{0,3}([2-8]\d{3}[ \-]?\d{3,4})(?!\d)")
_CARD = re.compile(rf"(?<!\d)[3-69]{_SEP}{_spaced(r'[0-9]', 15)}(?:{_SEP}\d){{0,3}}(?!\d)")


def _digits(text: str) -> str:
    return re.sub(r"[^0-9Xx]", "", text).upper()


def _keep_ends(text: str, first: int, last: int) -> str:
    """The first and last digits stay, those between become asterisks, separators go."""
    bare = _digits(text)
    return bare[:first] + "*" * (len(bare) - first - last) + bare[len(bare) - last :]


def _is_day(year: str, rest: str) -> bool:
    try:
        day = dt.date(int(year), int(rest[:2]), int(rest[2:4]))
    except ValueError:
        return False
    return 1850 < day.year < 2100


def has_id_checksum(number: str) -> bool:
    """GB 11643: the last sign of an identity number follows from the others."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17]


def passes_luhn(number: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def identities(text: str) -> Iterator[Found]:
    for match in _ID_18.finditer(text):
        number = _digits(match.group())
        if _is_day(number[6:10], number[10:14]) and has_id_checksum(number):
            yield match.start(), match.end(), _keep_ends(number, 6, 4)
    for match in _ID_15.finditer(text):
        if _is_day(f"19{match.group()[6:8]}", match.group()[8:12]):
            yield match.start(), match.end(), _keep_ends(match.group(), 6, 3)


def mobiles(text: str) -> Iterator[Found]:
    for match in _MOBILE.finditer(text):
        yield match.start(1), match.end(1), _keep_ends(match[1], 3, 4)


def landlines(text: str) -> Iterator[Found]:
    for match in _LANDLINE.finditer(text):
        yield match.start(), match.end(), f"{_digits(match[1])}-{_keep_ends(match[2], 0, 4)}"
    for match in _LOCAL.finditer(text):
        yield match.start(1), match.end(1), _keep_ends(match[1], 0, 4)


def bank_cards(text: str) -> Iterator[Found]:
    for match in _CARD.finditer(text):
        if passes_luhn(_digits(match.group())):
            yield match.start(), match.end(), _keep_ends(match.group(), 4, 4)


_NUMBER = r"[0-9一二三四五六七八九十百零〇甲乙丙丁东西南北]{1,5}"
_HAN = r"[\u4e00-\u9fa5]"
_TOWNSHIP = rf"(?P<town>{_HAN}{{1,14}}?(?:镇|街道|乡))?"
_ADDRESSES = (
    # 百家桥村5组12号, 百家桥村第三组（村民 …）, 百家桥村12号
    re.compile(
        rf"{_TOWNSHIP}(?P<village>{_HAN}{{1,10}}?(?:村|社区))[ ,，]?"
        rf"(?:第?{_NUMBER}(?:村民)?(?:小?组|队|埭|圩)[ ,，]?(?:{_NUMBER}(?:号|户)|(?=[。、,.;\s()]|$|村民|居民))"
        rf"|{_NUMBER}号(?!楼|线|公路|文件))(?:{_NUMBER}室)?"
    ),
    # 人民中路88号3幢402室
    re.compile(
        rf"{_TOWNSHIP}(?P<village>{_HAN}{{1,10}}?(?:路|街|大道|巷|弄|胡同)){_NUMBER}(?:[\-—]\d+)?号"
        rf"[^，。；、\s]{{0,12}}?{_NUMBER}(?:室|单元)(?:{_NUMBER}室)?"
    ),
    # 梁丰花园12幢302室
    re.compile(
        rf"{_TOWNSHIP}(?P<village>{_HAN}{{1,10}}?(?:小区|花园|新村|公寓|苑|家园|城|湾|庭|府|社区|里|坊))[ ,，]?"
        rf"{_NUMBER}(?:幢|栋|号楼|座|号)[ ,，\-]?(?:{_NUMBER}单元)?[ ,，\-]?\d{{2,4}}室?"
    ),
)


def addresses(text: str) -> Iterator[Found]:
    """An address below its township. The mask is the township; without one, at most the village."""
    for pattern in _ADDRESSES:
        for match in pattern.finditer(text):
            village = match["village"] if match["village"].endswith(("村", "社区")) else "***"
            yield match.start(), match.end(), match["town"] or village


DETECTORS: Detectors = (
    (Kind.IDENTITY, identities),
    (Kind.BANK_CARD, bank_cards),
    (Kind.MOBILE, mobiles),
    (Kind.LANDLINE, landlines),
    (Kind.ADDRESS, addresses),
)


# What stands in a text that a machine makes public, and would be too often something else to stop an editor for:
# a house without its street, a number that may be a phone, an address of mail or chat.
_BARE_ADDRESS = re.compile(
    rf"(?<![0-9一二三四五六七八九十])第?{_NUMBER}(?:村民)?(?:小?组|队|埭)[ ,，]?{_NUMBER}(?:号|户)"
    rf"|{_NUMBER}(?:幢|栋|号楼|座|单元)[ ,，\-]?(?:{_NUMBER}单元)?[ ,，\-]?(?:\d{{1,2}}楼)?\d{{3,4}}室?"
    rf"|(?<!\d){_NUMBER}号{_NUMBER}室"
    rf"|{_HAN}{{1,6}}?(?:路|街|大道|巷|弄|胡同){_NUMBER}(?:[\-—]\d+)?号(?!楼|线|公路|文件)"
)
# Eight digits may be a day (20261203), or a count of something.
_BARE_PHONE = re.compile(
    r"(?<![\d.])(?!20\d\d(?:0[1-9]|1[0-2]))[2-8]\d{3}[ \-]?\d{3,4}(?![\d.]| ?[元块户人份件平万亿千吨斤年])"
)
_ACCOUNT = re.compile(
    r"[A-Za-z0-9][\w.+\-]*@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"
    r"|(?:QQ|微信|(?<![A-Z])[VW]X)(?:号码?|群)?(?:是|为|[: ])*([A-Z0-9][A-Z0-9_\-]{4,19})(?![A-Z0-9_\-])",
    re.IGNORECASE | re.ASCII,
)


def bare_addresses(text: str) -> Iterator[Found]:
    for match in _BARE_ADDRESS.finditer(text):
        yield match.start(), match.end(), "***"


def bare_phones(text: str) -> Iterator[Found]:
    for match in _BARE_PHONE.finditer(text):
        yield match.start(), match.end(), _keep_ends(match.group(), 0, 4)


def accounts(text: str) -> Iterator[Found]:
    for match in _ACCOUNT.finditer(text):
        group = 1 if match[1] else 0
        yield match.start(group), match.end(group), "***"


STRICT: Detectors = (
    *DETECTORS,
    (Kind.ACCOUNT, accounts),
    (Kind.LANDLINE, bare_phones),
    (Kind.ADDRESS, bare_addresses),
)


class Personal(NamedTuple):
    """Where something personal stands in a text, and what may be shown in its place."""

    kind: Kind
    start: int
    end: int
    masked: str


def found_in(normal: str, detectors: Detectors = DETECTORS) -> list[Personal]:
    """All that is personal in normalised text, in order; what overlaps with an earlier kind counts once."""
    found: list[Personal] = []
    for kind, detector in detectors:
        for start, end, masked in detector(normal):
            if not any(start < other.end and other.start < end for other in found):
                found.append(Personal(kind, start, end, masked))
    return sorted(found, key=lambda each: each.start)


# Signs without width between two digits hide a number from a reader and from a detector alike.
_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
# What stands between two masked parts may only then look like a number: looked for again, a bounded number of times.
_ROUNDS = 8


def masked(text: str) -> str:
    """Plain text without anything personal that the strict detectors know: what is shown before anybody read it.

    Names are not touched. What is masked once stays as it is: `masked(masked(text)) == masked(text)`.
    """
    text = text.translate(_INVISIBLE)
    for _round in range(_ROUNDS):
        found = found_in(normalise(text), STRICT)
        if not found:
            break
        for each in reversed(found):
            text = text[: each.start] + _kept(text[each.start : each.end], each) + each.masked + text[each.end :]
    return text


# An address without a township begins somewhere in the words before it: after one of these, if there is one.
_LEADS_TO_ADDRESS = re.compile(r"[^0-9]*(?:住在|家住|位于|住|在|到|去)(?=.{2})")


def _kept(matched: str, each: Personal) -> str:
    """What of a match is no part of the address."""
    if each.kind != Kind.ADDRESS or each.masked != "***":
        return ""
    lead = _LEADS_TO_ADDRESS.match(matched)
    return lead.group() if lead else ""
