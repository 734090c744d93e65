"""How well a document answers, in Python and so the same for every engine.

The engine adds up BM25 over words, pairs and single characters, rare tokens raised and question words
lowered. The best twenty are then looked at again: what of the question do they hold at all, what does
their best sentence hold, what their title? A lower bound for each token that is there keeps long
documents from being punished for their length (Lv and Zhai, BM25+, CIKM 2011); the best sentence rewards
tokens that stand together without positions in the index.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from search.analysis.field_words import WEAK_WORDS
from search.engines.base import Ask, Engine, Found, Order, Row, Weighted
from search.frequencies import STREAMS, Frequencies, rarity

# What the streams weigh in the whole text, which holds the title too, and once more in the title.
WHOLE: Mapping[str, float] = {"w": 1.0, "b": 0.6, "u": 0.8}
TITLE: Mapping[str, float] = {"w": 0.5, "b": 0.3}
WEAK = 0.5
# A token's weight is its rarity to this power; BM25 brings the first power itself.
POWER = 1.4
HEAD = 0.5
# Looked at again; more cost time and changed nothing.
AGAIN = 20
# So much of a long text is looked at again.
LETTERS = 20_000
_SENTENCE = re.compile(r"[^。！？!?;；\n]+")

Tokens = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Weights:
    """`scored` for the engine; `terms` are texts with what each is worth where it is found."""

    scored: tuple[Weighted, ...] = ()
    terms: Mapping[str, float] | None = None

    @property
    def total(self) -> float:
        return sum((self.terms or {}).values())


def weigh(tokens: Tokens, engine: Engine) -> Weights:
    """What each token of a question is worth in this index."""
    rarities = _rarities(tokens, engine)
    scored: list[Weighted] = []
    terms: dict[str, float] = {}
    for stream in STREAMS:
        for token in tokens.get(stream, ()):
            rare = rarities(stream, token)
            factor = WEAK if token in WEAK_WORDS else 1.0
            raised = factor * rare ** (POWER - 1)
            scored.append(Weighted(f"all_{stream}", token, WHOLE[stream] * raised))
            if stream in TITLE:
                scored.append(Weighted(f"title_{stream}", token, TITLE[stream] * raised))
            terms[token] = terms.get(token, 0.0) + WHOLE[stream] * factor * rare**POWER
    return Weights(tuple(scored), terms)


def _rarities(tokens: Tokens, engine: Engine) -> Callable[[str, str], float]:
    table: Frequencies = engine.frequencies
    if table.documents:
        return table.rarity
    documents = engine.documents()
    return lambda stream, token: rarity(engine.frequency(f"all_{stream}", token), documents)


def search(engine: Engine, ask: Ask, weights: Weights, *, order: Order, offset: int, limit: int) -> Found:
    """As `Engine.search`; by relevance the first twenty are put in their final order. Later pages keep the engine's."""
    if order != "relevance" or not ask.ranks or offset >= AGAIN:
        return engine.search(ask, order=order, offset=offset, limit=limit)
    found = engine.search(ask, order=order, offset=0, limit=max(AGAIN, offset + limit))
    hits = (*again(found.hits[:AGAIN], weights.terms or {}), *found.hits[AGAIN:])
    return replace(found, hits=hits[offset : offset + limit])


def again(hits: Iterable[Row], terms: Mapping[str, float]) -> list[Row]:
    """The hits by their score plus what is found in text, best sentence and title; ties by key."""
    look = _Look(terms)
    # Engines add single precision in their own order: below a thousandth nothing is decided.
    scored = [hit._replace(score=round(hit.score + look.worth(hit.payload), 3)) for hit in hits]
    return sorted(scored, key=lambda hit: (-hit.score, hit.key))


class _Look:
    def __init__(self, terms: Mapping[str, float]) -> None:
        self._anywhere = [(term, worth) for term, worth in terms.items() if not term[:1].isascii()]
        # Letters and figures count as whole words only: art is not in party.
        self._apart = [
            (term, re.compile(rf"(?<![a-z0-9]){re.escape(term)}(?![a-z0-9])").search, worth)
            for term, worth in terms.items()
            if term[:1].isascii()
        ]

    def worth(self, payload: bytes) -> float:
        stored = json.loads(payload)
        text, head = stored["norm"][:LETTERS], stored["head"]
        anywhere = [(term, worth) for term, worth in self._anywhere if term in text]
        apart = [(find, worth) for term, find, worth in self._apart if term in text and find(text)]
        present = sum(worth for _term, worth in anywhere) + sum(worth for _find, worth in apart)
        best = max(
            (
                sum(worth for term, worth in anywhere if term in sentence)
                + sum(worth for find, worth in apart if find(sentence))
                for sentence in _SENTENCE.findall(text)
            ),
            default=0.0,
        )
        title = sum(worth for term, worth in anywhere if term in head)
        title += sum(worth for find, worth in apart if find(head))
        return present + best + HEAD * title
