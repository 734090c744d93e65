"""Dispatch (派单台): what waits for a team, and for one of them the teams that fit, with reasons in words."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from common.errors import Conflict, LinliError
from exchange.board import FREE_STATES, free_orders
from exchange.enums import OrderState
from exchange.models import Need, Order, Refusal
from exchange.services.dispatch import DISPATCHES
from exchange.services.rights import acting_as
from exchange.suggesting import suggest
from organisations.selectors import reader_of
from volunteers.enums import TeamState
from volunteers.models import Team
from workflows.service_desk.access import need_or_404
from workflows.services import needs
from workflows.turns import latest_order

ON_A_PAGE = 25
REASON = 300


class PoolForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why? (may stay empty)"),
        required=False,
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 2, "class": "desk-words"}),
    )


class AssignForm(PoolForm):
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"),
        queryset=Team.objects.filter(state=TeamState.ACTIVE).select_related("unit").order_by("name"),
    )

    field_order = ["team", "reason"]


FORMS: dict[str, type[forms.Form]] = {"assign": AssignForm, "pool": PoolForm}
VERBS: dict[str, Callable[..., Any]] = {"assign": needs.order_assign, "pool": needs.order_pool}


def _require_dispatcher(request: HttpRequest) -> None:
    if not reader_of(request).paths(DISPATCHES):
        raise Http404


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What waits for a team in the dispatcher's units, the most urgent first."""
    _require_dispatcher(request)
    page: Any = Paginator(free_orders(reader_of(request)), ON_A_PAGE).get_page(request.GET.get("p"))
    return render(request, "service_desk/board.html", {"orders": page, "page_title": _("Dispatch board")})


@require_safe
def candidates(request: HttpRequest, code: str) -> HttpResponse:
    """One need with the teams that fit it."""
    return _page(request, _need(request, code))


@require_POST
def send(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Sends it to a team or opens it to all; what is refused is said on the board as it is now."""
    need = _need(request, code)
    if verb not in VERBS:
        raise Http404
    form = FORMS[verb](request.POST)
    if not form.is_valid():
        return _page(request, need, {verb: form}, status=422)
    try:
        order = _free_order(need)
        VERBS[verb](order=order, actor=request.user, **form.cleaned_data)
    except LinliError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _page(request, need, {verb: form}, status=error.status)
    messages.success(request, _("Sent: the team has been told.") if verb == "assign" else _("It is in the pool."))
    return redirect("needs:board")


def _need(request: HttpRequest, code: str) -> Need:
    need = need_or_404(request, code)
    if acting_as(request.user, DISPATCHES, need.unit) is None:
        raise Http404
    return need


def _free_order(need: Need) -> Order:
    order = latest_order(need)
    if order is None or order.state not in FREE_STATES:
        raise Conflict("workflows.moved_on", _("This has moved on since you opened it. Look again, then decide."))
    return order


def _page(
    request: HttpRequest, need: Need, bound: dict[str, forms.Form] | None = None, *, status: int = 200
) -> HttpResponse:
    bound = bound or {}
    order = latest_order(need)
    free = order is not None and order.state in FREE_STATES
    if order is not None:
        order.need = need
    names = [] if order is None or not free else ["assign", *(["pool"] if order.state == OrderState.WAITING else [])]
    context: dict[str, Any] = {
        "need": need,
        "order": order,
        "suggestions": suggest(order) if order is not None and free else [],
        "refusals": Refusal.objects.filter(order=order).select_related("team"),
        "forms": [(name, bound.get(name) or FORMS[name](auto_id=f"{name}_%s"), name in bound) for name in names],
        "problems": [problem for form in bound.values() for problem in form.non_field_errors()],
        "page_title": _("Find a team"),
    }
    return render(request, "service_desk/find_team.html", context, status=status)
