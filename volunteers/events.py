"""What happens to teams: names that the outbox carries."""

from typing import Any

from common.events import Event

TEAM_CHANGED = "volunteers.team_changed"


def team_changed(team: Any) -> Event:
    """A team is new, or its state, people, areas or capacity have changed."""
    return Event.of(TEAM_CHANGED, team, unit=team.unit_id, state=team.state)
