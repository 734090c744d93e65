"""The list of needs: whose, narrowed, paged, and as a file that no spreadsheet takes for a formula."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from exchange.enums import Channel
from exchange.models import Need
from tests.factories.needs import NeedCounty
from workflows.models import WorkItem

LIST = "/admin/needs/"


def listed(client: Any, **query: Any) -> list[Need]:
    return [row[0] for row in client.get(LIST, query).context["rows"]]


@pytest.mark.parametrize(
    ("who", "stations"),
    [("helper", {"百家桥站"}), ("town_dispatcher", {"百家桥站"}), ("dispatcher", {"百家桥站", "恬庄站"})],
)
def test_the_own_units_alone(county: NeedCounty, sign_in: Any, who: str, stations: set[str]) -> None:
    for unit in (county.station, county.other_station):
        county.ask(unit=unit)
    client = sign_in(getattr(county, who))
    assert {need.unit.name for need in listed(client)} == stations
    file = client.get(LIST, {"export": "csv"}).content.decode("utf-8-sig")
    assert {name for name in ("百家桥站", "恬庄站") if name in file} == stations


def test_nobody_else_finds_it(county: NeedCounty, sign_in: Any) -> None:
    assert sign_in(county.resident).get(LIST).status_code == 404


NARROWED: list[tuple[str, Callable[[NeedCounty], str], bool]] = [
    ("state", lambda county: "submitted", True),
    ("state", lambda county: "closed", False),
    ("state", lambda county: "nonsense", True),
    ("category", lambda county: county.repairs.code, True),
    ("category", lambda county: county.heating.code, True),
    ("unit", lambda county: county.town.code, True),
    ("unit", lambda county: county.other_town.code, False),
    ("unit", lambda county: "9" * 30, True),
    ("channel", lambda county: Channel.ACCOUNT, True),
    ("channel", lambda county: Channel.PHONE, False),
    ("urgency", lambda county: "1", True),
    ("urgency", lambda county: "3", False),
    ("from", lambda county: timezone.localdate().isoformat(), True),
    ("from", lambda county: (timezone.localdate() + dt.timedelta(days=1)).isoformat(), False),
    ("to", lambda county: timezone.localdate().isoformat(), True),
    ("to", lambda county: (timezone.localdate() - dt.timedelta(days=1)).isoformat(), False),
    ("to", lambda county: "9999-12-31", True),
    ("from", lambda county: "2026-13-45", True),
    ("q", lambda county: "热水器", True),
    ("q", lambda county: "月球", False),
    ("q", lambda county: Need.objects.get().code, True),
    ("overdue", lambda county: "1", False),
]


@pytest.mark.parametrize(("name", "value", "there"), NARROWED)
def test_narrowed(county: NeedCounty, sign_in: Any, name: str, value: Any, there: bool) -> None:
    county.ask()
    assert bool(listed(sign_in(county.dispatcher), **{name: value(county)})) is there


def test_overdue(county: NeedCounty, sign_in: Any) -> None:
    late, _in_time = county.ask().need, county.ask().need
    WorkItem.objects.filter(need=late).update(due_at=timezone.now() - dt.timedelta(hours=1))
    assert listed(sign_in(county.dispatcher), overdue="1") == [late]


def test_paged(county: NeedCounty, sign_in: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("workflows.service_desk.views.listing.ON_A_PAGE", 2)
    needs = [county.ask().need for _ in range(3)]
    client = sign_in(county.dispatcher)
    assert listed(client) == [needs[2], needs[1]]
    assert listed(client, p="2") == [needs[0]]
    assert client.get(LIST).context["total"] == 3


@pytest.mark.parametrize("many", [1, 3])
def test_as_many_queries_for_three_as_for_one(
    county: NeedCounty, sign_in: Any, many: int, django_assert_num_queries: Any
) -> None:
    for _ in range(many):
        county.ask()
    client = sign_in(county.dispatcher)
    client.get(LIST)
    with django_assert_num_queries(12):
        assert len(listed(client)) == many


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_exported_with_the_filter_and_no_formula(county: NeedCounty, sign_in: Any, kind: str) -> None:
    county.ask(asked={"words": '=HYPERLINK("http://x","点我")', "name": "陆阿婆", "phone": "13800138000"})
    answer = sign_in(county.dispatcher).get(LIST, {"export": kind, "state": "submitted", "q": "HYPERLINK"})
    if kind == "csv":
        text = answer.content.decode("utf-8-sig")
    else:
        rows = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
        text = "\n".join(str(cell) for row in rows for cell in row if cell)
    assert "'=HYPERLINK" in text
    assert "状态：已提交" in text
    assert "搜索：HYPERLINK" in text
    assert "陆阿婆" not in text
    assert "13800138000" not in text


def test_the_menu_leads_there(county: NeedCounty, sign_in: Any) -> None:
    assert LIST in sign_in(county.helper).get("/admin/").content.decode()
    editor = county.holder("editor", county.station)
    assert LIST not in sign_in(editor).get("/admin/").content.decode()
