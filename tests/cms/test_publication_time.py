"""The time of first publication never changes, whichever way somebody tries."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import Page

from cms.models import NewsPage
from tests.cms.conftest import County
from tests.factories import cms as make

FIRST = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
FORGED = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def page(county: County) -> NewsPage:
    with time_machine.travel(FIRST, tick=False):
        return make.news(county.village_page)


def stored(page: NewsPage) -> dt.datetime | None:
    return Page.objects.values_list("first_published_at", flat=True).get(pk=page.pk)


def test_live_page_made_by_program_is_first_published_now(page: NewsPage) -> None:
    assert stored(page) == FIRST


def test_draft_cannot_bring_a_date_along(county: County) -> None:
    page = make.news(county.village_page, live=False, first_published_at=FORGED)
    assert stored(page) is None


def test_new_live_page_cannot_be_backdated(county: County) -> None:
    with time_machine.travel(FIRST, tick=False):
        page = make.news(county.village_page, first_published_at=FORGED)
    assert stored(page) == FIRST


def test_programmatic_save_keeps_it(page: NewsPage) -> None:
    page.first_published_at = FORGED
    page.save()
    assert (stored(page), page.first_published_at) == (FIRST, FIRST)


def test_save_of_that_field_alone_keeps_it(page: NewsPage) -> None:
    page.first_published_at = FORGED
    page.save(update_fields=["first_published_at"])
    assert stored(page) == FIRST


def test_stale_object_cannot_forget_it(county: County) -> None:
    page = make.news(county.village_page, live=False)
    stale = NewsPage.objects.get(pk=page.pk)
    with time_machine.travel(FIRST, tick=False):
        page.save_revision().publish()
    stale.title = "另一个标题"
    stale.save()
    assert stored(page) == FIRST


def test_publishing_a_revision_with_a_forged_date_keeps_it(page: NewsPage) -> None:
    revision = page.save_revision()
    revision.content["first_published_at"] = FORGED.isoformat()
    revision.save()
    with time_machine.travel(LATER, tick=False):
        revision.publish()
    page.refresh_from_db()
    assert (page.first_published_at, page.last_published_at) == (FIRST, LATER)


def test_withdrawing_and_publishing_again_keeps_it(page: NewsPage) -> None:
    page.unpublish()
    with time_machine.travel(LATER, tick=False):
        page.save_revision().publish()
    assert stored(page) == FIRST


def test_reverting_to_an_older_revision_keeps_it(page: NewsPage) -> None:
    old = page.save_revision()
    page.title = "改过的标题"
    page.save_revision().publish()
    with time_machine.travel(LATER, tick=False):
        old.as_object().save_revision(previous_revision=old).publish(previous_revision=old)
    assert stored(page) == FIRST


def test_copy_is_a_page_of_its_own(page: NewsPage) -> None:
    with time_machine.travel(LATER, tick=False):
        draft = page.copy(update_attrs={"slug": "copy"}, keep_live=False)
        live = page.copy(update_attrs={"slug": "copy-2"}, keep_live=True)
    assert (stored(draft), stored(live)) == (None, LATER)


def test_scheduled_page_has_none_until_it_is_out(county: County) -> None:
    page = make.news(county.village_page, live=False)
    page.go_live_at = timezone.now() + dt.timedelta(days=1)
    page.save_revision().publish()
    assert stored(page) is None
