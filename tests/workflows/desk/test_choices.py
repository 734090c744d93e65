"""What can be chosen at a step, and what the button promises; forms that only know shapes."""

import datetime as dt
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from workflows.desk import choices
from workflows.desk.forms import ADD_SIGNER, DecisionForm
from workflows.enums import Decision, Step
from workflows.models import WorkItem

# Step → the reviews it can be returned to, and whether another signer can be asked.
WAYS = [
    (Step.FIRST_REVIEW, [], False),
    (Step.CO_SIGN, [Step.FIRST_REVIEW], True),
    (Step.SECOND_REVIEW, [Step.FIRST_REVIEW], False),
    (Step.FINAL_REVIEW, [Step.FIRST_REVIEW, Step.SECOND_REVIEW], False),
]


@pytest.mark.parametrize(("step", "back", "asks"), WAYS)
def test_each_step_offers_its_ways_back(step: Step, back: list[Step], asks: bool) -> None:
    item = WorkItem(step=step)
    assert [choice.value for choice in choices.earlier_steps(item)] == back
    offered = [choice.value for choice in choices.more(item)]
    assert (Decision.RETURN_TO_STEP in offered) is bool(back)
    assert (ADD_SIGNER in offered) is asks


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step.FIRST_REVIEW, "初审通过，送下一步"),
        (Step.CO_SIGN, "同意，签上"),
        (Step.SECOND_REVIEW, "二审通过，送下一步"),
        (Step.FINAL_REVIEW, "终审通过，发布第 7 版"),
    ],
)
def test_the_button_says_what_approval_does(step: Step, words: str) -> None:
    assert choices.results(WorkItem(step=step), 7)[Decision.APPROVE] == words


@pytest.mark.parametrize("step", [step for step, _back, _asks in WAYS])
def test_every_choice_has_its_promise_in_chinese(step: Step) -> None:
    item = WorkItem(step=step)
    promised = choices.results(item, 1)
    for choice in [*choices.MAIN, *choices.more(item)]:
        assert promised[str(choice.value)].strip()
        assert not promised[str(choice.value)].isascii()
        assert not str(choice.label).isascii()


def test_keys_are_different_letters() -> None:
    assert [choice.key for choice in choices.MAIN] == ["A", "R", "X"]


def form(**values: Any) -> DecisionForm:
    data: MultiValueDict[str, Any] = QueryDict(mutable=True)
    for name, value in {"decision": "approve", "seen_revision": "1", **values}.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return DecisionForm(data)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"decision": ""}, "decision"),
        ({"decision": "publish"}, "decision"),
        ({"seen_revision": ""}, "seen_revision"),
        ({"seen_revision": "-1"}, "seen_revision"),
        ({"seen_revision": "１x"}, "seen_revision"),
        ({"decision": "reject"}, "text"),
        ({"decision": "reject", "text": " \n　"}, "text"),
        ({"decision": "return_to_author", "text": ""}, "text"),
        ({"decision": "return_to_step", "text": ""}, "text"),
        ({"text": "长" * 2001}, "text"),
        ({"decision": "return_to_step", "text": "x", "to_step": "home"}, "to_step"),
        ({"when": "later"}, "publish_at"),
        ({"when": "later", "publish_at": "明天"}, "publish_at"),
        ({"when": "later", "publish_at": "2020-01-01T08:00"}, "publish_at"),
        ({"when": "someday"}, "when"),
    ],
)
def test_a_broken_decision_is_refused_at_its_field(typed: dict[str, str], field: str, db: None) -> None:
    refused = form(**typed)
    assert not refused.is_valid()
    assert field in refused.errors
    assert not str(refused.errors[field][0]).isascii()


def test_asking_another_signer_needs_one_and_a_reason(db: None) -> None:
    assert set(form(decision=ADD_SIGNER).errors) == {"text", "cosign_units"}
    assert "cosign_units" in form(decision=ADD_SIGNER, text="要卫健看", cosign_units=["no-such-unit"]).errors


def test_a_time_that_was_typed_but_not_chosen_is_left_out(db: None) -> None:
    told = form(when="now", publish_at="2099-01-01T08:00")
    assert told.is_valid()
    assert told.cleaned_data["publish_at"] is None


def test_a_time_that_was_chosen_is_kept_in_local_time(db: None) -> None:
    at = timezone.localtime() + dt.timedelta(days=3)
    told = form(when="later", publish_at=at.strftime("%Y-%m-%d %H:%M"))
    assert told.is_valid(), told.errors
    assert timezone.localtime(told.cleaned_data["publish_at"]).strftime("%d %H:%M") == at.strftime("%d %H:%M")


def test_approval_needs_no_words(db: None) -> None:
    assert form().is_valid()
