"""The numbers: equal to the lists behind them over rows made at random, in reach only, never of too few."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone
from openpyxl import load_workbook

from common.access import ANONYMOUS, Reader
from common.errors import Invalid, LinliError, NotAllowed, NotFound
from exchange.models import Need, Order, Rating
from exchange.statistics import (
    INDICATORS,
    ask,
    cell_rows,
    csv_bytes,
    indicator_sheet,
    indicators,
    needs_and_supply,
    supply_sheet,
    xlsx_bytes,
)
from exchange.statistics.counting import count
from exchange.statistics.files import Sheet, defused
from exchange.statistics.groups import BY
from exchange.statistics.indicators import passes
from exchange.statistics.medians import WholeHours, median
from exchange.statistics.supply import PASS
from organisations.models import Unit
from organisations.selectors import reader_for
from tests.factories.statistics import PERIOD, CountedCounty
from tests.worlds import world

made_once = world(CountedCounty)


@pytest.fixture
def counted(made_once: CountedCounty) -> CountedCounty:
    return made_once


FILTERS = [
    ("dispatcher", None, None),
    ("dispatcher", "town", None),
    ("dispatcher", "station", "repairs"),
    ("dispatcher", None, "maths"),
    ("town_dispatcher", None, None),
    ("director", None, "lessons"),
]


def asked_by(county: CountedCounty, who: str, unit: str | None, category: str | None) -> tuple[dict[str, str], Reader]:
    params = dict(PERIOD)
    if unit:
        params["unit"] = getattr(county, unit).code
    if category:
        params["category"] = getattr(county, category).code
    return params, reader_for(getattr(county, who))


@pytest.mark.parametrize(("who", "unit", "category"), FILTERS)
def test_each_cell_is_as_long_as_the_list_behind_it(
    counted: CountedCounty, who: str, unit: str | None, category: str | None
) -> None:
    params, reader = asked_by(counted, who, unit, category)
    table = needs_and_supply(ask(params, reader))
    assert table.cells
    for cell in table.cells.values():
        for measure in ("needs", "served", "unmet", "teams"):
            assert cell_rows(cell.params(measure), reader).count() == getattr(cell, measure), cell
        assert cell.needs == cell.served + cell.unmet


@pytest.mark.parametrize(("who", "unit", "category"), FILTERS)
def test_the_cells_together_are_all_that_was_asked_for(
    counted: CountedCounty, who: str, unit: str | None, category: str | None
) -> None:
    params, reader = asked_by(counted, who, unit, category)
    table = needs_and_supply(ask(params, reader))
    assert sum(cell.needs for cell in table.cells.values()) == cell_rows({**params, "measure": "needs"}, reader).count()


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize(("who", "unit", "category"), FILTERS[::2])
def test_each_indicator_is_as_long_as_the_lists_behind_it(
    counted: CountedCounty, who: str, unit: str | None, category: str | None, by: str
) -> None:
    params, reader = asked_by(counted, who, unit, category)
    report = indicators(ask(params, reader), by)
    assert report.values
    for value in report.values.values():
        assert cell_rows(value.params(of=True), reader).count() == value.of
        if value.count is not None:
            assert cell_rows(value.params(), reader).count() == value.count


def test_times_are_the_medians_of_whole_calendar_hours(counted: CountedCounty) -> None:
    reader = reader_for(counted.dispatcher)
    report = indicators(ask(PERIOD, reader))
    for name, begins, ends in (
        ("screening", "submitted_at", "screened_at"),
        ("dispatch", "need__screened_at", "dispatched_at"),
        ("answer", "dispatched_at", "accepted_at"),
    ):
        value = report.values[None, name]
        rows = cell_rows(value.params(), reader).values_list(begins, ends)
        hours = sorted((end - begin) // dt.timedelta(hours=1) for begin, end in rows)
        middle = (hours[(len(hours) - 1) // 2] + hours[len(hours) // 2]) / 2
        assert (value.of, value.median) == (len(hours), middle)


@pytest.mark.parametrize(
    ("counts", "middle"),
    [([], None), ([(5, 1)], 5.0), ([(1, 1), (4, 1)], 2.5), ([(9, 1), (2, 3)], 2.0), ([(2, 2), (9, 2)], 5.5)],
)
def test_median(counts: list[tuple[int, int]], middle: float | None) -> None:
    assert median(counts) == middle


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [
        ("09:00:00", "10:00:00", 1),
        ("09:00:00.5", "10:00:00", 0),
        ("09:00:00.5", "10:00:00.5", 1),
        ("09:00:00.000002", "11:00:00.000001", 1),
        ("09:00:00", "09:59:59.999999", 0),
    ],
)
def test_whole_hours_are_exact_to_the_last_part_of_a_second(
    counted: CountedCounty, begins: str, ends: str, hours: int
) -> None:
    need = Need.objects.filter(screened_at__isnull=False)[:1].get()
    moments = [dt.datetime.fromisoformat(f"2026-02-01T{at}").replace(tzinfo=dt.UTC) for at in (begins, ends)]
    Need.objects.filter(pk=need.pk).update(submitted_at=moments[0], screened_at=moments[1])
    found = Need.objects.annotate(hours=WholeHours(F("screened_at"), F("submitted_at"))).get(pk=need.pk)
    assert found.hours == hours


def test_who_says_nothing_is_not_satisfied(counted: CountedCounty) -> None:
    Rating.objects.all().delete()
    Order.objects.filter(state="rated").update(state="unrated")
    values = indicators(ask(PERIOD, reader_for(counted.dispatcher))).values
    assert (values[None, "rated"].share, values[None, "satisfied"].share) == (0.0, None)
    assert values[None, "satisfied"].of == 0


def test_what_is_open_to_rating_counts_for_neither(counted: CountedCounty) -> None:
    reader = reader_for(counted.dispatcher)
    before = indicators(ask(PERIOD, reader)).values[None, "rated"].of
    assert before == Order.objects.filter(
        state__in=["rated", "unrated"], pk__in=cell_rows({**PERIOD, "measure": "over"}, reader)
    ).count()  # fmt: skip
    assert Order.objects.filter(state="done").exists()


@pytest.mark.parametrize(("of", "few"), [(0, True), (2, True), (3, False)])
def test_too_few_are_not_a_share(counted: CountedCounty, of: int, few: bool) -> None:
    Order.objects.exclude(pk__in=Order.objects.filter(state="rated")[:of]).update(done_at=None)
    params = {"from": "2026-01-01", "to": "2026-12-31"}
    value = indicators(ask(params, reader_for(counted.dispatcher))).values[None, "satisfied"]
    assert (value.of, value.too_few, value.share is None) == (of, few, few)


# --- reach --------------------------------------------------------------------------------------


def test_a_town_sees_its_own_and_nothing_of_another(counted: CountedCounty) -> None:
    reader = reader_for(counted.town_dispatcher)
    table = needs_and_supply(ask(PERIOD, reader))
    assert [town.name for town in table.towns] == [counted.town.name]
    for rows in (cell_rows({**PERIOD, "measure": "needs"}, reader), cell_rows({**PERIOD, "measure": "done"}, reader)):
        assert rows.exists()
        paths = {row.unit.path for row in rows.select_related("unit")}
        assert all(path.startswith(counted.town.path) for path in paths)


@pytest.mark.parametrize("unit", ["centre", "other_town", "other_station"])
def test_a_unit_out_of_reach_is_as_one_that_is_not_there(counted: CountedCounty, unit: str) -> None:
    reader = reader_for(counted.town_dispatcher)
    said = []
    for code in (getattr(counted, unit).code, "nothere"):
        with pytest.raises(NotFound) as refused:
            ask({"unit": code}, reader)
        said.append((refused.value.code, str(refused.value)))
    assert said[0] == said[1]
    with pytest.raises(NotFound):
        cell_rows({**PERIOD, "measure": "needs", "town": counted.other_town.code}, reader)


@pytest.mark.parametrize("who", ["resident", "captain"])
def test_statistics_are_for_staff(counted: CountedCounty, who: str) -> None:
    person = counted.team.captain if who == "captain" else counted.resident
    for reader in (reader_for(person), ANONYMOUS):
        with pytest.raises(NotAllowed):
            ask({}, reader)


@pytest.mark.parametrize(
    ("params", "error", "field"),
    [
        ({"from": "gestern"}, Invalid, "from"),
        ({"from": "2026-02-02", "to": "2026-02-01"}, Invalid, "to"),
        ({"category": "nothere"}, NotFound, "category"),
        ({"measure": "people"}, NotFound, None),
        ({"measure": "needs", "kind": "nothere"}, NotFound, None),
        ({"measure": "needs", "month": "13"}, Invalid, "month"),
    ],
)
def test_a_wrong_filter_says_where(
    counted: CountedCounty, params: dict[str, str], error: type[LinliError], field: str | None
) -> None:
    with pytest.raises(error) as refused:
        cell_rows(params, reader_for(counted.dispatcher))
    assert refused.value.field == field


def test_a_grouping_that_is_none_is_refused(counted: CountedCounty) -> None:
    with pytest.raises(Invalid):
        indicators(ask({}, reader_for(counted.dispatcher)), "person")


# --- cost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 3])
def test_numbers_cost_the_same_for_any_size(counted: CountedCounty, django_assert_num_queries: Any, many: int) -> None:
    for number in range(many):
        Unit.objects.get(pk=counted.centre.pk).add_child(
            name=f"镇{number}", kind="institute", level=counted.town.level, code=f"x{number}"
        )
    asked = ask(PERIOD, reader_for(counted.dispatcher))
    with django_assert_num_queries(1):
        assert len(needs_and_supply(asked).towns) >= 2 + many
    for by, queries in (("", 1), ("month", 1), ("town", 1), ("kind", 1), ("team", 2)):
        with django_assert_num_queries(queries):
            indicators(asked, by)
    apart = needs_and_supply(asked), indicators(asked, "town")
    with django_assert_num_queries(1):
        together = count(asked, [PASS, *passes("town")])
        assert (needs_and_supply(asked, together), indicators(asked, "town", together)) == apart


# --- files --------------------------------------------------------------------------------------


def test_csv_opens_with_chinese_and_its_filter(counted: CountedCounty) -> None:
    table = needs_and_supply(ask({**PERIOD, "unit": counted.town.code}, reader_for(counted.dispatcher)))
    content = csv_bytes(supply_sheet(table))
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert lines[0] == ["供需对照"]
    assert ["单位", counted.town.name] in lines[:6]
    assert ["时间", "2026-01-20 至 2026-03-20"] in lines[:6]
    head = lines.index(["类别", "范围", "提出需求", "已服务", "未满足", "服务队伍"])
    total = next(line for line in lines if line[:1] == ["合计"])
    assert int(total[2]) == sum(int(line[2]) for line in lines[head + 1 : lines.index(total)])
    assert any(line and line[0] == "'=课业" for line in lines)


def test_excel_holds_numbers_and_no_formula(counted: CountedCounty) -> None:
    report = indicators(ask(PERIOD, reader_for(counted.dispatcher)), "kind")
    page = load_workbook(io.BytesIO(xlsx_bytes(indicator_sheet(report)))).active
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert not any(cell.data_type == "f" for row in page.iter_rows() for cell in row)
    assert any(isinstance(value, int) for row in rows for value in row)
    assert {str(indicator.definition) for indicator in INDICATORS} <= {row[1] for row in rows}
    assert any("%" in str(value) for row in rows for value in row)


def test_too_few_is_written_in_words(counted: CountedCounty) -> None:
    Order.objects.update(done_at=None)
    sheet = indicator_sheet(indicators(ask(PERIOD, reader_for(counted.dispatcher))))
    assert "太少" in "".join(str(cell) for row in sheet.rows for cell in row)


@pytest.mark.parametrize(
    ("cell", "written"),
    [("=1+1", "'=1+1"), ("+86", "'+86"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), (-1, -1), ("好", "好")],
)
def test_no_cell_is_a_formula(cell: Any, written: Any) -> None:
    assert defused(cell) == written
    lines = csv_bytes(Sheet("t", [], ["h"], [[cell]], [])).decode("utf-8-sig")
    assert str(written) in lines


def test_the_default_period_is_this_year(counted: CountedCounty) -> None:
    asked = ask({}, reader_for(counted.dispatcher))
    today = timezone.localdate()
    assert (asked.first, asked.last) == (today.replace(month=1, day=1), today)
    assert ask(asked.params, asked.reader) == asked
