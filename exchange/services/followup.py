"""Asking a sample of those served: drawn so that it can be drawn again, asked by people who serve nobody."""

import datetime as dt
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import audit
from common.errors import Conflict, Invalid
from exchange.enums import NeedState, OrderState, Reach
from exchange.models import FollowUp, FollowUpSample, Order, PersonalRead
from exchange.services.moves import locked_order
from exchange.services.rating import settle
from exchange.services.rights import require_role
from organisations.enums import Role, UnitKind
from organisations.models import Unit

ORDERS = (Role.DISPATCHER, Role.DIRECTOR)
ASSESSES = (Role.ASSESSOR,)
# By what a sample can be divided, so that no town and no category is left out.
STRATA = ("town", "category", "mode")
CONTACT = ("name", "phone")
SATISFIED = 4
# Of the normal distribution, for an interval that holds the truth in 95 of 100 samples.
Z = 1.959964


@transaction.atomic
def sample_draw(
    *,
    actor: Any,
    ordered_by: Unit,
    assessor: Unit,
    done_from: dt.date,
    done_to: dt.date,
    share: Decimal,
    seed: str,
    strata: Sequence[str] = ("town",),
) -> FollowUpSample:
    """Draws from the orders done in a period below the unit: `share` per cent of each stratum, at least one.

    The same rows, seed, share and strata give the same sample. Raises Invalid with the field at fault.
    """
    require_role(actor, ORDERS, ordered_by)
    if assessor.kind != UnitKind.ASSESSOR:
        raise Invalid("exchange.assessor", _("Choose an organisation that serves nobody itself."), field="assessor")
    if done_to < done_from:
        raise Invalid("exchange.period", _("The end lies before the beginning."), field="done_to")
    if not 0 < share <= 100:
        raise Invalid("exchange.share", _("Write a share from above 0 to 100 per cent."), field="share")
    if not seed.strip() or len(seed) > 32:
        raise Invalid(
            "exchange.seed", _("Write a seed of up to 32 characters, so that it can be drawn again."), field="seed"
        )
    if not set(strata) <= set(STRATA):
        raise Invalid("exchange.strata", _("Choose strata from the list."), field="strata")
    population = list(_done(ordered_by, done_from, done_to))
    if not population:
        raise Invalid("exchange.nothing_done", _("Nothing was done in this period."), field="done_from")
    sample = FollowUpSample.objects.create(
        ordered_by=ordered_by,
        assessor=assessor,
        made_by=actor,
        done_from=done_from,
        done_to=done_to,
        share=share,
        seed=seed.strip(),
        strata=list(strata),
        population=len(population),
    )
    drawn = draw(population, share=share, seed=seed.strip(), strata=strata)
    FollowUp.objects.bulk_create(FollowUp(sample=sample, order=order, stratum=name[:120]) for order, name in drawn)
    audit.record(
        "exchange.sample_drawn",
        sample,
        actor=actor,
        unit_path=ordered_by.path,
        population=len(population),
        size=len(drawn),
    )
    return sample


def _done(unit: Unit, first: dt.date, last: dt.date) -> Any:
    done = Order.objects.filter(
        need__unit__path__startswith=unit.path,
        state__in=[OrderState.RATED, OrderState.UNRATED],
        done_at__date__gte=first,
        done_at__date__lte=last,
        need__personal__erased_at=None,
    )
    return done.exclude(need__personal__phone_hash="").select_related("need__unit", "need__category").order_by("code")


def _stratum(order: Order, strata: Sequence[str]) -> str:
    """The names of the strata that an order lies in. A town is the unit below the root on the way to the need's."""
    path = order.need.unit.path
    values = {
        "town": path[: 2 * Unit.steplen],
        "category": order.need.category.path if order.need.category else "",
        "mode": order.mode,
    }
    return " · ".join(f"{name}={values[name]}" for name in sorted(strata))


def draw(population: Sequence[Order], *, share: Decimal, seed: str, strata: Sequence[str]) -> list[tuple[Order, str]]:
    """The drawn orders with their strata, in the order of their codes. Depends on its arguments alone."""
    by_stratum: dict[str, list[Order]] = {}
    for order in sorted(population, key=lambda each: each.code):
        by_stratum.setdefault(_stratum(order, strata), []).append(order)
    found: list[tuple[Order, str]] = []
    for name, orders in sorted(by_stratum.items()):
        size = min(len(orders), max(1, round(len(orders) * float(share) / 100)))
        chosen = random.Random(f"{seed}\0{name}").sample(orders, size)  # noqa: S311 - to be drawn again, not to be secret
        found += [(order, name) for order in chosen]
    return sorted(found, key=lambda pair: pair[0].code)


def _require_open(follow_up: FollowUp) -> None:
    if follow_up.reach:
        raise Conflict("exchange.followed_up", _("This call is on record already: an answer is not changed."))


@transaction.atomic
def follow_up_contact(*, follow_up: FollowUp, actor: Any) -> dict[str, str]:
    """Name and phone of a sampled person, for the assessor who calls; each reading is on record.

    Raises Conflict once the call is on record: then there is nothing left to call for.
    """
    require_role(actor, ASSESSES, follow_up.sample.assessor)
    _require_open(follow_up)
    need = follow_up.order.need
    PersonalRead.objects.create(need=need, person=actor, purpose=_("follow-up"), fields=" ".join(CONTACT))
    audit.record("exchange.personal_read", need, actor=actor, unit_path=need.unit.path, fields=list(CONTACT))
    return {name: getattr(need.personal, name) for name in CONTACT}


@transaction.atomic
def follow_up_record(
    *,
    follow_up: FollowUp,
    actor: Any,
    reach: Reach | str,
    served: bool | None = None,
    satisfied: int | None = None,
    text: str = "",
) -> FollowUp:
    """Writes down a call, once. "Not served" opens the need once more, if it had one round only."""
    require_role(actor, ASSESSES, follow_up.sample.assessor)
    order = locked_order(follow_up.order)
    follow_up = FollowUp.objects.select_for_update(of=("self",)).select_related("sample").get(pk=follow_up.pk)
    _require_open(follow_up)
    if reach not in Reach.values:
        raise Invalid("exchange.reach", _("Choose whether the person was reached."), field="reach")
    if reach != Reach.REACHED and (served is not None or satisfied is not None):
        raise Invalid("exchange.reach", _("Who was not reached has answered nothing."), field="reach")
    if reach == Reach.REACHED and served is None:
        raise Invalid("exchange.served", _("Choose whether the service took place."), field="served")
    if satisfied is not None and satisfied not in range(1, 6):
        raise Invalid("exchange.score", _("Choose one of the five."), field="satisfied")
    follow_up.reach, follow_up.served, follow_up.satisfied = reach, served, satisfied
    follow_up.text, follow_up.person, follow_up.at = text.strip(), actor, timezone.now()
    follow_up.save()
    audit.record("exchange.followed_up", follow_up, actor=actor, unit_path=follow_up.sample.assessor.path, reach=reach)
    if served is False and order.need.state == NeedState.CLOSED:
        settle(order, reopen=True, actor=None, reason=_("The follow-up found that nobody came."))
    return follow_up


@dataclass(frozen=True)
class Share:
    """`count` of `of`, with Wilson's interval at 95 per cent (Wilson 1927), as shares from 0 to 1."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        if not self.of:
            return None
        share, n = self.count / self.of, self.of
        middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class FollowUpReport:
    """What a sample says: how many were drawn, reached, served, and satisfied (4 or 5) of those who said."""

    population: int
    size: int
    reached: Share
    served: Share
    satisfied: Share


def follow_up_report(sample: FollowUpSample) -> FollowUpReport:
    """One query."""
    rows = list(sample.follow_ups.values_list("reach", "served", "satisfied"))
    reached = [(served, satisfied) for reach, served, satisfied in rows if reach == Reach.REACHED]
    said = [satisfied for _served, satisfied in reached if satisfied is not None]
    return FollowUpReport(
        population=sample.population,
        size=len(rows),
        reached=Share(len(reached), len(rows)),
        served=Share(sum(1 for served, _satisfied in reached if served), len(reached)),
        satisfied=Share(sum(1 for each in said if each >= SATISFIED), len(said)),
    )
