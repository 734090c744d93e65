"""Venues, their spaces, and when they are open."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import audit, outbox
from common.errors import Invalid
from organisations import events
from organisations.enums import DayType
from organisations.models import Closure, OpeningRule, Unit, Venue, VenueSpace
from organisations.rules import GOVERN_VENUE
from organisations.services.posts import check_days
from organisations.services.rights import require

DETAILS = ("name", "address", "latitude", "longitude", "phone", "facilities", "valid_from", "valid_to")

# (day type, opens, closes); both times None: closed on these days.
Rule = tuple[DayType | str, dt.time | None, dt.time | None]


def _check_name(name: str) -> str:
    name = name.strip()
    if not name:
        raise Invalid("organisations.venue_name_missing", _("Give the venue a name."), field="name")
    return name


@transaction.atomic
def venue_create(*, actor: Any, owner: Unit, name: str, sharing_units: Iterable[Unit] = (), **details: Any) -> Venue:
    """A new venue of a unit, by its editors or by an administrator at or above. `details`: names of DETAILS."""
    require(actor, GOVERN_VENUE, Venue(owner=owner))
    venue = Venue(owner=owner, name=_check_name(name), **details)
    check_days(venue.valid_from, venue.valid_to)
    venue.save()
    venue.sharing_units.set(sharing_units)
    return _done("organisations.venue_created", actor, venue, name=venue.name)


@transaction.atomic
def venue_change(*, actor: Any, venue: Venue, sharing_units: Iterable[Unit] | None = None, **details: Any) -> Venue:
    """Changes the details given (DETAILS, owner). A new owner must be the actor's to govern as well."""
    venue = _locked(actor, venue)
    if unknown := set(details) - {*DETAILS, "owner"}:
        raise TypeError(f"Not details of a venue: {unknown}")
    if "name" in details:
        details["name"] = _check_name(details["name"])
    for name, value in details.items():
        setattr(venue, name, value)
    require(actor, GOVERN_VENUE, venue)
    check_days(venue.valid_from, venue.valid_to)
    venue.save()
    if sharing_units is not None:
        venue.sharing_units.set(sharing_units)
    return _done("organisations.venue_changed", actor, venue, fields=sorted(details))


@transaction.atomic
def venue_set_hours(*, actor: Any, venue: Venue, rules: Iterable[Rule]) -> Venue:
    """Replaces the opening rules by these."""
    venue = _locked(actor, venue)
    rows = [OpeningRule(venue=venue, day_type=day, opens=opens, closes=closes) for day, opens, closes in rules]
    for row in rows:
        _check_rule(row)
    venue.opening_rules.all().delete()
    OpeningRule.objects.bulk_create(rows)
    return _done("organisations.venue_hours_set", actor, venue, rules=[str(row) for row in rows])


def _check_rule(rule: OpeningRule) -> None:
    if rule.day_type not in DayType.values:
        raise Invalid("organisations.unknown_day_type", _("Choose the days from the list."), field="day_type")
    if (rule.opens is None) != (rule.closes is None):
        raise Invalid(
            "organisations.half_a_rule", _("Give both times, or leave both empty for a closed day."), field="closes"
        )
    if rule.opens is not None and rule.closes is not None and rule.opens >= rule.closes:
        raise Invalid(
            "organisations.closes_before_it_opens",
            _("The closing time must be later than the opening time. Hours past midnight are two rules."),
            field="closes",
        )


@transaction.atomic
def venue_set_spaces(*, actor: Any, venue: Venue, spaces: Iterable[tuple[str, int | None]]) -> Venue:
    """Replaces the spaces by these: name and seats."""
    venue = _locked(actor, venue)
    venue.spaces.all().delete()
    VenueSpace.objects.bulk_create(VenueSpace(venue=venue, name=name, seats=seats) for name, seats in spaces)
    return _done("organisations.venue_spaces_set", actor, venue)


@transaction.atomic
def venue_close(*, actor: Any, venue: Venue, valid_from: dt.date, valid_to: dt.date | None, reason: str) -> Closure:
    """Closes a venue for some days, whatever its rules say."""
    venue = _locked(actor, venue)
    check_days(valid_from, valid_to)
    if not reason.strip():
        raise Invalid(
            "organisations.closure_reason_missing", _("Say why it is closed: visitors see it."), field="reason"
        )
    closure = Closure.objects.create(venue=venue, valid_from=valid_from, valid_to=valid_to, reason=reason.strip())
    _done("organisations.venue_closed", actor, venue, closure=closure.pk, reason=closure.reason)
    return closure


@transaction.atomic
def closure_remove(*, actor: Any, closure: Closure) -> None:
    """Takes back a closure: plans change. The audit log keeps it."""
    venue = _locked(actor, closure.venue)
    _done("organisations.venue_closure_removed", actor, venue, closure=closure.pk, reason=closure.reason)
    closure.delete()


@transaction.atomic
def venue_end(*, actor: Any, venue: Venue, last_day: dt.date) -> Venue:
    """Takes a venue out of use after its last day (included)."""
    venue = _locked(actor, venue)
    check_days(venue.valid_from, last_day)
    venue.valid_to = last_day
    venue.save(update_fields=["valid_to", "changed"])
    return _done("organisations.venue_ended", actor, venue, last_day=str(last_day))


def _locked(actor: Any, venue: Venue) -> Venue:
    locked = Venue.objects.select_for_update(of=("self",)).select_related("owner").get(pk=venue.pk)
    require(actor, GOVERN_VENUE, locked)
    return locked


def _done(action: str, actor: Any, venue: Venue, **data: Any) -> Venue:
    audit.record(action, venue, actor=actor, unit_path=venue.owner.path, **data)
    outbox.publish(events.venue_changed(venue))
    return venue
