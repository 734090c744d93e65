"""The kernel's own screens inside the Wagtail admin."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import DismissibleMenuItem
from wagtail.admin.ui.components import Component

from common import calendar
from common.checks import missing_days_text
from common.superusers import keep_moderation
from common.viewsets import AuditViewSet, CalendarDayViewSet, OutboxViewSet

keep_moderation()


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [OutboxViewSet("outbox"), AuditViewSet("audit"), CalendarDayViewSet("calendar")]


class CalendarWarning(Component):
    """Says on the first page of the admin that a year's holidays are missing."""

    order = 20
    template_name = "desk/kernel/calendar_warning.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        year = calendar.missing_year(timezone.localdate())
        return {"text": missing_days_text(year) if year else "", "year": year}


@hooks.register("construct_homepage_panels")
def warn_of_a_missing_year(request: HttpRequest, panels: list[Any]) -> None:
    if request.user.has_perm("common.add_calendarday"):
        panels.insert(0, CalendarWarning())


@hooks.register("construct_help_menu")
def without_news_of_wagtail(request: HttpRequest, menu_items: list[Any]) -> None:
    """What is new in Wagtail is English, on a host of others, and its badge calls editors away from their work."""
    menu_items[:] = [item for item in menu_items if not isinstance(item, DismissibleMenuItem)]


@hooks.register("insert_global_admin_css")
def list_styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("desk/css/lists.css"))
