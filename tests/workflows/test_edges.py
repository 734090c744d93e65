"""The corners of content approval: what must not happen, and must not be lost."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from common.errors import Conflict, LinliError, NotAllowed
from organisations.enums import Role
from organisations.selectors import reader_for
from tests.factories.organisations import DelegationFactory, PostFactory
from tests.workflows.town import Town
from workflows import publication, selectors
from workflows.enums import Decision, ItemState, Step
from workflows.models import PendingDecision, WorkItem
from workflows.services import content, decisions, queue, repair


def hold(town: Town, item: WorkItem, actor: Any, decision: Decision = Decision.APPROVE) -> PendingDecision:
    seen = town.fresh().latest_revision_id
    return decisions.hold(item, actor=actor, decision=decision, text="看过", seen_revision_id=seen)


def in_claimable(user: Any) -> list[int]:
    return list(selectors.claimable(reader_for(user), user).values_list("pk", flat=True))


def in_mine(user: Any) -> list[int]:
    return list(selectors.mine(reader_for(user), user).values_list("pk", flat=True))


def test_three_reviews_publish_the_reviewed_text(town: Town) -> None:
    town.submit()
    assert [item.step for item in town.items(town.page)] == [Step.FIRST_REVIEW]
    town.decide(town.first)
    town.decide(town.second)
    assert not town.fresh().live
    town.decide(town.final)
    assert town.fresh().live
    assert town.items(town.page) == []


# --- who is asked -----------------------------------------------------------------------------


def test_a_text_of_the_only_first_reviewer_goes_to_the_next_one_above(town: Town) -> None:
    """The nearest unit where somebody may do it, not where only the author could."""
    above = town.person(Role.FIRST_REVIEWER, town.town)
    page = town.fresh()
    page.owner = town.first
    page.save()
    town.submit()
    item = town.item()
    assert item.unit == town.town
    assert in_claimable(above) == [item.pk]


def test_nobody_but_the_author_holds_the_role_is_stuck(town: Town) -> None:
    page = town.fresh()
    page.owner = town.first
    page.save()
    town.submit()
    assert town.item().stuck
    assert [each.item for each in repair.stuck_items(reader_for(town.administrator))] == [town.item()]


def test_a_step_nobody_holds_is_stuck_and_never_passes(town: Town) -> None:
    town.second.posts.update(valid_to=dt.date(2021, 1, 1))
    town.submit()
    town.decide(town.first)
    item = town.item()
    assert (item.step, bool(item.stuck)) == (Step.SECOND_REVIEW, True)
    assert not town.fresh().live


def test_the_first_reviewer_sees_again_what_came_back_to_the_first_step(town: Town) -> None:
    town.reach(Step.SECOND_REVIEW)
    town.decide(town.second, Decision.RETURN_TO_STEP, to_step=Step.FIRST_REVIEW)
    item = town.item()
    assert item.step == Step.FIRST_REVIEW
    assert in_claimable(town.first) == [item.pk]
    town.decide(town.first)
    assert town.item().step == Step.SECOND_REVIEW


def test_with_the_switch_the_author_sees_the_first_review_and_no_other(town: Town) -> None:
    from workflows.models import ReviewPolicy

    ReviewPolicy.objects.create(author_reviews_first=True)
    PostFactory(person=town.author, role=Role.FIRST_REVIEWER, unit=town.station)
    PostFactory(person=town.author, role=Role.SECOND_REVIEWER, unit=town.station)
    town.submit()
    assert in_claimable(town.author) == [town.item().pk]
    town.decide(town.author)
    with pytest.raises(NotAllowed):
        town.decide(town.author)


def test_a_substitute_decides_what_the_holder_has_claimed(town: Town) -> None:
    item = town.reach(Step.FIRST_REVIEW)
    queue.claim(item, actor=town.first)
    substitute = DelegationFactory(post=town.first.posts.get()).substitute
    listed = selectors.substituting(reader_for(substitute), substitute)
    assert [each.pk for each in listed] == [item.pk]
    opinion = town.decide(substitute)
    assert (opinion.person, opinion.on_behalf_of) == (substitute, town.first)


# --- ten seconds ------------------------------------------------------------------------------


def test_a_held_decision_belongs_to_who_made_it(town: Town) -> None:
    item = town.reach(Step.FIRST_REVIEW)
    colleague = town.person(Role.FIRST_REVIEWER, town.station)
    pending = hold(town, item, town.first)
    with pytest.raises(LinliError):
        town.decide(colleague)
    assert PendingDecision.objects.filter(pk=pending.pk).exists()
    assert decisions.run_due(timezone.now() + dt.timedelta(seconds=11)) == 1
    assert town.item().step == Step.SECOND_REVIEW


def test_a_held_decision_that_fails_gives_the_item_back(town: Town) -> None:
    item = town.reach(Step.FIRST_REVIEW)
    hold(town, item, town.first)
    town.fresh().save_revision(user=town.first)
    assert decisions.run_due(timezone.now() + dt.timedelta(seconds=11)) == 0
    item.refresh_from_db()
    assert item.state in (ItemState.OPEN, ItemState.CLAIMED)
    assert item.pk in in_mine(town.first) + in_claimable(town.first)
    town.decide(town.first)
    assert town.item().step == Step.SECOND_REVIEW


def test_an_unforeseen_error_stops_no_other_held_decision(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    item = town.reach(Step.FIRST_REVIEW)
    other_page = town.write("另一篇")
    town.submit(other_page)
    other = town.item(other_page)
    hold(town, item, town.first)
    decisions.hold(
        other,
        actor=town.first,
        decision=Decision.APPROVE,
        seen_revision_id=other_page.latest_revision_id,
    )
    original = decisions.decide

    def break_on_first(candidate: WorkItem, **kwargs: Any) -> Any:
        if candidate.pk == item.pk:
            raise RuntimeError("no disk")
        return original(candidate, **kwargs)

    monkeypatch.setattr(decisions, "decide", break_on_first)
    decisions.run_due(timezone.now() + dt.timedelta(seconds=11))
    assert town.item(other_page).step == Step.SECOND_REVIEW


def test_a_held_time_that_has_come_meanwhile_publishes_now(town: Town) -> None:
    item = town.reach(Step.FINAL_REVIEW)
    soon = timezone.now() + dt.timedelta(seconds=5)
    seen = town.fresh().latest_revision_id
    decisions.hold(item, actor=town.final, decision=Decision.APPROVE, seen_revision_id=seen, publish_at=soon)
    PendingDecision.objects.update(takes_effect_at=timezone.now() - dt.timedelta(seconds=1), publish_at=timezone.now())
    assert decisions.run_due() == 1
    assert town.fresh().live


# --- the set time -----------------------------------------------------------------------------


def approve_for(town: Town, at: dt.datetime | None) -> None:
    for person in (town.first, town.second):
        town.decide(person)
    town.decide(town.final, publish_at=at)


def retitle(town: Town, title: str) -> None:
    page = town.fresh().get_latest_revision_as_object()
    page.title = title
    page.save_revision(user=town.author)


def test_a_set_time_publishes_what_was_reviewed_then(town: Town) -> None:
    town.submit()
    at = timezone.now() + dt.timedelta(hours=2)
    approve_for(town, at)
    assert not town.fresh().live
    retitle(town, "没有人看过的题目")
    assert publication.publish_due(at - dt.timedelta(minutes=1)) == 0
    assert publication.publish_due(at + dt.timedelta(minutes=1)) == 1
    assert (town.fresh().live, town.fresh().title) == (True, "银杏叶黄了")
    assert publication.publish_due(at + dt.timedelta(minutes=1)) == 0


def test_a_newer_approval_takes_the_place_of_a_set_time(town: Town) -> None:
    town.submit()
    later = timezone.now() + dt.timedelta(days=1)
    approve_for(town, later)
    retitle(town, "新题目")
    town.submit(town.fresh())
    approve_for(town, None)
    assert town.fresh().title == "新题目"
    publication.publish_due(later + dt.timedelta(minutes=1))
    assert town.fresh().title == "新题目"


def test_what_was_withdrawn_does_not_come_back_at_a_set_time(town: Town) -> None:
    town.submit()
    approve_for(town, None)
    retitle(town, "更正")
    town.submit(town.fresh())
    later = timezone.now() + dt.timedelta(days=1)
    approve_for(town, later)
    content.withdraw(town.fresh(), actor=town.final, reason="内容有误")
    publication.publish_due(later + dt.timedelta(minutes=1))
    assert not town.fresh().live


def test_withdrawing_ends_the_review_of_a_correction(town: Town) -> None:
    town.submit()
    approve_for(town, None)
    retitle(town, "更正")
    town.submit(town.fresh())
    content.withdraw(town.fresh(), actor=town.final, reason="内容有误")
    assert town.items(town.page) == []


def test_one_page_that_cannot_be_published_stops_no_other(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from workflows import publication

    later = timezone.now() + dt.timedelta(days=1)
    town.submit()
    approve_for(town, later)
    other = town.write("另一篇")
    town.submit(other)
    for person in (town.first, town.second):
        town.decide(person, item=town.item(other))
    town.decide(town.final, item=town.item(other), publish_at=later)
    original = publication.PublishPageRevisionAction

    def broken(revision: Any, **kwargs: Any) -> Any:
        if revision.object_id == str(town.page.pk):
            raise RuntimeError("no disk")
        return original(revision, **kwargs)

    monkeypatch.setattr(publication, "PublishPageRevisionAction", broken)
    publication.publish_due(later + dt.timedelta(minutes=1))
    other.refresh_from_db()
    assert other.live


def test_an_author_s_own_go_live_time_is_kept(town: Town) -> None:
    """Wagtail's own schedule in the text: the review does not publish before it."""
    page = town.fresh().get_latest_revision_as_object()
    page.go_live_at = timezone.now() + dt.timedelta(days=1)
    page.save_revision(user=town.author)
    town.submit()
    approve_for(town, None)
    assert not town.fresh().live
    publication.publish_due(timezone.now() + dt.timedelta(days=1, minutes=1))
    assert town.fresh().live


# --- every page has a review ------------------------------------------------------------------


def test_the_page_of_a_unit_is_reviewed_as_well(town: Town) -> None:
    page = town.station_page
    page.owner = town.author
    page.save()
    page.save_revision(user=town.author)
    page.get_workflow().start(page, town.author)
    state = page.current_workflow_state
    assert state is not None
    assert WorkItem.objects.filter(process=state.current_task_state.specific.process).exists()


# --- repair -----------------------------------------------------------------------------------


def test_who_skips_a_step_is_named_and_takes_no_other(town: Town) -> None:
    PostFactory(person=town.administrator, role=Role.FINAL_REVIEWER, unit=town.centre)
    repair.skip(town.reach(Step.SECOND_REVIEW), actor=town.administrator, reason="二审出差一个月")
    opinion = selectors.history(town.page).first()
    assert opinion is not None
    assert opinion.person == town.administrator
    with pytest.raises(NotAllowed):
        town.decide(town.administrator)


def test_a_failed_publication_is_stuck_and_can_be_retried(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last reviewer is not answered with 500, and the decision is not lost."""
    from workflows import publication

    town.reach(Step.FINAL_REVIEW)

    def broken(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("no disk")

    with monkeypatch.context() as patch:
        patch.setattr(publication, "PublishPageRevisionAction", broken)
        town.decide(town.final)
    assert not town.fresh().live
    (stuck,) = repair.stuck_items(reader_for(town.administrator))
    repair.retry(stuck.item, actor=town.administrator, reason="磁盘好了")
    assert town.fresh().live


def test_a_revived_item_keeps_role_unit_and_clock(town: Town) -> None:
    item = town.reach(Step.SECOND_REVIEW)
    with item.task.activation() as activation:
        activation.cancel()
    with item.task.activation() as activation:
        activation.revive()
    revived = town.item()
    assert (revived.role, revived.unit, revived.step) == (item.role, item.unit, item.step)
    assert revived.due_at >= item.due_at
    assert in_claimable(town.second) == [revived.pk]


def test_drift_after_every_story_is_nothing(town: Town) -> None:
    from workflows.checks import drifts

    town.submit()
    town.decide(town.first, cosign_units=[town.health, town.fire])
    first, second = town.items(town.page)
    town.decide(town.health_signer, Decision.RETURN_TO_AUTHOR, item=first)
    assert drifts() == []
    second.refresh_from_db()
    assert second.state == ItemState.CANCELLED
    town.submit(town.fresh())
    content.cancel(town.fresh(), actor=town.author, reason="不发了")
    assert drifts() == []
    town.submit(town.fresh())
    town.decide(town.first, Decision.REJECT)
    assert drifts() == []
    town.submit(town.fresh())
    town.page.delete()
    assert drifts() == []


def test_stale_screens_are_refused(town: Town) -> None:
    item = town.reach(Step.FIRST_REVIEW)
    seen = town.fresh().latest_revision_id
    town.fresh().save_revision(user=town.first)
    with pytest.raises(Conflict):
        decisions.decide(item, actor=town.first, decision=Decision.APPROVE, seen_revision_id=seen)
