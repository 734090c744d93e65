"""A question within bounds: what no row can have is left out before any database or cache is asked for it."""

from typing import Any

import pytest
from django.http import QueryDict

from common.access import ANONYMOUS
from search.params import query_from
from search.query import MAX_TEXT, SORTS, Query
from search.services import find
from tests.factories.search import County


@pytest.mark.parametrize(
    ("years", "kept"),
    [
        ((), ()),
        (("2026",), ("2026",)),
        ((2026,), ("2026",)),
        (("2026", "2019"), ("2026", "2019")),
        (("abc",), ()),
        (("",), ()),
        (("0000", "1", "20261", "-2026", "2026.0", "２０２６", "٢٠٢٦", "2026\n", " 2026"), ()),
        (("abc", "2026"), ("2026",)),
    ],
)
def test_a_year_is_four_figures(years: Any, kept: tuple[str, ...]) -> None:
    assert Query(years=years).cleaned().years == kept


@pytest.mark.parametrize("field", ["kinds", "units", "topics", "states"])
def test_a_zero_byte_is_in_no_choice(field: str) -> None:
    asked = Query(**{field: ("a\x00", "\x00", "b", "村 里")})  # type: ignore[arg-type]
    assert getattr(asked.cleaned(), field) == ("b", "村 里")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [("  家书 \n", "家书"), ("家\x00书", "家 书"), ("\x00", ""), ("长" * 121, "长" * MAX_TEXT), ("　", "")],
)
def test_words_are_trimmed_and_cut(text: str, cleaned: str) -> None:
    assert Query(text).cleaned().text == cleaned


def test_cleaning_twice_is_cleaning_once_and_a_good_question_stays() -> None:
    good = Query("点单", ("unit",), ("u1",), ("theory",), ("2026",), "oldest", 2, 20, ("live",))
    assert good.cleaned() == good
    for bad in (Query("a" * 500, years=("x",), page=-1, size=0), Query(units=("\x00",), sort="x")):  # type: ignore[arg-type]
        assert bad.cleaned().cleaned() == bad.cleaned()


@pytest.mark.parametrize("sort", SORTS)
def test_known_orders_stay(sort: Any) -> None:
    assert Query(sort=sort).cleaned().sort == sort


STRANGE = ["year=abc", "year=%00", "unit=a%00", "topic=a%00", "kind=%00", "state=%00", "year=99999"]


@pytest.mark.parametrize("chosen", STRANGE)
def test_the_database_answers_a_choice_that_no_row_can_have(county: County, chosen: str) -> None:
    """Without an index the choice becomes a condition: PostgreSQL refuses zero bytes, and words are no years."""
    county.page("点单进村", "点单")
    result = find(query_from(QueryDict(f"q=点单&{chosen}")), ANONYMOUS)
    assert ([hit.title for hit in result.hits], result.degraded) == (["点单进村"], True)


@pytest.mark.parametrize("chosen", STRANGE)
def test_the_index_answers_a_choice_that_no_row_can_have(library: County, chosen: str) -> None:
    result = find(query_from(QueryDict(f"q=点单&{chosen}")), ANONYMOUS)
    assert (result.total, result.degraded) == (3, False)
