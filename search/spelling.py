"""The Chinese word behind typed letters, from the words of documents that the reader may see."""

from dataclasses import dataclass

from search.analysis.field_words import QUESTION_WORDS
from search.engines.base import PHRASE_FIELD, SEPARATOR, Ask, Engine, Phrase

CANDIDATES = 50
# A string of letters is cut into at most so many words.
MOST_LETTERS = 30


@dataclass(frozen=True)
class Speller:
    """Asks an engine on behalf of the reader who holds the tokens; `own` are the field's and county's words."""

    engine: Engine
    tokens: frozenset[str]
    own: frozenset[str]

    def resolve(self, letters: str) -> str:
        """The words behind the letters. Letters that stand in a visible text themselves stay what they are."""
        if self.engine.count(Ask(self.tokens, must=(Phrase(PHRASE_FIELD, (letters,)),))):
            return letters
        return self._word(letters) or self._words(letters[:MOST_LETTERS]) or letters

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
            for end in range(len(letters), 2, -1):
                word = self._word(letters[:end])
                if word:
                    said.append(word)
                    letters = letters[end:]
                    break
            else:
                return ""
        return " ".join(said)
