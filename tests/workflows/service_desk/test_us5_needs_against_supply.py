"""US5: see need against supply. Each number is as long as the list that it leads to, and the file opens in Chinese."""

import csv
import io
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from exchange.models import Order
from organisations.enums import Role
from organisations.models import Unit
from tests.factories.organisations import PostFactory
from tests.factories.statistics import PERIOD, CountedCounty
from tests.worlds import world
from workflows.service_desk.numbers import Cell, Figure

PAGE = "/admin/needs/statistics/"

counted = world(CountedCounty)
SignIn = Callable[[Any], Client]


class Links(HTMLParser):
    """The numbers in every link of a page that leads to a list behind a number: address and number."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[tuple[str, int]] = set()
        self.open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") or ""
        self.open = address if tag == "a" and "measure=" in address else ""

    def handle_data(self, data: str) -> None:
        if self.open:
            self.found.add((self.open, int("".join(filter(str.isdecimal, data)))))

    def handle_endtag(self, tag: str) -> None:
        self.open = ""


def figures(page: Any) -> list[Figure]:
    """Every number of a page."""
    cells: list[Cell] = [each for line in page["supply"].lines for each in (line.sum, *line.cells)]
    told = [*page["totals"], *(one for _name, row in page["groups"] for one in row)]
    found = [figure for cell in cells for figure in (cell.needs, cell.unmet, cell.served, cell.teams)]
    found += [figure for one in told for figure in (one.of, one.hit)]
    return [figure for figure in found if figure]


def test_us5_category_by_town_with_needs_supply_and_what_is_unmet(counted: CountedCounty, sign_in: SignIn) -> None:
    page = sign_in(counted.director).get(PAGE, PERIOD).context
    supply = page["supply"]
    assert [name for name, _url in supply.towns] == ["市文明实践中心", "杨舍镇实践所", "凤凰镇实践所"]
    assert [line.name for line in supply.lines] == ["上门维修", "=课业", "未分类", ""]
    for line in supply.lines[:-1]:
        assert sum(cell.needs.many for cell in line.cells) == line.sum.needs.many
        assert all(cell.needs.many == cell.served.many + cell.unmet.many for cell in line.cells)
    whole = supply.lines[-1].sum
    assert whole.needs.many == sum(line.sum.needs.many for line in supply.lines[:-1]) > whole.unmet.many > 0
    # The team for lessons serves in the other town alone, as it chose, and the rest where their units are.
    assert any(cell.teams.many for line in supply.lines[:2] for cell in line.cells)


@pytest.mark.parametrize(
    ("who", "unit", "category", "by"),
    [
        ("director", "", "", "town"),
        ("director", "town", "lessons", "month"),
        ("town_dispatcher", "", "repairs", "kind"),
    ],
)
def test_us5_each_number_leads_to_a_list_of_as_many_rows(
    counted: CountedCounty, sign_in: SignIn, who: str, unit: str, category: str, by: str
) -> None:
    asked = {**PERIOD, "by": by}
    asked |= {name: getattr(counted, which).code for name, which in (("unit", unit), ("category", category)) if which}
    client = sign_in(getattr(counted, who))
    answer = client.get(PAGE, asked)
    shown = figures(answer.context)
    assert len({figure.url for figure in shown if figure.many}) > 10
    for url, many in {figure.url: figure.many for figure in shown}.items():
        assert client.get(url).context["total"] == many, url
    # What is read on the page is what was counted.
    counts, read = {(figure.url, figure.many) for figure in shown}, Links(answer.content.decode()).found
    assert read <= counts
    # What was served is written out for whole categories alone.
    assert counts - read <= {pair for pair in counts if "measure=served" in pair[0]}


def test_us5_the_file_opens_with_chinese_and_says_its_filter(counted: CountedCounty, sign_in: SignIn) -> None:
    client = sign_in(counted.director)
    asked = {**PERIOD, "unit": counted.town.code, "table": "supply", "export": "csv"}
    answer = client.get(PAGE, asked)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0] == ["供需对照"]
    assert ["时间", "2026-01-20 至 2026-03-20"] in lines
    assert ["单位", "杨舍镇实践所"] in lines
    page = client.get(PAGE, {**PERIOD, "unit": counted.town.code}).context
    whole = page["supply"].lines[-1].sum
    assert [str(whole.needs.many), str(whole.served.many), str(whole.unmet.many)] == next(
        line[2:5] for line in lines if line[:1] == ["合计"]
    )


@pytest.mark.parametrize("by", ["town", "kind", "month"])
def test_the_indicators_as_a_file_are_those_of_the_page(counted: CountedCounty, sign_in: SignIn, by: str) -> None:
    client = sign_in(counted.director)
    page = client.get(PAGE, {**PERIOD, "by": by}).context
    answer = client.get(PAGE, {**PERIOD, "by": by, "table": "indicators", "export": "xlsx"})
    rows = [list(row) for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)]
    for name, told in [*page["groups"], ("全部", page["totals"])]:
        row = next(row for row in rows if str(row[0]).removeprefix("'") == name)
        assert row[1 : 1 + 2 * len(told)] == [part for one in told for part in (one.words, one.of.many)]
    definitions = {str(one.indicator.definition) for one in page["totals"]}
    assert definitions <= {str(cell) for row in rows for cell in row}


def test_each_indicator_stands_with_its_definition_and_too_few_are_in_words(
    counted: CountedCounty, sign_in: SignIn
) -> None:
    client = sign_in(counted.director)
    text = client.get(PAGE, PERIOD).content.decode()
    for one in client.get(PAGE, PERIOD).context["totals"]:
        assert str(one.indicator.definition) in text
        assert f"{one.indicator.title}</dt>" in text
    Order.objects.exclude(pk__in=Order.objects.filter(state="rated")[:2]).update(done_at=None)
    few = client.get(PAGE, {"from": "2026-01-01", "to": "2026-12-31"})
    told = {one.indicator.name: one for one in few.context["totals"]}
    assert (told["satisfied"].of.many, told["satisfied"].words) == (2, "数量太少")
    assert "100.0%" not in few.content.decode()


def test_no_person_is_counted_or_put_in_order(counted: CountedCounty, sign_in: SignIn) -> None:
    page = sign_in(counted.director).get(PAGE, {**PERIOD, "by": "person"})
    assert [name for name, _row in page.context["groups"]] == ["市文明实践中心", "杨舍镇实践所", "凤凰镇实践所"]
    assert "不排名次" in page.content.decode()


# --- for whom ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "opens"),
    [(role, role in (Role.DISPATCHER, Role.DIRECTOR, Role.AUDITOR)) for role in Role],
)
def test_for_those_who_steer_or_audit_and_for_nobody_else(
    counted: CountedCounty, sign_in: SignIn, role: Role, opens: bool
) -> None:
    client = sign_in(counted.holder(role, counted.town))
    expected = 200 if opens else 404
    assert client.get(PAGE).status_code == expected
    assert client.get(f"{PAGE}rows/", {**PERIOD, "measure": "done"}).status_code == expected
    assert client.get("/admin/needs/", {**PERIOD, "measure": "needs"}).status_code == expected
    assert (PAGE in client.get("/admin/").content.decode()) is opens


def test_a_town_sees_itself_alone(counted: CountedCounty, sign_in: SignIn) -> None:
    client = sign_in(counted.town_dispatcher)
    page = client.get(PAGE, PERIOD)
    assert [name for name, _url in page.context["supply"].towns] == ["杨舍镇实践所"]
    assert "凤凰镇实践所" not in page.content.decode()
    assert "恬庄站" not in page.content.decode()
    refused = client.get(PAGE, {**PERIOD, "unit": counted.other_town.code})
    assert refused.status_code == 422
    assert "没有这个单位" in refused.content.decode()


def test_who_helps_elsewhere_sees_the_numbers_of_the_own_unit_alone(counted: CountedCounty, sign_in: SignIn) -> None:
    both = counted.holder(Role.AUDITOR, counted.town)
    PostFactory(person=both, role=Role.HELPER, unit=counted.other_town)
    client = sign_in(both)
    assert [name for name, _url in client.get(PAGE, PERIOD).context["supply"].towns] == ["杨舍镇实践所"]
    for address in ("/admin/needs/", f"{PAGE}rows/"):
        asked = {**PERIOD, "measure": "needs", "town": counted.other_town.code}
        assert client.get(address, asked).status_code == 404
    assert client.get("/admin/needs/", {"unit": counted.other_town.code}).context["total"] > 0


# --- the filter -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"from": "gestern"}, "2026-05-01"),
        ({"from": "2026-02-02", "to": "2026-02-01"}, "结束"),
        ({"unit": "nothere"}, "没有这个单位"),
        ({"category": "nothere"}, "没有这个类别"),
        ({"from": "2001-01-01"}, "最多十年"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    counted: CountedCounty, sign_in: SignIn, typed: dict[str, str], said: str
) -> None:
    answer = sign_in(counted.director).get(PAGE, {"by": "month", **typed})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert f'href="#count_{list(typed)[-1]}"' in text
    assert all(f'value="{value}"' in text for name, value in typed.items() if name in ("from", "to"))
    assert '<option value="month" selected>' in text


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("/admin/needs/", {"measure": "people"}),
        ("/admin/needs/", {"measure": "done"}),
        ("/admin/needs/", {"measure": "needs", "kind": "nothere"}),
        ("/admin/needs/", {"measure": "needs", "from": "gestern"}),
        (f"{PAGE}rows/", {}),
        (f"{PAGE}rows/", {"measure": "needs"}),
        (f"{PAGE}rows/", {"measure": "teams", "town": "nothere"}),
        (f"{PAGE}rows/", {"measure": "done", "month": "13"}),
    ],
)
def test_an_address_of_no_number_is_not_there(
    counted: CountedCounty, sign_in: SignIn, address: str, asked: dict[str, str]
) -> None:
    assert sign_in(counted.director).get(address, asked).status_code == 404


def test_the_list_behind_a_number_says_which_and_can_be_narrowed(counted: CountedCounty, sign_in: SignIn) -> None:
    client = sign_in(counted.director)
    asked = {**PERIOD, "measure": "unmet", "town": counted.town.code}
    whole = client.get("/admin/needs/", asked)
    text = whole.content.decode()
    assert "统计为：未满足" in text
    assert "范围：杨舍镇实践所" in text
    assert f'<input type="hidden" name="town" value="{counted.town.code}">' in text
    part = client.get("/admin/needs/", {**asked, "state": "submitted"}).context
    assert 0 < part["total"] < whole.context["total"]
    assert {row[0].state for row in part["rows"]} == {"submitted"}
    file = client.get("/admin/needs/", {**asked, "export": "csv"}).content.decode("utf-8-sig")
    assert "统计为：未满足" in file
    assert len(list(csv.reader(io.StringIO(file)))) == whole.context["total"] + 4


# --- cost -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize(
    ("address", "asked", "queries"),
    [
        (PAGE, {}, 12),
        (PAGE, {"by": "month"}, 12),
        (f"{PAGE}rows/", {"measure": "done"}, 12),
        (f"{PAGE}rows/", {"measure": "teams"}, 12),
        ("/admin/needs/", {"measure": "needs"}, 12),
    ],
)
def test_as_many_queries_for_three_towns_as_for_one(
    counted: CountedCounty,
    sign_in: SignIn,
    django_assert_num_queries: Any,
    address: str,
    asked: dict[str, str],
    queries: int,
    many: int,
) -> None:
    for number in range(many):
        Unit.objects.get(pk=counted.centre.pk).add_child(
            name=f"镇{number}", kind="institute", level=counted.town.level, code=f"x{number}"
        )
    client = sign_in(counted.director)
    whole = {**PERIOD, "unit": counted.centre.code, "category": counted.repairs.code, **asked}
    client.get(address, whole)
    with django_assert_num_queries(queries):
        assert client.get(address, whole).status_code == 200
