"""Where cms hangs in the Wagtail admin."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.pages.bulk_actions import PublishBulkAction, UnpublishBulkAction
from wagtail.models import Page

from cms import gate_editor, gate_views, viewsets
from cms.reports import FreshnessView
from cms.services.keeping import refuse_deletion
from common.errors import Conflict

viewsets.register()

# Hooks of the parts that live in files of their own.
for _part in ("cms.rights_hooks", "cms.import_hooks"):
    if find_spec(_part) is not None:
        import_module(_part)

# Nobody may do these in bulk (`cms.bulk_actions`), so nobody is offered them. Wagtail reads the models of its actions
# when the first list is shown, after all hooks were imported.
for _action in (PublishBulkAction, UnpublishBulkAction):
    _action.models = []

hooks.register("before_edit_page", gate_editor.gate_before_edit)
hooks.register("before_create_page", gate_editor.gate_before_create)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("cms/gate/<int:page_id>/", gate_views.show, name="cms_gate"),
        path("cms/gate/<int:page_id>/mask/", gate_views.mask, name="cms_gate_mask"),
        path("cms/gate/<int:page_id>/ask/", gate_views.ask, name="cms_gate_ask"),
        path("cms/gate/grant/<slug:code>/", gate_views.grant, name="cms_gate_grant"),
        path("reports/freshness/", FreshnessView.as_view(), name="cms_freshness"),
        path("reports/freshness/results/", FreshnessView.as_view(results_only=True), name="cms_freshness_results"),
    ]


@hooks.register("register_reports_menu_item")
def freshness_menu_item() -> MenuItem:
    return MenuItem(_("Freshness of columns"), reverse("cms_freshness"), icon_name="time", order=50)


@hooks.register("before_delete_page")
def keep_what_was_public(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Offers withdrawal in place of deletion."""
    try:
        refuse_deletion(page)
    except Conflict as error:
        messages.error(request, str(error))
        if page.live and page.permissions_for_user(request.user).can_unpublish():
            return redirect("wagtailadmin_pages:unpublish", page.pk)
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_bulk_action")
def keep_what_was_public_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action_class_instance: Any
) -> HttpResponse | None:
    if action_type != "delete" or action_class_instance.models != [Page]:
        return None
    for page in objects:
        try:
            refuse_deletion(page)
        except Conflict as error:
            messages.error(request, f"{page.title}: {error}")
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None
