"""UA2, dispatch: what waits in one's own towns, teams with reasons, sent or opened to all."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cms import rights
from exchange.enums import OrderState
from exchange.models import Need, TeamService
from tests.factories.needs import NeedCounty, stands_at
from workflows.services import needs

As = Callable[[Any], Client]


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
    return f"/admin/needs/board/{need.code}/{verb + '/' if verb else ''}"


def test_the_board_holds_what_waits_for_a_team_in_ones_own_towns(county: NeedCounty, as_: As) -> None:
    free, gone = county.opened().need, county.assigned().need
    html = as_(county.town_dispatcher).get("/admin/needs/board/").content.decode()
    assert address(free) in html
    assert gone.code not in html
    assert free.code not in as_(county.other_dispatcher).get("/admin/needs/board/").content.decode()


@pytest.mark.parametrize("who", ["helper", "panel", "director"])
def test_the_board_is_the_dispatchers(county: NeedCounty, as_: As, who: str) -> None:
    need = county.opened().need
    person = county.panel[0] if who == "panel" else getattr(county, who)
    client = as_(person)
    assert client.get("/admin/needs/board/").status_code == 404
    assert client.get(address(need)).status_code == 404
    assert client.post(address(need, "assign"), {"team": county.team.pk}).status_code == 404
    assert stands_at(need) == "dispatch"


def test_ua2_teams_are_suggested_with_reasons_and_the_chosen_one_has_it_and_a_due_time(
    served: NeedCounty, as_: As
) -> None:
    order = served.opened()
    client = as_(served.town_dispatcher)
    html = client.get(address(order.need)).content.decode()
    assert html.index(served.team.name) < html.index(served.rivals.name)
    for reason in ("✓", "–", "单"):
        assert reason in html
    assert client.post(address(order.need, "assign"), {"team": served.team.pk}).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.team, order.dispatcher) == (OrderState.ASSIGNED, served.team, served.town_dispatcher)
    assert order.due_at is not None
    assert order.dispatched_at is not None
    assert stands_at(order.need) == "answer"


def test_ua3_a_team_that_refused_is_not_suggested_again_and_asking_it_needs_a_reason(
    served: NeedCounty, as_: As
) -> None:
    order = served.assigned()
    needs.order_refuse(order=order, actor=served.team.captain, code="no_capacity", text="这周排满了")
    client = as_(served.dispatcher)
    html = client.get(address(order.need)).content.decode()
    assert f"派给{served.rivals.name}" in html
    assert f"派给{served.team.name}" not in html
    assert "这周排满了" in html
    refused = client.post(address(order.need, "assign"), {"team": served.team.pk})
    assert refused.status_code == 422
    assert f'value="{served.team.pk}" selected' in refused.content.decode()
    again = {"team": served.team.pk, "reason": "只有你们会修"}
    assert client.post(address(order.need, "assign"), again).status_code == 302


def test_it_is_opened_to_all_teams_and_may_still_be_sent(served: NeedCounty, as_: As) -> None:
    order = served.opened()
    client = as_(served.dispatcher)
    assert client.post(address(order.need, "pool"), {"reason": "谁有空谁去"}).status_code == 302
    assert stands_at(order.need) == "pool"
    assert 'id="pool"' not in client.get(address(order.need)).content.decode()
    assert client.post(address(order.need, "pool")).status_code == 409
    assert client.post(address(order.need, "assign"), {"team": served.rivals.pk}).status_code == 302
    assert stands_at(order.need) == "answer"


def test_who_comes_second_is_told_in_words_and_changes_nothing(served: NeedCounty, as_: As) -> None:
    order = served.opened()
    client = as_(served.town_dispatcher)
    needs.order_assign(order=order, team=served.rivals, actor=served.dispatcher)
    late = client.post(address(order.need, "assign"), {"team": served.team.pk})
    assert late.status_code == 409
    assert "情况变了" in late.content.decode()
    order.refresh_from_db()
    assert order.team == served.rivals


def test_ua6_the_county_overrides_a_town_and_no_other_town_does(served: NeedCounty, as_: As) -> None:
    from workflows.services import queue

    order = served.opened()
    item = order.need.work_items.get(step="dispatch")
    queue.claim(item, actor=served.town_dispatcher)
    assert as_(served.other_dispatcher).post(address(order.need, "assign"), {"team": served.team.pk}).status_code == 404
    assert as_(served.dispatcher).post(address(order.need, "assign"), {"team": served.team.pk}).status_code == 302
    order.refresh_from_db()
    assert order.dispatcher == served.dispatcher


@pytest.mark.parametrize("given", [{}, {"team": ""}, {"team": "0"}, {"team": "x"}, {"team": "99999999"}])
def test_a_team_that_is_none_is_said_at_its_field(served: NeedCounty, as_: As, given: dict[str, str]) -> None:
    need = served.opened().need
    answer = as_(served.dispatcher).post(address(need, "assign"), {**given, "reason": "离得近"})
    assert answer.status_code == 422
    assert "desk-field-error" in answer.content.decode()
    assert "离得近" in answer.content.decode()


def test_a_verb_or_a_need_that_is_none_is_not_there(served: NeedCounty, as_: As) -> None:
    client = as_(served.dispatcher)
    assert client.post(address(served.opened().need, "publish")).status_code == 404
    assert client.get("/admin/needs/board/zzzzzzzz/").status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_board_costs_twelve_queries_whatever_its_length(
    county: NeedCounty, as_: As, many: int, django_assert_max_num_queries: Any
) -> None:
    for _each in range(many):
        county.opened()
    client = as_(county.dispatcher)
    client.get("/admin/needs/board/")
    with django_assert_max_num_queries(12):
        client.get("/admin/needs/board/")
