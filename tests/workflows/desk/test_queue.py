"""The queues: what each person sees, how it narrows, what it costs, and how it leaves as a file."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories.workflows import ReviewCounty
from workflows import selectors
from workflows.models import WorkItem

SignIn = Callable[[Any], Client]
Claimed = Callable[..., WorkItem]
QUEUE_QUERIES = 12


def queue_url(tab: str, query: str = "") -> str:
    return reverse("desk:queue", args=[tab]) + query


@pytest.mark.parametrize("tab", sorted(selectors.TABS))
def test_every_tab_opens(tab: str, county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    claimed()
    for person in (county.final, county.first, county.editor, county.administrator):
        assert sign_in(person).get(queue_url(tab)).status_code == 200


def test_an_unknown_tab_is_not_found(county: ReviewCounty, sign_in: SignIn) -> None:
    assert sign_in(county.final).get(queue_url("everything")).status_code == 404


def test_a_person_sees_the_own_items_only(county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    claimed("终审等着的这一篇")
    assert "终审等着的这一篇" in sign_in(county.final).get(queue_url("mine")).content.decode()
    for stranger in (county.other_first, county.doctor, county.first):
        assert "终审等着的这一篇" not in sign_in(stranger).get(queue_url("mine")).content.decode()


@pytest.mark.parametrize("many", [1, 3, 30])
def test_a_queue_costs_the_same_whatever_its_length(
    many: int, county: ReviewCounty, sign_in: SignIn, claimed: Claimed, django_assert_max_num_queries: Any
) -> None:
    for number in range(many):
        claimed(f"第{number}篇")
    client = sign_in(county.final)
    client.get(queue_url("mine"))
    with django_assert_max_num_queries(QUEUE_QUERIES):
        body = client.get(queue_url("mine")).content.decode()
    assert body.count("data-row") == min(many, 25)


def test_the_home_page_greets_with_the_count_of_the_list(
    county: ReviewCounty, sign_in: SignIn, claimed: Claimed
) -> None:
    for number in range(3):
        claimed(f"第{number}篇")
    body = sign_in(county.final).get(reverse("wagtailadmin_home")).content.decode()
    assert "今天有 3 件等您" in body
    assert body.count("data-row") == 3
    assert 'data-count": "3"' in body or "data-count&quot;: &quot;3&quot;" in body


def test_the_stock_panels_are_gone(county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    claimed()
    body = sign_in(county.final).get(reverse("wagtailadmin_home")).content.decode()
    assert "wagtailadmin/pages/workflow" not in body
    assert "workflow-objects-to-moderate" not in body


def test_filters_narrow_and_stay_in_the_address(county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    claimed("冬季取暖安全提示")
    claimed("村里办起了夜校")
    client = sign_in(county.final)
    found = client.get(queue_url("mine", "?q=取暖"))
    assert [row.item.title for row in found.context["rows"]] == ["冬季取暖安全提示"]
    assert [row.item.title for row in client.get(queue_url("mine", "?step=first_review")).context["rows"]] == []
    assert len(client.get(queue_url("mine", "?step=final_review")).context["rows"]) == 2
    assert len(client.get(queue_url("mine", f"?unit={county.centre.pk}")).context["rows"]) == 2
    assert client.get(queue_url("mine", f"?unit={county.shangang.pk}")).context["rows"] == []


@pytest.mark.parametrize("query", ["?kind=x&unit=-1&step=no&p=99", "?kind=999999999999999&q=%00", "?p=zero&sort=up"])
def test_nonsense_in_the_address_is_left_out(
    query: str, county: ReviewCounty, sign_in: SignIn, claimed: Claimed
) -> None:
    claimed()
    answer = sign_in(county.final).get(queue_url("mine", query))
    assert answer.status_code == 200
    assert len(answer.context["rows"]) == 1


def test_the_soonest_due_comes_first_unless_turned_round(
    county: ReviewCounty, sign_in: SignIn, claimed: Claimed
) -> None:
    first, second = claimed("先到期"), claimed("后到期")
    WorkItem.objects.filter(pk=second.pk).update(due_at=first.due_at.replace(year=first.due_at.year + 1))
    client = sign_in(county.final)
    assert [row.item.title for row in client.get(queue_url("mine")).context["rows"]] == ["先到期", "后到期"]
    turned = client.get(queue_url("mine", "?sort=-due")).context["rows"]
    assert [row.item.title for row in turned] == ["后到期", "先到期"]


def test_a_csv_holds_what_is_seen_and_says_how_it_was_filtered(
    county: ReviewCounty, sign_in: SignIn, claimed: Claimed
) -> None:
    claimed("=SUM(A1)取暖")
    claimed("村里办起了夜校")
    answer = sign_in(county.final).get(queue_url("mine", "?q=取暖&export=csv"))
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0] == ["列表：待我办"]
    assert lines[1] == ["筛选：搜索：取暖"]
    assert [line[1] for line in lines[4:]] == ["'=SUM(A1)取暖"]


def test_a_spreadsheet_holds_the_same(county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    claimed("冬季取暖安全提示")
    answer = sign_in(county.final).get(queue_url("mine", "?export=xlsx"))
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[0][0] == "列表：待我办"
    assert rows[4][1] == "冬季取暖安全提示"


def test_visitors_are_sent_to_sign_in(db: Any) -> None:
    answer = Client().get(queue_url("mine"))
    assert answer.status_code == 302
    assert reverse("account_login") in answer.headers["Location"]


def test_a_queue_is_read_not_posted_to(county: ReviewCounty, sign_in: SignIn) -> None:
    assert sign_in(county.final).post(queue_url("mine")).status_code == 405
