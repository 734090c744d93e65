"""JSON in UTF-8: Chinese stays Chinese on the wire."""

from typing import Any

import orjson
from django.http import HttpRequest
from ninja.renderers import BaseRenderer


def _fallback(value: Any) -> str:
    return str(value)


def dumps(value: Any) -> bytes:
    return orjson.dumps(value, default=_fallback)


class Utf8Renderer(BaseRenderer):
    media_type = "application/json"
    charset = "utf-8"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return dumps(data)
