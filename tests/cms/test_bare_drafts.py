"""Drafts with a title and nothing else: how they come to be, and how they go."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Comment, PageLogEntry, Site

from cms.models import (
    BriefingPage,
    CaseHonour,
    CasePage,
    ContentPage,
    LecturePage,
    LectureSession,
    NewsPage,
    SiteSettings,
)
from cms.services.bare_drafts import is_bare, sweep
from cms.services.numbering import briefing_number_give
from common.jobs import jobs
from common.models import AuditEntry
from tests.cms.conftest import County
from tests.cms.editor_posts import add_url, body, news_post
from tests.cms.rights_site import RightsSite
from tests.factories import cms as make
from tests.factories.accounts import UserFactory
from tests.factories.media import make_picture
from tests.factories.workflows import ReviewCounty

LATER = timezone.now() + dt.timedelta(days=31)
JSON = {"accept": "application/json"}


def draft(county: County, model: Any = NewsPage, **values: Any) -> Any:
    """A draft with its first revision, as the editor leaves it."""
    page = make.content(model, county.village_page, live=False, **values)
    page.save_revision(user=values.get("owner"))
    return page


# How Wagtail makes them


@pytest.fixture
def client(site: RightsSite) -> Client:
    return site.client(site.editor)


def typed(site: RightsSite, **changed: Any) -> dict[str, Any]:
    sent = {key: value for key, value in news_post().items() if not key.startswith("body-")}
    return {**sent, **body(), "unit": site.shangang.pk, "slug": "begun", **changed}


def test_opening_the_editor_and_leaving_stores_nothing(site: RightsSite, client: Client) -> None:
    before = NewsPage.objects.count()
    assert client.get(add_url("newspage", site.page["善港站"])).status_code == 200
    assert NewsPage.objects.count() == before


def test_the_browser_saves_nothing_before_there_is_a_title(site: RightsSite, client: Client) -> None:
    before = NewsPage.objects.count()
    answer = client.post(add_url("newspage", site.page["善港站"]), typed(site, title="", slug=""), headers=JSON)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "validation_error")
    assert NewsPage.objects.count() == before


def test_a_title_alone_is_saved_by_the_browser_and_swept_a_month_later(site: RightsSite, client: Client) -> None:
    answer = client.post(add_url("newspage", site.page["善港站"]), typed(site, title="想写的"), headers=JSON).json()
    assert answer["success"]
    assert (sweep(), NewsPage.objects.filter(pk=answer["pk"]).exists()) == (0, True)
    assert (sweep(LATER), NewsPage.objects.filter(pk=answer["pk"]).exists()) == (1, False)


# Which go


BARE: list[tuple[Any, dict[str, Any]]] = [
    (NewsPage, {}),
    (NewsPage, {"seo_title": "也是标题"}),
    (CasePage, {}),
    (LecturePage, {}),
]


@pytest.mark.parametrize(("model", "values"), BARE, ids=lambda value: getattr(value, "__name__", None) or str(value))
def test_a_title_and_nothing_else_is_bare(county: County, model: Any, values: dict[str, Any]) -> None:
    assert is_bare(draft(county, model, **values))


WITH_SOMETHING: dict[str, tuple[Any, dict[str, Any]]] = {
    "summary": (NewsPage, {"summary": "一句话"}),
    "place": (NewsPage, {"place": "村口"}),
    "source": (NewsPage, {"source": "日报"}),
    "search description": (NewsPage, {"search_description": "给搜索看的"}),
    "paragraph": (NewsPage, {"body": [("paragraph", "<p>写了一点</p>")]}),
    "heading": (NewsPage, {"body": [("heading", "一")]}),
    "row": (CasePage, {"honours": [CaseHonour(name="最美")]}),
    "session": (LecturePage, {"sessions": [LectureSession(topic="讲")]}),
    "deed": (CasePage, {"deed": "十年送信"}),
}


@pytest.mark.parametrize("name", WITH_SOMETHING)
def test_whatever_was_written_keeps_the_draft(county: County, name: str) -> None:
    model, values = WITH_SOMETHING[name]
    page = draft(county, model, **values)
    assert not is_bare(page)
    assert (sweep(LATER), model.objects.filter(pk=page.pk).exists()) == (0, True)


def test_a_picture_keeps_the_draft(county: County) -> None:
    picture = make_picture()
    assert not is_bare(draft(county, title="封面", cover=picture))
    assert not is_bare(draft(county, title="图", body=[("figure", {"image": picture, "alt": "", "caption": ""})]))


def test_a_remark_of_a_colleague_keeps_the_draft(county: County) -> None:
    page = draft(county)
    Comment.objects.create(page=page, user=UserFactory(), text="写得怎样了", contentpath="title")
    assert (sweep(LATER), NewsPage.objects.exists()) == (0, True)


def test_what_stands_in_the_newest_revision_counts(county: County) -> None:
    """The row knows only the first save."""
    page = draft(county)
    page.body = [("paragraph", "<p>后来写的</p>")]
    page.save_revision()
    assert (sweep(LATER), NewsPage.objects.exists()) == (0, True)


def test_public_withdrawn_submitted_and_numbered_pages_stay(county: County) -> None:
    series = make.series()
    numbered = draft(county, BriefingPage, series=series)
    briefing_number_give(page=numbered)
    withdrawn = make.news(county.village_page, title="撤下的")
    withdrawn.save_revision()
    withdrawn.unpublish()
    make.news(county.village_page, title="公开的").save_revision()
    assert (sweep(LATER), ContentPage.objects.count()) == (0, 3)


def test_a_draft_under_review_stays(db: None) -> None:
    county = ReviewCounty()
    page = county.submitted(summary="", body=[])
    assert is_bare(page)
    assert (sweep(LATER), NewsPage.objects.filter(pk=page.pk).exists()) == (0, True)


def test_a_draft_made_by_program_without_a_revision_stays(county: County) -> None:
    make.news(county.village_page, live=False)
    assert (sweep(LATER), NewsPage.objects.count()) == (0, 1)


# When, and what is kept


@pytest.mark.parametrize(("days", "gone"), [(0, 0), (29, 0), (31, 1)])
def test_thirty_days_are_usual(county: County, days: int, gone: int) -> None:
    draft(county)
    assert sweep(timezone.now() + dt.timedelta(days=days)) == gone


@pytest.mark.parametrize(("days", "gone"), [(6, 0), (8, 1)])
def test_staff_set_how_long(county: County, days: int, gone: int) -> None:
    SiteSettings.objects.create(site=Site.objects.get(), bare_draft_days=7)
    draft(county)
    assert sweep(timezone.now() + dt.timedelta(days=days)) == gone


def test_no_days_at_all_are_refused(county: County) -> None:
    with pytest.raises(ValidationError) as refused:
        SiteSettings(site=Site.objects.get(), bare_draft_days=0).full_clean()
    assert list(refused.value.message_dict) == ["bare_draft_days"]


def test_coming_back_to_it_begins_the_days_anew(county: County) -> None:
    page = draft(county)
    page.latest_revision.__class__.objects.update(created_at=timezone.now() - dt.timedelta(days=40))
    NewsPage.objects.update(latest_revision_created_at=timezone.now() - dt.timedelta(days=40))
    page.refresh_from_db()
    page.save_revision()
    assert sweep() == 0


def test_the_logs_keep_what_it_was(county: County) -> None:
    author = UserFactory()
    page = draft(county, title="没写完的", owner=author)
    sweep(LATER)
    entry = AuditEntry.objects.get(action="cms.bare_draft_removed")
    assert (entry.object_id, entry.actor_id, entry.unit_path) == (str(page.pk), None, county.village.path)
    assert (entry.data["title"], entry.data["kind"], entry.data["owner"]) == ("没写完的", "newspage", author.pk)
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.delete").count() == 1


def test_what_somebody_holds_is_left_for_the_next_night(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    from common.errors import Conflict

    def busy(page_id: int) -> Any:
        raise Conflict("workflows.busy", "忙")

    draft(county)
    monkeypatch.setattr("cms.services.bare_drafts.page_lock", busy)
    assert (sweep(LATER), NewsPage.objects.count()) == (0, 1)


def test_the_sweep_runs_once_a_night() -> None:
    assert jobs()["cms.bare_drafts"].every == dt.timedelta(days=1)


@pytest.mark.parametrize("count", [1, 3])
def test_looking_for_bare_drafts_costs_the_same_however_many_are_fresh(
    county: County, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        draft(county, title=f"第{number}篇")
    with django_assert_num_queries(2):
        assert sweep() == 0
