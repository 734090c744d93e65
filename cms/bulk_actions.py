"""Wagtail's bulk actions on pages: nothing goes public or comes down in bulk, nobody reaches beyond the own units,
and what is moved or deleted is held like one page in review.

Wagtail shows the titles of whatever ids it is given, and asks nobody for the lock of a page.
"""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.page_lock import page_lock
from cms.rights_scope import Reach, reach_of
from common.errors import Conflict, LinliError
from common.problems import problem_response
from media.models import File, Picture

# What one action may hold at a time: the chosen pages and all below them.
MOST = 300
COLLECTED = {("media", "picture"): Picture, ("media", "file"): File}


def is_bulk_of_pages(match: Any) -> bool:
    return match.url_name == "wagtail_bulk_action" and _named(match) == ("wagtailcore", "page")


def _named(match: Any) -> tuple[str, str]:
    return match.kwargs["app_label"].lower(), match.kwargs["model_name"].lower()


def numbers(values: list[str]) -> set[int]:
    """Ids as they come in an address. Raises Http404 for what is no id."""
    if not all(value.isascii() and value.isdecimal() and len(value) < 19 for value in values):
        raise Http404
    return {int(value) for value in values}


def check_bulk(request: Any, match: Any) -> None:
    """Raises Http404 unless everything that is named exists and is the person's own."""
    reach: Reach = reach_of(request)
    ids = request.GET.getlist("id")
    if is_bulk_of_pages(match):
        if "all" in ids:
            _check_parent(request.GET.get("childOf"), reach)
        else:
            _all_within(Page, numbers(ids), reach.page_query())
        if request.method == "POST" and match.kwargs["action"] == "move" and request.POST.get("chooser"):
            _all_within(Page, numbers([request.POST["chooser"]]), reach.page_query())
    elif model := COLLECTED.get(_named(match)):
        # "All" are those that the person may change; Wagtail sees to that itself.
        if request.GET.get("childOf"):
            numbers([request.GET["childOf"]])
        if "all" not in ids:
            _all_within(model, numbers(ids), reach.collection_query())


def _check_parent(parent: str | None, reach: Reach) -> None:
    """“All” are those below a page. Without one they are all pages there are: only who reaches all may."""
    if parent is not None:
        _all_within(Page, numbers([parent]), reach.page_query())
    elif not reach.everything:
        raise Http404


def _all_within(model: Any, ids: set[int], own: Any) -> None:
    if model.objects.filter(own, pk__in=ids).count() != len(ids):
        raise Http404


class BulkPagesMiddleware:
    """Around Wagtail's bulk actions on pages; costs nothing elsewhere. Rights were looked at before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or not is_bulk_of_pages(match):
            return None
        if kwargs["action"] in ("publish", "unpublish"):
            messages.warning(request, _not_in_bulk(kwargs["action"]))
            return redirect("wagtailadmin_explore_root")
        return _held(request, view, args, kwargs) if request.method == "POST" else None


def _not_in_bulk(action: str) -> str:
    if action == "publish":
        return _("Only the final review publishes, one page at a time. Nothing was changed.")
    return _("Pages are taken down one at a time, by a final reviewer and with a reason. Nothing was changed.")


def _held(request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> HttpResponse:
    """Django does not hand errors of a view called from here to `process_exception`: they are answered here."""
    try:
        with ExitStack() as held:
            # In one order for everybody, so that two who want the same pages cannot wait for each other.
            for page_id in sorted(_touched(request)):
                held.enter_context(page_lock(page_id))
            response = view(request, *args, **kwargs)
            if hasattr(response, "render") and callable(response.render):
                response.render()
            return response
    except LinliError as problem:
        return problem_response(request, problem)


def _touched(request: HttpRequest) -> set[int]:
    """The chosen pages, all below them, and where they go."""
    ids = request.GET.getlist("id")
    # By “all” Wagtail means the children of a page, or with a search all below it.
    chosen = numbers(request.GET.getlist("childOf") if "all" in ids else ids)
    tops = list(Page.objects.filter(pk__in=chosen).values_list("path", flat=True))
    touched = numbers([request.POST["chooser"]]) if request.POST.get("chooser") else set()
    for path in tops:
        touched.update(Page.objects.filter(path__startswith=path).values_list("pk", flat=True)[: MOST + 1])
        if len(touched) > MOST:
            raise Conflict(
                "cms.too_many_at_once",
                _("That is more than %(most)d pages with those below them. Choose fewer at a time.") % {"most": MOST},
            )
    return touched
