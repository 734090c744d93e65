"""Where the staff's side of needs hangs in the Wagtail admin."""

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from exchange.rules import STAFF, WATCHERS
from exchange.services.catalogue import EDITS
from exchange.services.dispatch import DISPATCHES
from exchange.services.followup import ASSESSES
from exchange.services.routing import GOVERNS
from organisations.models import Unit
from organisations.selectors import reader_of
from workflows.service_desk.access import serves
from workflows.service_desk.views.teams import KEEPERS
from workflows.service_desk.viewsets import NeedsViewSet


class StaffMenuItem(MenuItem):
    """For those who may read needs of some unit."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(reader_of(request).paths(STAFF))


class ServiceMenuItem(MenuItem):
    """For those who take needs in."""

    def is_shown(self, request: HttpRequest) -> bool:
        return serves(reader_of(request))


@hooks.register("register_admin_viewset")
def register_needs() -> NeedsViewSet:
    return NeedsViewSet()


@hooks.register("register_admin_menu_item")
def register_list() -> MenuItem:
    return StaffMenuItem(_("Needs"), reverse_lazy("needs:list"), name="needs", icon_name="desk-inbox", order=20)


@hooks.register("register_admin_menu_item")
def register_new() -> MenuItem:
    return ServiceMenuItem(
        _("Enter paper slips"), reverse_lazy("needs:new"), name="needs-new", icon_name="desk-text", order=21
    )


class DispatcherMenuItem(MenuItem):
    """For those who find teams for needs."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(reader_of(request).paths(DISPATCHES))


@hooks.register("register_admin_menu_item")
def register_board() -> MenuItem:
    return DispatcherMenuItem(
        _("Dispatch board"), reverse_lazy("needs:board"), name="needs-board", icon_name="desk-today", order=19
    )


class WatcherMenuItem(MenuItem):
    """For those who look after orders that teams have."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(reader_of(request).paths(WATCHERS))


@hooks.register("register_admin_menu_item")
def register_orders() -> MenuItem:
    return WatcherMenuItem(
        _("Orders in hand"), reverse_lazy("needs:orders"), name="needs-orders", icon_name="desk-good", order=19
    )


class KeeperMenuItem(MenuItem):
    """For those who keep the teams of their units."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(reader_of(request).paths(KEEPERS))


@hooks.register("register_admin_menu_item")
def register_teams() -> MenuItem:
    return KeeperMenuItem(_("Teams"), reverse_lazy("needs:teams"), name="needs-teams", icon_name="group", order=23)


class CountsMenuItem(MenuItem):
    """For those who steer the work or look over it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(reader_of(request).paths(WATCHERS))


@hooks.register("register_admin_menu_item")
def register_statistics() -> MenuItem:
    return CountsMenuItem(
        _("Statistics"), reverse_lazy("needs:statistics"), name="needs-statistics", icon_name="desk-chart", order=24
    )


class GovernorMenuItem(MenuItem):
    """For those who write what happens by itself."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(reader_of(request).paths(GOVERNS))


@hooks.register("register_admin_menu_item")
def register_rules() -> MenuItem:
    return GovernorMenuItem(
        _("Routing rules"), reverse_lazy("needs:rules"), name="needs-rules", icon_name="desk-inbox", order=25
    )


class AskerMenuItem(MenuItem):
    """For those who order, make or look over follow-ups."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(reader_of(request).paths((*WATCHERS, *ASSESSES)))


@hooks.register("register_admin_menu_item")
def register_follow_up() -> MenuItem:
    return AskerMenuItem(
        _("Follow-up"), reverse_lazy("needs:samples"), name="needs-follow-up", icon_name="desk-good", order=26
    )


class CatalogueMenuItem(MenuItem):
    """For those who edit what can be asked for."""

    def is_shown(self, request: HttpRequest) -> bool:
        # The menu stands on every page: no query of its own. The screen itself asks `may_edit`.
        return any(len(path) == Unit.steplen for path in reader_of(request).paths(EDITS))


@hooks.register("register_admin_menu_item")
def register_categories() -> MenuItem:
    return CatalogueMenuItem(
        _("Categories"), reverse_lazy("needs:categories"), name="needs-categories", icon_name="list-ul", order=27
    )
