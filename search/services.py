"""The two questions that everybody else may ask of the library."""

import logging

from common.access import Reader
from search import fallback
from search.answering import answer, ask
from search.confirm import Confirmed, confirm, reader_tokens
from search.engines.base import Engine, EngineUnavailable
from search.facets import count_facets
from search.generations import current
from search.highlight import marked, snippet
from search.plan import Plan
from search.query import Query
from search.results import Facet, FacetValue, Hit, Result, Suggestion
from search.suggestions import suggestions

__all__ = ["Facet", "FacetValue", "Hit", "Query", "Result", "Suggestion", "find", "suggest"]

log = logging.getLogger(__name__)


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
    question = ask(engine, query.text, reader_tokens(reader), query.chosen)
    if query.text and question.plan.empty:
        return Result(total=0, hits=(), words=())  # nothing but punctuation was typed
    answered = answer(question, order=query.sort, offset=(query.page - 1) * query.size, limit=query.size)
    shown = [_hit(row, question.plan, exact=row.key in answered.exact) for row in confirm(answered.rows, reader)]
    return Result(
        # A row that did not stand the look is not counted either.
        total=answered.total - len(answered.exact) + sum(hit.exact for hit in shown),
        hits=tuple(shown),
        facets=count_facets(engine, question.strict, query.chosen),
        relaxed=any(not hit.exact for hit in shown),
        page=query.page,
        pages=max(1, -(-(answered.total + answered.others) // query.size)),
        words=question.plan.words,
    )


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
