"""Four ways out of being stuck: who may, with what reason, and what is left behind."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from common.errors import Conflict, Invalid, LinliError, NotAllowed
from common.models import AuditEntry
from organisations.enums import Role
from organisations.selectors import reader_for
from tests.factories.workflows import ReviewCounty, decide, item_of
from workflows import publication
from workflows.checks import drifts
from workflows.enums import UNFINISHED, Decision, ItemState, Step
from workflows.models import Opinion, WorkItem
from workflows.services import content, queue, repair

WHY = "出差一个月，先这样。"


def reassign(item: WorkItem, *, actor: Any, reason: str) -> Any:
    """To whoever came last to the post that the item asks for."""
    return repair.reassign(item, actor=actor, person=colleague_of(item), reason=reason)


def colleague_of(item: WorkItem) -> Any:
    return User.objects.filter(posts__role=item.role, posts__unit=item.unit, is_active=True).order_by("-pk").first()


WAYS = {"retry": repair.retry, "reassign": reassign, "skip": repair.skip, "cancel": repair.cancel}
Way = Callable[..., Any]


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> Way:
    return WAYS[request.param]


@pytest.fixture
def stuck(county: ReviewCounty) -> WorkItem:
    """An item at the town that nobody held when it came; somebody has the post by now."""
    page = county.submitted()
    post = county.second.posts.get()
    post.valid_to = dt.date(2021, 1, 1)
    post.save()
    decide(page, county.first)
    item = item_of(page)
    assert (item.step, item.stuck, item.unit) == (Step.SECOND_REVIEW, "no_holder", county.centre)
    county.person(Role.SECOND_REVIEWER, county.centre)
    return item


def entries(item: WorkItem) -> list[str]:
    found = AuditEntry.objects.filter(action__startswith="workflows.repair_", object_id=str(item.pk))
    return list(found.values_list("action", flat=True))


# --- rights and reasons -----------------------------------------------------------------------

MAY_NOT = {
    "administrator_of_a_town": lambda county: county.town_administrator,
    "administrator_beside": lambda county: county.person(Role.ADMINISTRATOR, county.tangqiao),
    "administrator_of_the_station": lambda county: county.person(Role.ADMINISTRATOR, county.baijiaqiao),
    "director": lambda county: county.director,
    "auditor": lambda county: county.person(Role.AUDITOR, county.centre),
    "final": lambda county: county.final,
    "author": lambda county: county.editor,
    "superuser": lambda county: User.objects.create_superuser("root", password="linli-2026"),
}


@pytest.mark.parametrize("name", MAY_NOT)
def test_only_an_administrator_at_or_above_the_unit_repairs(county: ReviewCounty, stuck: WorkItem, name: str) -> None:
    """The item stands at the centre: who administers a part of the county does not reach it."""
    person = MAY_NOT[name](county)
    for way in WAYS.values():
        with pytest.raises(NotAllowed) as refused:
            way(stuck, actor=person, reason=WHY)
        assert refused.value.code == "workflows.may_not_repair"
    stuck.refresh_from_db()
    assert (stuck.state, stuck.owner, entries(stuck)) == (ItemState.OPEN, None, [])


@pytest.mark.parametrize("name", ["administrator", "town_administrator", "station_administrator"])
def test_whoever_administers_at_or_above_may(county: ReviewCounty, way: Way, name: str) -> None:
    county.station_administrator = county.person(Role.ADMINISTRATOR, county.baijiaqiao)  # type: ignore[attr-defined]
    item = item_of(county.submitted())
    WorkItem.objects.filter(pk=item.pk).update(stuck="no_holder")
    way(item, actor=getattr(county, name), reason=WHY)
    assert len(entries(item)) == 1


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_each_way_needs_a_reason(county: ReviewCounty, stuck: WorkItem, way: Way, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        way(stuck, actor=county.administrator, reason=reason)
    assert (refused.value.code, refused.value.field) == ("workflows.reason_needed", "reason")
    assert entries(stuck) == []


def test_each_way_is_written_down_with_reason_and_person(county: ReviewCounty, stuck: WorkItem, way: Way) -> None:
    way(stuck, actor=county.administrator, reason=WHY)
    (entry,) = AuditEntry.objects.filter(action__startswith="workflows.repair_", object_id=str(stuck.pk))
    assert (entry.actor_id, entry.data["reason"]) == (county.administrator.pk, WHY)
    assert drifts() == []


# --- retry ------------------------------------------------------------------------------------


def test_retry_finds_who_has_the_post_by_now(county: ReviewCounty, stuck: WorkItem) -> None:
    new = county.person(Role.SECOND_REVIEWER, county.yangshe)
    repair.retry(stuck, actor=county.administrator, reason=WHY)
    stuck.refresh_from_db()
    assert (stuck.stuck, stuck.unit) == ("", county.yangshe)
    decide(stuck.page, new)
    assert item_of(stuck.page).step == Step.FINAL_REVIEW


def test_retry_with_nobody_still_says_so(county: ReviewCounty) -> None:
    county.second.posts.update(valid_to=dt.date(2021, 1, 1))
    page = county.submitted()
    decide(page, county.first)
    with pytest.raises(Conflict) as refused:
        repair.retry(item_of(page), actor=county.administrator, reason=WHY)
    assert refused.value.code == "workflows.still_nobody"
    assert item_of(page).stuck


def test_retry_of_what_is_not_broken_is_refused(county: ReviewCounty) -> None:
    item = item_of(county.submitted())
    with pytest.raises(Conflict) as refused:
        repair.retry(item, actor=county.administrator, reason=WHY)
    assert refused.value.code == "workflows.nothing_to_retry"


@pytest.fixture
def failed(county: ReviewCounty, monkeypatch: pytest.MonkeyPatch) -> WorkItem:
    """The last yes was given, and the publication broke."""
    page = county.submitted()
    for person in (county.first, county.second):
        decide(page, person)
    item = item_of(page)

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no disk")

    with monkeypatch.context() as patch:
        patch.setattr(publication, "PublishPageRevisionAction", broken)
        decide(page, county.final)
    page.refresh_from_db()
    assert not page.live
    return item


def test_retry_runs_the_failed_step_once_more(county: ReviewCounty, failed: WorkItem) -> None:
    repair.retry(failed, actor=county.administrator, reason=WHY)
    failed.page.refresh_from_db()
    assert failed.page.live
    assert drifts() == []
    with pytest.raises(Conflict):
        repair.retry(failed, actor=county.administrator, reason=WHY)


def test_retry_that_fails_again_changes_nothing(
    county: ReviewCounty, failed: WorkItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("still no disk")

    monkeypatch.setattr(publication, "PublishPageRevisionAction", broken)
    with pytest.raises(Conflict, match="no disk") as refused:
        repair.retry(failed, actor=county.administrator, reason=WHY)
    assert refused.value.code == "workflows.fails_again"
    assert [drift.code for drift in drifts()] == ["error"]
    assert entries(failed) == []


def test_a_failed_publication_can_be_cancelled_and_handed_in_again(county: ReviewCounty, failed: WorkItem) -> None:
    repair.cancel(failed, actor=county.administrator, reason=WHY)
    failed.page.refresh_from_db()
    assert not failed.page.live
    assert drifts() == []
    content.submit(failed.page, actor=county.editor)
    assert item_of(failed.page).step == Step.FIRST_REVIEW


# --- reassign ---------------------------------------------------------------------------------


def test_reassign_takes_it_from_whoever_left(county: ReviewCounty) -> None:
    page = county.submitted()
    queue.claim(item_of(page), actor=county.first)
    county.first.is_active = False
    county.first.save()
    (found,) = repair.stuck_items(reader_for(county.administrator))
    assert found.code == "owner_left"
    new = county.person(Role.FIRST_REVIEWER, county.baijiaqiao)
    repair.reassign(found.item, actor=county.administrator, person=new, reason=WHY)
    assert (item_of(page).owner_id, item_of(page).state) == (new.pk, ItemState.CLAIMED)
    assert repair.stuck_items(reader_for(county.administrator)) == []
    decide(page, new)
    assert item_of(page).step == Step.SECOND_REVIEW


@pytest.mark.parametrize("name", ["editor", "second", "other_first", "administrator", "director"])
def test_reassign_only_to_who_may_decide_it(county: ReviewCounty, name: str) -> None:
    item = item_of(county.submitted())
    with pytest.raises(Invalid) as refused:
        repair.reassign(item, actor=county.administrator, person=getattr(county, name), reason=WHY)
    assert (refused.value.code, refused.value.field) == ("workflows.person_may_not", "person")
    item.refresh_from_db()
    assert (item.owner, item.state) == (None, ItemState.OPEN)


# --- skip -------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [Step.FIRST_REVIEW, Step.CO_SIGN, Step.SECOND_REVIEW])
def test_skip_moves_one_step_and_says_so_in_the_record(county: ReviewCounty, step: Step) -> None:
    page = county.submitted()
    if step != Step.FIRST_REVIEW:
        decide(page, county.first, cosign_units=[county.health] if step == Step.CO_SIGN else [])
    item = item_of(page)
    repair.skip(item, actor=county.administrator, reason=WHY)
    assert item_of(page).step == (Step.FINAL_REVIEW if step == Step.SECOND_REVIEW else Step.SECOND_REVIEW)
    opinion = Opinion.objects.get(item=item)
    assert (opinion.person, opinion.decision) == (county.administrator, Decision.APPROVE)
    assert WHY in opinion.text
    page.refresh_from_db()
    assert not page.live
    assert drifts() == []


def test_final_review_cannot_be_skipped(county: ReviewCounty) -> None:
    page = county.submitted()
    for person in (county.first, county.second):
        decide(page, person)
    item = item_of(page)
    with pytest.raises(NotAllowed) as refused:
        repair.skip(item, actor=county.administrator, reason=WHY)
    assert refused.value.code == "workflows.final_stays"
    page.refresh_from_db()
    assert (page.live, item_of(page).pk) == (False, item.pk)


def test_who_skipped_a_step_does_not_do_the_final_one(county: ReviewCounty) -> None:
    """An administrator with every post still does not publish alone."""
    for role, unit in ((Role.FINAL_REVIEWER, county.centre), (Role.SECOND_REVIEWER, county.yangshe)):
        county.person(role, unit, person=county.administrator)
    page = county.submitted()
    repair.skip(item_of(page), actor=county.administrator, reason=WHY)
    repair.skip(item_of(page), actor=county.administrator, reason=WHY)
    with pytest.raises(NotAllowed) as refused:
        decide(page, county.administrator)
    assert refused.value.code == "workflows.two_steps"
    page.refresh_from_db()
    assert not page.live


def test_an_author_who_administers_does_not_skip_the_review_of_the_own_text(county: ReviewCounty) -> None:
    page = county.submitted(owner=county.person(Role.ADMINISTRATOR, county.baijiaqiao, person=county.editor))
    with pytest.raises(LinliError) as refused:
        repair.skip(item_of(page), actor=county.editor, reason=WHY)
    assert refused.value.code == "workflows.own_text"
    assert item_of(page).step == Step.FIRST_REVIEW


@pytest.mark.parametrize("name", ["skip", "reassign"])
def test_what_was_decided_meanwhile_is_left_alone(county: ReviewCounty, name: str) -> None:
    page = county.submitted()
    item = item_of(page)
    decide(page, county.first)
    with pytest.raises(LinliError):
        WAYS[name](item, actor=county.administrator, reason=WHY)
    assert item_of(page).step == Step.SECOND_REVIEW
    assert entries(item) == []


# --- cancel -----------------------------------------------------------------------------------


def test_cancel_ends_the_submission_and_keeps_the_draft(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, county.first, cosign_units=[county.health, county.fire])
    newest = page.latest_revision_id
    repair.cancel(item_of(page, unit=county.fire), actor=county.administrator, reason=WHY)
    page.refresh_from_db()
    assert (page.live, page.latest_revision_id, page.current_workflow_state) == (False, newest, None)
    assert not WorkItem.objects.filter(page=page, state__in=UNFINISHED).exists()
    assert drifts() == []
    content.submit(page, actor=county.editor)
    assert item_of(page).step == Step.FIRST_REVIEW
