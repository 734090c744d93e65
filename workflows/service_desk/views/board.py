"""Dispatch (派单台): what waits for a team, one of them in hand, and the teams that fit it with reasons in words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from common.errors import Conflict, LinliError
from exchange.board import FREE_STATES, free_orders
from exchange.enums import OrderState
from exchange.models import Order
from exchange.rules import DISPATCH_ORDER
from exchange.services.dispatch import DISPATCHES
from organisations.selectors import reader_of
from workflows.desk.pages import CountedPaginator
from workflows.enums import UNFINISHED
from workflows.service_desk.board import ON_A_PAGE, BoardFilters, card, cards, with_turns
from workflows.service_desk.board_forms import AssignForm, NoForm, WhyForm
from workflows.service_desk.chosen import chosen_context, may_recall
from workflows.service_desk.listing import one_line
from workflows.services import needs, queue


def _claim(*, order: Order, actor: Any) -> Any:
    return queue.claim(_item(order), actor=actor)


def _release(*, order: Order, actor: Any) -> Any:
    return queue.release(_item(order), actor=actor)


def _pool(*, order: Order, actor: Any, reason: str) -> Any:
    """Opens a waiting order to all. One that somebody has sent to a team this moment is not taken from that team."""
    with transaction.atomic():
        pooled = needs.order_pool(order=order, actor=actor, reason=reason)
        last = pooled.changes.last()
        if last is None or last.from_state != OrderState.WAITING:
            raise moved_on()
    return pooled


def _item(order: Order) -> Any:
    """The item that waits for a dispatcher. Raises Conflict where it is somebody else's turn by now."""
    item = order.need.work_items.filter(state__in=UNFINISHED, step__in=needs.CLAIMED_STEPS).first()
    if item is None:
        raise moved_on()
    return item


@dataclass(frozen=True)
class BoardVerb:
    """What a button of the board does. `on`: whether the order may still be so; `stays`: looks at it again."""

    form: type[forms.Form]
    run: Callable[..., Any]
    on: Callable[[Order], bool]
    done: Any
    stays: bool = False


def _is_free(order: Order) -> bool:
    return order.state in FREE_STATES


VERBS = {
    "assign": BoardVerb(
        AssignForm, needs.order_assign, _is_free, gettext_lazy("Sent to %(team)s: they have been told.")
    ),
    "pool": BoardVerb(WhyForm, _pool, _is_free, gettext_lazy("It is in the pool: every team can take it.")),
    "recall": BoardVerb(
        WhyForm, needs.order_recall, may_recall, gettext_lazy("Taken back: it waits for another team."), stays=True
    ),
    "claim": BoardVerb(NoForm, _claim, _is_free, gettext_lazy("It is yours: others see that."), stays=True),
    "release": BoardVerb(NoForm, _release, _is_free, gettext_lazy("Given back: others can claim it now."), stays=True),
}  # fmt: skip


def moved_on() -> Conflict:
    return Conflict("workflows.moved_on", _("This has moved on since you opened it. Look again, then decide."))


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What waits for a team in the dispatcher's units, the most urgent first; on wide screens the first in hand."""
    if not reader_of(request).paths(DISPATCHES):
        raise Http404
    return _page(request)


@require_safe
def candidates(request: HttpRequest, code: str) -> HttpResponse:
    """One need with the teams that fit it, beside the list."""
    return _page(request, _order(request, code))


@require_POST
def send(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Sends an order, opens it to all, claims it or takes it back; a refusal is said on the board as it is now."""
    order, does = _order(request, code), VERBS.get(verb)
    if does is None:
        raise Http404
    form: Any = does.form(request.POST, auto_id=f"{verb}_%s")
    if not form.is_valid() and does.on(order):
        return _page(request, order, {verb: form}, status=422)
    try:
        if not does.on(order):
            raise moved_on()
        does.run(order=order, actor=request.user, **form.cleaned_data)
    except LinliError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _page(request, _order(request, code), {verb: form}, status=error.status)
    _say(request, order, does, form)
    address = reverse("needs:candidates", args=[code]) if does.stays else reverse("needs:board")
    return redirect(f"{address}?{BoardFilters(request.GET, reader_of(request)).address()}".rstrip("?&"))


def _say(request: HttpRequest, order: Order, does: BoardVerb, form: Any) -> None:
    words = str(does.done) % {"team": form.cleaned_data.get("team", "")}
    again = messages.button(reverse("needs:candidates", args=[order.need.code]), _("Look at it again"))
    messages.success(request, words, buttons=[] if does.stays else [again])


def _order(request: HttpRequest, code: str) -> Order:
    """The last order of a need that the person dispatches; what is not theirs is not there."""
    mine = Order.objects.filter(DISPATCH_ORDER.filter(reader_of(request)), need__code=code)
    order: Order | None = with_turns(mine).select_related("team").order_by("-round").first()
    if order is None:
        raise Http404
    return order


def _page(
    request: HttpRequest, chosen: Order | None = None, bound: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    reader = reader_of(request)
    filters = BoardFilters(request.GET, reader)
    counts = filters.counts()
    found = with_turns(filters.narrow(free_orders(reader)))
    page = CountedPaginator(found, ON_A_PAGE, count=counts[filters.tab]).get_page(request.GET.get("p"))
    listed = cards(page, first=page.start_index(), user=request.user)
    titled = {"": _("Sent by the centre"), "pool": _("Open pool")}
    in_hand = chosen or next((each.order for each in listed if not each.owner or each.mine), None)
    context: dict[str, Any] = {
        "page_title": _("Dispatch board"),
        "filters": filters,
        "tabs": [
            (filters.address(**{"in": tab, "p": ""}), titled[tab], counts[tab], tab == filters.tab) for tab in titled
        ],
        "menus": filters.menus(),
        "cards": listed,
        "page_obj": page,
        "query": filters.address(p=""),
        "keep": filters.address(),
        "total": counts[filters.tab],
        "is_list": chosen is None,
        "problems": [error for form in (bound or {}).values() for error in _stray(form, in_hand)],
        "typed": [form.data["reason"] for form in (bound or {}).values() if form.data.get("reason")],
    }
    if in_hand is not None:
        context["chosen"] = card(in_hand, user=request.user)
        context |= chosen_context(in_hand, reader, search=one_line(request.GET, "team"), bound=bound)
    return render(request, "service_desk/board/page.html", context, status=status)


def _stray(form: Any, order: Order | None) -> list[Any]:
    """What no field on the page would say: errors of the whole, and all of them where the order has moved on."""
    if order is not None and not _is_free(order) and not may_recall(order):
        return [error for errors in form.errors.values() for error in errors]
    return [*form.non_field_errors(), *(form.errors.get("team", []) if "team" in form.fields else [])]
