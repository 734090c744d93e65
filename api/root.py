"""The one API: Wagtail's v3 schemas of pages, and our routers, in one document."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from api.conditional import with_etag
from api.errors import PROBLEM_JSON, register_handlers
from api.parsing import StrictParser
from api.rendering import Utf8Renderer
from api.routers import dispatch, files, needs, pages, queue, screening, search, team, units, webhooks


class LinliAPI(NinjaAPI):
    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Adds what ninja does not write of its own: problems as such, 304, and that a token may be left out."""
        schema = super().get_openapi_schema(**kwargs)
        for path in schema["paths"].values():
            for method, operation in path.items():
                _complete(method, operation)
        for component in schema["components"]["schemas"].values():
            for value in component.get("properties", {}).values():
                # Taken from model fields as they were at import: in one language or another.
                value.pop("title", None)
                value.pop("description", None)
        schema["components"]["securitySchemes"].pop("AllowAnonymous", None)
        return schema


def _complete(method: str, operation: Any) -> None:
    responses = operation["responses"]
    for status, answer in responses.items():
        content = answer.get("content", {})
        if int(status) >= 400 and "application/json" in content:
            content[PROBLEM_JSON] = content.pop("application/json")
    if method == "get" and 200 in responses:
        responses[304] = {"description": "Not Modified: what If-None-Match names is the newest."}
    operation["security"] = [{} if "AllowAnonymous" in way else way for way in operation["security"]]


api = LinliAPI(
    title="邻里 Linli",
    version="1",
    description="Pages, needs, orders, search, units and queues of a county's civic-practice network.",
    # Wagtail's schemas make their links by this name.
    urls_namespace="wagtailapi_v3",
    renderer=Utf8Renderer(),
    parser=StrictParser(),
    # Served as committed, see api.document.
    openapi_url=None,
    docs_url=None,
)
register_handlers(api)
api.add_decorator(with_etag, mode="view")
api.add_router("/pages/", pages.router)
api.add_router("/search/", search.router)
api.add_router("/units/", units.router)
api.add_router("/queue/", queue.router)
api.add_router("/needs/", needs.router)
api.add_router("/team/", team.router)
api.add_router("/screening/", screening.router)
api.add_router("/dispatch/", dispatch.router)
api.add_router("/webhooks/", webhooks.router)
api.add_router("/images/", files.images)
api.add_router("/documents/", files.documents)
