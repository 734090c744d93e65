"""Where the service desk hangs in the Wagtail admin."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from exchange.rules import STAFF
from organisations.enums import SERVICE_ROLES, Role
from organisations.selectors import reader_of
from workflows.service_desk.views.teams import KEEPERS
from workflows.service_desk.viewsets import ServiceDeskViewSet


class RoleMenuItem(MenuItem):
    """Shown to whoever holds one of the roles anywhere."""

    def __init__(self, label: Any, url: Any, roles: tuple[Role, ...], **kwargs: Any) -> None:
        super().__init__(label, url, **kwargs)
        self.roles = roles

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(reader_of(request).paths(self.roles))


@hooks.register("register_admin_viewset")
def register_service_desk() -> ServiceDeskViewSet:
    return ServiceDeskViewSet()


@hooks.register("register_admin_menu_item")
def register_needs() -> MenuItem:
    return RoleMenuItem(
        _("Needs"), reverse_lazy("service_desk:needs"), STAFF, name="needs", icon_name="desk-inbox", order=20
    )


@hooks.register("register_admin_menu_item")
def register_board() -> MenuItem:
    return RoleMenuItem(
        _("Dispatch board"),
        reverse_lazy("service_desk:board"),
        (Role.DISPATCHER,),
        name="board",
        icon_name="desk-today",
        order=21,
    )


@hooks.register("register_admin_menu_item")
def register_slip() -> MenuItem:
    return RoleMenuItem(
        _("Enter a slip"),
        reverse_lazy("service_desk:slip"),
        SERVICE_ROLES,
        name="slip",
        icon_name="plus",
        order=22,
    )


@hooks.register("register_admin_menu_item")
def register_teams() -> MenuItem:
    return RoleMenuItem(
        _("Teams"), reverse_lazy("service_desk:teams"), KEEPERS, name="teams", icon_name="group", order=23
    )


@hooks.register("insert_global_admin_css")
def styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("desk/css/service.css"))
