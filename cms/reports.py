"""The freshness monitor in the reports menu."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.reports import ReportView

from cms.freshness import ColumnState, column_states
from cms.models import SectionPage


class FreshnessView(ReportView):
    """Columns, the worst first; needs the right to see the admin and nothing more."""

    index_url_name = "cms_freshness"
    index_results_url_name = "cms_freshness_results"
    page_title = _("Freshness of columns")
    header_icon = "time"
    results_template_name = "cms/freshness_results.html"
    is_searchable = False
    model = SectionPage
    list_export = ["title", "shows", "state_label", "days", "limit", "last"]
    export_headings = {
        "title": _("Column"),
        "shows": _("Shows"),
        "state_label": _("State"),
        "days": _("Days"),
        "limit": _("Limit in days"),
        "last": _("Last published"),
    }

    def get_queryset(self) -> Any:
        return column_states()

    def get_filtered_queryset(self) -> list[ColumnState]:
        return column_states()

    def order_queryset(self, queryset: Any) -> Any:
        return queryset

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        context["counts"] = {
            state: sum(1 for column in self.object_list if column.state == state) for state in ("empty", "silent")
        }
        return context
