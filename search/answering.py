"""A typed text and what it finds in an index: strict first, then relaxed. Without people, pages or models."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from search import ranking
from search.analysis.normalise import storable
from search.analysis.pinyin import syllables
from search.analysis.segment import segmenter
from search.engines.base import SOUND_FIELD, AnyOf, Ask, Engine, Lift, Order, Row, Weighted
from search.plan import Plan, make_plan
from search.ranking import Weights
from search.spelling import Speller

# With fewer exact hits than this, those with some of the words follow.
ENOUGH = 10
# What a title's syllables score against letters. That they stand in their order is worth a share of the whole
# question: a title that sounds like it, and one that would if a character was read otherwise.
SYLLABLE, SOUNDING, MISSPELLED = 0.3, 4.0, 1.0


@dataclass(frozen=True)
class Question:
    """A text made ready for an index: its plan, its weights, and the strict question."""

    engine: Engine
    plan: Plan
    weights: Weights
    strict: Ask


@dataclass(frozen=True)
class Answer:
    """A page of rows. `total` counts those that hold all the words, `others` those that follow them."""

    total: int = 0
    rows: tuple[Row, ...] = ()
    exact: frozenset[str] = field(default_factory=frozenset)
    others: int = 0


def ask(engine: Engine, text: str, tokens: frozenset[str], filters: Mapping[str, tuple[str, ...]]) -> Question:
    """The question that a text asks on behalf of the holder of the tokens."""
    cutter = segmenter(engine.own_words)
    plan = make_plan(storable(text), cutter, Speller(engine, tokens, cutter.own).resolve)
    weights = ranking.weigh(plan.tokens, engine)
    spoken = dict.fromkeys(syllable for phrase in plan.spelled for syllable in phrase.tokens)
    scored = (*weights.scored, *(Weighted(SOUND_FIELD, syllable, SYLLABLE) for syllable in spoken))
    lifts = (Lift(AnyOf(plan.sounding), SOUNDING * (weights.total or 1.0)),) if plan.sounding else ()
    return Question(engine, plan, weights, Ask(tokens, plan.must, plan.without, scored, filters, lifts))


def answer(question: Question, *, order: Order, offset: int, limit: int, enough: int = ENOUGH) -> Answer:
    """A page: rows with all the words, then, where these are fewer than `enough`, the best with some of them."""
    engine, strict = question.engine, question.strict
    exact = ranking.search(engine, strict, question.weights, order=order, offset=offset, limit=limit)
    others = _others(question, enough) if strict.ranks and exact.total < enough else []
    room = offset + limit - exact.total
    return Answer(
        total=exact.total,
        rows=(*exact.hits, *others[max(0, room - limit) : max(0, room)]),
        exact=frozenset(row.key for row in exact.hits),
        others=len(others),
    )


def _others(question: Question, enough: int) -> list[Row]:
    """The best rows that hold only some of the words, to make up `enough`. What was quoted still binds."""
    engine, strict, plan = question.engine, question.strict, question.plan
    held = engine.search(strict, order="relevance", offset=0, limit=enough).hits
    known = {row.key for row in held}
    lifts = strict.lifts
    if plan.misspelled:
        lifts = (*lifts, Lift(AnyOf(plan.misspelled), MISSPELLED * question.weights.total))
    relaxed = replace(strict, must=plan.quoted, lifts=lifts)
    found = ranking.search(engine, relaxed, question.weights, order="relevance", offset=0, limit=enough)
    rows = [row for row in found.hits if row.key not in known and _speaks_of(row, plan)]
    return rows[: enough - len(known)]


def _speaks_of(row: Row, plan: Plan) -> bool:
    """Whether a row holds more than single characters of the question, or a title that sounds like it."""
    stored = json.loads(row.payload)
    parts = (token for stream in ("w", "b") for token in plan.tokens.get(stream, ()))
    if any(part in stored["norm"] for part in parts if len(part) > 1 or part in plan.words):
        return True
    spoken = f" {' '.join(syllables(stored['head']))} "
    return any(f" {' '.join(phrase.tokens)} " in spoken for phrase in {*plan.sounding, *plan.misspelled})
