"""What must not be published of a person: numbers of identity, phone and bank, addresses below township.

Each detector yields (start, end, masked) over normalised text; the forms of masking are those in
use at county level: `138****1234`, `320582********123X`, an address only to its township.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.checks.official import Official
from cms.checks.readable import Readable, readable
from cms.checks.texts import Path, Text, texts_of


class Kind(models.TextChoices):
    IDENTITY = "identity", _("identity number")
    MOBILE = "mobile", _("mobile number")
    LANDLINE = "landline", _("phone number")
    BANK_CARD = "bank_card", _("bank card number")
    ADDRESS = "address", _("home address")


@dataclass(frozen=True)
class Hit:
    """`offset` counts characters as they are read; `path` leads to the text, `block` is the id of its top block."""

    kind: Kind
    value: str
    masked: str
    path: Path
    label: str
    block: str
    offset: int

    @property
    def field(self) -> str:
        return str(self.path[0])

    @property
    def where(self) -> str:
        return "/".join(map(str, self.path))

    @property
    def kind_label(self) -> str:
        return str(self.kind.label)


Found = tuple[int, int, str]

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
        rf"(?:第?{_NUMBER}(?:村民)?(?:小?组|队|埭|圩)[ ,，]?(?:{_NUMBER}(?:号|户)|(?=[，。；、,.;\s（）()]|$|村民|居民))"
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


DETECTORS = (
    (Kind.IDENTITY, identities),
    (Kind.BANK_CARD, bank_cards),
    (Kind.MOBILE, mobiles),
    (Kind.LANDLINE, landlines),
    (Kind.ADDRESS, addresses),
)


def hits_in(text: Text, official: Official) -> list[Hit]:
    """What is found in one text, in order; what overlaps with an earlier kind counts once."""
    view = readable(text.value, text.is_rich)
    taken: list[tuple[int, int]] = []
    hits: list[Hit] = []
    for kind, detector in DETECTORS:
        for start, end, masked in detector(view.normal):
            if any(start < other_end and other_start < end for other_start, other_end in taken):
                continue
            taken.append((start, end))
            if not _is_official(kind, view.normal[start:end], official):
                seen = view.seen[start:end]
                hits.append(Hit(kind, seen, masked, text.path, text.label, text.block, start))
    return sorted(hits, key=lambda hit: hit.offset)


def _is_official(kind: Kind, value: str, official: Official) -> bool:
    if kind in (Kind.MOBILE, Kind.LANDLINE):
        return official.knows_phone(value)
    return kind == Kind.ADDRESS and official.knows_address(value)


def find_in(texts: list[Text], official: Official | None = None) -> list[Hit]:
    known = official or Official()
    return [hit for text in texts for hit in hits_in(text, known)]


def find_personal_data(page: Page, official: Official | None = None) -> list[Hit]:
    """Everything personal in the texts of the page as it is in memory."""
    return find_in(texts_of(page), official)


def masked_texts(texts: list[Text], hits: list[Hit]) -> dict[Path, str]:
    """The stored form of each text that changes when the hits are masked."""
    changed = {}
    for text in texts:
        changes = [(hit.offset, hit.offset + len(hit.value), hit.masked) for hit in hits if hit.path == text.path]
        if changes:
            view: Readable = readable(text.value, text.is_rich)
            changed[text.path] = view.rewrite(changes)
    return changed
