"""What the asker says of a service: once, without a default. Two or less opens it again, once."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import Conflict, Invalid, NotAllowed
from exchange.enums import MOST_ROUNDS, ON_BEHALF, REOPENING_SCORE, NeedState, OrderState, RatedBy
from exchange.models import Need, Order, Rating
from exchange.services.moves import locked_order, move_need, move_order
from exchange.services.rights import require_role
from organisations.enums import SERVICE_ROLES


@transaction.atomic
def order_rate(*, order: Order, actor: Any, score: int, by: RatedBy | str, text: str = "") -> Rating:
    """Rates a done order. By account the asker alone, by receipt whoever holds the code, by phone through staff.

    Raises Conflict where it has been rated, is not done, or the time is over.
    """
    order = locked_order(order)
    entered_by = _require_rater(order.need, actor, by)
    if score not in range(1, 6):
        raise Invalid("exchange.score", _("Choose one of the five."), field="score")
    if order.state != OrderState.DONE:
        raise Conflict("exchange.not_to_rate", _("This cannot be rated now: it is not done, or it has been rated."))
    rating = Rating.objects.create(
        order=order, score=score, text=text.strip(), by=by, entered_by=entered_by, at=timezone.now()
    )
    move_order(order, OrderState.RATED, actor=actor)
    settle(order, reopen=score <= REOPENING_SCORE, actor=actor, reason=_("Rated %(score)d of 5.") % {"score": score})
    return rating


def _require_rater(need: Need, actor: Any, by: str) -> Any:
    """Who entered it for the asker, if somebody did."""
    if by == RatedBy.ACCOUNT and actor is not None and need.asker_id == actor.pk:
        return None
    if by == RatedBy.RECEIPT and actor is None:
        return None
    if by == RatedBy.PHONE and need.channel in (*ON_BEHALF, "visitor"):
        require_role(actor, SERVICE_ROLES, need.unit)
        return actor
    raise NotAllowed("exchange.not_your_need", _("Only who asked may rate it."))


@transaction.atomic
def order_leave_unrated(*, order: Order) -> Order:
    """Nobody has said anything in time: that is what it stays, and it counts as nothing else."""
    order = locked_order(order)
    if order.state != OrderState.DONE or order.rate_until is None or order.rate_until > timezone.now():
        raise Conflict("exchange.not_over", _("The time for rating is not over."))
    move_order(order, OrderState.UNRATED, actor=None)
    settle(order, reopen=False, actor=None, reason="")
    return order


def settle(order: Order, *, reopen: bool, actor: Any, reason: str) -> None:
    """Closes the need, or opens it once more with a higher rank: it waits for dispatch again."""
    need = order.need
    if reopen and need.orders.count() < MOST_ROUNDS:
        move_need(need, NeedState.ACCEPTED, actor=actor, reason=reason, rank=need.rank + 1, closed_at=None)
    elif need.state != NeedState.CLOSED:
        move_need(need, NeedState.CLOSED, actor=actor, closed_at=timezone.now())
