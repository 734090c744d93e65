"""The menu “Organisation” of the admin: units, posts, substitutes, pairings, venues, levels."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.admin.viewsets.base import ViewSet

from organisations.views.posts import DelegationViewSet, PairingViewSet, PostViewSet
from organisations.views.units import LevelViewSet, UnitViewSet
from organisations.views.venues import VenueViewSet

VIEWSETS: list[ViewSet] = [
    UnitViewSet(),
    PostViewSet(),
    DelegationViewSet(),
    PairingViewSet(),
    VenueViewSet(),
    LevelViewSet(),
]


@hooks.register("register_admin_viewset")
def screens() -> list[ViewSet]:
    return VIEWSETS


@hooks.register("register_admin_menu_item")
def menu() -> SubmenuMenuItem:
    entries = Menu(
        register_hook_name="register_organisation_menu_item",
        construct_hook_name="construct_organisation_menu",
        items=[viewset.get_menu_item() for viewset in VIEWSETS],
    )
    return SubmenuMenuItem(_("Organisation"), entries, name="organisation", icon_name="group", order=300)


@hooks.register("register_account_menu_item")
def password(request: Any) -> dict[str, Any]:
    return {
        "url": reverse("account_change_password"),
        "label": _("Change password"),
        "help_text": _("You need the present one."),
    }


@hooks.register("register_account_menu_item")
def second_factor(request: Any) -> dict[str, Any]:
    return {
        "url": reverse("mfa_index"),
        "label": _("Second factor"),
        "help_text": _("A code from your phone, asked for at sign-in."),
    }
