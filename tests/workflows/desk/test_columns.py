"""Which columns are shown, and that each queue says what it is even when it is empty."""

import pytest
from django.utils import translation

from workflows import selectors
from workflows.desk import columns
from workflows.desk.tabs import TABS

ALL = ["kind", "unit", "step", "due", "sender"]


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ([], ALL),
        ([""], ALL),
        (["gone"], ALL),
        (["due"], ["due"]),
        (["sender", "kind"], ["kind", "sender"]),
        (["due", "due", "gone"], ["due"]),
        (ALL[::-1], ALL),
    ],
)
def test_known_columns_in_the_order_of_the_list_and_all_where_none_is(chosen: list[str], shown: list[str]) -> None:
    assert columns.shown(chosen) == shown
    assert columns.shown(iter(chosen)) == shown


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_columns_and_queues_speak_both_languages(language: str) -> None:
    words = [*columns.COLUMNS.values()]
    words += [each for tab in TABS.values() for each in (tab.label, tab.empty_title, tab.empty_advice)]
    with translation.override(language):
        said = [str(word) for word in words]
    assert all(said)
    assert all(word.isascii() for word in said) is (language == "en")
    assert len(set(said)) == len(said)


def test_the_tabs_are_the_queues_of_the_engine() -> None:
    assert {name: tab.items for name, tab in TABS.items()} == dict(selectors.TABS)
    assert list(TABS) == list(selectors.TABS)
    assert all(name == tab.name for name, tab in TABS.items())


@pytest.mark.parametrize(
    ("name", "action", "picking", "finished"),
    [
        ("mine", "", True, False),
        ("claimable", "claim", False, False),
        ("overdue", "", True, False),
        ("waiting", "urge", False, False),
        ("returned", "", False, True),
        ("done", "", False, True),
        ("substituting", "", True, False),
    ],
)
def test_what_can_be_done_from_each_queue(name: str, action: str, picking: bool, finished: bool) -> None:
    tab = TABS[name]
    assert (tab.action, tab.picking, tab.finished) == (action, picking, finished)
    # What is finished cannot be decided together.
    assert not (tab.picking and tab.finished)
