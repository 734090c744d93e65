"""Numbers of issues by series and year, whatever happens to the issues: no gap, no number twice, none changed."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from cms.models import BriefingCounter, BriefingPage
from cms.services.numbering import briefing_number_give, numbering_year
from tests.cms.conftest import County
from tests.factories import cms as make
from tests.factories.workflows import ReviewCounty, approve_all, decide
from tests.worlds import world


def issue(county: County, series: Any, **values: Any) -> BriefingPage:
    return make.briefing(county.centre_page, series, live=False, **values)


def give(*pages: BriefingPage) -> list[int]:
    return [briefing_number_give(page=page) for page in pages]


@pytest.mark.parametrize(
    ("yearly", "issued_on", "year"),
    [
        (False, dt.date(2022, 3, 28), 0),
        (False, None, 0),
        (True, dt.date(2022, 3, 28), 2022),
        (True, dt.date(2026, 12, 31), 2026),
        (True, dt.date(2027, 1, 1), 2027),
        (True, None, 2026),
    ],
)
def test_the_year_that_an_issue_is_counted_in(county: County, yearly: bool, issued_on: Any, year: int) -> None:
    with time_machine.travel(dt.datetime(2026, 6, 1, 4, tzinfo=dt.UTC), tick=False):
        page = issue(county, make.series(restarts_yearly=yearly), issued_on=issued_on)
        assert numbering_year(page) == year


def test_the_year_turns_with_the_day_in_china(county: County) -> None:
    page = issue(county, make.series(restarts_yearly=True))
    with time_machine.travel(dt.datetime(2026, 12, 31, 15, 59, tzinfo=dt.UTC), tick=False):
        assert numbering_year(page) == 2026
    with time_machine.travel(dt.datetime(2026, 12, 31, 16, 1, tzinfo=dt.UTC), tick=False):
        assert numbering_year(page) == 2027


def test_an_issue_of_last_year_submitted_late_is_counted_there(county: County) -> None:
    series = make.series(restarts_yearly=True)
    days = [dt.date(2025, 12, 1), dt.date(2026, 1, 5), dt.date(2025, 12, 28)]
    pages = [issue(county, series, issued_on=day, title=str(day)) for day in days]
    assert give(*pages) == [1, 1, 2]
    counters = BriefingCounter.objects.order_by("year").values_list("year", "last")
    assert list(counters) == [(2025, 2), (2026, 1)]


def test_the_day_may_change_after_the_number_was_given_and_the_number_may_not(county: County) -> None:
    page = issue(county, make.series(restarts_yearly=True), issued_on=dt.date(2025, 12, 31))
    give(page)
    page.issued_on = dt.date(2026, 1, 1)
    page.save()
    page.refresh_from_db()
    assert (page.number, page.numbering_year, page.issued_on) == (1, 2025, dt.date(2026, 1, 1))


@pytest.mark.parametrize("typed", [[3], [1, 2, 3], [7, 3], [3, 9, 4]])
def test_the_next_number_follows_the_highest_typed(county: County, typed: list[int]) -> None:
    series = make.series()
    for number in typed:
        issue(county, series, number=number, title=f"旧{number}")
    assert give(issue(county, series)) == [max(typed) + 1]


def test_a_deleted_draft_without_a_number_leaves_no_gap(county: County) -> None:
    series = make.series()
    first, second, third = (issue(county, series, title=f"稿{n}") for n in range(3))
    give(first)
    second.delete()
    assert give(third) == [2]


def test_a_withdrawn_issue_keeps_its_number(county: County) -> None:
    series = make.series()
    page = make.briefing(county.centre_page, series)
    page.unpublish()
    assert make.briefing(county.centre_page, series, title="下一期").number == 2
    page.refresh_from_db()
    page.save_revision().publish()
    page.refresh_from_db()
    assert (page.number, page.live) == (1, True)


def test_the_database_refuses_a_number_twice(county: County) -> None:
    series = make.series()
    one, other = issue(county, series), issue(county, series, title="另一期")
    give(one)
    with pytest.raises(IntegrityError), transaction.atomic():
        BriefingPage.objects.filter(pk=other.pk).update(number=1)


@pytest.mark.parametrize("number", [0, -1, 32_768, 40_000])
def test_a_number_that_is_none_is_refused_at_its_field(county: County, number: Any) -> None:
    page = issue(county, make.series())
    page.number = number
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert "number" in refused.value.message_dict


def test_a_number_typed_is_refused_with_words_for_each_reason(county: County) -> None:
    series, other = make.series(), make.series(name="另一种简报")
    taken, given = issue(county, series, number=3), issue(county, series, title="已编号")
    give(given)
    for page, change, field in (
        (issue(county, series, title="撞号"), {"number": taken.number}, "number"),
        (given, {"number": 99}, "number"),
        (given, {"series": other, "number": given.number}, "series"),
    ):
        for name, value in change.items():
            setattr(page, name, value)
        with pytest.raises(ValidationError) as refused:
            page.clean()
        assert list(refused.value.message_dict) == [field]
        assert not refused.value.messages[0].isascii()


def test_without_a_series_there_is_no_number(county: County) -> None:
    page = BriefingPage(title="没有系列", number=3)
    page.clean()
    assert page.number == 3


@pytest.mark.parametrize("count", [1, 3])
def test_giving_a_number_costs_the_same_however_many_issues(
    county: County, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    series = make.series()
    give(*(issue(county, series, title=f"旧{n}") for n in range(count)))
    page = issue(county, series, title="新的")
    with django_assert_num_queries(8):
        give(page)


# Through the reviews


review = world(ReviewCounty)


def submitted(review: ReviewCounty, title: str, series: Any) -> BriefingPage:
    from workflows.services import content

    page = make.briefing(review.station_page, series, live=False, title=title, summary="一期", owner=review.editor)
    page.save_revision(user=review.editor)
    content.submit(page, actor=review.editor)
    page.refresh_from_db()
    return page


def test_numbers_are_given_in_the_order_of_submission_and_stay_when_returned(review: ReviewCounty) -> None:
    from workflows.enums import Decision
    from workflows.services import content

    series = make.series()
    first, second = submitted(review, "先交的", series), submitted(review, "后交的", series)
    assert (first.number, second.number) == (1, 2)
    decide(first, review.first, Decision.RETURN_TO_AUTHOR, "再改改标题。")
    approve_all(review, second)
    first.refresh_from_db()
    first.title = "改过的"
    first.save_revision(user=review.editor)
    content.submit(first, actor=review.editor)
    approve_all(review, first)
    for page, number in ((first, 1), (second, 2)):
        page.refresh_from_db()
        assert (page.number, page.live, page.issue_label) == (number, True, f"第{number}期")


def test_a_submission_that_is_refused_takes_no_number(review: ReviewCounty) -> None:
    from common.errors import LinliError
    from workflows.services import content

    series = make.series()
    page = make.briefing(review.station_page, series, live=False, title="电话13812345678", owner=review.editor)
    page.save_revision(user=review.editor)
    with pytest.raises(LinliError):
        content.submit(page, actor=review.editor)
    page.refresh_from_db()
    assert page.number is None
    assert submitted(review, "干净的", series).number == 1
