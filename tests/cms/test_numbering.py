"""Issue numbers: in order, without gaps, never twice."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from cms.models import BriefingCounter, BriefingPage
from cms.services.numbering import briefing_number_give
from tests.cms.conftest import County
from tests.factories import cms as make


def draft(county: County, series: object, **values: object) -> BriefingPage:
    return make.briefing(county.centre_page, series, live=False, **values)


def test_drafts_have_no_number_until_they_are_submitted(county: County) -> None:
    series = make.series()
    pages = [draft(county, series) for _ in range(3)]
    assert [page.number for page in pages] == [None, None, None]
    assert [briefing_number_give(page=page) for page in reversed(pages)] == [1, 2, 3]


def test_giving_twice_gives_once(county: County) -> None:
    page = draft(county, make.series())
    assert [briefing_number_give(page=page), briefing_number_give(page=page)] == [1, 1]
    assert BriefingCounter.objects.get().last == 1


def test_number_stands_in_the_revision_that_is_reviewed(county: County) -> None:
    page = draft(county, make.series())
    revision = page.save_revision()
    briefing_number_give(page=page)
    revision.refresh_from_db()
    assert revision.content["number"] == 1
    revision.publish()
    page.refresh_from_db()
    assert (page.live, page.number, page.issue_label) == (True, 1, "第1期")


def test_live_issue_made_by_program_gets_the_next_number(county: County) -> None:
    series = make.series()
    assert [make.briefing(county.centre_page, series).number for _ in range(3)] == [1, 2, 3]


def test_typed_number_is_kept_and_the_next_follows_it(county: County) -> None:
    series = make.series()
    old = make.briefing(county.centre_page, series, number=10)
    assert (old.number, make.briefing(county.centre_page, series).number) == (10, 11)


def test_taken_number_is_refused_at_the_field(county: County) -> None:
    series = make.series()
    make.briefing(county.centre_page, series, number=3)
    with pytest.raises(ValidationError) as refused:
        make.briefing(county.centre_page, series, number=3)
    assert refused.value.message_dict["number"] == ["这个期号已经用了。留空就是下一期。"]


def test_given_number_never_changes(county: County) -> None:
    page = make.briefing(county.centre_page, make.series())
    page.number = 7
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert refused.value.message_dict["number"] == ["这一期就是第1期，期号不再改。"]
    page.save(clean=False)
    assert BriefingPage.objects.get(pk=page.pk).number == 1


def test_numbered_issue_stays_in_its_series(county: County) -> None:
    page = make.briefing(county.centre_page, make.series())
    page.series = make.series(name="另一种简报")
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert list(refused.value.message_dict) == ["series"]


def test_older_revision_does_not_take_the_number_away(county: County) -> None:
    page = draft(county, make.series())
    revision = page.save_revision()
    briefing_number_give(page=page)
    page.refresh_from_db()
    page.save_revision()
    revision.content["number"] = None
    revision.save()
    revision.publish()
    assert BriefingPage.objects.get(pk=page.pk).number == 1


def test_copy_gets_a_number_of_its_own(county: County) -> None:
    page = make.briefing(county.centre_page, make.series())
    copy = page.copy(update_attrs={"slug": "copy"}, keep_live=False)
    assert copy.number is None
    assert briefing_number_give(page=copy) == 2


def test_series_are_counted_apart(county: County) -> None:
    one, other = make.series(), make.series(name="专刊")
    numbers = [make.briefing(county.centre_page, series).number for series in (one, other, one)]
    assert numbers == [1, 1, 2]


def test_yearly_series_begins_anew_each_year(county: County) -> None:
    series = make.series(restarts_yearly=True)
    days = [dt.date(2025, 12, 20), dt.date(2026, 1, 5), dt.date(2025, 12, 30)]
    pages = [make.briefing(county.centre_page, series, issued_on=day) for day in days]
    assert [(page.numbering_year, page.number) for page in pages] == [(2025, 1), (2026, 1), (2025, 2)]


def test_failed_transaction_gives_its_number_back(county: County) -> None:
    series = make.series()
    page, other = draft(county, series), draft(county, series)
    with transaction.atomic():
        briefing_number_give(page=page)
        transaction.set_rollback(True)
    assert briefing_number_give(page=other) == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_ten_at_once_get_ten_numbers(county: County) -> None:
    series = make.series()
    pages = [draft(county, series) for _ in range(10)]
    barrier, given = threading.Barrier(10), []

    def give(page: BriefingPage) -> None:
        barrier.wait()
        given.append(briefing_number_give(page=page))
        connection.close()

    threads = [threading.Thread(target=give, args=[page]) for page in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 11))
