"""Words, bigrams and single characters of a normalised text."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import rjieba

from search.analysis.field_words import FIELD_WORDS

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_OTHER = rf"(?:(?![{HAN}])[^\W_])+"
# Chinese characters together; anything else word-like with its inner points and dashes (8.14, 15-4).
RUNS = re.compile(rf"[{HAN}]+|{_OTHER}(?:[.\-]{_OTHER})*")
_WORDLIKE = re.compile(r"[^\W_]")
_ONLY_HAN = re.compile(rf"[{HAN}]+")


def is_han(text: str) -> bool:
    return _ONLY_HAN.fullmatch(text) is not None


def runs(text: str) -> Iterator[str]:
    """The stretches of word characters, in order."""
    return (match.group() for match in RUNS.finditer(text))


def bigrams(text: str) -> Iterator[str]:
    """Pairs of neighbouring Chinese characters; a lone one, and any other word, as it is."""
    for run in runs(text):
        if len(run) == 1 or not is_han(run):
            yield run
        else:
            yield from (run[i : i + 2] for i in range(len(run) - 1))


def characters(text: str) -> Iterator[str]:
    """Each Chinese character."""
    return (char for run in runs(text) if is_han(run) for char in run)


class Segmenter:
    """Cuts text into words: the dictionary's, the field's and the county's own.

    Without the statistical model for unknown words: it costs ranking quality, and bigrams catch
    what the dictionary lacks.
    """

    def __init__(self, own_words: Iterable[str]) -> None:
        self.own = frozenset(FIELD_WORDS) | frozenset(own_words)
        self._jieba = rjieba.Jieba()
        for word in sorted(self.own):
            self._jieba.add_word(word, None, None)

    def words(self, text: str) -> list[str]:
        """The words of a normalised text, in order, punctuation left out."""
        return [word for word in self._jieba.cut(text, hmm=False) if _WORDLIKE.search(word)]


@lru_cache(maxsize=4)
def segmenter(own_words: frozenset[str] = frozenset()) -> Segmenter:
    """One for each set of own words: loading the dictionary takes most of a second."""
    return Segmenter(own_words)
