"""The library's public door: one box, links to narrow, and suggestions while typing."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from common.access import ANONYMOUS
from portal.search_links import SearchLinks, page_links
from search.query import SORTS, Query
from search.services import find, suggest

LONGEST_SUGGESTED = 60


def _page_number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= 6 else 1


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit()


def query_of(asked: QueryDict) -> Query:
    """What the address asks for; strange values count as none."""
    wanted = asked.get("sort", "relevance")
    return Query(
        text=asked.get("q", ""),
        kinds=tuple(asked.getlist("kind")),
        units=tuple(asked.getlist("unit")),
        topics=tuple(asked.getlist("topic")),
        years=tuple(year for year in asked.getlist("year") if _is_year(year)),
        sort=next((sort for sort in SORTS if sort == wanted), "relevance"),
        page=_page_number(asked.get("page", "1")),
    ).cleaned()


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Finds what everybody may read, whoever asks: staff look for drafts in the admin."""
    query = query_of(request.GET)
    context: dict[str, Any] = {"query": query}
    if query.text or query.chosen:
        result = find(query, ANONYMOUS)
        links = SearchLinks(query, result, reverse("portal:search"))
        context |= {"result": result, "links": links, "page_links": page_links(links)}
    return render(request, "pages/search.html", context)


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """`{"words": […], "pages": […]}` for the box; each with a label, an address and what it is."""
    text = request.GET.get("q", "").strip()[:LONGEST_SUGGESTED]
    found = suggest(text, ANONYMOUS, limit=8) if text else []
    page = reverse("portal:search")
    words = [
        {"label": one.label, "url": f"{page}?{urlencode({'q': one.query})}", "count": one.count}
        for one in found
        if one.query
    ]
    pages = [{"label": one.label, "url": one.url, "kind": one.kind_label} for one in found if one.url]
    return JsonResponse({"words": words, "pages": pages}, json_dumps_params={"ensure_ascii": False})
