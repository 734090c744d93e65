"""The two questions that everybody else may ask of the library."""

import logging
from dataclasses import replace

from common.access import Reader
from search import fallback
from search.analysis.segment import segmenter
from search.confirm import Confirmed, confirm, reader_tokens
from search.engines.base import Ask, Engine, EngineUnavailable
from search.facets import count_facets
from search.generations import current
from search.highlight import marked, snippet
from search.plan import Plan, make_plan
from search.query import Query
from search.results import Facet, FacetValue, Hit, Result, Suggestion
from search.spelling import Speller
from search.suggestions import suggestions

__all__ = ["Facet", "FacetValue", "Hit", "Query", "Result", "Suggestion", "find", "suggest"]

log = logging.getLogger(__name__)

# With fewer exact hits than this, those with some of the words follow.
ENOUGH = 10


def find(query: Query, reader: Reader) -> Result:
    """What the reader may see of what the query asks for.

    Never raises for a broken index: the database answers then, slower, and the result says so.
    """
    query = query.cleaned()
    try:
        return _from_index(current(), query, reader)
    except EngineUnavailable as error:
        log.warning("Search answers from the database: %s", error)
        return fallback.find(query, reader)


def suggest(text: str, reader: Reader, *, limit: int = 8) -> list[Suggestion]:
    """Words and rows that begin with what is typed: from one Chinese character or two letters on.

    Only words and titles of rows that the reader may see; counts are what `find` would count.
    Without an index there are none.
    """
    try:
        return suggestions(current(), text, reader, limit)
    except EngineUnavailable as error:
        log.warning("No suggestions: %s", error)
        return []


def _from_index(engine: Engine, query: Query, reader: Reader) -> Result:
    tokens = reader_tokens(reader)
    cutter = segmenter(engine.own_words)
    plan = make_plan(query.text, cutter, Speller(engine, tokens, cutter.own).resolve)
    if query.text and not plan.must and not plan.without:
        return Result(total=0, hits=(), words=())  # nothing but punctuation was typed
    strict = Ask(tokens, plan.must, plan.without, plan.scored, query.chosen)
    start = (query.page - 1) * query.size
    exact = engine.search(strict, order=query.sort, offset=start, limit=query.size)
    others = _others(engine, strict, plan) if plan.scored and exact.total < ENOUGH else []
    room = start + query.size - exact.total
    wanted = [*exact.hits, *others[max(0, room - query.size) : max(0, room)]]
    confirmed = confirm(wanted, reader)
    exact_keys = {key for key, _payload in exact.hits}
    shown = [_hit(row, plan, exact=row.key in exact_keys) for row in confirmed]
    return Result(
        # A row that did not stand the look is not counted either.
        total=exact.total - len(exact.hits) + sum(hit.exact for hit in shown),
        hits=tuple(shown),
        facets=count_facets(engine, strict, query.chosen),
        relaxed=any(not hit.exact for hit in shown),
        page=query.page,
        pages=max(1, -(-(exact.total + len(others)) // query.size)),
        words=plan.words,
    )


def _others(engine: Engine, strict: Ask, plan: Plan) -> list[tuple[str, bytes]]:
    """The best rows that hold only some of the words, to make up `ENOUGH`. What was quoted still binds."""
    known = {key for key, _payload in engine.search(strict, order="relevance", offset=0, limit=ENOUGH).hits}
    found = engine.search(replace(strict, must=plan.quoted), order="relevance", offset=0, limit=ENOUGH)
    return [hit for hit in found.hits if hit[0] not in known][: ENOUGH - len(known)]


def _hit(found: Confirmed, plan: Plan, *, exact: bool) -> Hit:
    words = plan.words if exact else (*plan.words, *plan.partial)
    card = found.card
    return Hit(
        kind=card.kind,
        object_id=found.pk,
        title=card.title,
        title_html=marked(card.title, words),
        snippet_html=snippet(found.text, words),
        url=card.url,
        date=found.date,
        unit_name=card.unit_name,
        kind_label=str(card.kind_label),
        topic=card.topic,
        draft=card.draft,
        exact=exact,
        edit_url=card.edit_url,
    )
