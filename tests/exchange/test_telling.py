"""What is told of each step, for every edge that a need or an order may take: said once, to the right people."""

import datetime as dt

import pytest
from django.utils import timezone

from common.messages.kinds import kinds
from exchange import messages as registered  # noqa: F401 - the kinds
from exchange.enums import NEED_EDGES, ORDER_EDGES, NeedState, OrderState
from exchange.telling import FOR_JOINED, MASTER_ALONE, for_team, moment, of_need, of_order

NEED_STEPS = {
    ("", "submitted"): "submitted",
    ("returned", "submitted"): "",
    ("submitted", "returned"): "returned",
    ("submitted", "deliberation"): "",
    ("submitted", "rejected"): "rejected",
    ("submitted", "duplicate"): "duplicate",
    ("submitted", "accepted"): "accepted",
    ("submitted", "cancelled"): "",
    ("submitted", "withdrawn"): "withdrawn",
    ("returned", "cancelled"): "",
    ("returned", "expired"): "",
    ("deliberation", "returned"): "returned",
    ("deliberation", "rejected"): "rejected",
    ("deliberation", "duplicate"): "duplicate",
    ("deliberation", "accepted"): "accepted",
    ("deliberation", "cancelled"): "",
    ("accepted", "in_hand"): "dispatched",
    ("accepted", "cancelled"): "",
    ("accepted", "withdrawn"): "withdrawn",
    ("in_hand", "served"): "",
    ("in_hand", "cancelled"): "",
    ("in_hand", "withdrawn"): "withdrawn",
    ("served", "closed"): "",
    ("served", "accepted"): "reopened",
    ("closed", "accepted"): "reopened",
    ("duplicate", "cancelled"): "",
}
# What the asker hears, and what the team that had or has it.
ORDER_STEPS = {
    ("", "waiting"): ("", ""),
    ("waiting", "pooled"): ("", ""),
    ("waiting", "assigned"): ("", "assigned"),
    ("waiting", "cancelled"): ("", ""),
    ("pooled", "accepted"): ("team_accepted", ""),
    ("pooled", "assigned"): ("", "assigned"),
    ("pooled", "waiting"): ("", ""),
    ("pooled", "cancelled"): ("", ""),
    ("assigned", "accepted"): ("team_accepted", ""),
    ("assigned", "waiting"): ("", "recalled"),
    ("assigned", "pooled"): ("", "recalled"),
    ("assigned", "cancelled"): ("", "cancelled"),
    ("accepted", "scheduled"): ("scheduled", ""),
    ("accepted", "paused"): ("paused", ""),
    ("accepted", "waiting"): ("", "recalled"),
    ("accepted", "cancelled"): ("", "cancelled"),
    ("scheduled", "accepted"): ("", ""),
    ("scheduled", "scheduled"): ("scheduled", ""),
    ("scheduled", "in_service"): ("", ""),
    ("scheduled", "paused"): ("paused", ""),
    ("scheduled", "waiting"): ("", "recalled"),
    ("scheduled", "cancelled"): ("", "cancelled"),
    ("in_service", "done"): ("done", ""),
    ("in_service", "paused"): ("paused", ""),
    ("paused", "accepted"): ("", ""),
    ("paused", "scheduled"): ("", ""),
    ("paused", "in_service"): ("", ""),
    ("paused", "waiting"): ("", "recalled"),
    ("paused", "cancelled"): ("", "cancelled"),
    ("done", "rated"): ("", ""),
    ("done", "unrated"): ("", ""),
    ("unrated", "rated"): ("", ""),
}


def edges(table: dict[str, tuple[str, ...]]) -> set[tuple[str, str]]:
    return {(str(begin), str(end)) for begin, after in table.items() for end in after}


def test_every_edge_stands_in_the_tables() -> None:
    assert edges(NEED_EDGES) == {step for step in NEED_STEPS if step[0]}
    assert edges(ORDER_EDGES) == {step for step in ORDER_STEPS if step[0] and step[0] != step[1]}


@pytest.mark.parametrize(("step", "kind"), NEED_STEPS.items())
def test_what_the_asker_hears_of_a_need(step: tuple[str, str], kind: str) -> None:
    assert of_need(*step) == kind


@pytest.mark.parametrize(("step", "told"), ORDER_STEPS.items())
def test_who_hears_what_of_an_order(step: tuple[str, str], told: tuple[str, str]) -> None:
    assert (of_order(*step), for_team(*step)) == told


def test_everything_that_is_told_has_words() -> None:
    told = {kind for kind in NEED_STEPS.values() if kind}
    told |= {kind for pair in ORDER_STEPS.values() for kind in pair if kind}
    assert {f"exchange.{kind}" for kind in told | set(FOR_JOINED.values())} <= set(kinds())


def test_who_was_joined_hears_no_question_that_is_not_theirs() -> None:
    asks = {"returned", "paused", "submitted", "duplicate"}
    assert asks == MASTER_ALONE
    assert set(FOR_JOINED) == {"done"}, "who was joined is not asked to rate"


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_no_default_text_promises_what_is_not_filled_in(kind: str) -> None:
    found = kinds()[kind]
    assert found.channels
    assert all(variable.sample for variable in found.variables)
    used = {name for name in found.names if f"{{{name}}}" in found.text}
    assert used == found.names, "a variable that no text uses confuses whoever edits it"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (None, ""),
        (dt.datetime(2026, 12, 3, 7, 0, tzinfo=dt.UTC), "12月3日 15:00"),
        (dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC), "1月1日 00:30"),
        (dt.datetime(2026, 1, 5, 9, 5, tzinfo=timezone.get_default_timezone()), "1月5日 09:05"),
    ],
)
def test_a_time_is_told_as_people_read_it(at: dt.datetime | None, said: str) -> None:
    assert moment(at) == said


@pytest.mark.parametrize("state", [*NeedState.values, *OrderState.values])
def test_nothing_happens_where_nothing_changed(state: str) -> None:
    """A plan made anew is the one step that begins and ends at the same state."""
    assert for_team(state, state) in ("", "assigned")
    if state not in ("scheduled", "done", "paused"):
        assert of_order(state, state) == ""
