"""The dispatcher's screens speak Chinese, with rows on them."""

from typing import Any

import pytest

from exchange.batch import proposal_make
from exchange.models import TeamService
from tests.factories.needs import NeedCounty
from tests.permissions.test_chinese_everywhere import english_on
from tests.workflows.service_desk.test_orders import asked

# Written so in Chinese too; the first where the admin tells a browser without scripts that it needs them.
NAMES = ("JavaScript", "Excel")


@pytest.mark.once
def test_no_english_is_left_on_the_dispatchers_screens(county: NeedCounty, sign_in: Any) -> None:
    for team in (county.team, county.rivals):
        TeamService.objects.create(team=team, category=county.repairs)
    extension, again = asked(county), county.opened(urgency=2)
    order = county.verbs.order_assign(order=again, team=county.team, actor=county.dispatcher)
    county.verbs.order_refuse(order=order, actor=county.team.captain, code="no_capacity", text="这周排满了")
    waiting = county.opened()
    proposal = proposal_make(unit=county.centre, actor=county.dispatcher)
    line = proposal.lines.get(order=waiting)
    client = sign_in(county.dispatcher)
    codes = {again.need.code, waiting.need.code, extension.order.need.code, proposal.code, extension.order.code}
    for path in (
        "board/",
        "board/?in=pool",
        f"board/{again.need.code}/?team=队",
        f"board/{extension.order.need.code}/",
        "orders/",
        "orders/?is=late",
        "proposals/",
        f"proposals/{proposal.code}/",
        f"proposals/{proposal.code}/{line.pk}/",
        f"teams/{county.team.code}/captain/",
    ):
        answer = client.get(f"/admin/needs/{path}")
        assert answer.status_code == 200, path
        html = answer.content.decode()
        for code in (*codes, county.team.code, county.rivals.code):
            html = html.replace(code, "")
        found = {words for words in english_on(html) if not any(name in words for name in NAMES)}
        assert found == set(), path
