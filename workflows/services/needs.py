"""The verbs of needs and orders as every entry calls them: the row is changed, and the flow led after it.

Each takes what the verb of the same name in `exchange.services` takes, and raises what it raises;
what is written, and whose turn it is then, is one transaction.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import audit
from common.calendar import working_time_between
from common.errors import Conflict
from exchange import services, upkeep
from exchange.models import Need, NeedBatch
from exchange.services import batches, expiry, followup, sheets
from exchange.services.answering import require_led, require_pooled
from exchange.services.intake import require_asker
from organisations.enums import Role
from organisations.selectors import ways_of
from workflows import notices
from workflows.eligibility import nearest, nobody
from workflows.enums import UNFINISHED, ServiceStep
from workflows.leading import follow, held, hold_all, start
from workflows.models.items import WorkItem

P = ParamSpec("P")
R = TypeVar("R")

URGE_EVERY = dt.timedelta(hours=8)  # of working time
# Steps that a dispatcher claims: nobody else of the same unit decides them then.
CLAIMED_STEPS = (ServiceStep.DISPATCH, ServiceStep.POOL)


def _need_id(given: Mapping[str, Any]) -> int:
    """Which need a verb is about."""
    for name in ("need", "order", "extension", "follow_up"):
        row = given.get(name)
        if row is not None:
            row = row.order if name in ("extension", "follow_up") else row
            return int(row.pk if name == "need" else row.need_id)
    raise TypeError("A verb of the exchange names its need or order.")


def _led(verb: Callable[P, R], *, by_claim: bool = False) -> Callable[P, R]:
    """The verb, and the flow led after it. `by_claim`: refused to others of the unit while somebody has claimed it."""

    @wraps(verb)
    def done(*args: P.args, **given: P.kwargs) -> R:
        need_id, actor = _need_id(given), given.get("actor")
        with held(need_id) as run:
            if by_claim:
                _require_not_taken(need_id, actor)
            result = verb(*args, **given)
            follow(run, need_id, actor=actor)
        return result

    return done


def _require_not_taken(need_id: int, actor: Any) -> None:
    """Raises Conflict where another dispatcher has claimed it. One from a unit above may override: it is recorded."""
    items = WorkItem.objects.filter(need=need_id, state__in=UNFINISHED, step__in=CLAIMED_STEPS)
    item = items.exclude(owner=actor).select_related("owner", "unit").first()
    if item is None or item.owner is None:
        return
    ways = list(ways_of(actor, item.role, item.unit))
    stands_in = any(way.on_behalf_of is not None and way.on_behalf_of.pk == item.owner_id for way in ways)
    from_above = any(way.post.unit.depth < item.unit.depth for way in ways)
    if not (stands_in or from_above):
        raise Conflict("workflows.taken", _("%(name)s has just taken this item.") % {"name": item.owner.masked_name})
    if from_above:
        audit.record(
            "workflows.claim_overridden", item, actor=actor, unit_path=item.unit.path, person=item.owner_id
        )  # fmt: skip


def _begun(verb: Callable[P, services.Submitted]) -> Callable[P, services.Submitted]:
    """The verb, and the flow of the new need begun."""

    @wraps(verb)
    def done(*args: P.args, **given: P.kwargs) -> services.Submitted:
        with transaction.atomic():
            submitted = verb(*args, **given)
            start(submitted.need)
        return submitted

    return done


def _all_begun(verb: Callable[P, batches.Taken]) -> Callable[P, batches.Taken]:
    """The verb, and the flows of all its needs begun: all of them or none."""

    @wraps(verb)
    def done(*args: P.args, **given: P.kwargs) -> batches.Taken:
        with transaction.atomic():
            taken = verb(*args, **given)
            begin_all(submitted.need for submitted in taken.submitted)
        return taken

    return done


def begin_all(needs: Iterable[Need]) -> None:
    """Begins the flows of needs that came in together. In the transaction of whoever made them."""
    for need in needs:
        start(need)


def lead(needs: Iterable[int], *, actor: Any) -> None:
    """Leads the flows of needs (ids) that a verb has changed together."""
    for need_id in sorted(needs):
        with held(need_id) as run:
            follow(run, need_id, actor=actor)


need_submit = _begun(services.need_submit)
need_supplement = _led(services.need_supplement)
need_cancel = _led(services.need_cancel)
need_withdraw = _led(services.need_withdraw)
need_expire = _led(expiry.need_expire)
panel_say = _led(services.panel_say)
deliberation_record = _led(services.deliberation_record)
screen = _led(services.screen)
order_assign = _led(services.order_assign, by_claim=True)
order_pool = _led(services.order_pool, by_claim=True)
order_recall = _led(services.order_recall)
order_accept = _led(services.order_accept)
order_refuse = _led(services.order_refuse)
extension_decide = _led(services.extension_decide)
order_plan = _led(services.order_plan)
order_start = _led(services.order_start)
order_pause = _led(services.order_pause)
order_resume = _led(services.order_resume)
order_report = _led(services.order_report)
order_rate = _led(services.order_rate)
order_leave_unrated = _led(services.order_leave_unrated)
follow_up_record = _led(followup.follow_up_record)

batch_take_in = _all_begun(batches.batch_take_in)
spreadsheet_take_in = _all_begun(sheets.spreadsheet_take_in)


def batch_undo(*, batch: NeedBatch, actor: Any, reason: str) -> list[Need]:
    """As `exchange.services.batches.batch_undo`; the flows of its needs end."""
    with transaction.atomic():
        # All flows before all rows, as everybody does.
        hold_all(batch.needs.values("pk"))
        needs = batches.batch_undo(batch=batch, actor=actor, reason=reason)
        lead((need.pk for need in needs), actor=actor)
    return needs


def close_what_is_over() -> upkeep.Closed:
    """Ends returned needs that nobody added to, and closes what nobody rated in time. For the timers."""
    return upkeep.close_what_is_over(expire=need_expire, leave=order_leave_unrated)


_ask_for_time = _led(services.extension_ask)


@wraps(services.extension_ask)
def extension_ask(**given: Any) -> Any:
    """As `exchange.services.extension_ask`; whoever dispatches for the need is told, in the same transaction."""
    with transaction.atomic():
        extension = _ask_for_time(**given)
        order = extension.order
        item = WorkItem.objects.filter(need=order.need_id, state__in=UNFINISHED).first()
        dispatchers = nearest(Role.DISPATCHER, order.need.unit, nobody)
        if item is not None and dispatchers is not None:
            notices.more_time_asked(item, str(order.team), [each.person.pk for each in dispatchers.people])
    return extension


_take = _led(services.order_take)


@wraps(services.order_take)
def order_take(*, order: Any, team: Any, actor: Any) -> Any:
    # Rights first: a stranger does not learn where the order stands. Whoever comes after the winner waits for no lock.
    require_led(team, actor)
    require_pooled(order)
    return _take(order=order, team=team, actor=actor)


def need_urge(*, need: Need, actor: Any) -> WorkItem:
    """The asker asks how long it takes (`actor` None: by receipt): whoever has the turn is told. Once in a working day.

    Raises Conflict where it was done today already, or nobody but the asker has the turn.
    """
    with held(need.pk):
        require_asker(need, actor)
        item = (
            WorkItem.objects.select_for_update(of=("self",))
            .select_related("unit", "team", "process")
            .filter(need=need, state__in=UNFINISHED)
            .first()
        )
        if item is None:
            raise Conflict("workflows.nothing_to_urge", _("Nobody is to be urged now: see what comes next above."))
        now = timezone.now()
        if item.urged_at is not None and working_time_between(item.urged_at, now) < URGE_EVERY:
            raise Conflict("workflows.urged_already", _("They have been asked already today: give them a few hours."))
        item.urged_at = now
        item.save(update_fields=["urged_at", "changed"])
        notices.about(item, "urged", notices.people_in_charge(item))
        audit.record("workflows.item_urged", item, actor=actor, unit_path=item.unit.path)
        return item
