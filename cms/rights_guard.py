"""Answers 404 where Wagtail's admin would show or change by a guessed id what is not the person's own.

Wagtail's "chosen" endpoints look up any id; groups and bulk actions on users write what only posts
and services may. No hook stands before these views, so a middleware does.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.bulk_actions import check_bulk, numbers
from cms.rights_scope import reach_of

NAMESPACES = {"wagtailimages_chooser": get_image_model, "wagtaildocs_chooser": get_document_model}
# Reports that name pages from everywhere: the last edited one of each type.
ALL_PAGES = {"page_types_usage", "page_types_usage_results"}
CHOSEN = {"chosen", "chosen_multiple", "select_format"}


class RightsGuardMiddleware:
    """Looks at the resolved view of each request below the admin; costs nothing elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or not request.user.is_authenticated:
            return None
        try:
            _check(request, match, kwargs)
        except Http404:
            return TemplateResponse(request, "wagtailadmin/404.html", status=404).render()
        return None


def _check(request: Any, match: Any, kwargs: dict[str, Any]) -> None:
    if "wagtailusers_groups" in match.namespaces:
        raise Http404
    if match.url_name == "wagtail_bulk_action":
        if kwargs["app_label"] == "accounts":
            raise Http404
        check_bulk(request, match)
    if match.url_name in ALL_PAGES and not reach_of(request).holds_the_site():
        raise Http404
    if match.url_name == "wagtailadmin_choose_page_chosen_multiple":
        _only_own_pages(request)
    chooser = next((name for name in match.namespaces if name in NAMESPACES), None)
    if chooser and match.url_name in CHOSEN:
        _only_own_files(request, NAMESPACES[chooser](), kwargs)


def _only_own_pages(request: Any) -> None:
    ids = numbers(request.GET.getlist("id"))
    if Page.objects.filter(pk__in=ids).exclude(reach_of(request).page_query()).exists():
        raise Http404


def _only_own_files(request: Any, model: Any, kwargs: dict[str, Any]) -> None:
    given = kwargs.get("pk") or kwargs.get("image_id")
    ids = numbers([str(given)] if given else request.GET.getlist("id"))
    policy = policy_registry.get_by_type(model)
    allowed = policy.instances_user_has_any_permission_for(request.user, ["choose"])
    if allowed.filter(pk__in=ids).filter(reach_of(request).collection_query()).count() != len(ids):
        raise Http404
