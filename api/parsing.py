"""Reading requests: what cannot be stored is refused before anything looks at it."""

from typing import Any, cast

import orjson
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.errors import HttpError
from ninja.parser import Parser


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(_holds_nul(key) or _holds_nul(item) for key, item in value.items())
    return isinstance(value, list) and any(map(_holds_nul, value))


class StrictParser(Parser):
    """JSON by the letter: no NaN, no lone surrogates, and no NUL, which PostgreSQL cannot store."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        found = orjson.loads(request.body)
        if b"\\u0000" in request.body and _holds_nul(found):
            raise ValueError("NUL")
        return cast(dict[str, Any], found)

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        if any("\x00" in value for key in data for value in (key, *data.getlist(key))):
            raise HttpError(400, "NUL")
        return super().parse_querydict(data, list_fields, request)
