"""The register of resources: filed by a unit, reviewed by another person there or above, listed, and at last over.

A verb holds the row first. Words change in a draft alone, so that what is listed is what was reviewed; hours
and exceptions change at any time, since they say nothing that needs a review.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import audit, outbox
from common.errors import Conflict, Invalid, NotAllowed
from exchange import events
from exchange.enums import ResourceState
from exchange.models import Resource, ResourceContactRead
from exchange.rules import READ_RESOURCE_CONTACT
from exchange.services.resource_facts import Facts, Hours, check, check_hours, write, write_hours
from exchange.services.resource_moves import locked, move, stale, write_change
from exchange.services.rights import require_role
from organisations.enums import SERVICE_ROLES, Role
from organisations.models import Unit
from organisations.selectors import reader_for

REVIEWERS = (Role.DISPATCHER, Role.DIRECTOR)


@transaction.atomic
def resource_file(*, unit: Unit, actor: Any, facts: Facts) -> Resource:
    """Enters a draft for a unit. Its staff or those above do it. Raises NotAllowed, Invalid with the field."""
    acting = require_role(actor, SERVICE_ROLES, unit)
    check(facts)
    resource = Resource(unit=unit, filed_by=actor)
    write(resource, facts)
    write_change(resource, "", actor=actor, on_behalf_of=acting.on_behalf_of)
    return resource


@transaction.atomic
def resource_change(*, resource: Resource, actor: Any, facts: Facts) -> Resource:
    """Writes a draft anew. Raises Conflict for what is in review or listed: it is what was read there."""
    resource = locked(resource)
    require_role(actor, SERVICE_ROLES, resource.unit)
    if resource.state != ResourceState.DRAFT:
        raise stale(resource)
    check(facts)
    write(resource, facts)
    audit.record("exchange.resource_written", resource, actor=actor, unit_path=resource.unit.path)
    outbox.publish(events.resource_changed(resource, before=resource.state))
    return resource


@transaction.atomic
def resource_hours(*, resource: Resource, actor: Any, hours: Hours) -> Resource:
    """When it is free, in place of what was said before. Raises Invalid at `weekly` or `exceptions`."""
    resource = locked(resource)
    require_role(actor, SERVICE_ROLES, resource.unit)
    if resource.state == ResourceState.WITHDRAWN:
        raise stale(resource)
    check_hours(hours)
    write_hours(resource, hours)
    audit.record("exchange.resource_hours", resource, actor=actor, unit_path=resource.unit.path)
    outbox.publish(events.resource_changed(resource, before=resource.state))
    return resource


@transaction.atomic
def resource_submit(*, resource: Resource, actor: Any) -> Resource:
    """Hands a draft in for review."""
    resource = locked(resource)
    acting = require_role(actor, SERVICE_ROLES, resource.unit)
    if resource.state != ResourceState.DRAFT:
        raise stale(resource)
    if resource.valid_to is not None and resource.valid_to < timezone.localdate():
        raise Invalid("exchange.resource_over", _("Its last day is over: choose a later one."), field="valid_to")
    move(resource, ResourceState.IN_REVIEW, actor=actor, on_behalf_of=acting.on_behalf_of)
    return resource


@transaction.atomic
def resource_list(*, resource: Resource, actor: Any) -> Resource:
    """Approves it: everybody finds it now. Nobody approves what they handed in, for themselves or for another."""
    resource = locked(resource)
    acting = require_role(actor, REVIEWERS, resource.unit)
    if resource.state != ResourceState.IN_REVIEW:
        raise stale(resource)
    _require_other_eyes(resource, {actor.pk, getattr(acting.on_behalf_of, "pk", None)})
    move(resource, ResourceState.LISTED, actor=actor, on_behalf_of=acting.on_behalf_of)
    return resource


def _require_other_eyes(resource: Resource, people: set[int | None]) -> None:
    handed_in = resource.changes.filter(to_state=ResourceState.IN_REVIEW).latest("at", "pk")
    authors = {resource.filed_by_id, handed_in.actor_id, handed_in.on_behalf_of_id} - {None}
    if authors & people:
        raise NotAllowed("exchange.own_resource", _("Somebody else must review what you entered or handed in."))


@transaction.atomic
def resource_return(*, resource: Resource, actor: Any, reason: str) -> Resource:
    """Sends it back from review, with what is missing."""
    return _step(resource, (ResourceState.IN_REVIEW,), ResourceState.DRAFT, REVIEWERS, actor, reason)


@transaction.atomic
def resource_suspend(*, resource: Resource, actor: Any, reason: str) -> Resource:
    """Takes it from the list for a while."""
    return _step(resource, (ResourceState.LISTED,), ResourceState.SUSPENDED, REVIEWERS, actor, reason)


@transaction.atomic
def resource_resume(*, resource: Resource, actor: Any, reason: str) -> Resource:
    """Lists it again as it was reviewed. What is over meanwhile is renewed by a new review instead."""
    resource = locked(resource)
    require_role(actor, REVIEWERS, resource.unit)
    if resource.valid_to is not None and resource.valid_to < timezone.localdate():
        raise Conflict("exchange.resource_over", _("Its last day is over: change it and hand it in again."))
    return _step(resource, (ResourceState.SUSPENDED,), ResourceState.LISTED, REVIEWERS, actor, reason)


@transaction.atomic
def resource_reopen(*, resource: Resource, actor: Any, reason: str) -> Resource:
    """Makes a draft again of what is suspended or expired, to be changed and reviewed anew."""
    return _step(
        resource, (ResourceState.SUSPENDED, ResourceState.EXPIRED), ResourceState.DRAFT, SERVICE_ROLES, actor, reason
    )


@transaction.atomic
def resource_withdraw(*, resource: Resource, actor: Any, reason: str) -> Resource:
    """Ends it for good. Its rows stay."""
    ending = tuple(state for state in ResourceState if state != ResourceState.WITHDRAWN)
    return _step(resource, ending, ResourceState.WITHDRAWN, SERVICE_ROLES, actor, reason)


def _step(
    resource: Resource,
    begins: Sequence[ResourceState],
    to: ResourceState,
    roles: tuple[Role, ...],
    actor: Any,
    reason: str,
) -> Resource:
    resource = locked(resource)
    acting = require_role(actor, roles, resource.unit)
    if not 0 < len(reason.strip()) <= 300:
        raise Invalid("exchange.reason_needed", _("Say why, in at most 300 characters."), field="reason")
    if resource.state not in begins:
        raise stale(resource)
    move(resource, to, actor=actor, reason=reason.strip(), on_behalf_of=acting.on_behalf_of)
    return resource


@transaction.atomic
def contact_read(*, resource: Resource, actor: Any, purpose: str) -> dict[str, str]:
    """Whom to call, in the clear, with a row that says who read it and what for.

    Raises NotAllowed for whoever may not, Invalid without a purpose.
    """
    if actor is None or not actor.is_authenticated or not READ_RESOURCE_CONTACT.check(reader_for(actor), resource):
        raise NotAllowed("exchange.contact", _("You may not read this contact. Ask the station for help instead."))
    if not purpose.strip():
        raise Invalid(
            "exchange.purpose_needed", _("Say what you need it for: each reading is on record."), field="purpose"
        )
    ResourceContactRead.objects.create(resource=resource, person=actor, purpose=purpose.strip()[:120])
    audit.record("exchange.contact_read", resource, actor=actor, unit_path=resource.unit.path)
    return {"name": resource.contact.name, "phone": resource.contact.phone}
