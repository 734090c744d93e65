"""Where the admin offers the import: its address, a menu item, a button on unit pages."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.import_views import import_document
from cms.models import UnitPage


class ImportMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return PagePermissionPolicy().user_has_permission(request.user, "add")


@hooks.register("register_admin_urls")
def import_urls() -> list[URLPattern]:
    return [path("import/", import_document, name="import_document")]


@hooks.register("register_admin_menu_item")
def import_menu_item() -> MenuItem:
    return ImportMenuItem(
        _("Import a document"), reverse("import_document"), name="import", icon_name="upload", order=250
    )


@hooks.register("register_page_header_buttons")
def import_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page.specific, UnitPage) and page.permissions_for_user(user).can_add_subpage():
        address = f"{reverse('import_document')}?unit={page.pk}"
        yield Button(_("Import a document"), address, icon_name="upload", priority=60)
