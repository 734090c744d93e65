"""The page of a need: what was asked, what happened, whose turn it is, and what can be done now."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import LinliError
from exchange.models import Need, Refusal
from exchange.services import privacy
from exchange.similar import similar_needs
from exchange.suggesting import suggest
from organisations.selectors import reader_of
from workflows.desk.rows import item_clock
from workflows.enums import UNFINISHED
from workflows.models import WorkItem
from workflows.service_desk.access import need_or_404
from workflows.service_desk.actions import ACTIONS, Action, Subject, offered, subject_of
from workflows.service_desk.forms import RevealForm, VerbForm
from workflows.turns import latest_order

SHOWN = ("name", "phone", "address", "words", "answers", "vulnerable")


@require_safe
def need(request: HttpRequest, code: str) -> HttpResponse:
    found = need_or_404(request, code)
    return _page(request, found)


@require_http_methods(["POST"])
def act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """One verb. What is refused comes back on the page, at its field, with what was typed."""
    found = need_or_404(request, code)
    subject = subject_of(found, latest_order(found))
    action = ACTIONS.get(verb)
    if action is None:
        raise Http404
    form = action.form(request.POST)
    if form.is_valid():
        try:
            action.run(subject, request.user, form.given())
        except LinliError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            return _page(request, need_or_404(request, code), {verb: form}, status=error.status)
        messages.success(request, str(action.done))
        return redirect("service_desk:need", code)
    return _page(request, found, {verb: form}, status=422)


@require_POST
def reveal(request: HttpRequest, code: str) -> HttpResponse:
    """What is personal, once, on this answer: with a purpose, and on record."""
    found = need_or_404(request, code)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _page(request, found, {"reveal": form}, status=422)
    may = privacy.readable_fields(found, request.user)
    try:
        personal = privacy.personal_read(
            need=found,
            actor=request.user,
            fields=[name for name in SHOWN if name in may],
            purpose=form.cleaned_data["purpose"],
        )
    except LinliError as error:
        form.add_error(None, str(error))
        return _page(request, found, {"reveal": form}, status=error.status)
    response = _page(request, found, personal=personal)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(
    request: HttpRequest,
    found: Need,
    bound: dict[str, VerbForm] | None = None,
    *,
    status: int = 200,
    personal: dict[str, str] | None = None,
) -> HttpResponse:
    bound = bound or {}
    order = latest_order(found)
    subject = subject_of(found, order)
    actions = offered(subject, request.user)
    item = _open_item(found)
    context: dict[str, Any] = {
        "need": found,
        "order": order,
        "item": item,
        "clock": item_clock(item, timezone.now()) if item is not None else None,
        "turn": item.get_step_display() if item is not None else "",
        "actions": [(action, _form_of(action, subject, bound), action.name in bound) for action in actions],
        "suggestions": _suggestions(subject, actions),
        "views": found.views.select_related("person"),
        "meetings": found.deliberations.select_related("entered_by"),
        "changes": _changes(found),
        "refusals": Refusal.objects.filter(order__need=found).select_related("team"),
        "similar": similar_needs(words=found.public_text, unit=found.unit, reader=reader_of(request), but=found),
        "personal": [(_NAMES[name], value) for name, value in personal.items() if value] if personal else None,
        "reveal": bound.get("reveal") or RevealForm(),
        "may_reveal": bool(privacy.readable_fields(found, request.user)) and found.personal.erased_at is None,
        "page_title": _("Need"),
    }
    return render(request, "service_desk/need.html", context, status=status)


_NAMES = {
    "name": _("Name"),
    "phone": _("Phone"),
    "address": _("House and door"),
    "words": _("Words of the asker"),
    "answers": _("Answers"),
    "vulnerable": _("Needs special care because"),
}


def _open_item(found: Need) -> WorkItem | None:
    items = WorkItem.objects.filter(need=found, state__in=UNFINISHED).select_related("unit", "owner", "team")
    item: WorkItem | None = items.first()
    return item


def _form_of(action: Action, subject: Subject, bound: dict[str, VerbForm]) -> VerbForm:
    if action.name in bound:
        return bound[action.name]
    initial = {"category": subject.need.category_id} if action.name == "conclude" else {}
    return action.form(initial=initial, auto_id=f"{action.name}_%s")


def _suggestions(subject: Subject, actions: list[Action]) -> Any:
    """Teams with their reasons, for who may send it now."""
    if subject.order is None or not any(action.name == "assign" for action in actions):
        return []
    subject.order.need = subject.need
    return suggest(subject.order)


def _changes(found: Need) -> list[Any]:
    """The history of need and orders together, newest first."""
    from exchange.models import OrderChange  # reason: read by this page alone

    of_need = list(found.changes.select_related("actor", "unit"))
    orders = OrderChange.objects.filter(order__need=found).select_related("actor", "team")
    return sorted([*of_need, *orders], key=lambda change: change.at, reverse=True)
