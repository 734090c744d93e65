"""The review page: what changed, the whole text, what was said, and the decision at the foot."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import LinliError
from organisations.selectors import reader_of
from workflows import notices, selectors
from workflows.desk import pending, services
from workflows.desk.access import item_or_404
from workflows.desk.forms import ADD_SIGNER, DecisionForm
from workflows.desk.sheet import review_context
from workflows.models import WorkItem
from workflows.services import decisions

STALE = "workflows.stale"


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, code: str) -> HttpResponse:
    item = item_or_404(request, code)
    if item.need_id is not None:
        return redirect(notices.link_of(item))
    if request.method != "POST":
        form = DecisionForm(initial={"decision": request.GET.get("decision", "approve")})
        context = review_context(request, item, form)
        # Noted with the page, so that the hint does not depend on a script.
        context["lookers"] = _looking(request, item) if request.method == "GET" else []
        return render(request, "desk/review.html", context)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            return _hand_in(request, item, form.cleaned_data)
        except LinliError as error:
            # Somebody was first, or the text moved on: what was typed stays on the screen.
            form.add_error(error.field if error.field in form.fields else None, str(error))
            item = item_or_404(request, code)
            if error.code == STALE:
                # The page that follows shows the new text, so that is what has been seen by then.
                form.data = request.POST.copy()
                form.data["seen_revision"] = str(item.page.latest_revision_id if item.page else 0)
    return render(request, "desk/review.html", review_context(request, item, form), status=422)


def _looking(request: HttpRequest, item: WorkItem) -> list[str]:
    """Who else has an item open that is still to be decided, each name once."""
    if not item.is_open:
        return []
    return list(dict.fromkeys(person.masked_name for person in services.look(item, actor=request.user)))


@require_POST
def looking(request: HttpRequest, code: str) -> HttpResponse:
    """Asked again and again by an open review page: says that it is open, answers who else looks."""
    item = item_or_404(request, code)
    return render(request, "desk/review/looking.html", {"lookers": _looking(request, item)})


def _hand_in(request: HttpRequest, item: WorkItem, data: dict[str, Any]) -> HttpResponse:
    following = selectors.next_item(reader_of(request), request.user, after=item)
    if data["decision"] == ADD_SIGNER:
        for unit in data["cosign_units"]:
            decisions.add_signer(item, actor=request.user, unit=unit, reason=data["text"])
        messages.success(request, _("Asked to sign as well. The item waits for them."))
    else:
        decisions.hold(
            item,
            actor=request.user,
            decision=data["decision"],
            text=data["text"],
            seen_revision_id=data["seen_revision"],
            publish_at=data["publish_at"],
            cosign_units=tuple(data["cosign_units"]),
            to_step=data["to_step"] or None,
        )
        pending.remember(request)
    return redirect("desk:review", following.code) if following else redirect("wagtailadmin_home")


@require_safe
@xframe_options_sameorigin
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The page as readers would see it, from the version under review."""
    item = item_or_404(request, code)
    if item.page is None:
        raise Http404
    page = item.page.specific_class.objects.get(pk=item.page.pk).get_latest_revision_as_object()
    response: HttpResponse = page.make_preview_request(request, page.default_preview_mode)
    return response
