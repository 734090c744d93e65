"""The table of `needs_matrix`, cell by cell on a real county with its flows running."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from common.access import may_read
from common.errors import Conflict, Invalid, NotAllowed
from exchange.enums import Reach
from exchange.models import Extension, FollowUp, FollowUpSample, Need, Order
from organisations.enums import Role, UnitKind
from organisations.selectors import reader_for
from tests.factories.accounts import UserFactory
from tests.factories.exchange import same
from tests.factories.needs import NeedCounty
from tests.factories.organisations import UnitFactory
from tests.permissions import needs_matrix as matrix
from tests.worlds import world
from workflows.services import needs

county = world(NeedCounty)


class Place:
    """A need at a stage, with everybody who might do something to it."""

    def __init__(self, county: NeedCounty, stage: str) -> None:
        self.county, self.stage = county, stage
        self.agency = UnitFactory(name="第三方评估机构", kind=UnitKind.ASSESSOR)
        county.team.deputies.add(deputy := UserFactory())
        self.people: dict[str, Any] = {
            "asker": county.resident,
            "other_resident": UserFactory(),
            "helper": county.helper,
            "panellist": county.panel[0],
            "other_panellist": county.holder(Role.PANELLIST, county.other_station),
            "dispatcher": county.dispatcher,
            "town_dispatcher": county.town_dispatcher,
            "other_dispatcher": county.other_dispatcher,
            "director": county.director,
            "auditor": county.holder(Role.AUDITOR, county.centre),
            "administrator": county.holder(Role.ADMINISTRATOR, county.centre),
            "assessor": county.holder(Role.ASSESSOR, self.agency),
            "captain": county.team.captain,
            "deputy": deputy,
            "rival": county.rivals.captain,
        }
        self.need = BEFORE[stage](county) if stage in BEFORE else ORDERED[stage](county).need
        self.order = Order.objects.filter(need=self.need).first()

    def now(self) -> None:
        """As read by whoever opens the page now."""
        self.need = Need.objects.select_related("unit").get(pk=self.need.pk)
        self.order = Order.objects.select_related("need__unit", "team").filter(need=self.need).first()


def spoken(county: NeedCounty) -> Need:
    need = county.ask().need
    for person in county.panel:
        needs.panel_say(need=need, actor=person, outcome="accept")
    return need


def cancelled(county: NeedCounty) -> Need:
    return needs.need_cancel(need=county.ask().need, actor=county.resident)


def paused(county: NeedCounty) -> Order:
    return needs.order_pause(order=county.scheduled(), actor=county.team.captain, reason="等居民回电")


def rated(county: NeedCounty) -> Order:
    order = county.done()
    needs.order_rate(order=order, actor=county.resident, score=5, by="account")
    return order


def unrated(county: NeedCounty) -> Order:
    order = county.done()
    order.rate_until = timezone.now() - dt.timedelta(minutes=1)
    order.save()
    needs.order_leave_unrated(order=order)
    return order


BEFORE: dict[str, Callable[[NeedCounty], Need]] = {
    "submitted": spoken,
    "returned": lambda county: county.screened("return"),
    "deliberation": lambda county: county.screened("deliberate"),
    "rejected": lambda county: county.screened("reject"),
    "cancelled": cancelled,
}
ORDERED: dict[str, Callable[[NeedCounty], Order]] = {
    "waiting": lambda county: county.opened(),
    "pooled": lambda county: needs.order_pool(order=county.opened(), actor=county.dispatcher),
    "assigned": lambda county: county.assigned(),
    "accepted": lambda county: county.accepted(),
    "scheduled": lambda county: county.scheduled(),
    "in_service": lambda county: county.in_service(),
    "paused": paused,
    "done": lambda county: county.done(),
    "rated": rated,
    "unrated": unrated,
}


def plan(place: Place, actor: Any) -> Any:
    start = timezone.now() + dt.timedelta(hours=30)
    given = {"starts_at": start, "ends_at": start + dt.timedelta(hours=1)}
    return needs.order_plan(order=place.order, actor=actor, members=list(place.county.team.members.all()), **given)


def take(place: Place, actor: Any) -> Any:
    rivals = place.county.rivals
    team = rivals if actor and rivals.captain_id == actor.pk else place.county.team
    return needs.order_take(order=place.order, team=team, actor=actor)


def later(place: Place) -> dt.datetime:
    return (place.order.due_at or timezone.now()) + dt.timedelta(days=1)


def decide(place: Place, actor: Any) -> Any:
    captain, old = place.county.team.captain, place.order.due_at
    given = {"asked_at": timezone.now(), "reason": "等配件", "old_due_at": old, "new_due_at": later(place)}
    asked = Extension.objects.create(order=place.order, asked_by=captain, **given)
    return needs.extension_decide(extension=asked, actor=actor, granted=True)


def follow_up(place: Place, actor: Any) -> Any:
    day, county = timezone.localdate(), place.county
    given = {"done_from": day, "done_to": day, "share": 10, "seed": "1", "made_by": county.dispatcher}
    sample = FollowUpSample.objects.create(ordered_by=county.centre, assessor=place.agency, **given)
    row = FollowUp.objects.create(sample=sample, order=place.order)
    return needs.follow_up_record(follow_up=row, actor=actor, reach=Reach.REACHED, served=True, satisfied=5)


def meeting(place: Place, actor: Any) -> Any:
    words = {"topic": "热水器", "attendees": "三人", "result": "同意"}
    return needs.deliberation_record(need=place.need, actor=actor, held_on=timezone.localdate(), **words)


def screen(place: Place, actor: Any) -> Any:
    given = {"outcome": "accept", "category": place.county.heating, "breadth": "common"}
    return needs.screen(need=place.need, actor=actor, **given)


def rate(place: Place, actor: Any) -> Any:
    return needs.order_rate(order=place.order, actor=actor, score=5, by="account" if actor else "receipt")


VERBS: dict[str, Callable[[Place, Any], Any]] = {
    "need_supplement": lambda at, who: needs.need_supplement(need=at.need, actor=who, words="补充说明一下", mask=same),
    "need_cancel": lambda at, who: needs.need_cancel(need=at.need, actor=who),
    "need_withdraw": lambda at, who: needs.need_withdraw(need=at.need, actor=who, reason="不再需要"),
    "panel_say": lambda at, who: needs.panel_say(need=at.need, actor=who, outcome="accept"),
    "screen": screen,
    "deliberation_record": meeting,
    "order_assign": lambda at, who: needs.order_assign(order=at.order, team=at.county.rivals, actor=who),
    "order_pool": lambda at, who: needs.order_pool(order=at.order, actor=who, reason="换队"),
    "order_recall": lambda at, who: needs.order_recall(order=at.order, actor=who, reason="换队"),
    "order_accept": lambda at, who: needs.order_accept(order=at.order, actor=who),
    "order_refuse": lambda at, who: needs.order_refuse(order=at.order, actor=who, code="other", text="不合适"),
    "order_take": take,
    "extension_ask": lambda at, who: needs.extension_ask(order=at.order, actor=who, until=later(at), reason="等配件"),
    "extension_decide": decide,
    "order_plan": plan,
    "order_start": lambda at, who: needs.order_start(order=at.order, actor=who),
    "order_pause": lambda at, who: needs.order_pause(order=at.order, actor=who, reason="等居民回电"),
    "order_resume": lambda at, who: needs.order_resume(order=at.order, actor=who),
    "order_report": lambda at, who: needs.order_report(
        order=at.order, actor=who, text="换了加热管", people_served=1, minutes=40
    ),
    "order_rate": rate,
    "follow_up_record": follow_up,
}


def outcome(place: Place, verb: str, actor: Any, *, knows: bool) -> str:
    """What comes of it; nothing of it stays."""
    with transaction.atomic():
        place.now()
        try:
            VERBS[verb](place, actor)
            found = matrix.ALLOWED
        except NotAllowed:
            found = matrix.REFUSED if knows else matrix.HIDDEN
        except Conflict:
            found = matrix.STATE
        except Invalid as error:
            # A mistake of this test: it shows as its code.
            found = error.code
        transaction.set_rollback(True)
    return found


@pytest.mark.once
@pytest.mark.parametrize("stage", matrix.STAGES)
def test_every_cell(county: NeedCounty, stage: str) -> None:
    place = Place(county, stage)
    knows = {who: may_read(reader_for(person), place.need) for who, person in place.people.items()}
    assert knows == {who: matrix.reads(who, stage) for who in place.people}
    wanted = {key: answer for key, answer in matrix.cells().items() if key[1] == stage and key[2] != "receipt"}
    found = {key: outcome(place, key[0], place.people[key[2]], knows=knows[key[2]]) for key in wanted}
    assert {key: found[key] for key in wanted if found[key] != wanted[key]} == {}
    # The same need, had it been asked for without an account.
    Need.objects.filter(pk=place.need.pk).update(asker=None, channel="visitor")
    wanted = {key: answer for key, answer in matrix.cells().items() if key[1] == stage and key[2] == "receipt"}
    found = {key: outcome(place, key[0], None, knows=True) for key in wanted}
    assert {key: found[key] for key in wanted if found[key] != wanted[key]} == {}


@pytest.mark.once
@pytest.mark.parametrize("stage", ["submitted", "waiting", "done"])
def test_a_visitor_without_a_receipt_knows_of_no_need(county: NeedCounty, stage: str) -> None:
    assert not may_read(reader_for(AnonymousUser()), Place(county, stage).need)


def test_the_table_knows_every_stage_and_verb() -> None:
    assert set(VERBS) == set(matrix.TABLE)
    assert {*BEFORE, *ORDERED} == set(matrix.STAGES)


def test_the_document_is_printed_from_the_table() -> None:
    assert Path("docs/permissions.md").read_text(encoding="utf-8") == matrix.page()
