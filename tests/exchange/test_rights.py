"""Every verb by every kind of person, as one table: who may, and that nobody else does."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from common.errors import NotAllowed
from exchange import services
from organisations.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.exchange import ServiceCounty

Verb = Callable[[ServiceCounty, Any], Callable[[Any], object]]


def person(county: ServiceCounty, who: str) -> Any:
    others: dict[str, Callable[[], Any]] = {
        "panellist": lambda: county.panel[0],
        "captain": lambda: county.team.captain,
        "deputy": lambda: deputy(county),
        "rival": lambda: county.rivals.captain,
        "other_panellist": lambda: county.holder(Role.PANELLIST, county.other_station),
        "administrator": lambda: county.holder(Role.ADMINISTRATOR, county.centre),
        "auditor": lambda: county.holder(Role.AUDITOR, county.centre),
        "editor": lambda: county.holder(Role.EDITOR, county.station),
        "stranger": UserFactory,
        "former": lambda: UserFactory(is_active=False),
    }
    return others[who]() if who in others else getattr(county, who)


def deputy(county: ServiceCounty) -> Any:
    found = UserFactory()
    county.team.deputies.add(found)
    return found


PEOPLE = (
    "resident",
    "helper",
    "panellist",
    "other_panellist",
    "dispatcher",
    "town_dispatcher",
    "other_dispatcher",
    "director",
    "captain",
    "deputy",
    "rival",
    "administrator",
    "auditor",
    "editor",
    "stranger",
    "former",
)


def say(county: ServiceCounty, actor: Any) -> object:
    return services.panel_say(need=county.ask().need, actor=actor, outcome="accept")


def conclude(county: ServiceCounty, actor: Any) -> object:
    need = county.ask().need
    for each in county.panel:
        services.panel_say(need=need, actor=each, outcome="accept")
    return services.screen(need=need, actor=actor, outcome="accept", category=county.heating, breadth="common")


def assign(county: ServiceCounty, actor: Any) -> object:
    return services.order_assign(order=county.opened(), team=county.team, actor=actor)


def pool(county: ServiceCounty, actor: Any) -> object:
    return services.order_pool(order=county.opened(), actor=actor)


def recall(county: ServiceCounty, actor: Any) -> object:
    return services.order_recall(order=county.accepted(), actor=actor, reason="换队")


def withdraw(county: ServiceCounty, actor: Any) -> object:
    return services.need_withdraw(need=county.screened(), actor=actor, reason="不再需要")


def accept(county: ServiceCounty, actor: Any) -> object:
    return services.order_accept(order=county.assigned(), actor=actor)


def refuse(county: ServiceCounty, actor: Any) -> object:
    return services.order_refuse(order=county.assigned(), actor=actor, code="other", text="不合适")


def take(county: ServiceCounty, actor: Any) -> object:
    order = services.order_pool(order=county.opened(), actor=county.dispatcher)
    return services.order_take(order=order, team=county.team, actor=actor)


def plan(county: ServiceCounty, actor: Any) -> object:
    order, start = county.accepted(), timezone.now() + dt.timedelta(days=1)
    end = start + dt.timedelta(hours=1)
    return services.order_plan(
        order=order, actor=actor, starts_at=start, ends_at=end, members=county.team.members.all()
    )


def start(county: ServiceCounty, actor: Any) -> object:
    return services.order_start(order=county.scheduled(), actor=actor)


def report(county: ServiceCounty, actor: Any) -> object:
    order = county.in_service()
    return services.order_report(order=order, actor=actor, text="灯修好了", people_served=1, minutes=30)


def more_time(county: ServiceCounty, actor: Any) -> object:
    order = county.accepted()
    until = order.due_at + dt.timedelta(days=1)
    return services.extension_ask(order=order, actor=actor, until=until, reason="等配件")


def grant(county: ServiceCounty, actor: Any) -> object:
    order = county.accepted()
    until = order.due_at + dt.timedelta(days=1)
    asked = services.extension_ask(order=order, actor=county.team.captain, until=until, reason="等配件")
    return services.extension_decide(extension=asked, actor=actor, granted=True)


def rate(county: ServiceCounty, actor: Any) -> object:
    return services.order_rate(order=county.done(), actor=actor, score=5, by="account")


TEAM = {"captain", "deputy"}
DISPATCH = {"dispatcher", "town_dispatcher"}
TABLE: dict[Callable[[ServiceCounty, Any], object], set[str]] = {
    say: {"panellist"},
    conclude: {"panellist", "director", *DISPATCH},
    assign: DISPATCH,
    pool: DISPATCH,
    recall: DISPATCH,
    withdraw: {"director", *DISPATCH},
    accept: TEAM,
    refuse: TEAM,
    take: TEAM,
    plan: TEAM,
    start: TEAM,
    report: TEAM,
    more_time: TEAM,
    grant: DISPATCH,
    rate: {"resident"},
}


@pytest.mark.parametrize("verb", TABLE, ids=lambda verb: verb.__name__)
def test_who_may(county: ServiceCounty, verb: Callable[[ServiceCounty, Any], object]) -> None:
    from django.db import transaction

    allowed = set()
    for who in PEOPLE:
        with transaction.atomic():
            try:
                verb(county, person(county, who))
                allowed.add(who)
            except NotAllowed:
                pass
            transaction.set_rollback(True)
    assert allowed == TABLE[verb]


def test_a_suspended_team_is_sent_nothing_and_takes_nothing(county: ServiceCounty) -> None:
    county.team.state = "suspended"
    county.team.save()
    order = county.opened()
    with pytest.raises(NotAllowed):
        services.order_assign(order=order, team=county.team, actor=county.dispatcher)
    services.order_pool(order=order, actor=county.dispatcher)
    with pytest.raises(NotAllowed):
        services.order_take(order=order, team=county.team, actor=county.team.captain)


def test_the_substitute_of_a_dispatcher_acts_on_behalf(county: ServiceCounty) -> None:
    from exchange.models import OrderChange
    from organisations.models import Post
    from tests.factories.organisations import DelegationFactory

    post = Post.objects.get(person=county.dispatcher)
    substitute = DelegationFactory(post=post).substitute
    services.order_assign(order=county.opened(), team=county.team, actor=substitute)
    change = OrderChange.objects.get(to_state="assigned")
    assert (change.actor, change.on_behalf_of) == (substitute, county.dispatcher)
