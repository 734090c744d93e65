"""What a reader sees of a text, with the way back to how it is stored.

Numbers hide behind full-width digits, Chinese numerals, tags and entities: `13<b>8</b>００１３８０００`.
They are looked for in `normal`, which has one character for each that is seen; `rewrite` then
changes the stored text, tags and all.
"""

import html
import re
import unicodedata
from dataclasses import dataclass

_PIECE = re.compile(r"(?P<tag><[^>]*>)|(?P<entity>&(?:#\d+|#x[0-9a-fA-F]+|\w+);)|(?P<char>[\s\S])")
_BLOCK_END = re.compile(r"</(?:p|li|h\d|td|div)>|<br\s*/?>", re.IGNORECASE)
_CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九幺", "001234567891")
# A phone number read out digit by digit. Years (二〇二六年) and counts (一百二十) are shorter or not plain digits.
_SPELT = re.compile(r"[〇零一二三四五六七八九幺]{7,}")


@dataclass(frozen=True)
class Readable:
    """`seen` and `normal` have the same length; `spans[i]` is where character i stands in the stored text."""

    stored: str
    seen: str
    normal: str
    spans: list[tuple[int, int]]

    def rewrite(self, changes: list[tuple[int, int, str]]) -> str:
        """The stored text with parts of `seen` replaced: (start, end, replacement), not overlapping."""
        edits: dict[int, str | None] = {}
        for start, end, replacement in changes:
            edits.update(dict.fromkeys(range(start, end)))
            edits[start] = replacement
        result, at = [], 0
        for index, (start, end) in enumerate(self.spans):
            if index not in edits or start == end:
                continue
            result += [self.stored[at:start], edits[index] or ""]
            at = end
        return "".join([*result, self.stored[at:]])


def readable(stored: str, is_rich: bool) -> Readable:
    seen: list[str] = []
    spans: list[tuple[int, int]] = []
    if not is_rich:
        seen, spans = list(stored), [(index, index + 1) for index in range(len(stored))]
    else:
        for piece in _PIECE.finditer(stored):
            if piece["tag"]:
                if _BLOCK_END.fullmatch(piece["tag"]):
                    seen.append("\n")
                    spans.append((piece.start(), piece.start()))
                continue
            text = html.unescape(piece.group())
            seen.append(text if len(text) == 1 else " ")
            spans.append(piece.span())
    plain = "".join(seen)
    return Readable(stored, plain, normalise(plain), spans)


def normalise(text: str) -> str:
    """Full-width signs to plain ones and spelt-out numbers to digits, character for character."""
    narrow = "".join(_narrow(char) for char in text)
    return _SPELT.sub(lambda run: run.group().translate(_CHINESE_DIGITS), narrow)


def _narrow(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char
