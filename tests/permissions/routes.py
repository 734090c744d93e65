"""Every address of the project, with wrong values in place of what it takes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

PARAMETER = re.compile(r"<(?:(?P<type>\w+):)?(?P<name>\w+)>")
WRONG = {
    "int": "999999999",
    "str": "no-such",
    "slug": "no-such",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "path": "no/such",
}


@dataclass(frozen=True)
class Route:
    """An address that can be asked for; `takes` says whether it names a row, which then does not exist."""

    path: str
    name: str
    takes: bool


def _fill(route: str) -> str:
    return PARAMETER.sub(lambda found: WRONG.get(found["type"] or "str", "999999999"), route)


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Route]:
    for pattern in patterns:
        if not isinstance(pattern.pattern, RoutePattern):
            continue  # Wagtail's catch-all for pages, and addresses made for the debugger
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield Route("/" + _fill(route), pattern.name or route, "<" in route)


def routes() -> list[Route]:
    return sorted(set(_walk(get_resolver().url_patterns, "")), key=lambda route: route.path)
