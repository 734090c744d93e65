"""Reading a filter out of an address: what it means, and that nothing that is typed there breaks it."""

import datetime as dt
import io
from typing import Any

import pytest
import time_machine
from django.utils import timezone, translation
from openpyxl import load_workbook

from common.errors import Invalid, NotAllowed, NotFound
from exchange.models import Need, Order
from exchange.statistics import ask, cell_rows, indicators, needs_and_supply
from exchange.statistics.asking import Asked, midnight
from exchange.statistics.files import Sheet, in_words, xlsx_bytes
from exchange.statistics.groups import KIND, MONTH, TEAM, TOWN, WHOLE, condition, depth, groups
from exchange.statistics.indicators import INDICATORS, Value
from organisations.selectors import reader_for
from tests.factories.exchange import ServiceCounty
from tests.factories.organisations import PostFactory
from tests.worlds import world


class AskedCounty(ServiceCounty):
    """One order, asked for in November and done in December."""

    def __init__(self) -> None:
        super().__init__()
        self.order = self.done()
        moments = {"dispatched_at": day("2026-11-20"), "accepted_at": day("2026-11-21"), "done_at": day("2026-12-01")}
        Order.objects.filter(pk=self.order.pk).update(**moments)
        Need.objects.update(submitted_at=day("2026-11-18"), screened_at=day("2026-11-19"))


def day(text: str, hour: int = 9) -> dt.datetime:
    return midnight(dt.date.fromisoformat(text)) + dt.timedelta(hours=hour)


county = world(AskedCounty)
TODAY = dt.datetime(2026, 12, 15, 10, tzinfo=timezone.get_default_timezone())


def asked(county: AskedCounty, who: str = "dispatcher", **params: Any) -> Asked:
    with time_machine.travel(TODAY, tick=False):
        return ask(params, reader_for(getattr(county, who)))


# Days


@pytest.mark.parametrize(
    ("params", "first", "last"),
    [
        ({}, "2026-01-01", "2026-12-15"),
        ({"from": "2026-11-01"}, "2026-11-01", "2026-12-15"),
        ({"to": "2026-11-30"}, "2026-01-01", "2026-11-30"),
        ({"from": "2026-11-01", "to": "2026-11-01"}, "2026-11-01", "2026-11-01"),
        ({"from": " 2026-11-01 ", "to": ""}, "2026-11-01", "2026-12-15"),
        ({"from": None, "to": None}, "2026-01-01", "2026-12-15"),
        ({"from": "1900-01-01", "to": "2200-12-31"}, "1900-01-01", "2200-12-31"),
    ],
)
def test_a_period(county: AskedCounty, params: dict[str, Any], first: str, last: str) -> None:
    found = asked(county, **params)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


STRANGE = ["昨天", "2026-13-01", "2026-02-30", "2026/01/01", "9999-12-31", "0001-01-01", "1899-12-31", "2201-01-01",
           "\x00", "2026-01-01\x00", "'; drop", "2026", "-1", "2026-1-1", "٢٠٢٦-٠١-٠١"]  # fmt: skip


@pytest.mark.parametrize("given", STRANGE)
@pytest.mark.parametrize("name", ["from", "to"])
def test_a_day_that_is_none_is_said_at_its_field(county: AskedCounty, name: str, given: str) -> None:
    with translation.override("zh-hans"), pytest.raises(Invalid) as refused:
        asked(county, **{name: given})
    assert (refused.value.code, refused.value.field) == ("exchange.day", name)
    assert "2026-05-01" in str(refused.value)


@pytest.mark.parametrize("given", ["13", "2026-13", "2026", "9999-12", "0001-01", "2026-1", "\x00", "2026-05-01", "x"])
def test_a_month_that_is_none_is_said_at_its_field(county: AskedCounty, given: str) -> None:
    with pytest.raises(Invalid) as refused:
        cell_rows({"measure": "needs", "month": given}, reader_for(county.dispatcher))
    assert (refused.value.code, refused.value.field) == ("exchange.month", "month")


@pytest.mark.parametrize("given", ["\x00", "nothere", "' or 1=1", "x" * 5000, "路", "../.."])
@pytest.mark.parametrize("name", ["unit", "category", "town", "kind"])
def test_a_name_that_is_none_is_not_found(county: AskedCounty, name: str, given: str) -> None:
    with pytest.raises(NotFound):
        cell_rows({"measure": "needs", name: given}, reader_for(county.dispatcher))


@pytest.mark.parametrize("given", ["\x00", "nothere", "路"])
def test_a_team_that_is_none_has_done_nothing(county: AskedCounty, given: str) -> None:
    assert not cell_rows({"measure": "done", "team": given}, reader_for(county.dispatcher)).exists()


@pytest.mark.parametrize("given", ["", "people", "NEEDS", "\x00", None])
def test_a_number_that_is_none_is_not_found(county: AskedCounty, given: Any) -> None:
    with pytest.raises(NotFound) as refused:
        cell_rows({"measure": given}, reader_for(county.dispatcher))
    assert refused.value.code == "exchange.no_measure"


# The ends of a period: whole days where the county is


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        (dt.datetime(2026, 10, 31, 15, 59, 59, tzinfo=dt.UTC), False),
        (dt.datetime(2026, 10, 31, 16, 0, tzinfo=dt.UTC), True),
        (dt.datetime(2026, 11, 30, 15, 59, 59, tzinfo=dt.UTC), True),
        (dt.datetime(2026, 11, 30, 16, 0, tzinfo=dt.UTC), False),
    ],
)
def test_a_day_begins_and_ends_at_midnight_of_the_county(
    county: AskedCounty, moment: dt.datetime, counts: bool
) -> None:
    Need.objects.update(submitted_at=moment)
    period = {"from": "2026-11-01", "to": "2026-11-30"}
    reader = reader_for(county.dispatcher)
    assert cell_rows({**period, "measure": "needs"}, reader).exists() is counts
    year = {"from": "2026-01-01", "to": "2026-12-31", "measure": "needs", "month": "2026-11"}
    assert cell_rows(year, reader).exists() is counts


@pytest.mark.parametrize(
    ("measure", "month", "counts"),
    [
        ("needs", "2026-11", 1), ("needs", "2026-12", 0), ("served", "2026-11", 1), ("unmet", "2026-11", 0),
        ("screened", "2026-11", 1), ("dispatched", "2026-11", 1), ("accepted", "2026-11", 1), ("done", "2026-12", 1),
        ("done", "2026-11", 0), ("on_time", "2026-12", 1), ("refused", "2026-11", 0), ("over", "2026-12", 0),
        ("rated", "2026-12", 0), ("reopened", "2026-12", 0), ("needs", "2025-11", 0),
    ],
)  # fmt: skip
def test_each_number_counts_by_its_own_day(county: AskedCounty, measure: str, month: str, counts: int) -> None:
    if measure == "on_time":
        Order.objects.update(due_at=day("2026-12-02"))
    params = {"from": "2025-01-01", "to": "2026-12-31", "measure": measure, "month": month}
    assert cell_rows(params, reader_for(county.dispatcher)).count() == counts


# Reach


@pytest.mark.parametrize(
    ("who", "unit", "paths"),
    [
        ("dispatcher", None, ["centre"]),
        ("dispatcher", "town", ["town"]),
        ("dispatcher", "station", ["station"]),
        ("town_dispatcher", None, ["town"]),
        ("town_dispatcher", "station", ["station"]),
        ("other_dispatcher", None, ["other_town"]),
        ("director", None, ["centre"]),
        ("director", "other_town", ["other_town"]),
    ],
)
def test_what_is_asked_about(county: AskedCounty, who: str, unit: str | None, paths: list[str]) -> None:
    params = {"unit": getattr(county, unit).code} if unit else {}
    assert asked(county, who, **params).paths == [getattr(county, name).path for name in paths]


def test_a_post_below_another_is_counted_once(county: AskedCounty) -> None:
    PostFactory(person=county.dispatcher, role="auditor", unit=county.station)
    PostFactory(person=county.dispatcher, role="dispatcher", unit=county.other_town)
    found = asked(county)
    assert found.paths == [county.centre.path]
    assert needs_and_supply(found).cells
    assert sum(cell.needs for cell in needs_and_supply(found).cells.values()) == 1


@pytest.mark.parametrize("unit", [None, "town", "station"])
@pytest.mark.parametrize("category", [None, "repairs", "heating"])
def test_an_address_leads_back_to_the_same_question(
    county: AskedCounty, unit: str | None, category: str | None
) -> None:
    params = {name: getattr(county, value).code for name, value in (("unit", unit), ("category", category)) if value}
    found = asked(county, **params, **{"from": "2026-11-01", "to": "2026-11-30"})
    assert found.params == {"from": "2026-11-01", "to": "2026-11-30", **params}
    assert ask(found.params, found.reader) == found


def test_the_filter_is_written_in_words(county: AskedCounty) -> None:
    with translation.override("zh-hans"):
        whole = asked(county, **{"from": "2026-11-01", "to": "2026-11-30"}).words()
        part = asked(county, unit=county.town.code, category=county.heating.code).words()
    assert whole[0] == ("时间", "2026-11-01 至 2026-11-30")
    assert [words for _head, words in part][1:] == [county.town.name, "水电"]
    assert all(words for _head, words in whole)


# Groups


@pytest.mark.parametrize(
    ("unit", "category", "by", "deep"),
    [(None, None, TOWN, 2), ("centre", None, TOWN, 2), ("town", None, TOWN, 3), ("station", None, TOWN, 4),
     (None, None, KIND, 1), (None, "repairs", KIND, 2), (None, "heating", KIND, 3)],
)  # fmt: skip
def test_a_step_below_what_was_asked_for(
    county: AskedCounty, unit: str | None, category: str | None, by: str, deep: int
) -> None:
    params = {name: getattr(county, value).code for name, value in (("unit", unit), ("category", category)) if value}
    assert depth(asked(county, **params), by) == deep


def test_towns_without_a_need_are_shown_as_well(county: AskedCounty) -> None:
    with translation.override("zh-hans"):
        found = groups(asked(county), TOWN, set())
    assert [each.name for each in found] == [str(county.town), str(county.other_town)]


@pytest.mark.parametrize(("keys", "last"), [({None}, "-"), (set(), None)])
def test_needs_without_a_category_are_a_group_where_there_are_some(
    county: AskedCounty, keys: set[Any], last: str | None
) -> None:
    codes = [each.code for each in groups(asked(county), KIND, keys)]
    assert (codes[-1] if codes[-1] == "-" else None) == last


def test_months_are_those_that_have_something(county: AskedCounty) -> None:
    keys = {dt.date(2026, 12, 1), dt.date(2026, 11, 1)}
    assert [each.code for each in groups(asked(county), MONTH, keys)] == ["2026-11", "2026-12"]
    assert [each.code for each in groups(asked(county), WHOLE, set())] == [""]


def test_a_team_has_no_time_to_screening(county: AskedCounty) -> None:
    report = indicators(asked(county, **{"to": "2026-12-31"}), TEAM)
    [group] = report.groups
    assert group.name == county.team.name
    said = {indicator.name for indicator in INDICATORS if report.value(group, indicator) is not None}
    assert "screening" not in said
    assert {"on_time", "refused", "rated"} <= said


@pytest.mark.parametrize("by", [TOWN, KIND])
def test_a_group_that_lies_less_deep_is_only_what_lies_at_itself(county: AskedCounty, by: str) -> None:
    found = asked(county, unit=county.town.code, category=county.repairs.code)
    row = county.town if by == TOWN else county.repairs
    assert str(condition(found, by, row.path, "")).count("startswith") == 0
    deeper = county.station if by == TOWN else county.heating
    assert str(condition(found, by, deeper.path, "")).count("startswith") == 1
    assert "isnull" in str(condition(found, by, None, ""))


# Words and files


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Value(0, 0), "太少"),
        (Value(2, 2), "太少"),
        (Value(3, 3), "100.0%"),
        (Value(3, 0), "0.0%"),
        (Value(3, 1), "33.3%"),
        (Value(1000, 999), "99.9%"),
        (Value(3, None, 4.0), "4"),
        (Value(3, None, 4.5), "4.5"),
        (Value(2, None, 4.5), "太少"),
    ],
)
def test_a_value_in_words(value: Value, words: str) -> None:
    with translation.override("zh-hans"):
        assert words in in_words(value)


@pytest.mark.parametrize("title", ["供需对照", "长" * 60, "指标"])
def test_a_sheet_has_a_name_that_a_spreadsheet_takes(title: str) -> None:
    data = xlsx_bytes(Sheet(title, [("时间", "今年")], ["类别", "数"], [["路灯", 3], ["\x07响", -1]], []))
    page = load_workbook(io.BytesIO(data)).active
    assert page.title == title[:31]
    assert [cell.value for cell in page[4]] == ["类别", "数"]
    assert page["B5"].value == 3
    assert page["B6"].value == -1
    assert page.freeze_panes == "A5"


@pytest.mark.parametrize("who", ["resident", "captain", "helper", "panellist"])
def test_nobody_asks_who_does_not_watch_over_the_work(county: AskedCounty, who: str) -> None:
    others = {"captain": county.team.captain, "panellist": county.panel[0]}
    person = others.get(who) or getattr(county, who)
    with pytest.raises(NotAllowed) as refused:
        ask({}, reader_for(person))
    assert refused.value.code == "exchange.no_statistics"
