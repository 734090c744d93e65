"""The one API: Wagtail's v3 reading and writing of pages, and our routers, in one document."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from api.errors import PROBLEM_JSON, register_handlers
from api.rendering import Utf8Renderer
from api.routers import pages, queue, search, units


class LinliAPI(NinjaAPI):
    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Ninja writes one media type for all answers; ours are problem+json from 400 on."""
        schema = super().get_openapi_schema(**kwargs)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    content = answer.get("content", {})
                    if int(status) >= 400 and "application/json" in content:
                        content[PROBLEM_JSON] = content.pop("application/json")
        return schema


api = LinliAPI(
    title="邻里 Linli",
    version="1",
    description="Pages, search, units and queues of a county's civic-practice network.",
    # Wagtail's schemas make their links by this name.
    urls_namespace="wagtailapi_v3",
    renderer=Utf8Renderer(),
    openapi_url="/openapi.json",
    docs_url="/docs/",
)
register_handlers(api)
api.add_router("/pages/", pages.router)
api.add_router("/search/", search.router)
api.add_router("/units/", units.router)
api.add_router("/queue/", queue.router)
