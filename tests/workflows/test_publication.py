"""How a submission ends: what was reviewed goes public, once, at its time; everything else does not."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState

from common.errors import Conflict
from tests.factories.workflows import ReviewCounty, approve_all, decide, item_of
from workflows import publication
from workflows.checks import drifts
from workflows.enums import UNFINISHED, Decision
from workflows.finish import finish
from workflows.models import ApprovalState, WorkItem
from workflows.services import content

HOUR = dt.timedelta(hours=1)


def state_of(page: Any) -> ApprovalState:
    return ApprovalState.objects.filter(revision__object_id=str(page.pk)).order_by("-pk").get()


def scheduled(county: ReviewCounty, at: dt.datetime, **values: Any) -> Any:
    page = county.submitted(**values)
    for person in (county.first, county.second):
        decide(page, person)
    decide(page, county.final, publish_at=at)
    page.refresh_from_db()
    return page


# --- the end of a workflow -----------------------------------------------------------------------


@pytest.mark.parametrize("reached", ["submitted", "first", "second", "returned", "rejected"])
def test_wagtails_end_without_a_final_yes_publishes_nothing(county: ReviewCounty, reached: str) -> None:
    """Wagtail calls it whenever it believes that a workflow has ended well: a task that was switched off is enough."""
    page = county.submitted()
    for person in {"first": ["first"], "second": ["first", "second"]}.get(reached, []):
        decide(page, getattr(county, person))
    if reached in ("returned", "rejected"):
        answer = Decision.REJECT if reached == "rejected" else Decision.RETURN_TO_AUTHOR
        decide(page, county.first, answer, "日期有误。")
    with pytest.raises(Conflict) as refused:
        finish(state_of(page).workflow_state, county.administrator)
    assert refused.value.code == "workflows.not_reviewed"
    page.refresh_from_db()
    assert not page.live


def test_an_approval_of_a_revision_that_is_gone_publishes_nothing(county: ReviewCounty) -> None:
    page = scheduled(county, timezone.now() + HOUR)
    state = state_of(page)
    ApprovalState.objects.filter(pk=state.pk).update(decided_revision=None)
    with pytest.raises(Conflict):
        publication.finish(state.workflow_state)
    assert publication.publish_due(timezone.now() + 2 * HOUR) == 0
    page.refresh_from_db()
    assert not page.live


def test_ending_twice_publishes_once(county: ReviewCounty) -> None:
    page = county.submitted()
    approve_all(county, page)
    page.refresh_from_db()
    first = page.last_published_at
    released = state_of(page).released_at
    publication.finish(state_of(page).workflow_state, county.final)
    page.refresh_from_db()
    assert (page.last_published_at, state_of(page).released_at) == (first, released)
    assert released is not None


# --- the set time --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "published"),
    [(-HOUR, 0), (dt.timedelta(microseconds=-1), 0), (dt.timedelta(), 1), (HOUR, 1), (400 * 24 * HOUR, 1)],
)
def test_it_is_public_from_its_very_moment(county: ReviewCounty, after: dt.timedelta, published: int) -> None:
    at = timezone.now() + 3 * HOUR
    page = scheduled(county, at)
    assert publication.publish_due(at + after) == published
    page.refresh_from_db()
    assert page.live is bool(published)
    assert drifts() == []


@pytest.mark.parametrize("many", [1, 3])
def test_all_that_are_due_are_published_and_the_later_wait(county: ReviewCounty, many: int) -> None:
    at = timezone.now() + HOUR
    due = [scheduled(county, at, title=f"第{n}篇") for n in range(many)]
    later = scheduled(county, at + HOUR, title="再等一小时")
    assert publication.publish_due(at) == many
    assert publication.publish_due(at) == 0
    assert set(Page.objects.filter(live=True, pk__in=[*(page.pk for page in due), later.pk])) == {
        page.page_ptr for page in due
    }


@pytest.mark.parametrize(("own", "set_", "when"), [(2, 1, 1), (1, 2, 2), (2, None, 2), (-1, 1, 1)])
def test_the_reviewers_time_comes_before_the_authors(
    county: ReviewCounty, own: int, set_: int | None, when: int
) -> None:
    now = timezone.now()
    page = county.draft(go_live_at=now + own * HOUR)
    content.submit(page, actor=page.owner)
    for person in (county.first, county.second):
        decide(page, person)
    decide(page, county.final, publish_at=None if set_ is None else now + set_ * HOUR)
    assert publication.publish_due(now + when * HOUR - dt.timedelta(minutes=1)) == 0
    assert publication.publish_due(now + when * HOUR + dt.timedelta(minutes=1)) == 1
    page.refresh_from_db()
    assert page.live


def test_what_waits_for_its_time_can_be_dropped_but_for_one(county: ReviewCounty) -> None:
    page = scheduled(county, timezone.now() + HOUR)
    other = scheduled(county, timezone.now() + HOUR, title="别的一篇")
    assert publication.forget_planned(page.pk, but=state_of(page).pk) == 0
    assert publication.forget_planned(str(page.pk)) == 1
    assert publication.forget_planned(page.pk) == 0
    assert publication.publish_due(timezone.now() + 2 * HOUR) == 1
    other.refresh_from_db()
    assert other.live


def test_one_that_cannot_be_published_is_tried_again(county: ReviewCounty, monkeypatch: pytest.MonkeyPatch) -> None:
    at = timezone.now() + HOUR
    page = scheduled(county, at)

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no disk")

    with monkeypatch.context() as patch:
        patch.setattr(publication, "PublishPageRevisionAction", broken)
        assert publication.publish_due(at) == 0
    assert state_of(page).released_at is None
    assert publication.publish_due(at) == 1


# --- the end of a page ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "expired"), [(-HOUR, 0), (dt.timedelta(microseconds=-1), 0), (dt.timedelta(), 1), (HOUR, 1)]
)
def test_a_page_is_taken_down_when_its_own_end_has_come(
    county: ReviewCounty, after: dt.timedelta, expired: int
) -> None:
    end = timezone.now() + HOUR
    page = county.draft()
    Page.objects.filter(pk=page.pk).update(live=True, expire_at=end)
    assert publication.expire_due(end + after) == expired
    page.refresh_from_db()
    assert (page.live, page.expired) == (not expired, bool(expired))
    assert publication.expire_due(end + after) == 0


def test_a_page_without_an_end_or_that_is_not_public_stays(county: ReviewCounty) -> None:
    forever, draft = county.draft(title="长期"), county.draft(title="草稿")
    Page.objects.filter(pk=forever.pk).update(live=True)
    Page.objects.filter(pk=draft.pk).update(expire_at=timezone.now() - HOUR)
    assert publication.expire_due() == 0


def test_the_review_of_a_correction_ends_with_the_page(county: ReviewCounty) -> None:
    page = county.submitted()
    approve_all(county, page)
    page.refresh_from_db()
    page.save_revision(user=county.editor)
    content.submit(page, actor=county.editor)
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - HOUR)
    assert publication.expire_due() == 1
    assert not WorkItem.objects.filter(page=page.pk, state__in=UNFINISHED).exists()
    assert drifts() == []


# --- what Wagtail does, and what ends with it ----------------------------------------------------


def test_a_version_that_was_decided_on_cannot_be_written_over(county: ReviewCounty) -> None:
    page = county.submitted()
    revision = page.latest_revision
    decide(page, county.first)
    revision.content["title"] = "没人看过的题目"
    with pytest.raises(PermissionDenied):
        revision.save()
    revision.refresh_from_db()
    assert revision.content["title"] == page.title
    # What is not its text may change: Wagtail notes there when it was published.
    revision.approved_go_live_at = timezone.now()
    revision.save(update_fields=["approved_go_live_at"])


def test_a_version_that_nobody_has_seen_may_be_written_over(county: ReviewCounty) -> None:
    page = county.draft()
    revision = page.save_revision(user=county.editor)
    revision.content["title"] = "自动保存"
    revision.save()
    revision.refresh_from_db()
    assert revision.content["title"] == "自动保存"


def test_deleting_a_branch_ends_every_review_below_it(county: ReviewCounty) -> None:
    items = [item_of(county.submitted(title=title)) for title in ("甲篇", "乙篇")]
    # What has been public is kept for ever: this branch never was.
    Page.objects.filter(pk=county.station_page.pk).update(first_published_at=None, live=False)
    Page.objects.get(pk=county.station_page.pk).delete()
    for item in items:
        item.refresh_from_db()
        assert (item.state, item.page) == ("cancelled", None)
    assert drifts() == []


def test_cancelling_through_wagtail_ends_the_process_with_it(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, county.first, cosign_units=[county.health, county.fire])
    WorkflowState.objects.get(pk=state_of(page).workflow_state_id).cancel(user=county.editor)
    assert not WorkItem.objects.filter(page=page, state__in=UNFINISHED).exists()
    assert state_of(page).status == TaskState.STATUS_CANCELLED
    assert drifts() == []
