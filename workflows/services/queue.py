"""Taking an item, giving it back, handing it on, asking for it."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from common import audit
from common.calendar import working_time_between
from common.errors import Conflict, Invalid, NotAllowed
from organisations.enums import Role
from organisations.selectors import Acting, acting_for
from workflows import moderation, notices
from workflows.eligibility import refusal, require
from workflows.enums import UNFINISHED, ItemState
from workflows.locks import flow_lock, page_lock
from workflows.models.items import WorkItem

URGE_EVERY = dt.timedelta(hours=4)  # of working time


def locked(item: WorkItem) -> WorkItem:
    """The row as it is now, held until the transaction ends."""
    found: WorkItem = (
        WorkItem.objects.select_for_update(of=("self",))
        .select_related("unit", "page", "process", "task", "owner")
        .get(pk=item.pk)
    )
    return found


def _decided() -> Conflict:
    return Conflict("workflows.item_closed", _("This item has been decided already."))


def activation_of(item: WorkItem) -> Any:
    """The flow's side of the item, as it is now."""
    item.task.refresh_from_db()
    return item.task.flow_task.activation_class(item.task)


def claim(item: WorkItem, *, actor: Any) -> WorkItem:
    """Takes an open item. Raises Conflict for whoever comes second, NotAllowed without the role."""
    with page_lock(item.page_id), flow_lock(item):
        item = locked(item)
        if item.state not in UNFINISHED:
            raise _decided()
        if item.owner_id == actor.pk:
            return item
        check_taken(item, actor, require(item, actor))
        hand_over(item, actor)
        moderation.forget(actor)
        return item


def check_taken(item: WorkItem, actor: Any, acting: Acting) -> None:
    """Raises Conflict when somebody else has it, unless the actor stands in for exactly that person."""
    if item.owner is None or item.owner_id == actor.pk:
        return
    if acting.on_behalf_of is None or acting.on_behalf_of.pk != item.owner_id:
        raise Conflict("workflows.taken", _("%(name)s has just taken this item.") % {"name": item.owner.masked_name})


def release(item: WorkItem, *, actor: Any) -> WorkItem:
    """Gives an item back to all who may take it."""
    with page_lock(item.page_id), flow_lock(item):
        item = locked(item)
        if item.state != ItemState.CLAIMED or item.owner_id != actor.pk:
            raise NotAllowed("workflows.not_owner", _("This item is not yours to give back."))
        activation_of(item).unassign()
        item.owner, item.state = None, ItemState.OPEN
        item.save(update_fields=["owner", "state", "changed"])
        moderation.forget(actor)
        return item


def may_hand_on(item: WorkItem, actor: Any) -> bool:
    """The owner, a director or an administrator at or above the unit."""
    return item.owner_id == actor.pk or any(
        acting_for(actor, role, item.unit) for role in (Role.DIRECTOR, Role.ADMINISTRATOR)
    )


def reassign(item: WorkItem, *, actor: Any, person: Any, reason: str) -> WorkItem:
    """Hands an item to somebody who may decide it. The reason is kept."""
    if not reason.strip():
        raise Invalid("workflows.reason_needed", _("Say in a sentence why, so that the author knows."), field="reason")
    with page_lock(item.page_id), flow_lock(item):
        item = locked(item)
        if item.state not in UNFINISHED:
            raise _decided()
        if not may_hand_on(item, actor):
            raise NotAllowed("workflows.may_not_reassign", _("This item is not yours to hand on."))
        against = refusal(item, person)
        if against is not None:
            raise Invalid(
                "workflows.person_may_not",
                _("%(name)s may not decide this item: %(why)s") % {"name": person.get_full_name(), "why": against[1]},
                field="person",
            )
        hand_over(item, person)
        audit.record(
            "workflows.item_reassigned", item, actor=actor, unit_path=item.unit.path, person=person.pk, reason=reason
        )
        notices.about(item, "reassigned", [person.pk])
        moderation.forget(actor)
        return item


def hand_over(item: WorkItem, person: Any) -> None:
    """Makes the person the owner on both sides. The caller holds the locks and has checked the rights."""
    activation = activation_of(item)
    if item.owner_id is None:
        activation.assign(user=person)
    else:
        activation.reassign(user=person)
    item.owner, item.state, item.stuck = person, ItemState.CLAIMED, ""
    item.save(update_fields=["owner", "state", "stuck", "changed"])


def urge(item: WorkItem, *, actor: Any) -> WorkItem:
    """Asks whoever has the item to get on with it: the author, or a director; once in four working hours."""
    with page_lock(item.page_id):
        item = locked(item)
        if item.state not in UNFINISHED:
            raise _decided()
        involved = {item.sender_id, item.process.data.get("author")}
        if actor.pk not in involved and acting_for(actor, Role.DIRECTOR, item.unit) is None:
            raise NotAllowed("workflows.may_not_urge", _("Only who submitted the page may ask for it."))
        now = timezone.now()
        if item.urged_at is not None and working_time_between(item.urged_at, now) < URGE_EVERY:
            raise Conflict("workflows.urged_already", _("They have been asked already today: give them a few hours."))
        item.urged_at = now
        item.save(update_fields=["urged_at", "changed"])
        notices.about(item, "urged", notices.people_in_charge(item))
        audit.record("workflows.item_urged", item, actor=actor, unit_path=item.unit.path)
        return item
