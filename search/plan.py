"""What was typed, as a question to an engine: phrases that must be there and tokens that score."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from search.analysis.field_words import QUESTION_WORDS
from search.analysis.normalise import normalise
from search.analysis.pinyin import letters_of
from search.analysis.segment import Segmenter, bigrams, is_han, runs
from search.engines.base import PHRASE_FIELD, Phrase, Weighted

# Weights of the score: the whole text, title included, counts once; the title half again.
WHOLE, TITLE = 1.0, 0.5
MOST_TOKENS = 32
MOST_WORDS = 16

_PIECES = re.compile(r'(?P<minus>(?<!\S)-(?=\S))?(?:["“”「](?P<phrase>[^"“”「」]+)["“”」]|(?P<word>[^\s"“”「」]+))')

Resolve = Callable[[str], str]


@dataclass(frozen=True)
class Plan:
    """`words` as they are shown and marked; `partial` are the smaller words that a relaxed search also marks."""

    words: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    must: tuple[Phrase, ...] = ()
    quoted: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()
    excluded: tuple[str, ...] = ()
    scored: tuple[Weighted, ...] = ()


def make_plan(text: str, segmenter: Segmenter, resolve: Resolve) -> Plan:
    """The plan of a text. `resolve` gives the Chinese word that letters stand for, or the letters back."""
    wanted: list[str] = []
    quoted: list[str] = []
    excluded: list[str] = []
    for match in _PIECES.finditer(text):
        piece = normalise(match["phrase"] or match["word"])
        if match["minus"]:
            excluded.append(piece)
        elif match["phrase"]:
            quoted.append(piece)
        else:
            wanted.append(piece)
    said = _spoken(wanted, resolve)
    words = list(dict.fromkeys(word for piece in said for word in _words(piece, segmenter)))[:MOST_WORDS]
    exact = [phrase for piece in quoted for phrase in _phrases(piece)]
    return Plan(
        words=tuple(dict.fromkeys([*words, *quoted])),
        partial=tuple(
            dict.fromkeys(w for piece in said for w in segmenter.words(piece) if len(w) > 1 and w not in QUESTION_WORDS)
        ),
        must=(*(phrase for word in words for phrase in _phrases(word)), *exact),
        quoted=tuple(exact),
        without=tuple(phrase for piece in excluded for phrase in _phrases(piece)),
        excluded=tuple(excluded),
        scored=tuple(_scored([*said, *quoted], segmenter)),
    )


def _spoken(pieces: list[str], resolve: Resolve) -> list[str]:
    """Letters that sound like a word become it. Neighbours are tried together first: dian dan, diandan."""
    said: list[str] = []
    letters: list[str] = []

    def flush() -> None:
        joined = "".join(letters)
        whole = resolve(joined) if len(letters) > 1 else joined
        said.extend([whole] if whole != joined else map(resolve, letters))
        letters.clear()

    for piece in pieces:
        spelled = letters_of(piece)
        if spelled:
            letters.append(spelled)
            continue
        if letters:
            flush()
        said.append(piece)
    if letters:
        flush()
    return said


def _words(piece: str, segmenter: Segmenter) -> Iterator[str]:
    """The words that must all be there, as they stand in the piece."""
    for run in runs(piece):
        if is_han(run):
            yield from _grouped(segmenter.words(run)) or [run]
        else:
            yield run


def _grouped(cut: list[str]) -> list[str]:
    """Single characters that the dictionary leaves belong together (点|单|派|单), a lone one to the word
    before it (百家|桥) or, at the beginning, to the one after (新|时代). Question words part and vanish."""
    found: list[str] = []
    singles = ""
    after_word = False

    def settle(following: str = "") -> str:
        nonlocal singles
        lone, singles = singles, ""
        if len(lone) == 1 and after_word:
            found[-1] += lone
        elif len(lone) == 1 and following:
            return lone + following
        elif lone:
            found.append(lone)
        return following

    for word in cut:
        if word in QUESTION_WORDS:
            settle()
            after_word = False
        elif len(word) == 1:
            singles += word
        else:
            found.append(settle(word))
            after_word = True
    settle()
    return found


def _phrases(piece: str) -> list[Phrase]:
    """What must stand in the text for the piece to stand in it, letter by letter."""
    if len(piece) == 1 and is_han(piece):
        return [Phrase("all_u", (piece,))]
    tokens = tuple(bigrams(piece))
    return [Phrase(PHRASE_FIELD, tokens)] if tokens else []


def _scored(pieces: list[str], segmenter: Segmenter) -> Iterator[Weighted]:
    words = dict.fromkeys(word for piece in pieces for word in segmenter.words(piece))
    pairs = dict.fromkeys(pair for piece in pieces for pair in bigrams(piece))
    lone = [pair for pair in pairs if len(pair) == 1 and is_han(pair)]
    for stream, tokens in (("w", list(words)), ("b", list(pairs))):
        for token in tokens[:MOST_TOKENS]:
            yield Weighted(f"all_{stream}", token, WHOLE)
            yield Weighted(f"title_{stream}", token, TITLE)
    for token in lone[:MOST_TOKENS]:
        yield Weighted("all_u", token, WHOLE)
