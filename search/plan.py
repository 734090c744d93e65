"""What was typed, as a question to an engine: phrases that must be there and tokens that score."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from search.analysis.field_words import QUESTION_WORDS
from search.analysis.normalise import normalise
from search.analysis.pinyin import MIN_LETTERS, letters_of, readings, spoken_once
from search.analysis.segment import Segmenter, bigrams, characters, is_han, runs
from search.engines.base import PHRASE_FIELD, SOUND_FIELD, AnyOf, Condition, Phrase
from search.ranking import Tokens

MOST_TOKENS = 32
MOST_WORDS = 16
# So many pieces of letters are asked for their meaning: each is a question to the index.
MOST_SPELLED = 8
# A wrong character is looked for by its sound in texts of so many characters.
LEAST_SOUNDING, MOST_SOUNDING = 2, 16

_PIECES = re.compile(r'(?P<minus>(?<!\S)-(?=\S))?(?:["“”「](?P<phrase>[^"“”「」]+)["“”」]|(?P<word>[^\s"“”「」]+))')


@dataclass(frozen=True)
class Spelled:
    """What typed letters stand for: `words`, or titles that sound like one of `titles` (syllables), or both."""

    words: str
    titles: tuple[tuple[str, ...], ...] = ()


# Letters and, where they were typed apart, their pieces.
Resolve = Callable[[str, tuple[str, ...]], Spelled]
Sounds = Callable[[str], Iterable[tuple[str, ...]]]


@dataclass(frozen=True)
class Plan:
    """`words` as they are shown and marked; `partial` are the smaller words that a relaxed search also marks."""

    words: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    must: tuple[Condition, ...] = ()
    quoted: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()
    excluded: tuple[str, ...] = ()
    tokens: Tokens = field(default_factory=dict)
    spelled: tuple[Phrase, ...] = ()
    sounding: tuple[Phrase, ...] = ()
    misspelled: tuple[Phrase, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing was said that could be looked for: punctuation alone."""
        return not self.must and not self.without


def as_typed(letters: str, _pieces: tuple[str, ...] = ()) -> Spelled:
    """Letters that stand for themselves: where there is no index to ask."""
    return Spelled(letters)


def make_plan(text: str, segmenter: Segmenter, resolve: Resolve) -> Plan:
    """The plan of a text. `resolve` gives what letters stand for.

    `spelled` are titles that sound like typed letters, `sounding` also those that sound like typed Chinese,
    `misspelled` those that do if its characters are read in some other way.
    """
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
    spoken = _spoken(wanted, resolve)
    said = [one.words for one in spoken if one.words]
    titles = {one.words: _titles(one) for one in spoken if one.titles}
    # Two characters alone are meant as they stand, whatever words they are made of.
    literal = len(said) == 1 and len(said[0]) <= 2 and is_han(said[0])
    found = said if literal else [word for piece in said for word in _words(piece, segmenter)]
    words = list(dict.fromkeys(found))[:MOST_WORDS]
    spelled = tuple(phrase for phrases in titles.values() for phrase in phrases)
    exact = [phrase for piece in quoted for phrase in _phrases(piece)]
    return Plan(
        words=tuple(dict.fromkeys([*words, *quoted])),
        partial=tuple(
            dict.fromkeys(w for piece in said for w in segmenter.words(piece) if len(w) > 1 and w not in QUESTION_WORDS)
        ),
        must=(*_conditions(words, titles), *exact),
        quoted=tuple(exact),
        without=tuple(phrase for piece in excluded for phrase in _phrases(piece)),
        excluded=tuple(excluded),
        tokens=_tokens([*said, *quoted], segmenter),
        spelled=spelled,
        sounding=tuple(dict.fromkeys([*spelled, *_sounding(said)])),
        misspelled=tuple(_sounding(said, readings)),
    )


def _conditions(words: list[str], titles: dict[str, tuple[Phrase, ...]]) -> Iterator[Condition]:
    """All the words; a word that was typed as letters may as well be a title that sounds so."""
    for word in words:
        phrases = _phrases(word)
        if word in titles and len(phrases) == 1:
            yield AnyOf((*phrases, *titles[word]))
        else:
            yield from phrases
    if "" in titles:
        yield AnyOf(titles[""])


def _titles(spelled: Spelled) -> tuple[Phrase, ...]:
    return tuple(Phrase(SOUND_FIELD, sounds) for sounds in spelled.titles)


def _sounding(said: list[str], sounds: Sounds = spoken_once) -> Iterator[Phrase]:
    """The sound of what was said in Chinese as one stretch: it finds the title itself, or that behind a wrong
    character."""
    if len(said) == 1 and is_han(said[0]) and LEAST_SOUNDING <= len(said[0]) <= MOST_SOUNDING:
        for way in sounds(said[0]):
            yield Phrase(SOUND_FIELD, way)


def _spoken(pieces: list[str], resolve: Resolve) -> list[Spelled]:
    """Letters that sound like a word become it. Neighbours are tried together first: dian dan, diandan."""
    said: list[Spelled] = []
    letters: list[str] = []

    def flush() -> None:
        joined = "".join(letters)
        whole = resolve(joined, tuple(letters)) if len(joined) >= MIN_LETTERS else Spelled(joined)
        if len(letters) == 1 or whole != Spelled(joined):
            said.append(whole)
        else:
            said.extend(resolve(word, ()) if len(word) >= MIN_LETTERS else Spelled(word) for word in letters)
        letters.clear()

    for place, piece in enumerate(pieces):
        spelled = letters_of(piece)
        if spelled and place < MOST_SPELLED:
            letters.append(spelled)
            continue
        if letters:
            flush()
        said.append(Spelled(piece))
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


def _tokens(pieces: list[str], segmenter: Segmenter) -> Tokens:
    """What scores, in each stream, each token once. Single characters count only where there is Chinese."""
    streams = {
        "w": (word for piece in pieces for word in segmenter.words(piece)),
        "b": (pair for piece in pieces for pair in bigrams(piece)),
        "u": (char for piece in pieces for char in characters(piece)),
    }
    return {stream: tuple(dict.fromkeys(tokens))[:MOST_TOKENS] for stream, tokens in streams.items()}
