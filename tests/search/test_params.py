"""A question in an address and back: whatever is typed there makes a question within bounds."""

import pytest
from django.http import QueryDict

from search.params import FACET_FIELDS, address, only, query_from, without
from search.query import MAX_REACH, MAX_SIZE, MAX_TEXT, Query

EVERYTHING = Query("点单", ("newspage", "unit"), ("u1",), ("theory",), ("2026",), "newest", 2, 10, ("draft",))


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("", Query()),
        ("q=%20%20点单%20", Query("点单")),
        ("q=a%00b", Query("a b")),
        ("q=" + "点" * 500, Query("点" * MAX_TEXT)),
        ("page=3", Query(page=3)),
        ("page=0", Query()),
        ("page=-1", Query()),
        ("page=", Query()),
        ("page=1e3", Query()),
        ("page=٣", Query()),
        ("page=99999", Query(page=MAX_REACH // 10)),
        ("page=999999", Query()),
        ("sort=newest", Query(sort="newest")),
        ("sort=score%20desc", Query()),
        ("kind=newspage&kind=unit", Query(kinds=("newspage", "unit"))),
        ("kind=", Query(kinds=("",))),
        ("unit=a&topic=b&year=2026&state=live", Query(units=("a",), topics=("b",), years=("2026",), states=("live",))),
        ("size=1000&perm=public&tokens=x", Query()),
    ],
)
def test_an_address_asks(typed: str, asked: Query) -> None:
    assert query_from(QueryDict(typed)) == asked


def test_a_list_without_end_is_cut() -> None:
    query = query_from(QueryDict("&".join(f"unit=u{number}" for number in range(500))))
    assert len(query.units) == 50


def test_a_question_is_its_address() -> None:
    typed = address(EVERYTHING, page=EVERYTHING.page)
    assert query_from(QueryDict(typed[1:])) == EVERYTHING


def test_a_new_choice_begins_at_the_first_page() -> None:
    assert "page" not in QueryDict(address(EVERYTHING)[1:])
    for typed in (only(EVERYTHING, "kind", "unit"), without(EVERYTHING, "year", "2026")):
        assert query_from(QueryDict(typed[1:])).page == 1


def test_what_goes_without_saying_is_not_in_the_address() -> None:
    assert address(Query()) == "?"
    assert address(Query("点单", sort="relevance")) == "?q=%E7%82%B9%E5%8D%95"


def test_what_is_typed_cannot_leave_its_place_in_the_address() -> None:
    typed = address(Query("a&kind=unit#x"), sort="newest")
    assert query_from(QueryDict(typed[1:])) == Query("a&kind=unit#x", sort="newest")


@pytest.mark.parametrize("name", FACET_FIELDS)
def test_each_choice_can_be_taken_back_alone(name: str) -> None:
    field = FACET_FIELDS[name]
    value = getattr(EVERYTHING, field)[0]
    left = query_from(QueryDict(without(EVERYTHING, name, value)[1:]))
    assert value not in getattr(left, field)
    others = {other: getattr(EVERYTHING, other) for other in FACET_FIELDS.values() if other != field}
    assert {other: getattr(left, other) for other in others} == others


@pytest.mark.parametrize(("value", "kept"), [("unit", ("unit",)), (None, ())])
def test_one_value_of_a_facet_takes_the_place_of_all(value: str | None, kept: tuple[str, ...]) -> None:
    assert query_from(QueryDict(only(EVERYTHING, "kind", value)[1:])).kinds == kept


@pytest.mark.parametrize(
    ("size", "page", "cleaned"),
    [
        (10, 1, (10, 1)),
        (0, 0, (1, 1)),
        (-5, 4, (1, 4)),
        (10_000, 2, (MAX_SIZE, 2)),
        (50, 10**9, (50, MAX_REACH // 50)),
        (7, 10**9, (7, MAX_REACH // 7)),
    ],
)
def test_sizes_and_pages_are_brought_within_bounds(size: int, page: int, cleaned: tuple[int, int]) -> None:
    asked = Query(size=size, page=page).cleaned()
    assert (asked.size, asked.page) == cleaned
    assert asked.size * asked.page <= MAX_REACH


def test_only_facets_with_a_choice_are_asked_for() -> None:
    assert Query("点单").chosen == {}
    assert Query(years=(2026,)).chosen == {"year": ("2026",)}  # type: ignore[arg-type]
    assert set(EVERYTHING.chosen) == set(FACET_FIELDS)
