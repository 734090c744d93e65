"""The page of a need: who sees it, what is offered to whom, and each verb through the browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from exchange.enums import Breadth, NeedState, OrderState, RatedBy, ScreenOutcome
from exchange.models import Need, Order, PersonalRead, Rating
from organisations.enums import Role
from tests.factories.exchange import ServiceCounty
from tests.factories.needs import NeedCounty, stands_at
from tests.factories.organisations import PostFactory
from workflows.service_desk.actions import ACTIONS, offered, subject_of
from workflows.services import needs
from workflows.turns import latest_order

As = Callable[[Any], Client]


def address(need: Need, verb: str = "") -> str:
    return f"/admin/needs/{need.code}/{verb + '/' if verb else ''}"


def offered_to(need: Need, person: Any) -> set[str]:
    fresh = Need.objects.select_related("unit", "category").get(pk=need.pk)
    return {action.name for action in offered(subject_of(fresh, latest_order(fresh)), person)}


def need_of(made: Any) -> Need:
    return made if isinstance(made, Need) else made.need


# --- who sees it ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("helper", True),
        ("town_dispatcher", True),
        ("dispatcher", True),
        ("director", True),
        ("other_dispatcher", False),
        ("resident", False),
    ],
)
def test_ua6_a_need_is_seen_in_its_own_subtree_alone(county: NeedCounty, as_: As, who: str, sees: bool) -> None:
    need = county.ask().need
    client = as_(getattr(county, who))
    answer = client.get(address(need))
    assert (answer.status_code == 200) is sees
    listed = client.get("/admin/needs/")
    assert (listed.status_code == 200 and need.code in listed.content.decode()) is sees
    if not sees:
        assert answer.status_code in (302, 404)
        for verb in ("say", "assign", "reveal", "withdraw"):
            assert client.post(address(need, verb), {"text": "x"}).status_code in (302, 403, 404)


def test_the_captain_of_the_team_does_not_enter_the_desk(county: NeedCounty, as_: As) -> None:
    order = county.assigned()
    assert as_(county.team.captain).get(address(order.need)).status_code in (302, 404)


def test_a_guessed_code_and_verb_are_not_there(county: NeedCounty, as_: As) -> None:
    client = as_(county.dispatcher)
    assert client.get("/admin/needs/zzzzzzzzzz/").status_code == 404
    assert client.post(address(county.ask().need, "publish")).status_code == 404


# --- what is offered --------------------------------------------------------------------------

TABLE = [
    ("ask", "helper", {"cancel"}),
    ("ask", "panel", {"say", "conclude"}),
    ("ask", "dispatcher", {"conclude"}),
    ("screened", "panel", set()),
    ("screened", "town_dispatcher", {"assign", "pool", "withdraw"}),
    ("screened", "director", {"withdraw"}),
    ("assigned", "dispatcher", {"recall", "withdraw"}),
    ("accepted", "dispatcher", {"recall", "withdraw"}),
    ("scheduled", "dispatcher", {"recall", "withdraw"}),
    ("in_service", "dispatcher", set()),
    ("done", "dispatcher", set()),
]


@pytest.mark.parametrize(("stage", "who", "expected"), TABLE)
def test_each_is_offered_what_the_state_and_the_post_allow(
    county: NeedCounty, stage: str, who: str, expected: set[str]
) -> None:
    person = county.panel[0] if who == "panel" else getattr(county, who)
    # A need that was asked with an account is not spoken for by a helper.
    assert offered_to(need_of(getattr(county, stage)()), person) == expected - {"cancel"}


def on_behalf(county: ServiceCounty, **changes: Any) -> Need:
    return county.ask(actor=county.helper, channel="desk", **changes).need


def test_for_what_was_entered_at_the_desk_the_helper_speaks(county: NeedCounty) -> None:
    need = on_behalf(county)
    assert offered_to(need, county.helper) == {"cancel"}
    returned = county.screened(ScreenOutcome.RETURN, need=need)
    assert offered_to(returned, county.helper) == {"cancel", "supplement"}


@pytest.mark.parametrize("who", ["resident", "other_dispatcher"])
@pytest.mark.parametrize("stage", ["ask", "screened", "assigned", "done"])
def test_outsiders_are_offered_nothing(county: NeedCounty, stage: str, who: str) -> None:
    assert offered_to(need_of(getattr(county, stage)()), getattr(county, who)) == set()


def test_every_action_is_offered_somewhere(county: NeedCounty) -> None:
    named = set().union(*(expected for _stage, _who, expected in TABLE)) | {"supplement"}
    assert set(ACTIONS) - named == {"deliberation", "answer", "rate"}


# --- screening (UA1) --------------------------------------------------------------------------


def test_ua1_three_of_the_panel_speak_and_one_concludes(county: NeedCounty, as_: As) -> None:
    need = county.ask().need
    early = as_(county.panel[0]).post(address(need, "conclude"), {"outcome": "accept", "urgency": "1"})
    assert early.status_code == 409
    for person in county.panel:
        assert as_(person).post(address(need, "say"), {"outcome": "accept", "text": "去看过"}).status_code == 302
    concluded = as_(county.panel[0]).post(
        address(need, "conclude"),
        {"outcome": "accept", "category": county.heating.pk, "urgency": "2", "breadth": "individual"},
    )
    assert concluded.status_code == 302
    need.refresh_from_db()
    assert (need.state, need.urgency, need.breadth) == (NeedState.ACCEPTED, 2, Breadth.INDIVIDUAL)
    assert stands_at(need) == "dispatch"
    html = as_(county.panel[1]).get(address(need)).content.decode()
    assert html.count("去看过") == 3


@pytest.mark.parametrize("outcome", ["reject", "return", "deliberate", "duplicate"])
def test_ua1_everything_but_acceptance_needs_a_reason_and_keeps_what_was_typed(
    county: NeedCounty, as_: As, outcome: str
) -> None:
    need = county.ask().need
    for person in county.panel:
        needs.panel_say(need=need, actor=person, outcome="accept")
    client = as_(county.panel[0])
    refused = client.post(address(need, "conclude"), {"outcome": outcome, "urgency": "1", "master_code": "abc"})
    assert refused.status_code == 422
    html = refused.content.decode()
    assert 'value="abc"' in html
    assert f'value="{outcome}" selected' in html
    need.refresh_from_db()
    assert need.state == NeedState.SUBMITTED


def test_ua1_a_duplicate_points_to_its_master_by_code(county: NeedCounty, as_: As) -> None:
    master, double = county.screened(), county.ask().need
    for person in county.panel:
        needs.panel_say(need=double, actor=person, outcome="duplicate", text="一件事")
    answer = as_(county.panel[0]).post(
        address(double, "conclude"),
        {"outcome": "duplicate", "urgency": "1", "reason": "同一盏灯", "master_code": master.code},
    )
    assert answer.status_code == 302
    double.refresh_from_db()
    assert (double.state, double.master) == (NeedState.DUPLICATE, master)


def test_a_meeting_is_recorded_and_shown(county: NeedCounty, as_: As) -> None:
    need = county.screened(ScreenOutcome.DELIBERATE)
    client = as_(county.panel[0])
    wrong = client.post(address(need, "deliberation"), {"topic": "装灯", "held_on": "2999-01-01", "attendees": "五人"})
    assert wrong.status_code == 422
    assert "装灯" in wrong.content.decode()
    given = {"topic": "装灯", "held_on": str(timezone.localdate()), "attendees": "五人", "result": "村里买灯"}
    assert client.post(address(need, "deliberation"), given).status_code == 302
    assert "村里买灯" in client.get(address(need)).content.decode()


# --- dispatch ---------------------------------------------------------------------------------


def test_ua2_teams_are_suggested_with_their_reasons_and_one_is_sent_it(county: NeedCounty, as_: As) -> None:
    from exchange.models import TeamService

    for team in (county.team, county.rivals):
        TeamService.objects.create(team=team, category=county.repairs)
    order = county.opened()
    client = as_(county.town_dispatcher)
    html = client.get(address(order.need)).content.decode()
    for words in (county.team.name, county.rivals.name, "0/", "服务"):
        assert words in html or words == "0/"
    assert html.index(county.team.name) < html.index(county.rivals.name)
    assert client.post(address(order.need, "assign"), {"team": county.team.pk}).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.team, order.dispatcher) == (OrderState.ASSIGNED, county.team, county.town_dispatcher)
    assert order.due_at is not None
    assert order.dispatched_at is not None


def test_a_faster_dispatcher_is_told_in_words(county: NeedCounty, as_: As) -> None:
    order = county.opened()
    client = as_(county.town_dispatcher)
    needs.order_assign(order=order, team=county.rivals, actor=county.dispatcher)
    late = client.post(address(order.need, "assign"), {"team": county.team.pk})
    assert late.status_code == 409
    assert "派单" in late.content.decode()
    order.refresh_from_db()
    assert order.team == county.rivals


def test_the_pool_a_recall_and_an_answer_about_more_time(county: NeedCounty, as_: As) -> None:
    client = as_(county.dispatcher)
    order = county.opened()
    assert client.post(address(order.need, "pool"), {"reason": ""}).status_code == 302
    assert stands_at(order.need) == "pool"
    needs.order_take(order=order, team=county.team, actor=county.team.captain)
    order.refresh_from_db()
    extension = needs.extension_ask(
        order=order, actor=county.team.captain, until=order.due_at + timezone.timedelta(days=2), reason="等配件"
    )
    assert client.post(address(order.need, "answer"), {"granted": "no"}).status_code == 422
    assert client.post(address(order.need, "answer"), {"granted": "yes"}).status_code == 302
    extension.refresh_from_db()
    order.refresh_from_db()
    assert order.due_at == extension.new_due_at
    assert client.post(address(order.need, "recall"), {"reason": ""}).status_code == 422
    assert client.post(address(order.need, "recall"), {"reason": "队伍来不了"}).status_code == 302
    assert stands_at(order.need) == "dispatch"


def test_ur4_a_rating_by_phone_is_entered_for_the_asker(county: NeedCounty, as_: As) -> None:
    need = county.screened(need=on_behalf(county))
    order = Order.objects.get(need=need)
    needs.order_assign(order=order, team=county.team, actor=county.dispatcher)
    needs.order_accept(order=order, actor=county.team.captain)
    county.done_by(order, county.team)
    client = as_(county.helper)
    assert client.post(address(need, "rate"), {"score": ""}).status_code == 422
    assert client.post(address(need, "rate"), {"score": "4", "text": "挺好"}).status_code == 302
    rating = Rating.objects.get()
    assert (rating.score, rating.by, rating.entered_by) == (4, RatedBy.PHONE, county.helper)


# --- what is personal -------------------------------------------------------------------------


def test_what_is_personal_is_hidden_until_a_purpose_is_given_and_then_on_record(county: NeedCounty, as_: As) -> None:
    need = county.ask(actor=None, asked={"phone": "13800138000", "name": "顾阿婆", "vulnerable": "失能"}).need
    client = as_(county.helper)
    assert "13800138000" not in client.get(address(need)).content.decode()
    assert client.post(address(need, "reveal"), {"purpose": ""}).status_code == 422
    shown = client.post(address(need, "reveal"), {"purpose": "打电话约时间"})
    html = shown.content.decode()
    assert "13800138000" in html
    assert "顾阿婆" in html
    # Why somebody needs special care is not for every helper.
    assert "失能" not in html
    assert "no-store" in shown.headers["Cache-Control"]
    read = PersonalRead.objects.get()
    assert (read.person, read.purpose) == (county.helper, "打电话约时间")
    assert "vulnerable" not in read.fields
    panel = as_(county.panel[0]).post(address(need, "reveal"), {"purpose": "商定"}).content.decode()
    assert "失能" in panel


# --- lists ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3),
        ("?state=accepted", 1),
        ("?state=nothing", 3),
        ("?q=路灯", 1),
        ("?q=%00", 3),
        ("?channel=visitor", 1),
        ("?channel=x&urgency=9&unit=abc&category=-1", 3),
        ("?p=99", 3),
    ],
)
def test_the_list_is_narrowed_by_what_exists(county: NeedCounty, as_: As, query: str, found: int) -> None:
    county.screened()
    county.ask(asked={"words": "村口的路灯不亮"})
    county.ask(actor=None)
    html = as_(county.dispatcher).get(f"/admin/needs/{query}").content.decode()
    assert html.count('<a class="desk-what"') == found


def test_the_board_holds_what_waits_for_a_team_in_ones_own_towns(county: NeedCounty, as_: As) -> None:
    free = county.opened().need
    gone = county.assigned().need
    html = as_(county.town_dispatcher).get("/admin/needs/board/").content.decode()
    assert free.code in html
    assert gone.code not in html
    assert free.code not in as_(county.other_dispatcher).get("/admin/needs/board/").content.decode()


@pytest.mark.parametrize("path", ["/admin/needs/", "/admin/needs/board/"])
@pytest.mark.parametrize("many", [1, 3])
def test_a_list_costs_twelve_queries_whatever_its_length(
    county: NeedCounty, as_: As, path: str, many: int, django_assert_max_num_queries: Any
) -> None:
    for _each in range(many):
        county.opened()
    client = as_(county.dispatcher)
    client.get(path)
    with django_assert_max_num_queries(12):
        client.get(path)


# --- slips ------------------------------------------------------------------------------------


def slip(county: NeedCounty, **changes: Any) -> dict[str, Any]:
    given = {"words": "想请人来教用手机", "phone": "13800138000", "unit": county.station.pk, "channel": "desk"}
    return {**given, **changes}


def test_ur2_ten_slips_in_a_row_each_on_behalf_with_a_receipt_of_its_own(county: NeedCounty, as_: As) -> None:
    client = as_(county.helper)
    receipts = set()
    for number in range(10):
        client.post("/admin/needs/new/", slip(county, words=f"第{number}张纸条：想学用手机"))
        html = client.get("/admin/needs/new/").content.decode()
        need = Need.objects.order_by("-pk")[0]
        code = need.personal.receipt
        assert f"{code[:4]} {code[4:]}" in html
        receipts.add(code)
        assert (need.entered_by, need.asker, need.channel) == (county.helper, None, "desk")
        # Unit and channel are remembered; the words are not.
        assert f'value="{county.station.pk}" selected' in html
    assert len(receipts) == 10
    again = client.get("/admin/needs/new/").content.decode()
    assert again.count("张纸条") == 10
    assert not any(f"{code[:4]} {code[4:]}" in again for code in receipts)


@pytest.mark.parametrize(
    ("changes", "kept"),
    [({"words": ""}, "13800138000"), ({"phone": "12"}, "想请人来教用手机"), ({"unit": "0"}, "手机")],
)
def test_a_wrong_slip_keeps_what_was_typed(county: NeedCounty, as_: As, changes: dict[str, Any], kept: str) -> None:
    answer = as_(county.helper).post("/admin/needs/new/", slip(county, **changes))
    assert answer.status_code == 422
    assert kept in answer.content.decode()
    assert not Need.objects.exists()


def test_a_slip_of_another_station_is_refused(county: NeedCounty, as_: As) -> None:
    answer = as_(county.helper).post("/admin/needs/new/", slip(county, unit=county.other_station.pk))
    assert answer.status_code == 422
    assert not Need.objects.exists()


def test_who_serves_nobody_has_no_form(county: NeedCounty, as_: As) -> None:
    editor = PostFactory(role=Role.EDITOR, unit=county.station).person
    client = as_(editor)
    for path in ("/admin/needs/", "/admin/needs/board/", "/admin/needs/new/"):
        assert client.get(path).status_code in (302, 404)
