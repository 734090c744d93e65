"""The library for staff, inside the Wagtail admin: everything that is public, and their units' drafts."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from organisations.selectors import reader_of
from search.params import address, only, query_from, without
from search.query import SORTS, Query
from search.results import Result
from search.services import find

SORT_LABELS = {"relevance": _("best match"), "newest": _("newest first"), "oldest": _("oldest first")}


class LibraryView(WagtailAdminTemplateMixin, TemplateView):
    """One box, kinds with counts, facets, hits. Works as a plain form."""

    template_name = "desk/library.html"
    page_title = _("Library")
    header_icon = "search"
    _show_breadcrumbs = True

    @cached_property
    def query(self) -> Query:
        return query_from(self.request.GET)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query, result = self.query, find(self.query, reader_of(self.request))
        return super().get_context_data(
            **kwargs,
            query=query,
            result=result,
            tabs=_tabs(query, result),
            facets=[facet for facet in result.facets if facet.name != "kind" and facet.values],
            chips=_chips(query, result),
            sorts=[(name, SORT_LABELS[name], address(query, sort=name), name == query.sort) for name in SORTS],
            first=(query.page - 1) * query.size + 1,
            last=(query.page - 1) * query.size + len(result.hits),
            previous=address(query, page=query.page - 1) if query.page > 1 else "",
            following=address(query, page=query.page + 1) if query.page < result.pages else "",
            all_again=address(Query(text=query.text)),
        )


def _tabs(query: Query, result: Result) -> list[tuple[str, int | None, str, bool]]:
    """The kinds: label, count, address, whether chosen. The first is all of them."""
    facet = result.facet("kind")
    values = facet.values if facet else ()
    everything = sum(value.count for value in values) if values else None
    return [
        (str(_("All")), everything, only(query, "kind", None), not query.kinds),
        *((value.label, value.count, only(query, "kind", value.value), value.chosen) for value in values),
    ]


def _chips(query: Query, result: Result) -> list[tuple[str, str]]:
    """What is chosen: label, and the address without it."""
    return [
        (value.label, without(query, facet.name, value.value))
        for facet in result.facets
        for value in facet.values
        if value.chosen and facet.name != "kind"
    ]
