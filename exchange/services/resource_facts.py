"""What is written of a resource: its facts and its hours, checked before they are kept."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import Invalid
from exchange.enums import ResourceKind
from exchange.models import Audience, Category, Resource, ResourceClosure, ResourceContact, ResourceHours
from organisations.enums import DayType
from organisations.models import Unit
from volunteers.models import Team

# At once a resource has so many hours or exceptions at most.
MOST_LINES = 60


@dataclass(frozen=True)
class Facts:
    """What is written of a resource. `valid_from` None: from today."""

    kind: str
    name: str
    text: str = ""
    category: Category | None = None
    audiences: Sequence[Audience] = ()
    sharing_units: Sequence[Unit] = ()
    place: str = ""
    team: Team | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    contact_name: str = ""
    contact_phone: str = ""


@dataclass(frozen=True)
class Hours:
    """When a resource is free: (day type, from, to) for every week, (first day, last day, reason) for exceptions."""

    weekly: Sequence[tuple[str, dt.time, dt.time]] = ()
    exceptions: Sequence[tuple[dt.date, dt.date | None, str]] = ()


def check(facts: Facts) -> None:
    """Raises Invalid at the first field that cannot stand."""
    if facts.kind not in ResourceKind.values:
        raise Invalid("exchange.resource_kind", _("Choose what kind of resource it is."), field="kind")
    if not facts.name.strip() or len(facts.name.strip()) > 80:
        raise Invalid("exchange.resource_name", _("Give it a name of at most 80 characters."), field="name")
    for name, most in (("text", 1000), ("place", 120), ("contact_name", 40), ("contact_phone", 30)):
        if len(getattr(facts, name)) > most:
            words = _("This is too long: at most %(count)d characters.") % {"count": most}
            raise Invalid("exchange.resource_long", words, field=name)
    first = facts.valid_from or timezone.localdate()
    if facts.valid_to is not None and facts.valid_to < first:
        raise Invalid("exchange.resource_days", _("The last day must not be before the first."), field="valid_to")


def write(resource: Resource, facts: Facts) -> None:
    resource.kind, resource.name, resource.text = facts.kind, facts.name.strip(), facts.text.strip()
    resource.category, resource.place, resource.team = facts.category, facts.place.strip(), facts.team
    resource.valid_from, resource.valid_to = facts.valid_from or timezone.localdate(), facts.valid_to
    try:
        with transaction.atomic():
            resource.save()
    except IntegrityError as error:
        raise Invalid(
            "exchange.resource_twice", _("This unit has a resource of this kind and name already."), field="name"
        ) from error
    resource.audiences.set(facts.audiences)
    resource.sharing_units.set(facts.sharing_units)
    given = {"name": facts.contact_name.strip(), "phone": facts.contact_phone.strip()}
    ResourceContact.objects.update_or_create(resource=resource, defaults=given)


def check_hours(hours: Hours) -> None:
    if len(hours.weekly) > MOST_LINES or len(hours.exceptions) > MOST_LINES:
        words = _("At most %(count)d lines: join some of them.") % {"count": MOST_LINES}
        raise Invalid("exchange.resource_lines", words, field="weekly")
    for day, opens, closes in hours.weekly:
        if day not in DayType.values or opens >= closes:
            raise Invalid(
                "exchange.resource_hours", _("Choose the days, and an end after the beginning."), field="weekly"
            )
    for first, last, reason in hours.exceptions:
        if (last is not None and last < first) or not 0 < len(reason.strip()) <= 120:
            raise Invalid(
                "exchange.resource_exception",
                _("Each exception needs a reason, and a last day not before the first."),
                field="exceptions",
            )


def write_hours(resource: Resource, hours: Hours) -> None:
    """In place of what was there."""
    resource.opening_rules.all().delete()
    resource.closures.all().delete()
    ResourceHours.objects.bulk_create(
        ResourceHours(resource=resource, day_type=day, opens=opens, closes=closes)
        for day, opens, closes in hours.weekly
    )
    ResourceClosure.objects.bulk_create(
        ResourceClosure(resource=resource, valid_from=first, valid_to=last or first, reason=reason.strip())
        for first, last, reason in hours.exceptions
    )
