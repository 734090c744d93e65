"""The first page of a captain, and the pool."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from exchange.enums import OrderState
from exchange.models import Category, Order, TeamService
from tests.portal.team.conftest import TeamCounty, signed_in
from volunteers.enums import TeamState
from workflows.services import needs


def pooled(county: TeamCounty, **changes: Any) -> Order:
    return needs.order_pool(order=county.opened(**changes), actor=county.dispatcher)


def text_of(client: Client, address: str = "/team/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_shows_what_waits_what_is_in_hand_and_the_pool(county: TeamCounty, captain: Client) -> None:
    sent, mine, free = county.assigned(), county.accepted(), pooled(county)
    text = text_of(captain)
    assert text.count(f"/team/orders/{sent.code}/") == 2
    assert text.count(f'href="/team/orders/{mine.code}/"') == 2
    assert f'action="/team/orders/{free.code}/take/"' in text
    assert text.index("该您办了") < text.index("我们的单") < text.index("抢单池")
    assert "我们来接" in text


def test_what_the_team_does_and_what_is_near_comes_first(county: TeamCounty, captain: Client) -> None:
    other = Category.add_root(name="理发")
    far = pooled(county, category=other)
    near = pooled(county)
    TeamService.objects.create(team=county.team, category=county.repairs)
    text = text_of(captain, "/team/pool/")
    assert text.index(f"orders/{near.code}/") < text.index(f"orders/{far.code}/")
    assert text.count("我们会做") == 1
    assert text.count("在我们片区") == 2


def test_a_suspended_team_sees_its_orders_and_no_pool(county: TeamCounty, captain: Client) -> None:
    mine, free = county.accepted(), pooled(county)
    type(county.team).objects.filter(pk=county.team.pk).update(state=TeamState.SUSPENDED)
    text = text_of(captain)
    assert f"/team/orders/{mine.code}/" in text
    assert free.code not in text
    assert captain.get(f"/team/orders/{free.code}/").status_code == 404
    assert captain.post(f"/team/orders/{free.code}/take/").status_code == 404


def test_who_leads_no_team_is_told_how_to_begin_and_visitors_sign_in(county: TeamCounty) -> None:
    text = text_of(signed_in(county.resident))
    assert "您还没有带队伍" in text
    assert 'href="/team/new/"' in text
    for address in ("/team/", "/team/pool/", "/team/new/", f"/team/{county.team.code}/members/"):
        assert Client().get(address).headers["Location"].startswith("/account/login/")


def test_no_cache_keeps_it(county: TeamCounty, captain: Client) -> None:
    order = county.assigned()
    for address in ("/team/", "/team/pool/", f"/team/orders/{order.code}/", f"/team/{county.team.code}/week/"):
        kept = captain.get(address).headers["Cache-Control"]
        assert "no-store" in kept
        assert "public" not in kept
        assert Client().get(address).status_code == 302


@pytest.mark.parametrize(("address", "queries"), [("/team/", 16), ("/team/pool/", 14), ("/team/?past=1", 16)])
def test_the_queries_do_not_grow_with_the_list(county: TeamCounty, captain: Client, address: str, queries: int) -> None:
    costs = []
    for more in (1, 2):
        for _each in range(more):
            county.assigned()
            county.done()
            pooled(county)
        captain.get(address)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            captain.get(address)
        costs.append(len(seen))
    assert costs == [queries, queries]


def test_the_winner_has_it_and_the_next_is_told(county: TeamCounty, captain: Client) -> None:
    order = pooled(county)
    won = captain.post(f"/team/orders/{order.code}/take/", {"team": county.team.code}, follow=True)
    assert "归您了" in won.content.decode()
    late = signed_in(county.rivals.captain)
    told = late.post(f"/team/orders/{order.code}/take/", {"team": county.rivals.code}, follow=True)
    assert told.redirect_chain == [("/team/", 302)]
    assert "别的队伍" in told.content.decode() or "抢先" in told.content.decode()
    order.refresh_from_db()
    assert (order.team, order.state) == (county.team, OrderState.ACCEPTED)
    assert late.get(f"/team/orders/{order.code}/").status_code == 404


def test_a_captain_of_two_chooses_which_takes_it(county: TeamCounty, captain: Client) -> None:
    county.rivals.deputies.add(county.team.captain)
    order = pooled(county)
    assert f"team-{order.code}" in text_of(captain)
    captain.post(f"/team/orders/{order.code}/take/", {})
    order.refresh_from_db()
    assert order.team is None
    captain.post(f"/team/orders/{order.code}/take/", {"team": county.rivals.code})
    order.refresh_from_db()
    assert order.team == county.rivals


def test_every_page_leads_the_signed_in_to_it(county: TeamCounty, captain: Client) -> None:
    assert '<a class="sign-in" href="/team/">' in text_of(captain, "/units/")
    assert 'href="/team/"' not in text_of(Client(), "/units/")
