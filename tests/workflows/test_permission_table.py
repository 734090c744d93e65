"""Who may decide what, as one table. Each cell is tried through the service, at an item that waits at the step."""

from typing import Any

import pytest

from accounts.models import User
from common.errors import LinliError
from organisations.enums import Role
from tests.factories.workflows import ReviewCounty, decide, item_of
from workflows.enums import UNFINISHED, Decision, ItemState, Step
from workflows.models import Opinion, WorkItem

Y = "allowed"
OWN = "workflows.own_text"
TWO = "workflows.two_steps"
NO = "workflows.no_role"
BACK = "workflows.no_earlier_step"

STEPS = (Step.FIRST_REVIEW, Step.CO_SIGN, Step.SECOND_REVIEW, Step.FINAL_REVIEW)
DECISIONS = (Decision.APPROVE, Decision.RETURN_TO_STEP, Decision.RETURN_TO_AUTHOR, Decision.REJECT)

# One row a person, one column a step; a cell is one answer for all four decisions, or four answers in the
# order approve / return to step / return to author / reject.
# Whoever holds the role of the waiting step and nothing else decides; no other post counts for it.
TABLE: dict[str, tuple[str | tuple[str, str, str, str], ...]] = {
    #                          first review      co-sign  second  final
    "author":                  (NO,              NO,      NO,     NO),
    "author_with_every_post":  (OWN,             OWN,     OWN,    OWN),
    "first":                   ((Y, BACK, Y, Y), NO,      NO,     NO),
    "first_with_every_post":   ((Y, BACK, Y, Y), TWO,     TWO,    TWO),
    "first_above":             ((Y, BACK, Y, Y), NO,      NO,     NO),
    "first_of_other_station":  (NO,              NO,      NO,     NO),
    "cosigner":                (NO,              Y,       NO,     NO),
    "cosigner_of_other":       (NO,              NO,      NO,     NO),
    "second":                  (NO,              NO,      Y,      NO),
    "second_of_other_town":    (NO,              NO,      NO,     NO),
    "final":                   (NO,              NO,      NO,     Y),
    "final_of_the_station":    (NO,              NO,      NO,     NO),
    "director":                (NO,              NO,      NO,     NO),
    "administrator":           (NO,              NO,      NO,     NO),
    "auditor":                 (NO,              NO,      NO,     NO),
    "superuser":               (NO,              NO,      NO,     NO),
    "deactivated_first":       (NO,              NO,      NO,     NO),
    "deactivated_final":       (NO,              NO,      NO,     NO),
    "resident":                (NO,              NO,      NO,     NO),
}  # fmt: skip

REVIEWS = (Role.FIRST_REVIEWER, Role.COSIGNER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER)


def with_every_post(county: ReviewCounty, person: Any) -> Any:
    """The person may do every step, as far as posts go: own units, and the department that signs."""
    for role, unit in zip(REVIEWS, (county.baijiaqiao, county.health, county.yangshe, county.centre), strict=True):
        if not person.posts.filter(role=role, unit=unit).exists():
            county.person(role, unit, person=person)
    return person


def deactivated(person: Any) -> Any:
    person.is_active = False
    person.save()
    return person


PEOPLE = {
    "author": lambda county: county.editor,
    "author_with_every_post": lambda county: with_every_post(county, county.editor),
    "first": lambda county: county.first,
    "first_with_every_post": lambda county: with_every_post(county, county.first),
    "first_above": lambda county: county.person(Role.FIRST_REVIEWER, county.yangshe),
    "first_of_other_station": lambda county: county.other_first,
    "cosigner": lambda county: county.doctor,
    "cosigner_of_other": lambda county: county.fireman,
    "second": lambda county: county.second,
    "second_of_other_town": lambda county: county.person(Role.SECOND_REVIEWER, county.tangqiao),
    "final": lambda county: county.final,
    "final_of_the_station": lambda county: county.person(Role.FINAL_REVIEWER, county.shangang),
    "director": lambda county: county.director,
    "administrator": lambda county: county.administrator,
    "auditor": lambda county: county.person(Role.AUDITOR, county.centre),
    "superuser": lambda county: User.objects.create_superuser("root", password="linli-2026"),
    "deactivated_first": lambda county: deactivated(county.person(Role.FIRST_REVIEWER, county.baijiaqiao)),
    "deactivated_final": lambda county: deactivated(county.person(Role.FINAL_REVIEWER, county.centre)),
    "resident": lambda county: User.objects.create_user("neighbour", kind=User.Kind.RESIDENT),
}


def bring_to(county: ReviewCounty, step: Step) -> Any:
    """A page that waits at the step. The health department is asked where the step is its co-signing."""
    page = county.submitted()
    if step == Step.FIRST_REVIEW:
        return page
    decide(page, county.first, cosign_units=[county.health] if step == Step.CO_SIGN else [])
    if step == Step.FINAL_REVIEW:
        decide(page, county.second)
    return page


def cells(*, allowed: bool) -> list[Any]:
    """The cells that are allowed, or those that are refused."""
    return [
        pytest.param(name, step, decision, answer, id=f"{name}-{step}-{decision}")
        for name, row in TABLE.items()
        for step, cell in zip(STEPS, row, strict=True)
        for decision, answer in zip(DECISIONS, (cell,) * 4 if isinstance(cell, str) else cell, strict=True)
        if (answer == Y) is allowed
    ]


def outcome(page: Any, person: Any, decision: Decision) -> str:
    back = {"to_step": Step.FIRST_REVIEW} if decision == Decision.RETURN_TO_STEP else {}
    try:
        decide(page, person, decision, "日期要再核对。", **back)
    except LinliError as error:
        return error.code
    return Y


@pytest.mark.parametrize(("name", "step", "decision", "answer"), cells(allowed=True))
def test_who_may_decides_and_the_item_is_done(
    county: ReviewCounty, name: str, step: Step, decision: Decision, answer: str
) -> None:
    page = bring_to(county, step)
    item, person = item_of(page), PEOPLE[name](county)
    assert outcome(page, person, decision) == answer
    item.refresh_from_db()
    assert (item.state, item.owner) == (ItemState.DONE, person)
    assert Opinion.objects.filter(item=item, person=person, decision=decision).count() == 1
    page.refresh_from_db()
    assert page.live == (step == Step.FINAL_REVIEW and decision == Decision.APPROVE)


@pytest.mark.parametrize("step", STEPS)
def test_who_may_not_is_told_why_and_nothing_moves(county: ReviewCounty, step: Step) -> None:
    """All refusals of a step at one item: none of them changes it for the next."""
    page = bring_to(county, step)
    item, said = item_of(page), Opinion.objects.count()
    refused = [cell.values for cell in cells(allowed=False) if cell.values[1] == step]
    assert len(refused) > 50
    with_posts = "author_with_every_post", "first_with_every_post"
    # More posts for the author and the first reviewer come last, after those without were tried.
    for name in sorted({cell[0] for cell in refused}, key=lambda name: name in with_posts):
        person = PEOPLE[name](county)
        for _name, _step, decision, answer in (cell for cell in refused if cell[0] == name):
            assert (name, decision, outcome(page, person, decision)) == (name, decision, answer)
    item.refresh_from_db()
    assert (item.state, item.owner, Opinion.objects.count()) == (ItemState.OPEN, None, said)
    page.refresh_from_db()
    assert not page.live


def test_table_knows_everybody() -> None:
    assert set(TABLE) == set(PEOPLE)


@pytest.mark.parametrize("name", ["author", "superuser", "first_of_other_station", "deactivated_first"])
def test_who_may_not_is_not_asked_either(county: ReviewCounty, name: str) -> None:
    """What is refused is not in the queue: nobody finds out by clicking."""
    from organisations.selectors import reader_for
    from workflows import selectors

    page = bring_to(county, Step.FIRST_REVIEW)
    person = PEOPLE[name](county)
    assert not selectors.claimable(reader_for(person), person).exists()
    assert WorkItem.objects.filter(page=page, state__in=UNFINISHED).count() == 1
