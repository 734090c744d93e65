"""Searching the library."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query as Parameters
from ninja import Router, Schema
from pydantic import Field

from api.auth import optional
from api.errors import answers
from api.models import Scope
from organisations.selectors import reader_of
from search import services
from search.query import MAX_SIZE, MAX_TEXT, Query

router = Router(tags=["search"], auth=optional(Scope.READ))

Values = Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=50)]


class Asked(Schema):
    q: Annotated[str, Field(max_length=MAX_TEXT, description="Words, “phrases” and -exclusions.")] = ""
    kind: Values = []
    unit: Annotated[Values, Field(description="Public codes of units; each includes all below it.")] = []
    topic: Values = []
    year: Values = []
    sort: Literal["relevance", "newest", "oldest"] = "relevance"
    page: Annotated[int, Field(ge=1, le=1000)] = 1
    size: Annotated[int, Field(ge=1, le=MAX_SIZE)] = 10


class HitOut(Schema):
    kind: str
    kind_label: str
    object_id: str
    title: str
    title_html: str
    snippet_html: str
    url: str
    date: dt.date | None
    unit_name: str
    topic: str
    draft: bool
    exact: bool


class FacetValueOut(Schema):
    value: str
    label: str
    count: int
    chosen: bool


class FacetOut(Schema):
    name: str
    label: str
    values: list[FacetValueOut]


class ResultOut(Schema):
    """`total` and facets count what holds all the words and what the reader may see."""

    total: int
    page: int
    pages: int
    relaxed: bool
    degraded: bool
    words: list[str]
    hits: list[HitOut]
    facets: list[FacetOut]


class SuggestionOut(Schema):
    label: str
    query: str
    url: str
    kind_label: str
    count: int


@router.get("/", response=answers(200, ResultOut), operation_id="search", summary="Search the library")
def find(request: HttpRequest, asked: Parameters[Asked]) -> Any:
    query = Query(
        text=asked.q,
        kinds=tuple(asked.kind),
        units=tuple(asked.unit),
        topics=tuple(asked.topic),
        years=tuple(asked.year),
        sort=asked.sort,
        page=asked.page,
        size=asked.size,
    )
    return services.find(query, reader_of(request))


@router.get(
    "/suggest/",
    response=answers(200, list[SuggestionOut]),
    operation_id="search_suggest",
    summary="Suggest while typing",
)
def suggest(request: HttpRequest, q: Annotated[str, Field(max_length=MAX_TEXT)] = "") -> Any:
    return services.suggest(q, reader_of(request))
