"""Every refusal of the services has its code, says what to do, and leaves everything as it was."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.utils import timezone, translation
from wagtail.models import Page, Workflow

from common.errors import Conflict, Invalid, LinliError, NotAllowed, NotFound
from common.models import AuditEntry, OutboxMessage
from organisations.enums import Role
from tests.factories.organisations import DelegationFactory
from tests.factories.workflows import ReviewCounty, approve_all, decide, item_of
from workflows.enums import Decision, Step
from workflows.models import ApprovalState, Opinion, PendingDecision, WorkItem
from workflows.services import content, decisions, queue

Do = Callable[[], Any]
HERE = timezone.get_default_timezone()


def traces() -> tuple[Any, ...]:
    """What a refusal must not touch."""
    return (
        list(WorkItem.objects.order_by("pk").values_list("pk", "state", "owner", "urged_at", "step")),
        Opinion.objects.count(),
        PendingDecision.objects.count(),
        AuditEntry.objects.count(),
        OutboxMessage.objects.count(),
        list(ApprovalState.objects.order_by("pk").values_list("status", "publish_at", "released_at")),
        list(Page.objects.order_by("pk").values_list("pk", "live", "latest_revision")),
    )


def refused(do: Do, kind: type[LinliError], code: str, field: str | None = None) -> None:
    before = traces()
    with translation.override("zh-hans"), pytest.raises(LinliError) as found:
        do()
    error = found.value
    assert (type(error), error.code, error.field) == (kind, f"workflows.{code}", field)
    assert str(error)
    assert not str(error).isascii()
    assert traces() == before


# --- handing in ----------------------------------------------------------------------------------


def test_a_page_that_is_gone_cannot_be_handed_in(county: ReviewCounty) -> None:
    page = county.draft()
    Page.objects.get(pk=page.pk).delete()
    refused(lambda: content.submit(page, actor=county.editor), NotFound, "no_page")


@pytest.mark.parametrize("who", ["editor", "administrator", "first"])
def test_what_is_under_review_is_not_handed_in_twice(county: ReviewCounty, who: str) -> None:
    page = county.submitted()
    kind, code = (Conflict, "under_review") if who == "editor" else (NotAllowed, "may_not_submit")
    refused(lambda: content.submit(page, actor=getattr(county, who)), kind, code)


def test_without_a_review_above_nothing_is_handed_in(county: ReviewCounty) -> None:
    page = county.draft()
    Workflow.objects.update(active=False)
    refused(lambda: content.submit(page, actor=county.editor), Conflict, "no_workflow")


@pytest.mark.parametrize("who", ["first", "other_first", "director", "doctor"])
def test_only_who_writes_for_the_unit_hands_in(county: ReviewCounty, who: str) -> None:
    page = county.draft()
    refused(lambda: content.submit(page, actor=getattr(county, who)), NotAllowed, "may_not_submit")


def test_an_editor_of_a_unit_above_hands_in_and_is_then_the_sender(county: ReviewCounty) -> None:
    above = county.person(Role.EDITOR, county.yangshe)
    page = county.draft()
    content.submit(page, actor=above)
    assert item_of(page).sender == above


def test_personal_data_undoes_the_submission(county: ReviewCounty) -> None:
    page = county.draft(body=[("paragraph", "<p>打 13812345678 找陈阿姨。</p>")])
    refused(lambda: content.submit(page, actor=county.editor), Invalid, "personal_data", "body")


# --- taking back ---------------------------------------------------------------------------------


def test_what_is_not_under_review_cannot_be_taken_back(county: ReviewCounty) -> None:
    page = county.draft()
    refused(lambda: content.cancel(page, actor=county.editor), Conflict, "not_under_review")


@pytest.mark.parametrize("who", ["second", "other_first", "doctor"])
def test_somebody_elses_submission_is_not_taken_back(county: ReviewCounty, who: str) -> None:
    page = county.submitted()
    refused(lambda: content.cancel(page, actor=getattr(county, who)), NotAllowed, "may_not_cancel")


# --- taking down ---------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["", " \n", "　"])
def test_taking_down_needs_a_reason(county: ReviewCounty, reason: str) -> None:
    page = county.submitted()
    approve_all(county, page)
    refused(lambda: content.withdraw(page, actor=county.final, reason=reason), Invalid, "reason_needed", "reason")


@pytest.mark.parametrize("who", ["editor", "first", "second", "director", "administrator"])
def test_only_a_final_reviewer_takes_down(county: ReviewCounty, who: str) -> None:
    page = county.submitted()
    approve_all(county, page)
    actor = getattr(county, who)
    refused(lambda: content.withdraw(page, actor=actor, reason="有误"), NotAllowed, "may_not_withdraw")


def test_what_is_not_public_cannot_be_taken_down(county: ReviewCounty) -> None:
    page = county.draft()
    refused(lambda: content.withdraw(page, actor=county.final, reason="有误"), Conflict, "not_public")


def test_a_substitute_takes_down_for_the_holder_and_the_record_says_so(county: ReviewCounty) -> None:
    page = county.submitted()
    approve_all(county, page)
    substitute = DelegationFactory(post=county.final.posts.get()).substitute
    content.withdraw(page, actor=substitute, reason="内容有误")
    entry = AuditEntry.objects.get(action="workflows.page_withdrawn")
    assert (entry.actor_id, entry.on_behalf_of_id, entry.data["reason"]) == (substitute.pk, county.final.pk, "内容有误")


# --- claiming, giving back, handing on -----------------------------------------------------------


@pytest.mark.parametrize("who", ["first", "second"])
def test_what_was_decided_is_claimed_by_nobody(county: ReviewCounty, who: str) -> None:
    page = county.submitted()
    item = item_of(page)
    decide(page, county.first)
    refused(lambda: queue.claim(item, actor=getattr(county, who)), Conflict, "item_closed")


def test_who_comes_second_is_told_who_was_first_without_the_whole_name(county: ReviewCounty) -> None:
    item = item_of(county.submitted())
    colleague = county.person(Role.FIRST_REVIEWER, county.baijiaqiao)
    queue.claim(item, actor=county.first)
    with pytest.raises(Conflict) as found:
        queue.claim(item, actor=colleague)
    assert county.first.masked_name in str(found.value)
    assert county.first.get_full_name() not in str(found.value)
    refused(lambda: queue.claim(item, actor=colleague), Conflict, "taken")


def test_claiming_ones_own_again_changes_nothing(county: ReviewCounty) -> None:
    item = item_of(county.submitted())
    queue.claim(item, actor=county.first)
    before = traces()
    assert queue.claim(item, actor=county.first).owner == county.first
    assert traces() == before


@pytest.mark.parametrize(("claimed", "who"), [(False, "first"), (True, "director"), (True, "administrator")])
def test_only_the_owner_gives_back(county: ReviewCounty, claimed: bool, who: str) -> None:
    item = item_of(county.submitted())
    if claimed:
        queue.claim(item, actor=county.first)
    refused(lambda: queue.release(item, actor=getattr(county, who)), NotAllowed, "not_owner")


@pytest.mark.parametrize(
    ("actor", "person", "reason", "kind", "code", "field"),
    [
        ("first", "colleague", " ", Invalid, "reason_needed", "reason"),
        ("colleague", "colleague", "出差", NotAllowed, "may_not_reassign", None),
        ("editor", "colleague", "出差", NotAllowed, "may_not_reassign", None),
        ("first", "second", "出差", Invalid, "person_may_not", "person"),
        ("director", "editor", "出差", Invalid, "person_may_not", "person"),
    ],
)
def test_an_item_is_handed_on_by_whose_it_is_to_who_may_do_it(
    county: ReviewCounty, actor: str, person: str, reason: str, kind: type[LinliError], code: str, field: str | None
) -> None:
    colleague = county.person(Role.FIRST_REVIEWER, county.baijiaqiao)
    people = {
        "colleague": colleague,
        **{name: getattr(county, name) for name in ("first", "second", "editor", "director")},
    }
    item = queue.claim(item_of(county.submitted()), actor=county.first)
    refused(lambda: queue.reassign(item, actor=people[actor], person=people[person], reason=reason), kind, code, field)


def test_what_was_decided_is_handed_to_nobody(county: ReviewCounty) -> None:
    page = county.submitted()
    item = item_of(page)
    decide(page, county.first)
    refused(
        lambda: queue.reassign(item, actor=county.director, person=county.first, reason="出差"), Conflict, "item_closed"
    )


# --- urging --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["first", "second", "other_first", "administrator"])
def test_only_who_waits_for_it_urges(county: ReviewCounty, who: str) -> None:
    item = item_of(county.submitted())
    refused(lambda: queue.urge(item, actor=getattr(county, who)), NotAllowed, "may_not_urge")


def test_what_was_decided_is_not_urged(county: ReviewCounty) -> None:
    page = county.submitted()
    item = item_of(page)
    decide(page, county.first)
    refused(lambda: queue.urge(item, actor=county.editor), Conflict, "item_closed")


@pytest.mark.parametrize(("hours", "again"), [(0, False), (3.9, False), (4, True), (9, True)])
def test_urging_again_waits_for_four_hours_of_work(county: ReviewCounty, hours: float, again: bool) -> None:
    item = item_of(county.submitted())
    queue.urge(item, actor=county.editor)
    # A Monday morning: all the hours that follow are worked.
    monday = dt.datetime(2026, 11, 23, 8, 30, tzinfo=HERE)
    WorkItem.objects.filter(pk=item.pk).update(urged_at=monday)
    with time_machine.travel(monday + dt.timedelta(hours=hours), tick=False):
        if again:
            assert queue.urge(item, actor=county.director).urged_at > monday
        else:
            refused(lambda: queue.urge(item, actor=county.editor), Conflict, "urged_already")


def test_a_weekend_is_no_time_to_answer_in(county: ReviewCounty) -> None:
    item = item_of(county.submitted())
    friday = dt.datetime(2026, 11, 20, 17, 0, tzinfo=HERE)
    WorkItem.objects.filter(pk=item.pk).update(urged_at=friday)
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 0, tzinfo=HERE), tick=False):
        refused(lambda: queue.urge(item, actor=county.editor), Conflict, "urged_already")


# --- deciding ------------------------------------------------------------------------------------

WRONG: list[tuple[dict[str, Any], type[LinliError], str, str | None]] = [
    ({"decision": "burn"}, Invalid, "unknown_decision", "decision"),
    ({"decision": Decision.REJECT, "text": " "}, Invalid, "reason_needed", "text"),
    ({"decision": Decision.RETURN_TO_AUTHOR, "text": ""}, Invalid, "reason_needed", "text"),
    ({"decision": Decision.RETURN_TO_STEP, "text": "改", "to_step": None}, Invalid, "no_earlier_step", "to_step"),
    (
        {"decision": Decision.RETURN_TO_STEP, "text": "改", "to_step": Step.FIRST_REVIEW},
        Invalid,
        "no_earlier_step",
        "to_step",
    ),
    ({"publish_at": timezone.now() - dt.timedelta(hours=1)}, Invalid, "time_has_passed", "publish_at"),
    ({"publish_at": timezone.now() + dt.timedelta(days=9000)}, Invalid, "not_final", "publish_at"),
    ({"seen_revision_id": 987_654_321}, Conflict, "stale", None),
    ({"seen_revision_id": 0}, Conflict, "stale", None),
    ({"actor": "second"}, NotAllowed, "no_role", None),
    ({"actor": "editor"}, NotAllowed, "no_role", None),
]


@pytest.mark.parametrize("do", [decisions.decide, decisions.hold])
@pytest.mark.parametrize(("values", "kind", "code", "field"), WRONG)
def test_a_first_review_refuses_what_makes_no_sense(
    county: ReviewCounty, do: Any, values: dict[str, Any], kind: type[LinliError], code: str, field: str | None
) -> None:
    page = county.submitted()
    given = {"decision": Decision.APPROVE, "seen_revision_id": page.latest_revision_id, **values}
    given["actor"] = getattr(county, given.get("actor", "first"))
    item = item_of(page)
    refused(lambda: do(item, **given), kind, code, field)


@pytest.mark.parametrize("do", [decisions.decide, decisions.hold])
def test_only_the_first_review_asks_departments(county: ReviewCounty, do: Any) -> None:
    page = county.submitted()
    decide(page, county.first)
    item, seen = item_of(page), page.latest_revision_id
    given = {"actor": county.second, "decision": Decision.APPROVE, "seen_revision_id": seen}
    refused(lambda: do(item, cosign_units=[county.health], **given), Invalid, "not_first", "cosign_units")


@pytest.mark.parametrize(
    ("who", "unit", "reason", "kind", "code", "field"),
    [
        ("first", "fire", " ", Invalid, "reason_needed", "reason"),
        ("first", "health", "再看", Invalid, "asked_already", "unit"),
        ("second", "fire", "再看", NotAllowed, "no_role", None),
        ("fireman", "fire", "再看", NotAllowed, "no_role", None),
    ],
)
def test_one_more_signer_is_asked_by_who_asks_and_once(
    county: ReviewCounty, who: str, unit: str, reason: str, kind: type[LinliError], code: str, field: str | None
) -> None:
    page = county.submitted()
    decide(page, county.first, cosign_units=[county.health])
    item = item_of(page)
    refused(
        lambda: decisions.add_signer(item, actor=getattr(county, who), unit=getattr(county, unit), reason=reason),
        kind,
        code,
        field,
    )


def test_without_co_signing_nobody_more_is_asked(county: ReviewCounty) -> None:
    item = item_of(county.submitted())
    refused(
        lambda: decisions.add_signer(item, actor=county.first, unit=county.fire, reason="再看"), Conflict, "no_cosign"
    )


@pytest.mark.parametrize("who", ["second", "director", "administrator"])
def test_nobody_undoes_what_another_decided(county: ReviewCounty, who: str) -> None:
    page = county.submitted()
    item = item_of(page)
    held = decisions.hold(item, actor=county.first, decision=Decision.APPROVE, seen_revision_id=page.latest_revision_id)
    refused(lambda: decisions.undo(held, actor=getattr(county, who)), NotAllowed, "not_your_decision")


def test_what_has_taken_effect_is_not_undone(county: ReviewCounty) -> None:
    page = county.submitted()
    held = decisions.hold(
        item_of(page), actor=county.first, decision=Decision.APPROVE, seen_revision_id=page.latest_revision_id
    )
    assert decisions.run_due(timezone.now() + dt.timedelta(seconds=11)) == 1
    refused(lambda: decisions.undo(held, actor=county.first), Conflict, "too_late")


@pytest.mark.parametrize(("seconds", "done"), [(9, 0), (11, 1)])
def test_a_held_decision_takes_effect_after_its_ten_seconds(county: ReviewCounty, seconds: int, done: int) -> None:
    page = county.submitted()
    decisions.hold(
        item_of(page), actor=county.first, decision=Decision.APPROVE, seen_revision_id=page.latest_revision_id
    )
    assert decisions.run_due(timezone.now() + dt.timedelta(seconds=seconds)) == done
    assert item_of(page).step == (Step.SECOND_REVIEW if done else Step.FIRST_REVIEW)
