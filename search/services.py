"""The two questions that everybody else may ask of the library."""

from common.access import Reader
from search.query import Query
from search.results import Facet, FacetValue, Hit, Result, Suggestion

__all__ = ["Facet", "FacetValue", "Hit", "Query", "Result", "Suggestion", "find", "suggest"]


def find(query: Query, reader: Reader) -> Result:
    """What the reader may see of what the query asks for. Never raises for a broken index."""
    raise NotImplementedError


def suggest(text: str, reader: Reader, *, limit: int = 8) -> list[Suggestion]:
    """Words and rows that begin with what is typed: from one Chinese character or two letters on."""
    raise NotImplementedError
