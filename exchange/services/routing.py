"""Rules that staff write: what an accepted need does by itself. The first that matches wins."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from common import audit
from common.errors import Conflict, Invalid
from exchange.enums import Mode, Urgency
from exchange.models import Category, Need, Order, RoutingRule
from exchange.services.dispatch import send_to_pool, send_to_team
from exchange.services.moves import locked_order
from exchange.services.rights import acting_as, require_role
from exchange.suggesting import Field, fit, suggest
from organisations.enums import Role
from organisations.models import Unit
from volunteers.models import Team

GOVERNS = (Role.DISPATCHER, Role.ADMINISTRATOR)
DRY_RUN = 100


@dataclass(frozen=True)
class Routed:
    """What the rules say of one need: the rule that matched, and the team, if it is sent to one."""

    need: Need
    rule: RoutingRule | None
    team: Team | None = None


def matches(rule: RoutingRule, need: Need) -> bool:
    """Unit and category with all below them; urgency from the named one on; breadth as named."""
    category = need.category.path if need.category else ""
    return (
        need.unit.path.startswith(rule.unit.path)
        and (rule.category is None or category.startswith(rule.category.path))
        and (rule.least_urgency is None or need.urgency >= rule.least_urgency)
        and (not rule.breadth or rule.breadth == need.breadth)
    )


def active_rules() -> list[RoutingRule]:
    return list(RoutingRule.objects.filter(is_active=True).select_related("unit", "category", "team__unit"))


def route(order: Order, rules: list[RoutingRule] | None = None, teams: Field | None = None) -> Routed:
    """What is to happen to an order by rule; no rule, or none of its teams fits: the dispatcher decides."""
    need = order.need
    for rule in active_rules() if rules is None else rules:
        if not matches(rule, need):
            continue
        if rule.mode == Mode.POOLED:
            return Routed(need, rule)
        known = teams or Field.read([order])
        if rule.team is not None:
            # Suspended or ended since the rule was written: the dispatcher decides.
            active = any(team.pk == rule.team_id for team in known.teams)
            return Routed(need, rule, rule.team if active and fit(order, rule.team, known) else None)
        best = suggest(order, known, most=1)
        return Routed(need, rule, best[0].team if best else None)
    return Routed(need, None)


@transaction.atomic
def order_route(*, order: Order) -> Order:
    """Does with a new order what the rules say; it waits for a dispatcher where none matches or no team fits.

    Called by the flow: a rule needs nobody's right, it was given when the rule was written.
    """
    order = locked_order(order)
    routed = route(order)
    if routed.rule is None:
        return order
    reason = _("By the rule “%(rule)s”.") % {"rule": routed.rule.name}
    if routed.rule.mode == Mode.POOLED:
        send_to_pool(order, actor=None, reason=reason)
    elif routed.team is not None:
        # Sent another order for that hour a moment ago: the dispatcher looks at it.
        with suppress(Conflict):
            send_to_team(order, routed.team, actor=None, reason=reason)
    return order


def dry_run(rules: list[RoutingRule], unit: Unit) -> list[Routed]:
    """What the rules would do to the last hundred needs below the unit. Changes nothing."""
    needs = Need.objects.filter(unit__path__startswith=unit.path, category__isnull=False)
    teams = Field.read()
    found = needs.select_related("unit", "category").order_by("-submitted_at", "-pk")[:DRY_RUN]
    return [route(Order(need=need), rules, teams) for need in found]


@transaction.atomic
def rule_save(
    *,
    actor: Any,
    rule: RoutingRule | None,
    name: str,
    unit: Unit,
    mode: Mode | str,
    order: int = 0,
    category: Category | None = None,
    least_urgency: int | None = None,
    breadth: str = "",
    team: Team | None = None,
    is_active: bool = True,
) -> RoutingRule:
    """Writes a rule, new (`rule` None) or changed, for a unit that the actor dispatches for or administers."""
    require_role(actor, GOVERNS, unit)
    if rule is not None:
        require_role(actor, GOVERNS, rule.unit)
    if not name.strip():
        raise Invalid("exchange.rule_name", _("Give the rule a name."), field="name")
    if mode not in Mode.values:
        raise Invalid(
            "exchange.rule_mode", _("Choose whether it is sent to a team or put into the pool."), field="mode"
        )
    if team is not None and mode != Mode.ASSIGNED:
        raise Invalid("exchange.rule_team", _("A rule for the pool names no team."), field="team")
    if least_urgency is not None and least_urgency not in Urgency.values:
        raise Invalid("exchange.urgency", _("Choose how urgent it is."), field="least_urgency")
    saved = rule or RoutingRule()
    saved.name, saved.unit, saved.mode, saved.order = name.strip(), unit, mode, order
    saved.category, saved.least_urgency, saved.breadth = category, least_urgency, breadth
    saved.team, saved.is_active = team, is_active
    saved.save()
    audit.record("exchange.rule_saved", saved, actor=actor, unit_path=unit.path, mode=mode, active=is_active)
    return saved


def next_place() -> int:
    """Behind all the rules there are."""
    last: int | None = RoutingRule.objects.aggregate(last=Max("order"))["last"]
    return 0 if last is None else last + 1


@transaction.atomic
def rule_move(*, actor: Any, rule: RoutingRule, earlier: bool) -> None:
    """Exchanges a rule with the one before (or behind) it among those that the actor may write. At the end: nothing.

    The rules of other units keep their places.
    """
    require_role(actor, GOVERNS, rule.unit)
    rules = list(RoutingRule.objects.select_for_update(of=("self",)).select_related("unit"))
    own = [index for index, each in enumerate(rules) if acting_as(actor, GOVERNS, each.unit)]
    here = next(place for place, index in enumerate(own) if rules[index].pk == rule.pk)
    there = here + (-1 if earlier else 1)
    if not 0 <= there < len(own):
        return
    first, second = own[here], own[there]
    rules[first], rules[second] = rules[second], rules[first]
    for place, each in enumerate(rules):
        each.order = place
    RoutingRule.objects.bulk_update(rules, ["order"])
    audit.record("exchange.rule_moved", rule, actor=actor, unit_path=rule.unit.path, earlier=earlier)


@transaction.atomic
def rule_switch(*, actor: Any, rule: RoutingRule, on: bool) -> None:
    """Puts a rule into use or out of it; it keeps its place."""
    require_role(actor, GOVERNS, rule.unit)
    rule = RoutingRule.objects.select_for_update(of=("self",)).select_related("unit").get(pk=rule.pk)
    rule.is_active = on
    rule.save()
    audit.record(
        "exchange.rule_saved", rule, actor=actor, unit_path=rule.unit.path, mode=rule.mode, active=rule.is_active
    )
