"""The only place where a resource gets another state: edge, row, history, audit and event together."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import audit, outbox
from common.errors import Conflict
from exchange import events
from exchange.enums import ResourceState
from exchange.models import Resource, ResourceChange


def locked(resource: Resource) -> Resource:
    """The row as it is now, held until the transaction ends."""
    found: Resource = Resource.objects.select_for_update(of=("self",)).select_related("unit").get(pk=resource.pk)
    return found


def move(resource: Resource, to: ResourceState, *, actor: Any, reason: str = "", on_behalf_of: Any = None) -> None:
    if not resource.may_become(to):
        raise stale(resource)
    before, resource.state, resource.reason = resource.state, to, reason
    resource.save()
    write_change(resource, before, actor=actor, reason=reason, on_behalf_of=on_behalf_of)


def write_change(resource: Resource, before: str, *, actor: Any, reason: str = "", on_behalf_of: Any = None) -> None:
    ResourceChange.objects.create(
        resource=resource,
        from_state=before,
        to_state=resource.state,
        actor=actor,
        on_behalf_of=on_behalf_of,
        reason=reason,
    )
    audit.record(
        f"exchange.resource_{resource.state}",
        resource,
        actor=actor,
        on_behalf_of=on_behalf_of,
        unit_path=resource.unit.path,
        before=before,
    )
    outbox.publish(events.resource_changed(resource, before=before))


def stale(resource: Resource) -> Conflict:
    return Conflict(
        "exchange.moved_on",
        _("This is “%(state)s” by now: somebody was faster. Look again, then decide.")
        % {"state": resource.get_state_display()},
    )


def expire_resources() -> int:
    """Ends what is past its last day; each in a transaction of its own. Returns how many."""
    over = Resource.objects.filter(
        state__in=[ResourceState.LISTED, ResourceState.SUSPENDED], valid_to__lt=timezone.localdate()
    )
    return sum(_expire(resource) for resource in over.order_by("pk").iterator())


@transaction.atomic
def _expire(resource: Resource) -> bool:
    resource = locked(resource)
    if not resource.may_become(ResourceState.EXPIRED) or resource.holds_on(timezone.localdate()):
        return False
    move(resource, ResourceState.EXPIRED, actor=None, reason=_("Its last day is over."))
    return True
