"""The Chinese word behind typed letters, from the words of documents that the reader may see."""

from dataclasses import dataclass

from search.analysis.field_words import QUESTION_WORDS
from search.analysis.pinyin import known, ways
from search.engines.base import PHRASE_FIELD, SEPARATOR, SOUND_FIELD, AnyOf, Ask, Condition, Engine, Phrase
from search.plan import Spelled

CANDIDATES = 50
# Of a string of letters so many are cut into words.
MOST_LETTERS = 30
# Words written together are looked up by their first letters, so many forms at once.
BEGUN, FORMS = 3, 1000
# Longer than any title: only so much of it is read as syllables.
LONGEST = 120


@dataclass(frozen=True)
class Speller:
    """Asks an engine on behalf of the reader who holds the tokens; `own` are the field's and county's words."""

    engine: Engine
    tokens: frozenset[str]
    own: frozenset[str]

    def resolve(self, letters: str, pieces: tuple[str, ...] = ()) -> Spelled:
        """What the letters stand for: a known word, or a title that sounds so, or both, or several words.

        Letters that stand in a visible text themselves stay what they are. `pieces`: as they were typed apart.
        """
        if self._counts(Phrase(PHRASE_FIELD, (letters,))):
            return Spelled(letters)
        word, titles = self._word(letters), self._titles(letters, pieces)
        if word or titles:
            return Spelled(word, titles)
        return Spelled(self._words(letters[:MOST_LETTERS]) or letters)

    def _titles(self, letters: str, pieces: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """The ways to read the letters as syllables, if any visible title sounds like one of them."""
        typed = [pieces] if len(pieces) > 1 and known(pieces) else ways(letters[:LONGEST])
        found = tuple(way for way in typed if len(way) > 1)
        sounding = AnyOf(tuple(Phrase(SOUND_FIELD, way) for way in found))
        return found if found and self._counts(sounding) else ()

    def _counts(self, condition: Condition) -> int:
        return self.engine.count(Ask(self.tokens, must=(condition,)))

    def _word(self, letters: str) -> str:
        """The likeliest word that sounds like this or has these initials: the field's and county's own first."""
        prefix = letters + SEPARATOR
        found = [
            (word, count)
            for value, count in self.engine.values("lex", prefix, self.tokens, CANDIDATES)
            if (word := value.removeprefix(prefix)) not in QUESTION_WORDS
        ]
        best = sorted(found, key=lambda pair: (pair[0] not in self.own, -pair[1], pair[0]))
        return best[0][0] if best else ""

    def _words(self, letters: str) -> str:
        """Several words written together (fanzhaxuanjiang), the longest first; nothing unless all are known."""
        said = []
        while letters:
            form, word = self._longest(letters)
            if not word:
                return ""
            said.append(word)
            letters = letters[len(form) :]
        return " ".join(said)

    def _longest(self, letters: str) -> tuple[str, str]:
        """The longest known sound that the letters begin with, and its likeliest word. One question."""
        begun = letters[:BEGUN] if len(letters) >= BEGUN else letters + SEPARATOR
        found = (
            (form, word, count)
            for value, count in self.engine.values("lex", begun, self.tokens, FORMS)
            for form, _separator, word in [value.partition(SEPARATOR)]
            if letters.startswith(form) and len(form) >= BEGUN and word not in QUESTION_WORDS
        )
        best = min(found, key=lambda one: (-len(one[0]), one[1] not in self.own, -one[2], one[1]), default=("", "", 0))
        return best[0], best[1]
