"""Ten captains press 我们来接 at the same moment."""

from functools import partial
from typing import Any

import pytest

from exchange.models import Order
from tests.factories.needs import NeedCounty
from tests.portal.team.conftest import TeamCounty, signed_in
from tests.threads import at_once
from workflows.services import needs


@pytest.mark.django_db(transaction=True)
def test_one_has_it_and_nine_are_told() -> None:
    county: NeedCounty = TeamCounty()
    order = needs.order_pool(order=county.opened(), actor=county.dispatcher)
    teams = [county.make_team(f"队{number}", county.town) for number in range(10)]
    clients = [signed_in(team.captain) for team in teams]

    def press(client: Any, team: Any) -> Any:
        return client.post(f"/team/orders/{order.code}/take/", {"team": team.code})

    answers = at_once(*(partial(press, client, team) for client, team in zip(clients, teams, strict=True)))
    where = sorted(answer.headers["Location"] for answer in answers)
    assert where == ["/team/"] * 9 + [f"/team/orders/{order.code}/"]
    order = Order.objects.get(pk=order.pk)
    assert order.changes.filter(to_state="accepted").count() == 1
    winner = next(team for team, answer in zip(teams, answers, strict=True) if answer.headers["Location"] != "/team/")
    assert order.team == winner
    loser = next(
        client for client, answer in zip(clients, answers, strict=True) if answer.headers["Location"] == "/team/"
    )
    assert "note-err" in loser.get("/team/").content.decode()
