"""UA4, overdue: told at half, at 80 per cent and when it is due; a working day later the level above sees it."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from common.models import AuditEntry, OutboxMessage
from exchange.models import Need, Order
from organisations.enums import Role
from organisations.selectors import reader_for
from tests.factories.needs import NeedCounty, item_of, stands_at
from tests.factories.organisations import PostFactory
from workflows import notices, selectors, timers
from workflows.models import WorkItem
from workflows.services import needs

HOME = ZoneInfo("Asia/Shanghai")


def moment(day: int, clock: str) -> dt.datetime:
    """A time of the week from Monday, 2 November 2026; the office works from 8:30 to 17:30, nine hours."""
    return dt.datetime.combine(dt.date(2026, 11, day), dt.time.fromisoformat(clock), HOME)


def dated(item: WorkItem) -> WorkItem:
    """The item came on Monday at 8:30 and has eight working hours: due the same day at 16:30."""
    WorkItem.objects.filter(pk=item.pk).update(
        created=moment(2, "08:30"), due_at=moment(2, "16:30"), limit_hours=8, reminded=0
    )
    OutboxMessage.objects.all().delete()
    return WorkItem.objects.get(pk=item.pk)


def told() -> list[tuple[str, list[int]]]:
    messages = OutboxMessage.objects.filter(event=notices.EVENT, consumer=notices.IN_SITE).order_by("pk")
    return [(message.data["kind"], message.data["people"]) for message in messages]


def run_at(at: dt.datetime) -> None:
    """The timers run, and run again."""
    for _time in range(2):
        timers.remind(at)
        timers.escalate(at)


@pytest.mark.parametrize(
    ("at", "kinds"),
    [
        (moment(2, "12:00"), []),
        (moment(2, "12:45"), ["reminded"]),
        (moment(2, "15:00"), ["reminded"]),
        (moment(2, "16:30"), ["overdue"]),
        # A night in which nothing ran is made up for with the last one.
        (moment(3, "09:00"), ["overdue"]),
    ],
)
def test_ua4_each_share_of_the_time_is_told_once(county: NeedCounty, at: dt.datetime, kinds: list[str]) -> None:
    dated(item_of(county.screened()))
    run_at(at)
    assert [kind for kind, _people in told()] == kinds
    assert {people for _kind, each in told() for people in each} <= {county.town_dispatcher.pk}


def test_ua4_the_three_reminders_come_one_after_the_other(county: NeedCounty) -> None:
    dated(item_of(county.screened()))
    for at in (moment(2, "12:45"), moment(2, "15:00"), moment(2, "16:31")):
        run_at(at)
    shares = OutboxMessage.objects.filter(event=notices.EVENT, consumer=notices.IN_SITE).order_by("pk")
    assert [message.data["share"] for message in shares] == [50, 80, 100]


def test_ua4_the_level_above_sees_it_after_a_working_day_and_not_before(county: NeedCounty) -> None:
    need = county.screened()
    item = dated(item_of(need))

    def county_sees() -> list[Need | None]:
        found = selectors.claimable(reader_for(county.dispatcher), county.dispatcher)
        return [each.need for each in found]

    run_at(moment(2, "17:00"))
    assert county_sees() == []
    # Due at 16:30; eight working hours later it is Tuesday, 15:30.
    run_at(moment(3, "15:29"))
    assert county_sees() == []
    run_at(moment(3, "15:31"))
    assert county_sees() == [need]
    item.refresh_from_db()
    assert item.escalated_to == county.centre
    assert [kind for kind, _people in told()].count("escalated") == 1
    assert AuditEntry.objects.filter(action="workflows.item_escalated", object_id=str(item.pk)).count() == 1
    # The town still has it as well, and the clock of the whole was never set back.
    town = selectors.claimable(reader_for(county.town_dispatcher), county.town_dispatcher)
    assert [each.need for each in town] == [need]
    assert item.due_at == moment(2, "16:30")


def test_ua4_what_a_team_leaves_lying_comes_to_the_dispatcher(county: NeedCounty) -> None:
    order = county.assigned()
    item = dated(item_of(order.need))
    run_at(moment(2, "16:31"))
    assert told() == [("overdue", [county.team.captain_id])]
    # The dispatcher of the town looks after the team.
    run_at(moment(3, "16:00"))
    item.refresh_from_db()
    assert item.escalated_to == item.unit == county.town
    assert ("escalated", [county.town_dispatcher.pk]) in told()
    found = selectors.claimable(reader_for(county.town_dispatcher), county.town_dispatcher)
    assert [each.need for each in found] == [order.need]
    assert stands_at(order.need) == "answer"


def test_ua4_nothing_is_told_while_waiting_for_the_resident(county: NeedCounty) -> None:
    order = county.accepted()
    needs.order_pause(order=order, actor=county.team.captain, reason="请问几楼")
    OutboxMessage.objects.all().delete()
    Order.objects.filter(pk=order.pk).update(due_at=moment(2, "16:30"))
    run_at(moment(6, "16:30"))
    assert told() == []


@pytest.mark.parametrize("role", [Role.PANELLIST, Role.HELPER, Role.EDITOR])
def test_ua4_only_the_same_role_above_is_shown_it(county: NeedCounty, role: Role) -> None:
    above = PostFactory(role=role, unit=county.centre).person
    dated(item_of(county.screened()))
    run_at(moment(4, "16:00"))
    assert not selectors.claimable(reader_for(above), above).exists()


def test_the_timers_close_what_is_over_and_lead_the_flow(county: NeedCounty) -> None:
    import time_machine

    from exchange.enums import NeedState, OrderState, ScreenOutcome

    rated, returned = county.done(), county.screened(ScreenOutcome.RETURN)
    assert needs.close_what_is_over().unrated == 0
    with time_machine.travel(dt.datetime.now(HOME) + dt.timedelta(days=60), tick=False):
        closed: Any = needs.close_what_is_over()
        again: Any = needs.close_what_is_over()
    assert (closed.expired, closed.unrated) == (1, 1)
    assert (again.expired, again.unrated) == (0, 0)
    rated.refresh_from_db()
    returned.refresh_from_db()
    assert (rated.state, returned.state) == (OrderState.UNRATED, NeedState.EXPIRED)
    assert (stands_at(rated.need), stands_at(returned)) == ("end", "end")


def test_a_batch_begins_all_its_flows_and_its_undoing_ends_them(county: NeedCounty) -> None:
    from exchange.enums import Channel
    from exchange.services import Asked
    from exchange.services.batches import Entry

    words = ("想请人教老人用手机", "村口路灯坏了三天", "想听一场防骗讲座")
    taken = needs.batch_take_in(
        actor=county.helper,
        unit=county.station,
        channel=Channel.CHAT,
        entries=[Entry(Asked(each, phone="13800138000")) for each in words],
    )
    made = [submitted.need for submitted in taken.submitted]
    assert [stands_at(need) for need in made] == ["screen"] * 3
    needs.batch_undo(batch=taken.batch, actor=county.helper, reason="贴错了群")
    assert [stands_at(need) for need in made] == ["end"] * 3
