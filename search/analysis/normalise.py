"""One spelling for what is the same to a reader: width, case and script are folded away."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

import opencc


@cache
def _converter(name: str) -> Any:
    return opencc.OpenCC(name)


def to_simplified(text: str) -> str:
    """Simplified script, character for character: the length stays."""
    simplified: str = _converter("t2s").convert(text)
    if len(simplified) != len(text):
        simplified = "".join((_converter("t2s").convert(char) or char)[0] for char in text)
    return simplified


def to_traditional(text: str) -> str:
    """Traditional script, for databases that compare letter by letter."""
    traditional: str = _converter("s2t").convert(text)
    return traditional


def storable(text: str) -> str:
    """The text without halves of characters, which no database and no engine can take."""
    return text.encode("utf-8", "replace").decode()


def _fold(char: str) -> str:
    return unicodedata.normalize("NFKC", char).lower()


def normalise(text: str) -> str:
    """NFKC and lower case of each character, then simplified script."""
    if unicodedata.is_normalized("NFKC", text) and len(text.lower()) == len(text):
        return to_simplified(text.lower())
    folded = {ord(char): _fold(char) for char in set(text)}
    return to_simplified(text.translate(folded))


@dataclass(frozen=True)
class Mapped:
    """A normalised text that remembers where each of its characters stood in the original."""

    text: str
    origins: tuple[int, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the original that became `text[start:end]`; `end` > `start`."""
        return self.origins[start], self.origins[end - 1] + 1


def normalise_mapped(text: str) -> Mapped:
    """As `normalise`, with the way back. Several times slower: for highlighting only."""
    folded: list[str] = []
    origins: list[int] = []
    for position, char in enumerate(text):
        piece = char if char.isascii() and not char.isupper() else _fold(char)
        folded.append(piece)
        origins.extend([position] * len(piece))
    return Mapped(to_simplified("".join(folded)), tuple(origins))
