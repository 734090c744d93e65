"""Where the desk hangs in the Wagtail admin."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.views.home import (
    LockedPagesPanel,
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.models import Page

from organisations.selectors import reader_of
from workflows.desk.panels import TodayPanel
from workflows.desk.person import counts_of
from workflows.desk.viewsets import DeskViewSet
from workflows.services.repair import may_repair

STYLES = ("tokens", "desk", "bars")
# Wagtail's own panels: the first two cost queries for every waiting page, the others say what the desk says.
STOCK_PANELS = (
    WorkflowObjectsToModeratePanel,
    UserObjectsInWorkflowModerationPanel,
    RecentEditsPanel,
    LockedPagesPanel,
)


class CountedMenuItem(MenuItem):
    """A queue in the side bar, with how long it is."""

    def __init__(self, label: Any, tab: str, **kwargs: Any) -> None:
        super().__init__(label, "", name=f"desk-{tab}", **kwargs)
        self.tab = tab

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        count = counts_of(request)[self.tab]
        return LinkMenuItem(
            self.name,
            self.label,
            reverse("wagtailadmin_home") if self.tab == "mine" else reverse("desk:queue", args=[self.tab]),
            icon_name=self.icon_name,
            attrs={"data-count": str(count)} if count else {},
        )


class RepairMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_repair(reader_of(request))


@hooks.register("register_admin_viewset")
def register_desk() -> DeskViewSet:
    return DeskViewSet()


@hooks.register("register_admin_menu_item")
def register_today() -> MenuItem:
    return CountedMenuItem(_("Today’s work"), "mine", icon_name="desk-today", order=10)


@hooks.register("register_admin_menu_item")
def register_claimable() -> MenuItem:
    return CountedMenuItem(_("To be claimed"), "claimable", icon_name="desk-inbox", order=11)


@hooks.register("register_admin_menu_item")
def register_repair() -> MenuItem:
    return RepairMenuItem(_("Repair desk"), reverse("desk:repair"), icon_name="desk-repair", order=900)


@hooks.register("construct_homepage_panels", order=1000)
def show_today(request: HttpRequest, panels: list[Any]) -> None:
    panels[:] = [TodayPanel(request), *(panel for panel in panels if not isinstance(panel, STOCK_PANELS))]


@hooks.register("insert_global_admin_css")
def styles() -> SafeString:
    links = ((static(f"desk/css/{name}.css"),) for name in STYLES)
    return format_html_join("", '<link rel="stylesheet" href="{}">', links)


@hooks.register("insert_global_admin_js")
def keys() -> SafeString:
    return format_html_join("", '<script src="{}" defer></script>', [(static("desk/js/desk.js"),)])


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    folder = Path(__file__).resolve().parents[2] / "templates" / "desk" / "icons"
    return icons + sorted(f"desk/icons/{path.name}" for path in folder.glob("*.svg"))


class ReviewRecordButton(PageMenuItem):
    label = _("Review record")
    icon_name = "desk-history"
    url_name = "desk:history"

    def is_shown(self, user: Any) -> bool:
        return hasattr(self.page.cached_content_type.model_class(), "unit")


@hooks.register("register_page_header_buttons")
def header_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Any]:
    yield ReviewRecordButton(page=page, priority=66)


@hooks.register("register_page_listing_more_buttons")
def listing_button(page: Page, user: Any, next_url: str | None = None) -> Iterator[Any]:
    yield ReviewRecordButton(page=page, priority=51)
