"""The screen on which personal data of a draft is masked, or released by a second person."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from cms.checks.gate import blocks_of_draft, draft_of
from cms.models import ContentPage, GateOverride
from cms.services import gate
from common.errors import LinliError
from organisations.selectors import reader_for


def _page(request: HttpRequest, page_id: int) -> ContentPage:
    """The page, for those who may change it or be its second person; to others it does not exist."""
    page = get_object_or_404(ContentPage.objects.select_related("unit"), pk=page_id)
    if not (page.permissions_for_user(request.user).can_edit() or gate.MAY_GRANT.check(reader_for(request.user), page)):
        raise Http404
    return page


@require_safe
def show(request: HttpRequest, page_id: int) -> HttpResponse:
    page = _page(request, page_id)
    draft = draft_of(page)
    context = {
        "page": page,
        "hits": blocks_of_draft(draft),
        "waiting": gate.overrides_waiting(page),
        "page_title": _("Personal data"),
        "page_subtitle": draft.title,
        "header_title": _("Personal data"),
        "header_icon": "warning",
        "breadcrumbs_items": _trail(page, draft),
    }
    return TemplateResponse(request, "cms/gate.html", context)


def _trail(page: Page, draft: Page) -> list[dict[str, Any]]:
    return [
        {"url": reverse("wagtailadmin_explore", args=[page.get_parent().pk]), "label": str(page.unit)},
        {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": draft.title},
        {"url": "", "label": _("Personal data")},
    ]


def _answer(request: HttpRequest, page_id: int, act: Any, done: str) -> HttpResponse:
    """Runs one service and says what happened; errors are told, not raised."""
    try:
        act()
    except LinliError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("cms_gate", page_id)


@require_POST
def mask(request: HttpRequest, page_id: int) -> HttpResponse:
    page = _page(request, page_id)
    chosen = set(request.POST.getlist("hit"))
    hits = [hit for hit in blocks_of_draft(draft_of(page)) if f"{hit.where}@{hit.offset}" in chosen]
    done = _("Masked in a new draft. Read it once more, then submit.")
    return _answer(request, page_id, lambda: gate.mask_personal_data(page, hits, actor=request.user), done)


@require_POST
def ask(request: HttpRequest, page_id: int) -> HttpResponse:
    page = _page(request, page_id)
    reason = request.POST.get("reason", "")
    done = _("Asked. As soon as a second person agrees, you can submit this very text.")
    return _answer(request, page_id, lambda: gate.override_ask(page, actor=request.user, reason=reason), done)


@require_POST
def grant(request: HttpRequest, code: str) -> HttpResponse:
    override = get_object_or_404(GateOverride, code=code)
    _page(request, override.page_id)
    done = _("Released. This very text can be submitted now; any change asks again.")
    return _answer(request, override.page_id, lambda: gate.override_grant(override, actor=request.user), done)
