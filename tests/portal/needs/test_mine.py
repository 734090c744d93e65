"""My needs: what is under way with its next step, what is over, and what can be done from there."""

from typing import Any

import pytest
from django.test import Client

from exchange.enums import NeedState, ScreenOutcome
from exchange.models import Need, Rating
from portal.needs.mine import under_way
from tests.factories.accounts import UserFactory
from tests.factories.needs import NeedCounty
from workflows.models import WorkItem
from workflows.services import needs

MY = "/my/needs/"


@pytest.fixture
def mine(client: Client, county: NeedCounty) -> Client:
    client.force_login(county.resident)
    return client


def page(client: Client) -> str:
    answer = client.get(MY)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.content.decode()


def halves(html: str) -> tuple[str, str]:
    """What is under way, and what is over."""
    return tuple(html.split('id="over-title"'))  # type: ignore[return-value]


def test_only_with_an_account(client: Client, county: NeedCounty) -> None:
    assert client.get(MY).url == f"/account/login/?next={MY}"  # type: ignore[attr-defined]


def test_only_ones_own(mine: Client, county: NeedCounty) -> None:
    own = county.ask(asked={"words": "想学用手机挂号"}).need
    county.ask(actor=UserFactory(), asked={"words": "别人家的水管漏了"})
    county.ask(actor=None, asked={"words": "没有账号的人问的事"})
    html = page(mine)
    assert own.code in html
    assert "别人家" not in html
    assert "没有账号" not in html


def test_nothing_yet_says_what_to_do(mine: Client, county: NeedCounty) -> None:
    html = page(mine)
    assert "没有正在办的事" in html
    assert "还没有办完的事" in html
    assert "/needs/ask/" in html


@pytest.mark.parametrize(
    ("stage", "words", "verbs"),
    [
        ("ask", "站里正在看", {"urge", "cancel"}),
        ("assigned", "最晚", {"urge", "cancel"}),
        ("in_service", "最晚", {"urge"}),
        ("done", "前都可以说", {"rate"}),
    ],
)
def test_each_says_what_comes_next_and_offers_what_can_be_done(
    mine: Client, county: NeedCounty, stage: str, words: str, verbs: set[str]
) -> None:
    made: Any = getattr(county, stage)()
    need = made.need
    under, _over = halves(page(mine))
    assert words in under
    assert {verb for verb in ("rate", "urge", "cancel", "add") if f"/{need.code}/{verb}/" in under} == verbs


def test_what_is_over_stands_below(mine: Client, county: NeedCounty) -> None:
    rejected = county.screened(ScreenOutcome.REJECT)
    closed = county.done().need
    needs.order_rate(order=closed.orders.get(), actor=county.resident, score=4, by="account")
    returned = county.screened(ScreenOutcome.RETURN, reason="请写明几楼")
    under, over = halves(page(mine))
    assert returned.code in under
    assert "do-add" in under
    for need in (rejected, closed):
        assert need.code in over
        assert need.code not in under


def test_a_joined_one_is_under_way_as_long_as_its_master(mine: Client, county: NeedCounty) -> None:
    order = county.assigned(asked={"words": "二组到三组的路上没有灯"})
    double = county.screened(ScreenOutcome.DUPLICATE, master=order.need)
    [found] = [each for each in under_way(list(Need.objects.select_related("master", "unit"))) if each.need == double]
    assert (found.may_urge, found.may_rate, found.may_cancel, found.promise) == (False, False, True, "")
    assert found.order == order
    assert double.code in halves(page(mine))[0]
    Need.objects.filter(pk=order.need_id).update(state=NeedState.CLOSED)
    assert double.code in halves(page(mine))[1]


def test_what_waits_for_oneself_comes_first(mine: Client, county: NeedCounty) -> None:
    done = county.done().need
    later = county.ask(asked={"words": "后来又想学用手机"}).need
    under, _over = halves(page(mine))
    assert under.index(done.code) < under.index(later.code)


@pytest.mark.parametrize(
    ("stage", "verb", "values"),
    [("ask", "cancel", {"reason": "修好了"}), ("ask", "urge", {}), ("done", "rate", {"score": "5"})],
)
def test_it_is_done_from_there_and_leads_back(
    mine: Client, county: NeedCounty, stage: str, verb: str, values: dict[str, str]
) -> None:
    made: Any = getattr(county, stage)()
    answer = mine.post(f"/needs/progress/{made.need.code}/{verb}/", values | {"back": "mine"})
    assert answer.url == MY  # type: ignore[attr-defined]
    need = Need.objects.get(pk=made.need.pk)
    assert {
        "cancel": need.state == NeedState.CANCELLED,
        "urge": WorkItem.objects.filter(need=need, urged_at__isnull=False).exists(),
        "rate": Rating.objects.filter(order__need=need, score=5).exists(),
    }[verb]


def test_refused_from_there_nothing_typed_is_lost(mine: Client, county: NeedCounty) -> None:
    need = county.done().need
    answer = mine.post(f"/needs/progress/{need.code}/rate/", {"back": "mine", "text": "师傅很细心"})
    assert answer.status_code == 422
    assert "师傅很细心</textarea>" in answer.content.decode()


def test_the_menu_of_a_resident_leads_there(mine: Client, county: NeedCounty) -> None:
    assert f'href="{MY}"' in page(mine)
    staff = Client()
    staff.force_login(UserFactory(kind="staff"))
    assert f'href="{MY}"' not in staff.get("/needs/progress/").content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_it_costs_the_same_whatever_its_length(
    mine: Client, county: NeedCounty, many: int, django_assert_num_queries: Any
) -> None:
    for _each in range(many):
        county.ask()
        county.assigned()
        county.screened(ScreenOutcome.RETURN)
        county.screened(ScreenOutcome.REJECT)
    page(mine)
    with django_assert_num_queries(QUERIES):
        page(mine)


QUERIES = 12
