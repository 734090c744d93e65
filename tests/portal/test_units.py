"""The units of a county as branches: who stands below whom, by sort, at the same cost however many."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from cms.models import HomePage, UnitPage
from organisations.enums import UnitKind
from organisations.models import Unit
from portal.selectors import pages_of_my_unit, public_page, scope_of, unit_branches, unit_groups
from tests.factories import cms as make


class Tree:
    """A home page, and unit pages below each other as the units are."""

    def __init__(self) -> None:
        self.centre = make.unit("中心", short_name="全市")
        self.home: HomePage = make.home(self.centre)

    def place(self, name: str, below: UnitPage | None = None, **values: Any) -> UnitPage:
        values.setdefault("kind", UnitKind.INSTITUTE)
        live = values.pop("live", True)
        above = below.unit if below is not None else self.centre
        unit = make.unit(name, below=Unit.objects.get(pk=above.pk), **values)
        parent = UnitPage.objects.get(pk=below.pk) if below is not None else HomePage.objects.get(pk=self.home.pk)
        return make.unit_page(parent, unit, live=live)


@pytest.fixture
def tree(db: None) -> Tree:
    return Tree()


def shape() -> list[tuple[str, list[str]]]:
    return [(branch.page.title, [page.title for page in branch.below]) for branch in unit_branches()]


def test_no_unit_is_no_branch(tree: Tree) -> None:
    assert unit_branches() == []
    assert unit_groups() == []


def test_a_single_unit_is_a_branch_without_anything_below(tree: Tree) -> None:
    tree.place("杨舍所")
    assert shape() == [("杨舍所", [])]


def test_units_side_by_side_are_branches(tree: Tree) -> None:
    yangshe, tangqiao = tree.place("杨舍所"), tree.place("塘桥所")
    tree.place("百家桥站", yangshe)
    tree.place("善港站", yangshe)
    tree.place("金桥站", tangqiao)
    assert shape() == [("杨舍所", ["百家桥站", "善港站"]), ("塘桥所", ["金桥站"])]


def test_the_page_that_all_stand_below_is_no_branch(tree: Tree) -> None:
    centre = tree.place("指导中心", kind=UnitKind.CENTRE)
    yangshe = tree.place("杨舍所", centre)
    tree.place("百家桥站", yangshe)
    tree.place("塘桥所", centre)
    assert shape() == [("杨舍所", ["百家桥站"]), ("塘桥所", [])]


def test_an_organisation_beside_the_centre_does_not_flatten_the_county(tree: Tree) -> None:
    """Whoever asks residents afterwards belongs to nobody below the centre, and is no place to live in."""
    centre = tree.place("指导中心", kind=UnitKind.CENTRE)
    tree.place("百家桥站", tree.place("杨舍所", centre))
    tree.place("塘桥所", centre)
    tree.place("社情调查中心", kind=UnitKind.ASSESSOR)
    assert shape() == [("杨舍所", ["百家桥站"]), ("塘桥所", []), ("社情调查中心", [])]
    named = [[branch.page.title for branch in group.branches] for group in unit_groups()]
    assert named == [["杨舍所", "塘桥所"], ["社情调查中心"]]


def test_a_centre_that_nothing_stands_below_is_a_branch(tree: Tree) -> None:
    tree.place("指导中心", kind=UnitKind.CENTRE)
    tree.place("杨舍所")
    assert shape() == [("指导中心", []), ("杨舍所", [])]


def test_a_station_never_stands_below_a_neighbour_of_its_town(tree: Tree) -> None:
    """The page of its own town is not public: it stands alone, not below the town before."""
    tree.place("杨舍所")
    hidden = tree.place("塘桥所", live=False)
    tree.place("金桥站", hidden)
    tree.place("银桥站", hidden)
    assert shape() == [("杨舍所", []), ("金桥站", []), ("银桥站", [])]


def test_what_is_not_public_is_in_no_list(tree: Tree, client: Client) -> None:
    tree.place("杨舍所", tree.place("指导中心", kind=UnitKind.CENTRE))
    tree.place("还没公开的所", live=False)
    page = client.get("/units/").content.decode()
    assert "杨舍所" in page
    assert "还没公开的所" not in page


GROUPS = [
    ("zh-hans", [("镇和街道", ["杨舍所"]), ("分中心", ["教育分中心"]), ("部门和队伍", ["卫健委"])]),
    (
        "en",
        [("Towns and streets", ["杨舍所"]), ("Branch centres", ["教育分中心"]), ("Departments and teams", ["卫健委"])],
    ),
]


@pytest.mark.parametrize(("language", "groups"), GROUPS)
def test_places_fields_and_departments_stand_apart(tree: Tree, language: str, groups: list[Any]) -> None:
    tree.place("卫健委", kind=UnitKind.DEPARTMENT)
    tree.place("教育分中心", kind=UnitKind.BRANCH)
    tree.place("杨舍所")
    with translation.override(language):
        found = unit_groups()
        labels = [group.label for group in found]
    assert [[branch.page.title for branch in group.branches] for group in found] == [names for _l, names in groups]
    assert all(label.isascii() for label in labels) is (language == "en")
    assert len(set(labels)) == 3


def test_a_sort_without_units_is_not_named(tree: Tree) -> None:
    tree.place("杨舍所")
    tree.place("塘桥所")
    assert len(unit_groups()) == 1


@pytest.mark.parametrize("many", [1, 3])
def test_branches_cost_one_query(tree: Tree, many: int, django_assert_num_queries: Any) -> None:
    tree.place("没有站的所")
    for number in range(many):
        tree.place(f"第{number}站", tree.place(f"第{number}所"))
    with django_assert_num_queries(1):
        found = unit_branches()
        assert [str(branch.page.unit.level) for branch in found]
    assert sum(1 + len(branch.below) for branch in found) == 1 + 2 * many


def test_a_visitor_reads_each_town_with_its_villages_and_can_open_them(tree: Tree, client: Client) -> None:
    yangshe = tree.place("杨舍所")
    station = tree.place("百家桥站", yangshe)
    tree.place("塘桥所")
    soup = BeautifulSoup(client.get("/units/").content.decode(), "html.parser")
    links = {link.get_text(strip=True): link["href"] for link in soup.select("main a")}
    assert links["百家桥站"] == station.get_url()
    assert links["杨舍所"] == yangshe.get_url()


# --- for which unit ------------------------------------------------------------------------------


def asked(code: str = "") -> HttpRequest:
    request = RequestFactory().get("/")
    request.COOKIES["my_unit"] = code
    return request


def test_without_a_choice_it_is_the_whole_county(tree: Tree, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        found = scope_of(asked())
    assert (found.unit, found.url) == (None, "")


def test_a_chosen_unit_leads_to_its_page_and_is_read_once(tree: Tree, django_assert_num_queries: Any) -> None:
    page = tree.place("杨舍所")
    request = asked(page.unit.code)
    assert (scope_of(request).unit, scope_of(request).url) == (page.unit, page.get_url())
    with django_assert_num_queries(0):
        scope_of(request)


@pytest.mark.parametrize(("from_now", "holds"), [(-1, False), (0, True), (1, True)])
def test_a_unit_that_has_ended_is_no_choice(tree: Tree, from_now: int, holds: bool) -> None:
    page = tree.place("杨舍所")
    end = timezone.localdate() + timezone.timedelta(days=from_now)
    Unit.objects.filter(pk=page.unit_id).update(valid_to=end)
    assert (scope_of(asked(page.unit.code)).unit is not None) is holds


def test_a_unit_without_a_public_page_is_chosen_all_the_same(tree: Tree) -> None:
    page = tree.place("杨舍所", live=False)
    found = scope_of(asked(page.unit.code))
    assert (found.unit, found.url) == (page.unit, "")


def test_the_latest_of_the_unit_and_of_those_below_it(tree: Tree) -> None:
    yangshe, tangqiao = tree.place("杨舍所"), tree.place("塘桥所")
    station = tree.place("百家桥站", yangshe)
    make.news(UnitPage.objects.get(pk=yangshe.pk), title="镇里的", days_ago=3)
    make.news(UnitPage.objects.get(pk=station.pk), title="村里的", days_ago=1)
    make.news(UnitPage.objects.get(pk=station.pk), title="没公开的", live=False)
    make.news(UnitPage.objects.get(pk=tangqiao.pk), title="别镇的", days_ago=2)
    request = asked(yangshe.unit.code)
    assert [page.title for page in pages_of_my_unit(request)] == ["村里的", "镇里的"]
    assert [page.title for page in pages_of_my_unit(request, most=1)] == ["村里的"]
    assert pages_of_my_unit(asked()) == []


def test_only_a_public_page_is_given_and_in_its_own_type(tree: Tree) -> None:
    place = tree.place("杨舍所")
    public = make.news(UnitPage.objects.get(pk=place.pk), title="公开的")
    draft = make.news(UnitPage.objects.get(pk=place.pk), title="草稿", live=False)
    found = public_page(public.pk)
    assert (type(found), found) == (type(public), public)
    assert (public_page(draft.pk), public_page(987654)) == (None, None)
