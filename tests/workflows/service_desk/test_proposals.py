"""Batch dispatch: worked out, looked through, changed by hand, confirmed; nothing is sent before that."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exchange.batch import proposal_make
from exchange.enums import LineState, OrderState, ProposalState
from exchange.models import Order, OrderChange, Proposal, ProposalLine, TeamService
from organisations.enums import Role
from tests.factories.needs import NeedCounty, stands_at
from workflows.services import needs

LIST = "/admin/needs/proposals/"
SOON = timezone.now() + dt.timedelta(days=3)


@pytest.fixture
def waiting(county: NeedCounty) -> list[Order]:
    """Three wait, two of them for one hour; both teams do repairs. A fourth is nobody's work."""
    for team in (county.team, county.rivals):
        TeamService.objects.create(team=team, category=county.repairs)
    asked = {"wanted_from": SOON, "wanted_to": SOON + dt.timedelta(hours=2)}
    films = county.repairs.add_sibling(name="放电影")
    made = [county.opened(asked=asked), county.opened(asked=asked), county.opened()]
    return [*made, county.opened(category=films)]


def made(county: NeedCounty) -> Proposal:
    return proposal_make(unit=county.centre, actor=county.dispatcher)


def address(proposal: Proposal, *more: Any) -> str:
    return "/".join([LIST.rstrip("/"), proposal.code, *map(str, more), ""])


def states(proposal: Proposal) -> list[str]:
    return list(proposal.lines.order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize(
    ("role", "where", "status", "makes"),
    [
        (Role.DISPATCHER, "centre", 200, True),
        (Role.DISPATCHER, "town", 404, True),
        (Role.DISPATCHER, "other_town", 404, True),
        (Role.DIRECTOR, "centre", 200, False),
        (Role.AUDITOR, "centre", 200, False),
        (Role.HELPER, "station", 404, None),
        (Role.ADMINISTRATOR, "centre", 404, None),
    ],
)
def test_who_sees_a_batch_and_who_makes_one(
    county: NeedCounty, waiting: list[Order], sign_in: Any, role: Role, where: str, status: int, makes: bool | None
) -> None:
    proposal, client = made(county), sign_in(county.holder(role, getattr(county, where)))
    answer = client.get(LIST)
    assert answer.status_code == (404 if makes is None else 200)
    if makes is not None:
        assert list(answer.context["page_obj"]) == ([proposal] if status == 200 else [])
        assert (answer.context["form"] is not None) is makes
    line = proposal.lines.first()
    assert line is not None
    decides = status == 200 and makes
    assert client.get(address(proposal)).status_code == status
    assert client.get(address(proposal, line.pk)).status_code == (200 if decides else 404)
    for more in (("confirm",), ("drop",), (line.pk, "out")):
        if not decides:
            assert client.post(address(proposal, *more)).status_code in (403, 404)
    assert set(states(proposal)) == {LineState.PROPOSED}
    assert OrderChange.objects.filter(to_state=OrderState.ASSIGNED).count() == 0


def test_it_is_worked_out_and_nothing_is_sent(county: NeedCounty, waiting: list[Order], sign_in: Any) -> None:
    client = sign_in(county.dispatcher)
    answer = client.post(LIST, {"unit": county.centre.pk})
    proposal = Proposal.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, address(proposal))
    assert (proposal.considered, proposal.placed, proposal.lines.count()) == (4, 3, 3)
    page = client.get(address(proposal))
    html = page.content.decode()
    assert "等着的 4 单，3 单有队伍" in html
    assert "还没有派出" in html
    assert [order.need for order in page.context["unplaced"]] == [waiting[3].need]
    for row in re.findall(r'<tr role="row" data-row id="line.*?</tr>', html, re.DOTALL):
        assert all(words in row for words in ("会做", "手上", "换队伍", "拿出来", 'class="on"'))
    assert {stands_at(order.need) for order in waiting} == {"dispatch"}


def test_with_nothing_to_send_it_says_so_at_the_unit(county: NeedCounty, sign_in: Any) -> None:
    client = sign_in(county.town_dispatcher)
    answer = client.post(LIST, {"unit": county.town.pk})
    assert (answer.status_code, "desk-field-error" in answer.content.decode()) == (422, True)
    for unit in (county.other_town.pk, county.centre.pk, "x", ""):
        assert client.post(LIST, {"unit": unit}).status_code == 422
    assert not Proposal.objects.exists()


def test_a_line_is_taken_out_another_goes_to_the_other_team_and_the_rest_is_sent(
    county: NeedCounty, waiting: list[Order], sign_in: Any
) -> None:
    proposal, client = made(county), sign_in(county.dispatcher)
    first, second, free = (ProposalLine.objects.get(proposal=proposal, order=order) for order in waiting[:3])
    assert client.post(address(proposal, first.pk, "out")).status_code == 302
    other = county.rivals if second.team == county.team else county.team
    html = client.get(address(proposal, second.pk)).content.decode()
    assert html.count("换成它") == 1
    answer = client.post(address(proposal, second.pk), {"team": other.pk})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{address(proposal)}#line-{second.pk}")
    assert f"原来是{second.team}" in client.get(address(proposal)).content.decode()
    assert not OrderChange.objects.filter(to_state=OrderState.ASSIGNED).exists()
    done = client.post(address(proposal, "confirm"), follow=True)
    assert "已派出 2 单。" in done.content.decode()
    assert states(proposal) == [LineState.TAKEN_OUT, LineState.SENT, LineState.SENT]
    assert [Order.objects.get(pk=order.pk).team for order in waiting[:3]] == [None, other, free.team]
    assert [stands_at(order.need) for order in waiting[:3]] == ["dispatch", "answer", "answer"]
    assert "拿出来" not in done.content.decode()


def test_what_cannot_be_sent_says_why_in_its_line(county: NeedCounty, waiting: list[Order], sign_in: Any) -> None:
    proposal, client = made(county), sign_in(county.dispatcher)
    gone = proposal.lines.get(order=waiting[2])
    needs.order_pool(order=waiting[2], actor=county.town_dispatcher, reason="谁有空谁去")
    assert "有人先派了这单" in client.get(address(proposal)).content.decode()
    html = client.post(address(proposal, "confirm"), follow=True).content.decode()
    assert all(words in html for words in ("已派出 2 单。", "1 单没派成", "有人先办了"))
    gone.refresh_from_db()
    assert gone.state == LineState.FAILED
    failed = client.get(address(proposal), {"state": "failed"})
    assert [each.line for each in failed.context["lines"]] == [gone]
    assert stands_at(waiting[2].need) == "pool"


def test_a_long_batch_is_sent_press_by_press(
    county: NeedCounty, waiting: list[Order], sign_in: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("workflows.service_desk.views.proposals.MOST_SENT", 2)
    proposal, client = made(county), sign_in(county.dispatcher)
    html = client.post(address(proposal, "confirm"), follow=True).content.decode()
    assert all(words in html for words in ("还剩 1 单，再按一次接着派", "派出这 1 单"))
    assert states(proposal).count(LineState.PROPOSED) == 1
    client.post(address(proposal, "confirm"))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.sent) == (ProposalState.CONFIRMED, 3)
    client.post(address(proposal, "confirm"))
    assert OrderChange.objects.filter(to_state=OrderState.ASSIGNED).count() == 3


def test_a_batch_is_dropped_and_then_decided(county: NeedCounty, waiting: list[Order], sign_in: Any) -> None:
    proposal, client = made(county), sign_in(county.dispatcher)
    line = proposal.lines.first()
    assert line is not None
    assert client.post(address(proposal, "drop")).status_code == 302
    assert set(states(proposal)) == {LineState.TAKEN_OUT}
    for more in (("confirm",), ("drop",), (line.pk, "out")):
        late = client.post(address(proposal, *more))
        assert (late.status_code, 'role="alert"' in late.content.decode()) == (409, True)
    assert client.post(address(proposal, line.pk), {"team": county.team.pk}).status_code == 404
    assert {stands_at(order.need) for order in waiting} == {"dispatch"}


@pytest.mark.parametrize("team", ["", "x", "0", "99999999999", "strangers"])
def test_a_team_that_does_not_fit_is_said(
    county: NeedCounty, waiting: list[Order], sign_in: Any, team: str
) -> None:  # fmt: skip
    strangers = county.make_team("旗袍队", county.station)
    proposal, client = made(county), sign_in(county.dispatcher)
    line = proposal.lines.first()
    assert line is not None
    answer = client.post(address(proposal, line.pk), {"team": strangers.pk if team == "strangers" else team})
    assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (409, True)
    assert ProposalLine.objects.get(pk=line.pk).team == line.team


def test_what_is_not_there_is_not_there(county: NeedCounty, waiting: list[Order], sign_in: Any) -> None:
    proposal, client = made(county), sign_in(county.dispatcher)
    other = proposal_make(unit=county.town, actor=county.town_dispatcher)
    line = other.lines.first()
    assert line is not None
    assert client.get(f"{LIST}zzzzzzzz/").status_code == 404
    assert client.get(address(proposal, line.pk)).status_code == 404
    assert client.post(address(proposal, line.pk, "out")).status_code == 404
    assert client.post(address(proposal, "publish")).status_code == 404
    assert [list(client.get(LIST).context["page_obj"])] == [[other, proposal]]


def cost(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("many", [1, 3])
def test_their_queries_do_not_grow(county: NeedCounty, sign_in: Any, many: int) -> None:
    TeamService.objects.create(team=county.team, category=county.repairs)
    for _each in range(many):
        county.opened()
        proposal = made(county)
    client = sign_in(county.dispatcher)
    assert proposal.lines.count() == many
    assert (cost(client, LIST), cost(client, address(proposal))) == (13, 14)
