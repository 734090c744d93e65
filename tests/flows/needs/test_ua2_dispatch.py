"""UA2, dispatch: teams with reasons; the chosen one has a task and a due time over a holiday and a worked Saturday."""

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from cms import rights
from common.models import CalendarDay
from exchange.models import Order, TeamService
from exchange.suggesting import suggest
from tests.factories.needs import NeedCounty, item_of, stands_at
from tests.factories.organisations import PairingFactory
from workflows.enums import ServiceStep
from workflows.selectors import of_teams

HOME = ZoneInfo("Asia/Shanghai")


def signed_in(person: Any) -> Client:
    rights.sync()
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def assign(client: Client, order: Order, team: Any) -> int:
    return client.post(f"/admin/needs/board/{order.need.code}/assign/", {"team": team.pk}).status_code


@pytest.fixture
def served(county: NeedCounty) -> NeedCounty:
    """Both teams do repairs; that of the town is paired with the station, and its unit stands a street away."""
    for team in (county.team, county.rivals):
        TeamService.objects.create(team=team, category=county.repairs)
    county.rivals.areas.set([county.town])
    PairingFactory(unit=county.station, partner=county.town)
    for unit, latitude in ((county.station, 31.87), (county.town, 31.88)):
        unit.latitude, unit.longitude = latitude, 120.55
        unit.save()
    return county


def test_ua2_teams_are_suggested_by_skill_area_load_and_pairing_each_in_words(served: NeedCounty) -> None:
    other = served.assigned()
    order = Order.objects.select_related("need__unit", "need__category").get(pk=served.opened().pk)
    html = signed_in(served.town_dispatcher).get(f"/admin/needs/board/{order.need.code}/").content.decode()
    first, second = re.findall(r'<li class="board-fit.*?</form>', html, re.DOTALL)[:2]
    assert other.team == served.team
    paired, busier = suggest(order)
    assert (paired.team, busier.team) == (served.rivals, served.team)
    assert (paired.team.name in first, busier.team.name in second) == (True, True)
    for words in ("登记过这类服务", "服务这一片", "手上 0 单，每周能接 3 单", "与本单位结对", "相距 1 公里"):
        assert words in first, words
    assert "手上 1 单，每周能接 3 单" in second
    # Five cells and a word; nobody is shown a number of points.
    assert len(re.findall(r'<i(?: class="on")?></i>', first)) == 5
    assert not re.search(r"\d+\.\d", re.sub(r"<[^>]+>", "", first))


def test_ua2_a_team_that_cannot_come_then_or_is_stopped_is_not_suggested(served: NeedCounty) -> None:
    start = dt.datetime.now(HOME) + dt.timedelta(days=2)
    served.verbs.order_assign(
        order=served.opened(asked={"wanted_from": start}), team=served.team, actor=served.dispatcher
    )
    order = served.opened(asked={"wanted_from": start + dt.timedelta(minutes=30)})
    assert [each.team for each in suggest(order)] == [served.rivals]
    served.rivals.state = "suspended"
    served.rivals.save()
    assert suggest(order) == []


# Wednesday before the holiday, 1 to 7 October; Saturday the 10th is worked for it. Nine working hours a day.
SENT = dt.datetime(2026, 9, 30, 15, tzinfo=HOME)


def test_ua2_the_chosen_team_has_a_task_and_a_due_time_over_holiday_and_worked_saturday(served: NeedCounty) -> None:
    kinds = dict(CalendarDay.objects.filter(date__range=("2026-10-01", "2026-10-10")).values_list("date", "kind"))
    assert kinds == {
        **{dt.date(2026, 10, day): "holiday" for day in range(1, 8)},
        dt.date(2026, 10, 10): "working",
    }
    with time_machine.travel(SENT - dt.timedelta(minutes=30), tick=False):
        order = served.opened()
        assert (order.dispatched_at, order.due_at) == (None, None)
    with time_machine.travel(SENT, tick=False):
        page = signed_in(served.town_dispatcher).get(f"/admin/needs/board/{order.need.code}/").content.decode()
        assert all(words in page for words in ("10月8日 周四 14:00", "10月14日 周三 17:00"))
        assert assign(signed_in(served.town_dispatcher), order, served.team) == 302
    order.refresh_from_db()
    # The clock starts with the dispatch, not with the answer.
    assert (order.dispatched_at, order.accepted_at) == (SENT, None)
    # Eight hours to answer: two and a half on Wednesday, the rest on the 8th.
    assert order.answer_due_at == dt.datetime(2026, 10, 8, 14, tzinfo=HOME)
    # Fifty-six to serve: 2.5 + 9 on the 8th, 9th, 10th (a Saturday), 12th and 13th, 8.5 on the 14th.
    assert order.due_at == dt.datetime(2026, 10, 14, 17, tzinfo=HOME)
    item = item_of(order.need)
    assert (item.step, item.team, item.due_at) == (ServiceStep.ANSWER, served.team, order.answer_due_at)
    assert list(of_teams(served.team.captain)) == [item]
    assert not of_teams(served.rivals.captain).exists()
    assert stands_at(order.need) == "answer"


@pytest.mark.parametrize(
    ("changed", "due"),
    [
        # The Saturday is given back: the work ends a day later.
        ({"2026-10-10": None}, dt.datetime(2026, 10, 15, 17, tzinfo=HOME)),
        # A county that works on the 7th ends a day earlier.
        ({"2026-10-07": "working"}, dt.datetime(2026, 10, 13, 17, tzinfo=HOME)),
    ],
)
def test_ua2_the_calendar_is_data(served: NeedCounty, changed: dict[str, str | None], due: dt.datetime) -> None:
    for day, kind in changed.items():
        row = CalendarDay.objects.get(date=day)
        if kind is None:
            row.delete()
        else:
            row.kind = kind
            row.save()
    with time_machine.travel(SENT, tick=False):
        order = served.assigned()
    assert order.due_at == due
