"""What a step costs in queries: literal limits, since each was measured against a plain Wagtail approval."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisations.selectors import reader_for
from tests.workflows.town import Town
from workflows import selectors


def cost(action: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        action()
    return len(captured)


def test_a_decision_and_a_publication_stay_within_their_limits(town: Town) -> None:
    town.submit()
    for person in (town.first, town.second):
        item = town.item()
        assert cost(lambda person=person, item=item: town.decide(person, item=item)) <= 40
    item = town.item()
    assert cost(lambda: town.decide(town.final, item=item)) <= 140


def warm_submission(town: Town) -> int:
    """The second one of a process: what it keeps in memory (types, word list, calendar) has been read."""
    town.submit()
    second = town.write("第二篇")
    return cost(lambda: town.submit(second))


def test_a_submission_stays_within_its_limit(town: Town) -> None:
    assert warm_submission(town) <= 60


def test_wagtail_sends_no_mail_of_its_own(town: Town, mailoutbox: list[Any]) -> None:
    """Ours leave through the outbox, where a failure is seen and tried again."""
    town.first.is_superuser, town.first.email = True, "first@example.org"
    town.first.save()
    town.submit()
    assert mailoutbox == []


@pytest.mark.parametrize("name", ["mine", "claimable", "overdue", "waiting_on_others", "done_today", "substituting"])
def test_a_list_costs_the_same_with_one_and_with_three(town: Town, name: str) -> None:
    def read(person: Any) -> int:
        reader = reader_for(person)
        items = getattr(selectors, name)(reader, person)
        return cost(lambda: [(i.unit.name, i.page.latest_revision_id, i.sender.pk, i.title) for i in items])

    town.submit()
    one = max(read(town.first), read(town.author))
    for title in ("第二篇", "第三篇"):
        town.submit(town.write(title))
    assert max(read(town.first), read(town.author)) == one
