"""What of Wagtail's own moderation screens stays: its panels read every row, its task editor is not for everyone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from workflows.models import ReviewPolicy, StepLimit

STOCK_PANELS = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel)


@hooks.register("construct_homepage_panels")
def without_stock_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Wagtail's panels show every waiting page without pages of their own: 2,600 queries at sixty."""
    panels[:] = [panel for panel in panels if not isinstance(panel, STOCK_PANELS)]


# --- nothing goes public without the final review, not even by a superuser ---------------------


def _refuse(request: HttpRequest) -> None:
    messages.warning(request, _("Only the final review publishes. The text is saved: submit it for review."))


def without_publish(request: HttpRequest, page: Page) -> None:
    """Turns a press of “publish” into a save, so that nothing typed is lost."""
    if request.method == "POST" and "action-publish" in request.POST and page.has_workflow:
        data = request.POST.copy()
        del data["action-publish"]
        request.POST = data  # type: ignore[assignment]
        _refuse(request)


@hooks.register("before_edit_page")
def no_publishing_from_the_editor(request: HttpRequest, page: Page) -> None:
    without_publish(request, page)


@hooks.register("before_create_page")
def no_publishing_of_new_pages(request: HttpRequest, parent_page: Page, page_class: type[Page]) -> None:
    without_publish(request, parent_page)


@hooks.register("before_bulk_action")
def no_publishing_of_many(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    if action_type != "publish" or not any(isinstance(each, Page) and each.has_workflow for each in objects):
        return None
    messages.warning(request, _("Only the final review publishes. Submit these pages for review one by one."))
    return redirect("wagtailadmin_explore_root")


@hooks.register("construct_page_action_menu")
def no_publish_button(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    menu_items[:] = [item for item in menu_items if item.name != "action-publish"]


class StepLimitViewSet(SnippetViewSet):  # type: ignore[misc]
    model = StepLimit
    icon = "time"
    list_display = ["step", "hours"]
    menu_label = _("Time limits")


class ReviewPolicyViewSet(SnippetViewSet):  # type: ignore[misc]
    model = ReviewPolicy
    icon = "clipboard-list"
    menu_label = _("Review policy")


class ReviewRulesGroup(SnippetViewSetGroup):  # type: ignore[misc]
    items = (StepLimitViewSet, ReviewPolicyViewSet)
    menu_label = _("Review rules")
    menu_icon = "clipboard-list"
    add_to_settings_menu = True


register_snippet(ReviewRulesGroup)
