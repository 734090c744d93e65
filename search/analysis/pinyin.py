"""How words sound, for those who type letters."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice, product

import pypinyin

from search.analysis.segment import is_han, runs

MIN_LETTERS = 2


@lru_cache(maxsize=200_000)
def sounds(word: str) -> tuple[str, str]:
    """The full pinyin and the initials of a Chinese word, without tones: 点单 → diandan, dd."""
    syllables = pypinyin.lazy_pinyin(word)
    return "".join(syllables), "".join(syllable[:1] for syllable in syllables)


def letters_of(text: str) -> str:
    """The letters of something typed as pinyin (xi'an → xian), or nothing if it holds anything else."""
    letters = text.replace("'", "").replace("’", "")
    return letters if letters.isascii() and letters.isalpha() else ""


_VOWEL = re.compile("[aeiouv]")
# Characters of several sounds are read in at most so many ways.
MOST_READINGS = 16
# Letters are cut into syllables in at most so many ways, those of fewest syllables first.
MOST_WAYS = 16


def syllables(text: str) -> Iterator[str]:
    """The syllables of the Chinese in a normalised text, without tones; anything else as it is."""
    for run in runs(text):
        if is_han(run):
            yield from pypinyin.lazy_pinyin(run)
        else:
            yield run


def spoken_once(text: str) -> list[tuple[str, ...]]:
    """How a normalised Chinese text is most likely read."""
    return [tuple(syllables(text))]


def readings(text: str) -> list[tuple[str, ...]]:
    """The ways to read a Chinese text, the likeliest first: beside a wrong character others become likely."""
    each = [[likely, *others] for likely, others in zip(syllables(text), _heteronyms(text), strict=True)]
    every = islice(product(*each), 20 * MOST_READINGS)
    return list(dict.fromkeys([*spoken_once(text), *every]))[:MOST_READINGS]


def _heteronyms(text: str) -> list[list[str]]:
    return [found for char in text for found in pypinyin.pinyin(char, style=pypinyin.Style.NORMAL, heteronym=True)]


@cache
def _known() -> frozenset[str]:
    """Every syllable that a Chinese character may have."""
    spoken = pypinyin.lazy_pinyin([chr(code) for code in range(0x4E00, 0xA000)], errors="ignore")
    return frozenset(syllable for syllable in spoken if _VOWEL.search(syllable))


def ways(letters: str) -> list[tuple[str, ...]]:
    """How letters may be cut into syllables (xian: xian, xi an); the last may be half typed. Fewest first.

    Nothing where they cannot be.
    """
    known = _known()
    best: list[list[tuple[str, ...]]] = [[()], *([] for _letter in letters)]
    for end in range(1, len(letters) + 1):
        found = [
            (*before, letters[start:end])
            for start in range(max(0, end - 6), end)
            if letters[start:end] in known
            for before in best[start]
        ]
        best[end] = sorted(found, key=lambda way: (len(way), way))[:MOST_WAYS]
    return best[-1] or _half_typed(letters, best)


def known(pieces: tuple[str, ...]) -> bool:
    """Whether each piece is a syllable."""
    return all(piece in _known() for piece in pieces)


def _half_typed(letters: str, best: list[list[tuple[str, ...]]]) -> list[tuple[str, ...]]:
    for start in range(len(letters) - 1, max(-1, len(letters) - 6), -1):
        begun = letters[start:]
        endings = sorted(syllable for syllable in _known() if syllable.startswith(begun))
        if best[start] and start and endings:
            return [(*before, ending) for before in best[start][:2] for ending in endings]
    return []
