"""Today's work, as the first panel of the admin's first page."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from workflows.desk.tabs import TABS
from workflows.desk.views.queue import queue_context


class TodayPanel(Component):
    """The greeting and the queue of the person: the very list that the tab shows."""

    name = "today"
    order = 1
    template_name = "desk/today.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        csrf_token = (parent_context or {}).get("csrf_token")
        return {**queue_context(self.request, TABS["mine"]), "csrf_token": csrf_token, "request": self.request}
