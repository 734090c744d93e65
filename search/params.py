"""A question in an address: `?q=点单&kind=newspage&unit=…&sort=newest&page=2`, and back."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import QueryDict

from search.query import Query

# Facet name to the field of `Query` that holds its chosen values.
FACET_FIELDS = {"kind": "kinds", "unit": "units", "topic": "topics", "year": "years", "state": "states"}


def query_from(params: QueryDict, *, size: int = 10) -> Query:
    """The question that an address asks. Whatever makes no sense is left out."""
    chosen = {field: tuple(params.getlist(name)[:50]) for name, field in FACET_FIELDS.items()}
    page = params.get("page", "1")
    return Query(
        text=params.get("q", ""),
        sort=params.get("sort", "relevance"),  # type: ignore[arg-type]  # cleaned() knows the sorts
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
        size=size,
        **chosen,  # type: ignore[arg-type]
    ).cleaned()


def address(query: Query, **changes: object) -> str:
    """The query string of a question with some of it changed; a new choice begins at the first page."""
    values: dict[str, object] = {"q": query.text, **{name: getattr(query, f) for name, f in FACET_FIELDS.items()}}
    values["sort"] = "" if query.sort == "relevance" else query.sort
    return "?" + urlencode({name: value for name, value in (values | changes).items() if value}, doseq=True)


def without(query: Query, name: str, value: str) -> str:
    """The address with one chosen value taken out."""
    kept = [other for other in getattr(query, FACET_FIELDS[name]) if other != value]
    return address(query, **{name: kept})


def only(query: Query, name: str, value: str | None) -> str:
    """The address with this value of a facet and no other, or with none."""
    changes: Mapping[str, object] = {name: [value] if value else []}
    return address(query, **changes)
