"""What happens to units, posts and venues: names that the outbox carries."""

from typing import Any

from common.events import Event

UNIT_CHANGED = "organisations.unit_changed"
UNIT_MOVED = "organisations.unit_moved"
UNIT_ENDED = "organisations.unit_ended"
UNIT_MERGED = "organisations.unit_merged"
POSTS_CHANGED = "organisations.posts_changed"
PAIRING_CHANGED = "organisations.pairing_changed"
VENUE_CHANGED = "organisations.venue_changed"


def unit_changed(unit: Any, *, created: bool = False) -> Event:
    """A unit is new, or what it is called or where it is found has changed."""
    return Event.of(UNIT_CHANGED, unit, path=unit.path, created=created)


def unit_moved(unit: Any, *, old_path: str) -> Event:
    """A unit stands elsewhere: every path that began with `old_path` begins with `new_path` now."""
    return Event.of(UNIT_MOVED, unit, old_path=old_path, new_path=unit.path)


def unit_ended(unit: Any) -> Event:
    return Event.of(UNIT_ENDED, unit, path=unit.path, last_day=str(unit.valid_to))


def unit_merged(unit: Any, into: Any) -> Event:
    return Event.of(UNIT_MERGED, unit, path=unit.path, into=into.pk, into_path=into.path)


def posts_changed(post: Any, *people: int) -> Event:
    """Who may do what at a unit has changed; `people` are the ids of the users it concerns."""
    return Event.of(POSTS_CHANGED, post, role=post.role, unit=post.unit_id, people=sorted({post.person_id, *people}))


def delegation_changed(delegation: Any) -> Event:
    """The same, by a substitute: receivers look at the post."""
    return posts_changed(delegation.post, delegation.substitute_id)


def pairing_changed(pairing: Any) -> Event:
    return Event.of(PAIRING_CHANGED, pairing, units=[pairing.unit_id, pairing.partner_id])


def venue_changed(venue: Any) -> Event:
    return Event.of(VENUE_CHANGED, venue, owner=venue.owner_id)
