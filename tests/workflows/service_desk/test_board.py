"""The dispatch board: what waits in one's own towns, teams with reasons, and every way in which an order leaves it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms import rights
from common.errors import Conflict
from common.models import AuditEntry
from exchange.enums import OrderState
from exchange.models import Need, Order, Refusal, TeamService
from organisations.enums import Role
from tests.factories.needs import NeedCounty, item_of, stands_at
from volunteers.enums import TeamState
from workflows.service_desk.views.board import VERBS
from workflows.services import needs, queue

As = Callable[[Any], Client]
BOARD = "/admin/needs/board/"


@pytest.fixture
def as_(county: NeedCounty) -> As:
    rights.sync()

    def sign_in(person: Any) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def served(county: NeedCounty) -> NeedCounty:
    """Both teams do repairs."""
    for team in (county.team, county.rivals):
        TeamService.objects.create(team=team, category=county.repairs)
    return county


def address(need: Need, verb: str = "") -> str:
    return f"{BOARD}{need.code}/{verb + '/' if verb else ''}"


def refuse(order: Order, team: Any) -> Order:
    needs.order_refuse(order=order, actor=team.captain, code="no_capacity", text="这周排满了")
    return Order.objects.get(pk=order.pk)


def shown(client: Client, path: str = BOARD, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


# --- the list -----------------------------------------------------------------------------------


def test_it_holds_what_waits_for_a_team_in_ones_own_towns(county: NeedCounty, as_: As) -> None:
    free, gone = county.opened().need, county.assigned().need
    for who, listed in (("dispatcher", [free]), ("town_dispatcher", [free]), ("other_dispatcher", [])):
        answer = as_(getattr(county, who)).get(BOARD)
        assert [card.order.need for card in answer.context["cards"]] == listed
        assert (address(free) in answer.content.decode()) is bool(listed)
    assert as_(county.town_dispatcher).get(address(gone)).context["is_free"] is False


@pytest.mark.parametrize("who", ["helper", "panel", "director", "resident"])
@pytest.mark.parametrize("verb", ["assign", "pool", "claim", "recall"])
def test_it_is_the_dispatchers(county: NeedCounty, as_: As, who: str, verb: str) -> None:
    need = county.opened().need
    person = county.panel[0] if who == "panel" else getattr(county, who)
    client = as_(person)
    # Who may not enter the admin at all is sent to the door.
    outside = 302 if who == "resident" else 404
    assert client.get(BOARD).status_code == client.get(address(need)).status_code == outside
    assert client.post(address(need, verb), {"team": county.team.pk, "reason": "x"}).status_code == outside
    assert (stands_at(need), item_of(need).owner) == ("dispatch", None)


def test_a_card_says_how_urgent_what_kind_where_how_often_refused_and_by_when(served: NeedCounty, as_: As) -> None:
    calm = served.opened()
    urgent = served.opened(urgency=3)
    refuse(needs.order_assign(order=calm, team=served.team, actor=served.dispatcher), served.team)
    html = shown(as_(served.dispatcher))
    first, second = re.findall(r'<li class="board-card.*?</li>', html, re.DOTALL)
    assert (urgent.need.code in first, calm.need.code in second) == (True, True)
    assert ("紧急" in first or "特急" in first, "退单 1 次" in first, "退单 1 次" in second) == (True, False, True)
    for each in (first, second):
        assert all(words in each for words in ("水电", "百家桥站", "desk-due"))


def test_the_second_round_is_marked(county: NeedCounty, as_: As) -> None:
    order = county.again()
    card = re.findall(r'<li class="board-card.*?</li>', shown(as_(county.dispatcher)), re.DOTALL)[0]
    assert (order.round, "重办" in card, county.repairs.name in card) == (2, True, False)


def test_tabs_places_and_kinds_narrow_it_and_count_the_same(county: NeedCounty, as_: As) -> None:
    here, there = county.opened().need, county.opened().need
    county.other_station.needs.add(there)
    pooled = needs.order_pool(order=county.opened(), actor=county.dispatcher, reason="谁有空谁去").need
    client = as_(county.dispatcher)
    for query, codes in (
        ({}, {here.code, there.code}),
        ({"in": "pool"}, {pooled.code}),
        ({"unit": county.other_town.path}, {there.code}),
        ({"unit": county.town.path, "in": "pool"}, {pooled.code}),
        ({"kind": county.repairs.path}, {here.code, there.code}),
        ({"kind": "9999", "unit": "zz", "in": "nowhere", "p": "9999999"}, {here.code, there.code}),
    ):
        answer = client.get(BOARD, query)
        assert {card.order.need.code for card in answer.context["cards"]} == codes, query
        assert answer.context["total"] == len(codes)
    tabs = client.get(BOARD, {"unit": county.town.path}).context["tabs"]
    assert [(label, count) for _address, label, count, _on in tabs] == [("中心派单", 1), ("抢单池", 1)]


def test_it_is_paged_and_what_is_chosen_keeps_its_page(county: NeedCounty, as_: As, monkeypatch: Any) -> None:
    monkeypatch.setattr("workflows.service_desk.views.board.ON_A_PAGE", 2)
    made = [county.opened().need.code for _each in range(3)]
    client = as_(county.dispatcher)
    assert [card.order.need.code for card in client.get(BOARD).context["cards"]] == made[:2]
    last = client.get(f"{BOARD}{made[2]}/", {"p": "2"})
    assert [(card.number, card.order.need.code) for card in last.context["cards"]] == [(3, made[2])]
    assert 'name="p" value="2"' in last.content.decode()


def test_with_nothing_to_send_it_says_where_to_go(county: NeedCounty, as_: As) -> None:
    html = shown(as_(county.dispatcher))
    assert "没有等着派的单" in html
    assert "board-teams" not in html


@pytest.mark.parametrize("many", [1, 3])
def test_its_queries_do_not_grow(served: NeedCounty, as_: As, many: int) -> None:
    """Twelve for the list, seven for the suggestions, four for the need in hand, whatever waits and whoever could."""
    for number in range(many):
        served.opened()
        team = served.make_team(f"第{number}队", served.station)
        TeamService.objects.create(team=team, category=served.repairs)
    client = as_(served.dispatcher)
    client.get(BOARD)
    with CaptureQueriesContext(connection) as seen:
        client.get(BOARD)
    assert len(seen) == 23


# --- sending ------------------------------------------------------------------------------------


def test_the_best_comes_first_and_each_team_says_what_speaks_for_it(served: NeedCounty, as_: As) -> None:
    order = served.opened()
    html = shown(as_(served.town_dispatcher), address(order.need))
    assert html.index(served.team.name) < html.index(served.rivals.name)
    best = re.findall(r'<li class="board-fit is-first.*?</form>', html, re.DOTALL)[0]
    for words in ("会做", "登记过这类服务", "服务这片", "手上 0 单，每周能接 3 单", "没有约定时间", "请接单："):
        assert words in best
    assert best.count('class="on"') >= 3


def test_a_team_that_refused_is_asked_once_more_only_with_a_reason(served: NeedCounty, as_: As) -> None:
    order = refuse(served.assigned(), served.team)
    client = as_(served.dispatcher)
    html = shown(client, address(order.need), team=served.team.name)
    assert all(words in html for words in ("退过一次", "这周排满了", "这件它已经退过一次"))
    silent = client.post(address(order.need, "assign"), {"team": served.team.pk})
    text = silent.content.decode()
    assert (silent.status_code, "board-fit is-wrong" in text, "desk-field-error" in text) == (422, True, True)
    again = {"team": served.team.pk, "reason": "只有你们会修"}
    assert client.post(address(order.need, "assign"), again).status_code == 302
    order.refresh_from_db()
    assert (order.team, order.mode_reason) == (served.team, "只有你们会修")


def test_after_two_refusals_the_decision_binds_and_the_board_says_so(served: NeedCounty, as_: As) -> None:
    order = refuse(served.assigned(), served.team)
    order = refuse(needs.order_assign(order=order, team=served.rivals, actor=served.dispatcher), served.rivals)
    client = as_(served.dispatcher)
    assert "退过两次，由您指定" in shown(client, address(order.need))
    assert client.post(address(order.need, "assign"), {"team": served.team.pk}).status_code == 302
    order.refresh_from_db()
    assert (order.binding, order.team, Refusal.objects.filter(order=order).count()) == (True, served.team, 2)


def test_any_other_team_is_found_by_its_name_or_unit_with_what_speaks_against_it(served: NeedCounty, as_: As) -> None:
    strangers = served.make_team("旗袍队", served.other_station)
    served.make_team("旗袍预备队", served.other_station, TeamState.REVIEW)
    order = served.opened()
    client = as_(served.dispatcher)
    for words in ("旗袍", "恬庄", "旗袍队"):
        html = shown(client, address(order.need), team=words)
        assert ("旗袍队" in html, "不会做" in html, "旗袍预备队" in html) == (True, True, False)
    assert "没有叫“月球”的" in shown(client, address(order.need), team="月球")
    given = {"team": strangers.pk, "reason": "队里新来了电工"}
    assert client.post(address(order.need, "assign"), given).status_code == 302
    order.refresh_from_db()
    assert (order.team, order.mode_reason) == (strangers, "队里新来了电工")


def test_a_team_that_got_busy_meanwhile_is_said_in_words_and_nothing_typed_is_lost(served: NeedCounty, as_: As) -> None:
    start = timezone.now() + timezone.timedelta(days=2)
    then = {"asked": {"wanted_from": start}}
    taken, order = served.opened(**then), served.opened(**then)
    needs.order_assign(order=taken, team=served.team, actor=served.dispatcher)
    given = {"team": served.team.pk, "reason": "离得最近"}
    late = as_(served.dispatcher).post(address(order.need, "assign"), given)
    text = late.content.decode()
    assert late.status_code == 409
    assert all(words in text for words in ("水电维修队那个时间（", "离得最近", "那个时间有别的单"))
    order.refresh_from_db()
    assert (order.state, order.team) == (OrderState.WAITING, None)


def test_who_comes_second_sees_the_board_as_it_is_now(served: NeedCounty, as_: As) -> None:
    order = served.opened()
    needs.order_assign(order=order, team=served.rivals, actor=served.dispatcher)
    for verb in ("assign", "pool"):
        late = as_(served.town_dispatcher).post(address(order.need, verb), {"team": served.team.pk, "reason": "离得近"})
        text = late.content.decode()
        assert late.status_code == 409
        assert all(words in text for words in ("情况变了", "您写的还在：“离得近”", served.rivals.name))
    order.refresh_from_db()
    assert (order.team, order.state) == (served.rivals, OrderState.ASSIGNED)


def test_the_pool_takes_nothing_from_a_team_that_was_faster_by_a_moment(served: NeedCounty) -> None:
    seen = Order.objects.select_related("need").get(pk=served.opened().pk)
    needs.order_assign(order=seen, team=served.rivals, actor=served.dispatcher)
    with pytest.raises(Conflict):
        VERBS["pool"].run(order=seen, actor=served.dispatcher, reason="谁有空谁去")
    assert (Order.objects.get(pk=seen.pk).team, stands_at(seen.need)) == (served.rivals, "answer")


@pytest.mark.parametrize("given", [{}, {"team": ""}, {"team": "0"}, {"team": "x"}, {"team": "99999999"}])
def test_a_team_that_is_none_is_said(served: NeedCounty, as_: As, given: dict[str, str]) -> None:
    need = served.opened().need
    answer = as_(served.dispatcher).post(address(need, "assign"), {**given, "reason": "离得近"})
    assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True)
    assert stands_at(need) == "dispatch"


def test_a_verb_or_a_need_that_is_none_is_not_there(served: NeedCounty, as_: As) -> None:
    client = as_(served.dispatcher)
    assert client.post(address(served.opened().need, "publish")).status_code == 404
    assert client.get(f"{BOARD}zzzzzzzz/").status_code == 404
    assert client.get(address(served.ask().need)).status_code == 404


def test_after_sending_the_board_comes_back_as_it_was_narrowed(served: NeedCounty, as_: As) -> None:
    order, other = served.opened(), served.opened()
    client = as_(served.dispatcher)
    query = f"?unit={served.town.path}"
    answer = client.post(address(order.need, "assign") + query, {"team": served.team.pk}, follow=True)
    assert answer.redirect_chain == [(f"{BOARD}{query}", 302)]
    assert answer.context["order"] == other
    assert "已派给水电维修队" in answer.content.decode()


# --- the pool, claiming, taking back ------------------------------------------------------------


def test_it_is_opened_to_all_with_a_reason_sent_from_there_or_taken_back(served: NeedCounty, as_: As) -> None:
    order = served.opened()
    client = as_(served.dispatcher)
    assert client.post(address(order.need, "pool")).status_code == 422
    assert client.post(address(order.need, "pool"), {"reason": "谁有空谁去"}).status_code == 302
    assert stands_at(order.need) == "pool"
    html = shown(client, address(order.need))
    assert ("pool_reason" in html, "从抢单池收回" in html) == (False, True)
    assert client.post(address(order.need, "recall"), {"reason": "没人接，我来派"}).status_code == 302
    assert stands_at(order.need) == "dispatch"
    assert client.post(address(order.need, "pool"), {"reason": "再试一次"}).status_code == 302
    assert client.post(address(order.need, "assign"), {"team": served.rivals.pk}).status_code == 302
    assert [change.reason for change in order.changes.all()] == ["", "谁有空谁去", "没人接，我来派", "再试一次", ""]


def test_it_is_claimed_and_given_back_and_others_see_whose_it_is(served: NeedCounty, as_: As) -> None:
    order = served.opened()
    colleague = served.holder(Role.DISPATCHER, served.town)
    rights.sync()
    mine, theirs = as_(served.town_dispatcher), as_(colleague)
    assert mine.post(address(order.need, "claim")).status_code == 302
    assert item_of(order.need).owner == served.town_dispatcher
    assert "您领了" in shown(mine)
    assert f"{served.town_dispatcher.masked_name} 领了" in shown(theirs)
    for verb, given in (("claim", {}), ("release", {}), ("assign", {"team": served.team.pk})):
        answer = theirs.post(address(order.need, verb), given)
        assert answer.status_code in (403, 409), verb
        assert 'role="alert"' in answer.content.decode()
    assert mine.post(address(order.need, "release")).status_code == 302
    assert item_of(order.need).owner is None


def test_the_county_overrides_a_town_and_it_is_logged(served: NeedCounty, as_: As) -> None:
    order = served.opened()
    item = item_of(order.need)
    queue.claim(item, actor=served.town_dispatcher)
    assert "上级的派单员仍可以直接定" in shown(as_(served.dispatcher), address(order.need))
    assert as_(served.dispatcher).post(address(order.need, "assign"), {"team": served.team.pk}).status_code == 302
    order.refresh_from_db()
    assert order.dispatcher == served.dispatcher
    entry = AuditEntry.objects.get(action="workflows.claim_overridden")
    assert (entry.actor_id, entry.object_id) == (served.dispatcher.pk, str(item.pk))
    assert entry.data["person"] == served.town_dispatcher.pk


@pytest.mark.parametrize("state", ["assigned", "accepted", "scheduled"])
def test_it_is_taken_back_from_a_team_with_a_reason(served: NeedCounty, as_: As, state: str) -> None:
    order = getattr(served, state)()
    client = as_(served.town_dispatcher)
    assert "走过的每一步" in shown(client, address(order.need))
    assert client.post(address(order.need, "recall"), {"reason": ""}).status_code == 422
    assert client.post(address(order.need, "recall"), {"reason": "队长住院了"}).status_code == 302
    order.refresh_from_db()
    last = order.changes.last()
    assert (order.state, order.team, stands_at(order.need)) == (OrderState.WAITING, None, "dispatch")
    assert last is not None
    assert (last.reason, last.team, last.actor) == ("队长住院了", served.team, served.town_dispatcher)


@pytest.mark.parametrize("state", ["in_service", "done"])
def test_what_has_begun_is_not_taken_back(served: NeedCounty, as_: As, state: str) -> None:
    order = getattr(served, state)()
    client = as_(served.dispatcher)
    assert "从队伍收回" not in shown(client, address(order.need))
    late = client.post(address(order.need, "recall"), {"reason": "换一支队"})
    assert (late.status_code, "您写的还在：“换一支队”" in late.content.decode()) == (409, True)
