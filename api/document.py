"""The API's OpenAPI document, as committed and as served."""

from pathlib import Path

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override

from api.conditional import with_etag
from api.root import api

COMMITTED = Path(__file__).with_name("openapi.json")


def written() -> bytes:
    """What the code says now: keys sorted, two spaces, UTF-8."""
    with override("en"):
        schema = api.get_openapi_schema(path_prefix="/api/")
    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
    return orjson.dumps(schema, default=str, option=options) + b"\n"


@with_etag
def openapi_document(request: HttpRequest) -> HttpResponse:
    """The committed document: a test keeps it equal to what the code says."""
    if request.method != "GET":
        return HttpResponse(status=405, headers={"Allow": "GET"})
    return HttpResponse(COMMITTED.read_bytes(), content_type="application/json; charset=utf-8")
