"""UR3 and UR4: following a need by receipt or account, and rating it; what is not one's own is not there."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from common.personal import masked
from exchange.enums import NeedState, OrderState, RatedBy, ScreenOutcome
from exchange.models import Need, Order, Rating
from exchange.receipt_tries import WRONG_TRIES
from exchange.statistics import ask, indicators
from organisations.selectors import reader_for
from tests.factories.accounts import UserFactory
from tests.factories.needs import NeedCounty, stands_at
from workflows.services import needs

SERVED = ("ask", "screened", "assigned", "accepted", "scheduled", "done")


@pytest.fixture
def mine(client: Client, county: NeedCounty) -> Any:
    """Follows as the resident who has asked."""
    client.force_login(county.resident)
    return client


def by_receipt(client: Client, county: NeedCounty, need: Need, tail: str = "8000") -> Any:
    return client.post("/needs/progress/", {"code": need.personal.receipt, "tail": tail})


def page(client: Client, need: Need) -> str:
    answer = client.get(f"/needs/progress/{need.code}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_ur3_the_line_lists_each_step_with_its_time(mine: Client, county: NeedCounty) -> None:
    order = county.done()
    html = page(mine, order.need)
    for label in ("收集", "点单", "派单", "接单", "评单"):
        assert f"<b>{label}</b>" in html
    assert html.count('class="stage-done"') == 4
    assert html.count('aria-current="step"') == 1
    assert county.team.name in html
    # Submitted, screened, dispatched, accepted, scheduled, done: each in the log with its own time.
    need, moved = Need.objects.get(pk=order.need_id), order.changes
    times = {
        "已提交": need.submitted_at,
        "已受理": need.screened_at,
        "已派单": order.dispatched_at,
        "已接单": order.accepted_at,
        "已约好时间": moved.get(to_state=OrderState.SCHEDULED).at,
        "待评单": order.done_at,
    }
    log = BeautifulSoup(html, "html.parser").select(".need-log li")
    found = {entry.b.get_text(): entry.time["datetime"] for entry in reversed(log) if entry.b and entry.time}
    for word, at in times.items():
        assert at is not None
        assert abs(dt.datetime.fromisoformat(str(found[word])) - at) < dt.timedelta(seconds=1), word


def test_ur3_a_rejected_need_shows_its_reason_to_the_asker_alone(mine: Client, county: NeedCounty) -> None:
    need = county.screened(ScreenOutcome.REJECT, reason="这件事请找物业，电话在楼下")
    assert "这件事请找物业" in page(mine, need)
    stranger = Client()
    assert need.code not in stranger.get("/needs/").content.decode()
    assert stranger.get(f"/needs/{need.code}/").status_code == 404
    assert stranger.get(f"/needs/progress/{need.code}/").status_code == 404


def test_ur3_what_teams_write_for_dispatchers_stays_inside(mine: Client, county: NeedCounty) -> None:
    order = county.assigned()
    needs.order_refuse(order=order, actor=county.team.captain, code="other", text="这家人太难弄")
    assert "这家人太难弄" not in page(mine, order.need)
    assert county.team.captain.get_full_name() not in page(mine, order.need)


def test_ur3_by_receipt_and_the_end_of_the_phone(client: Client, county: NeedCounty) -> None:
    need = county.ask(actor=None).need
    assert client.get(f"/needs/progress/{need.code}/").status_code == 404
    answer = by_receipt(client, county, need)
    assert answer.url == f"/needs/progress/{need.code}/"
    html = page(client, need)
    assert "13800138000" not in html
    assert need.summary in html


@pytest.mark.parametrize(("code", "tail"), [("", ""), ("00000000", "8000"), (None, "8001"), (None, ""), (None, "abcd")])
def test_the_wrong_code_or_phone_opens_nothing_and_stays_typed(
    client: Client, county: NeedCounty, code: str | None, tail: str
) -> None:
    need = county.ask(actor=None).need
    typed = need.personal.receipt if code is None else code
    answer = client.post("/needs/progress/", {"code": typed, "tail": tail})
    assert answer.status_code == 404
    assert f'value="{typed}"' in answer.content.decode()
    assert client.get(f"/needs/progress/{need.code}/").status_code == 404


def test_a_link_without_its_receipt_asks_for_it_and_tells_nothing(client: Client, county: NeedCounty) -> None:
    need = county.ask(actor=None).need
    there, not_there = (client.get(f"/needs/progress/{code}/") for code in (need.code, "zzzzzzzzzz"))
    for answer in (there, not_there):
        assert answer.status_code == 404
        assert 'action="/needs/progress/"' in answer.content.decode()
        assert need.summary not in answer.content.decode()
    assert by_receipt(client, county, need).url == f"/needs/progress/{need.code}/"


def test_guessing_is_slowed_down_even_for_the_right_answer(client: Client, county: NeedCounty) -> None:
    need = county.ask(actor=None).need
    for number in range(WRONG_TRIES):
        assert by_receipt(client, county, need, tail=f"{number:04d}").status_code == 404
    assert by_receipt(client, county, need).status_code == 429
    # From elsewhere the code is closed as well; another's code is not.
    other = county.ask(actor=None).need
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert by_receipt(elsewhere, county, need).status_code == 429
    assert by_receipt(elsewhere, county, other).status_code == 302


def test_a_right_answer_between_the_guesses_forgives_none(client: Client, county: NeedCounty) -> None:
    own, other = county.ask(actor=None).need, county.ask(actor=None).need
    for number in range(WRONG_TRIES):
        assert by_receipt(client, county, own).status_code == 302
        assert by_receipt(client, county, other, tail=f"{number:04d}").status_code == 404
    assert by_receipt(client, county, own).status_code == 429


def test_somebody_elses_need_is_not_there(client: Client, county: NeedCounty) -> None:
    need = county.ask().need
    for person in (None, UserFactory(), county.helper, county.dispatcher):
        if person is not None:
            client.force_login(person)
        assert client.get(f"/needs/progress/{need.code}/").status_code == 404
        assert client.post(f"/needs/progress/{need.code}/cancel/").status_code == 404
    assert Need.objects.get(pk=need.pk).state == NeedState.SUBMITTED


def test_the_receipt_opens_what_was_asked_with_an_account_to_read_and_to_rate(
    client: Client, county: NeedCounty
) -> None:
    order = county.done()
    need = order.need
    by_receipt(client, county, need)
    html = page(client, need)
    assert "do-rate" in html
    for verb in ("add", "cancel", "urge"):
        assert f"do-{verb}" not in html
        assert client.post(f"/needs/progress/{need.code}/{verb}/", {"words": "三楼东边"}).status_code in (403, 409, 422)
    assert rate(client, need, score="4").status_code == 302


@pytest.mark.parametrize("outcome", [ScreenOutcome.REJECT, ScreenOutcome.RETURN])
def test_what_has_ended_has_no_next_step(mine: Client, county: NeedCounty, outcome: ScreenOutcome) -> None:
    html = page(mine, county.screened(outcome))
    assert ('aria-current="step"' in html) is (outcome == ScreenOutcome.RETURN)
    assert "do-urge" not in html


def test_a_duplicate_follows_its_master_without_its_words(mine: Client, county: NeedCounty) -> None:
    master = county.assigned(asked={"words": "二组到三组的路上没有灯", "phone": "13900139000"}).need
    double = county.screened(ScreenOutcome.DUPLICATE, master=master)
    html = page(mine, double)
    assert county.team.name in html
    assert "二组到三组" not in html


# --- what the asker does ----------------------------------------------------------------------


def test_what_was_returned_is_added_to(mine: Client, county: NeedCounty) -> None:
    need = county.screened(ScreenOutcome.RETURN, reason="请写明几楼")
    assert "请写明几楼" in page(mine, need)
    refused = mine.post(f"/needs/progress/{need.code}/add/", {"words": "三"})
    assert refused.status_code == 422
    assert ">三</textarea>" in refused.content.decode()
    assert mine.post(f"/needs/progress/{need.code}/add/", {"words": "三楼东边"}).status_code == 302
    need.refresh_from_db()
    assert need.state == NeedState.SUBMITTED
    assert stands_at(need) == "screen"


@pytest.mark.parametrize("stage", ["ask", "screened", "assigned", "scheduled"])
def test_it_is_taken_back_before_the_service(mine: Client, county: NeedCounty, stage: str) -> None:
    made = getattr(county, stage)()
    need = made if isinstance(made, Need) else made.need
    assert "do-cancel" in page(mine, need)
    assert mine.post(f"/needs/progress/{need.code}/cancel/", {"reason": "修好了"}).status_code == 302
    need.refresh_from_db()
    assert need.state == NeedState.CANCELLED


def test_in_service_it_is_not_taken_back(mine: Client, county: NeedCounty) -> None:
    need = county.in_service().need
    assert "do-cancel" not in page(mine, need)
    assert mine.post(f"/needs/progress/{need.code}/cancel/").status_code in (409, 422)
    need.refresh_from_db()
    assert need.state == NeedState.IN_HAND


def test_urging_is_told_once_a_day(mine: Client, county: NeedCounty) -> None:
    need = county.screened()
    assert mine.post(f"/needs/progress/{need.code}/urge/").status_code == 302
    again = mine.post(f"/needs/progress/{need.code}/urge/")
    assert again.status_code == 409
    assert "催过" in again.content.decode()


@pytest.mark.parametrize("verb", ["open", "assign", "screen", "report"])
def test_no_other_verb_is_there(mine: Client, county: NeedCounty, verb: str) -> None:
    need = county.ask().need
    assert mine.post(f"/needs/progress/{need.code}/{verb}/").status_code == 404
    assert mine.get(f"/needs/progress/{need.code}/cancel/").status_code == 405


# --- UR4 --------------------------------------------------------------------------------------


def rate(client: Client, need: Need, **values: str) -> Any:
    return client.post(f"/needs/progress/{need.code}/rate/", values)


def test_ur4_nothing_is_chosen_and_saying_nothing_is_no_rating(mine: Client, county: NeedCounty) -> None:
    order = county.done()
    html = page(mine, order.need)
    assert html.count('name="score"') == 5
    assert 'name="score" value="5" checked' not in html
    refused = rate(mine, order.need, text="说了几句")
    assert refused.status_code == 422
    assert "说了几句" in refused.content.decode()
    assert not Rating.objects.exists()


def test_ur4_no_rating_stays_unrated_and_counts_for_nothing(mine: Client, county: NeedCounty) -> None:
    orders = [county.done() for _each in range(3)]
    for order in orders[:2]:
        assert rate(mine, order.need, score="3").status_code == 302
    last = Order.objects.get(pk=orders[2].pk)
    assert last.rate_until is not None
    with time_machine.travel(last.rate_until + dt.timedelta(minutes=1), tick=False):
        assert needs.close_what_is_over().unrated == 1
        mine.force_login(county.resident)
        assert rate(mine, last.need, score="5").status_code == 409
        today = timezone.localdate()
        period = {"from": str(today - dt.timedelta(days=60)), "to": str(today)}
        values = indicators(ask(period, reader_for(county.dispatcher))).values
    last.refresh_from_db()
    assert (last.state, last.need.state) == (OrderState.UNRATED, NeedState.CLOSED)
    assert list(Rating.objects.values_list("score", flat=True)) == [3, 3]
    # Two of three have said something; the silent one is not among the satisfied ones' base.
    assert (values[None, "rated"].count, values[None, "rated"].of) == (2, 3)
    assert values[None, "satisfied"].of == 2


@pytest.mark.parametrize("score", ["0", "6", "-1", "5.0", "五", "", "99999999999999999999"])
def test_ur4_only_one_to_five(mine: Client, county: NeedCounty, score: str) -> None:
    order = county.done()
    assert rate(mine, order.need, score=score).status_code == 422
    assert not Rating.objects.exists()


@pytest.mark.parametrize("score", [3, 4, 5])
def test_ur4_once_and_it_closes(mine: Client, county: NeedCounty, score: int) -> None:
    order = county.done()
    assert rate(mine, order.need, score=str(score), text="来得快").status_code == 302
    rating = Rating.objects.get()
    assert (rating.score, rating.text, rating.by, rating.entered_by) == (score, "来得快", RatedBy.ACCOUNT, None)
    assert rate(mine, order.need, score="1").status_code == 409
    assert Rating.objects.get().score == score
    assert Need.objects.get(pk=order.need_id).state == NeedState.CLOSED


@pytest.mark.parametrize("score", [1, 2])
def test_ur4_two_or_less_opens_it_once_more_and_no_second_time(mine: Client, county: NeedCounty, score: int) -> None:
    order = county.done()
    rate(mine, order.need, score=str(score))
    second = Order.objects.get(need=order.need, round=2)
    assert (second.state, second.rank) == (OrderState.WAITING, order.rank + 1)
    needs.order_assign(order=second, team=county.rivals, actor=county.dispatcher)
    needs.order_accept(order=second, actor=county.rivals.captain)
    county.done_by(second, county.rivals)
    rate(mine, order.need, score="1")
    assert Order.objects.filter(need=order.need).count() == 2
    assert Need.objects.get(pk=order.need_id).state == NeedState.CLOSED


def test_ur4_the_holder_of_the_receipt_rates_and_nobody_else(client: Client, county: NeedCounty) -> None:
    need = county.screened(need=county.ask(actor=None).need)
    order = county.open(need)
    needs.order_assign(order=order, team=county.team, actor=county.dispatcher)
    needs.order_accept(order=order, actor=county.team.captain)
    county.done_by(order, county.team)
    assert rate(Client(), need, score="5").status_code == 404
    by_receipt(client, county, need)
    assert rate(client, need, score="4").status_code == 302
    assert Rating.objects.get().by == RatedBy.RECEIPT


# --- the public list --------------------------------------------------------------------------


def test_the_list_holds_what_was_accepted_and_nothing_else(client: Client, county: NeedCounty) -> None:
    asked = county.ask(asked={"words": "想听一场防骗讲座，电话13800138000"}, mask=masked).need
    shown = county.screened(need=asked)
    hidden = [county.ask().need, county.screened(ScreenOutcome.REJECT), county.screened(ScreenOutcome.RETURN)]
    html = client.get("/needs/").content.decode()
    assert f"/needs/{shown.code}/" in html
    assert "13800138000" not in html
    for need in hidden:
        assert need.code not in html
    assert client.get(f"/needs/{shown.code}/").status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2),
        ("?state=accepted", 2),
        ("?state=closed", 0),
        ("?state=submitted", 2),
        ("?category=x", 2),
        ("?page=9", 2),
    ],
)
def test_the_list_is_narrowed_by_what_exists(client: Client, county: NeedCounty, query: str, found: int) -> None:
    county.screened(asked={"words": "家里水管漏水"})
    county.screened(asked={"words": "想学用手机"})
    county.ask()
    html = client.get(f"/needs/{query}").content.decode()
    assert html.count('class="panel"><a href="/needs/') == found


def test_the_list_of_one_town(client: Client, county: NeedCounty) -> None:
    county.screened()
    for town, found in ((county.town, 1), (county.other_town, 0)):
        html = client.get(f"/needs/?unit={town.code}&category={county.repairs.pk}").content.decode()
        assert html.count('class="panel"><a href="/needs/') == found


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    client: Client, county: NeedCounty, many: int, django_assert_max_num_queries: Any
) -> None:
    for _each in range(many):
        county.screened()
    client.get("/needs/")
    with django_assert_max_num_queries(14):
        client.get(f"/needs/?state=accepted&x={many}")
