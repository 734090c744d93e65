"""What of Wagtail's own moderation screens stays: its panels read every row, its task editor is not for everyone."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from workflows.models import ReviewPolicy, StepLimit

STOCK_PANELS = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel)


@hooks.register("construct_homepage_panels")
def without_stock_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Wagtail's panels show every waiting page without pages of their own: 2,600 queries at sixty."""
    panels[:] = [panel for panel in panels if not isinstance(panel, STOCK_PANELS)]


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
