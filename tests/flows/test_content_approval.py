"""The story of content approval: every branch, through the services, with real rows."""

import datetime as dt

import pytest
from django.utils import timezone
from viewflow.workflow.status import PROCESS

from cms.models import WordRule
from common.errors import Conflict, Invalid, NotAllowed
from organisations.enums import Role
from tests.factories.organisations import DelegationFactory
from tests.factories.workflows import ReviewCounty, approve_all, decide, item_of
from workflows import publication
from workflows.checks import drifts
from workflows.enums import UNFINISHED, Decision, Step
from workflows.models import ApprovalState, Opinion, ReviewPolicy, WorkItem
from workflows.services import content, decisions


def test_three_people_approve_and_the_page_is_public(county: ReviewCounty) -> None:
    page = county.submitted()
    assert (item_of(page).step, item_of(page).unit) == (Step.FIRST_REVIEW, county.baijiaqiao)
    decide(page, county.first)
    assert (item_of(page).step, item_of(page).unit) == (Step.SECOND_REVIEW, county.yangshe)
    decide(page, county.second)
    assert (item_of(page).step, item_of(page).unit) == (Step.FINAL_REVIEW, county.centre)
    page.refresh_from_db()
    assert not page.live
    decide(page, county.final)
    page.refresh_from_db()
    assert page.live
    people = set(Opinion.objects.filter(page=page, person__isnull=False).values_list("person_id", flat=True))
    assert people == {county.first.pk, county.second.pk, county.final.pk}
    assert not WorkItem.objects.filter(page=page, state__in=UNFINISHED).exists()
    assert page.current_workflow_state is None
    assert drifts() == []


def test_returned_text_comes_back_and_starts_anew(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, county.first)
    decide(page, county.second, Decision.RETURN_TO_AUTHOR, "日期写错了。")
    page.refresh_from_db()
    assert page.current_workflow_state.status == "needs_changes"
    assert not WorkItem.objects.filter(page=page, state__in=UNFINISHED).exists()
    page.summary = "改好了日期。"
    page.save_revision(user=county.editor)
    content.submit(page, actor=county.editor)
    assert ApprovalState.objects.filter(workflow_state__object_id=str(page.pk)).count() == 2
    approve_all(county, page)
    page.refresh_from_db()
    assert (page.live, page.summary) == (True, "改好了日期。")
    assert drifts() == []


def test_rejected_text_ends_the_submission(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, county.first, Decision.REJECT, "这不是站里的事。")
    page.refresh_from_db()
    assert page.current_workflow_state is None
    assert not page.live
    content.submit(page, actor=county.editor)
    assert item_of(page).step == Step.FIRST_REVIEW


def test_two_departments_sign_before_the_second_review(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, county.first, cosign_units=[county.health, county.fire])
    assert set(WorkItem.objects.filter(page=page, state__in=UNFINISHED).values_list("step", flat=True)) == {
        Step.CO_SIGN
    }
    decide(page, county.doctor, item=item_of(page, unit=county.health))
    assert item_of(page).unit == county.fire
    decide(page, county.fireman)
    assert item_of(page).step == Step.SECOND_REVIEW
    decide(page, county.second)
    decide(page, county.final)
    page.refresh_from_db()
    assert page.live
    assert drifts() == []


def test_one_departments_no_ends_the_cosigning(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, county.first, cosign_units=[county.health, county.fire])
    decide(page, county.fireman, Decision.RETURN_TO_AUTHOR, "电热毯那句不准确。", item=item_of(page, unit=county.fire))
    page.refresh_from_db()
    assert page.current_workflow_state.status == "needs_changes"
    assert not WorkItem.objects.filter(page=page, state__in=UNFINISHED).exists()
    assert drifts() == []


def test_a_signer_added_on_the_way_is_waited_for(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, county.first, cosign_units=[county.health])
    added = decisions.add_signer(item_of(page), actor=county.first, unit=county.fire, reason="也涉及用火安全。")
    assert added.unit == county.fire
    decide(page, county.doctor, item=item_of(page, unit=county.health))
    assert item_of(page).pk == added.pk
    decide(page, county.fireman)
    assert item_of(page).step == Step.SECOND_REVIEW


def test_final_review_returns_to_an_earlier_step(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, county.first)
    decide(page, county.second)
    decide(page, county.final, Decision.RETURN_TO_STEP, "镇里再核一下人数。", to_step=Step.SECOND_REVIEW)
    assert (item_of(page).step, item_of(page).unit) == (Step.SECOND_REVIEW, county.yangshe)
    decide(page, county.second)
    decide(page, county.final)
    page.refresh_from_db()
    assert page.live


def test_what_the_machine_stops_goes_back_at_once(county: ReviewCounty) -> None:
    WordRule.objects.create(word="不许写", replacement="可以写", severity=WordRule.Severity.STOP)
    page = county.draft(body=[("paragraph", "<p>会上说了不许写。</p>")])
    content.submit(page, actor=county.editor)
    page.refresh_from_db()
    said = Opinion.objects.get(page=page)
    assert (said.step, said.decision) == (Step.MACHINE_CHECK, Decision.RETURN_TO_AUTHOR)
    assert "不许写" in said.text
    assert page.current_workflow_state.status == "needs_changes"
    assert not WorkItem.objects.filter(page=page).exists()
    assert drifts() == []


def test_personal_data_is_refused_before_submission(county: ReviewCounty) -> None:
    page = county.draft(body=[("paragraph", "<p>联系人电话 13812341234。</p>")])
    with pytest.raises(Invalid, match=r"138\*\*\*\*1234"):
        content.submit(page, actor=county.editor)
    assert page.current_workflow_state is None


def test_a_set_time_publishes_what_was_reviewed(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, county.first)
    decide(page, county.second)
    at = timezone.now() + dt.timedelta(days=1)
    decide(page, county.final, publish_at=at)
    page.refresh_from_db()
    assert not page.live
    later = page.get_latest_revision_as_object()
    later.summary = "审完以后偷偷加的。"
    later.save_revision(user=county.editor)
    assert publication.publish_due(at - dt.timedelta(minutes=1)) == 0
    assert publication.publish_due(at) == 1
    assert publication.publish_due(at) == 0
    page.refresh_from_db()
    assert (page.live, page.summary) == (True, "每月一封家书，送到门口。")


def test_correction_leaves_the_public_text_alone_until_reviewed(county: ReviewCounty) -> None:
    page = county.submitted()
    approve_all(county, page)
    page.refresh_from_db()
    first_day = page.first_published_at
    draft = page.get_latest_revision_as_object()
    draft.summary = "更正：每月两封。"
    draft.save_revision(user=county.editor)
    content.submit(page, actor=county.editor)
    decide(page, county.first)
    page.refresh_from_db()
    assert page.summary == "每月一封家书，送到门口。"
    decide(page, county.second)
    decide(page, county.final)
    page.refresh_from_db()
    assert (page.summary, page.first_published_at) == ("更正：每月两封。", first_day)


def test_author_takes_the_submission_back(county: ReviewCounty) -> None:
    page = county.submitted()
    content.cancel(page, actor=county.editor, reason="还要补照片")
    page.refresh_from_db()
    assert page.current_workflow_state is None
    assert ApprovalState.objects.get().process.status == PROCESS.CANCELED
    assert not WorkItem.objects.filter(page=page, state__in=UNFINISHED).exists()
    assert drifts() == []


def test_live_page_is_withdrawn_by_a_final_reviewer_alone(county: ReviewCounty) -> None:
    page = county.submitted()
    approve_all(county, page)
    with pytest.raises(NotAllowed):
        content.withdraw(page, actor=county.second, reason="有误")
    with pytest.raises(Invalid):
        content.withdraw(page, actor=county.final, reason=" ")
    content.withdraw(page, actor=county.final, reason="人数有误，改好再发。")
    page.refresh_from_db()
    assert not page.live


def test_substitute_acts_on_behalf_of_the_holder(county: ReviewCounty) -> None:
    substitute = county.person(Role.AUDITOR, county.tangqiao)
    DelegationFactory(post=county.first.posts.get(), substitute=substitute)
    page = county.submitted()
    opinion = decide(page, substitute)
    assert (opinion.person, opinion.on_behalf_of) == (substitute, county.first)


def test_nobody_reviews_the_own_text_as_a_substitute(county: ReviewCounty) -> None:
    DelegationFactory(post=county.first.posts.get(), substitute=county.editor)
    page = county.submitted()
    with pytest.raises(NotAllowed) as refused:
        decide(page, county.editor)
    assert refused.value.code == "workflows.own_text"


def test_nobody_reviews_the_text_of_whom_they_stand_in_for(county: ReviewCounty) -> None:
    DelegationFactory(post=county.first.posts.get(), substitute=county.director)
    page = county.submitted(owner=county.first)
    with pytest.raises(NotAllowed) as refused:
        decide(page, county.director)
    assert refused.value.code == "workflows.own_text"


def test_no_two_steps_by_one_person(county: ReviewCounty) -> None:
    county.person(Role.SECOND_REVIEWER, county.yangshe, person=county.first)
    page = county.submitted()
    decide(page, county.first)
    with pytest.raises(NotAllowed) as refused:
        decide(page, county.first)
    assert refused.value.code == "workflows.two_steps"


def test_policy_loosens_the_first_review_only(county: ReviewCounty) -> None:
    for role, unit in ((Role.FIRST_REVIEWER, county.baijiaqiao), (Role.SECOND_REVIEWER, county.yangshe)):
        county.person(role, unit, person=county.editor)
    page = county.submitted()
    with pytest.raises(NotAllowed) as refused:
        decide(page, county.editor)
    assert refused.value.code == "workflows.own_text"
    ReviewPolicy.objects.create(author_reviews_first=True)
    decide(page, county.editor)
    with pytest.raises(NotAllowed):
        decide(page, county.editor)


def test_stale_screen_is_refused_and_decides_nothing(county: ReviewCounty) -> None:
    page = county.submitted()
    seen = page.latest_revision_id
    page.get_latest_revision_as_object().save_revision(user=county.first)
    with pytest.raises(Conflict) as refused:
        decide(page, county.first, seen_revision_id=seen)
    assert refused.value.code == "workflows.stale"
    assert item_of(page).step == Step.FIRST_REVIEW


@pytest.mark.parametrize("decision", [Decision.REJECT, Decision.RETURN_TO_AUTHOR, Decision.RETURN_TO_STEP])
def test_a_no_needs_words(county: ReviewCounty, decision: str) -> None:
    page = county.submitted()
    with pytest.raises(Invalid) as refused:
        decide(page, county.first, decision, " ")
    assert (refused.value.code, refused.value.field) == ("workflows.reason_needed", "text")


def test_without_a_holder_the_item_is_stuck_and_nothing_passes(county: ReviewCounty) -> None:
    post = county.final.posts.get()
    post.valid_to = dt.date(2021, 1, 1)
    post.save()
    page = county.submitted()
    decide(page, county.first)
    decide(page, county.second)
    item = item_of(page)
    assert (item.stuck, item.unit) == ("no_holder", county.centre)
    page.refresh_from_db()
    assert not page.live
