"""Asking to be told, stopping it, and sending again: each for one's own subscriptions alone."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from api.models import DeliveryState, WebhookDelivery, WebhookEvent, WebhookSubscription
from api.webhooks.addresses import check
from common import audit
from common.errors import Conflict, Invalid, NotFound
from exchange.rules import STAFF
from exchange.services.rights import require_role
from organisations.models import Unit

MOST = 20


@transaction.atomic
def webhook_add(*, actor: Any, unit: Unit, url: str, events: Sequence[str]) -> tuple[WebhookSubscription, str]:
    """A subscription and its secret, which is never shown again.

    Raises NotAllowed without a post at the unit or above, Invalid for the address and the events,
    Conflict for the twenty-first.
    """
    require_role(actor, STAFF, unit)
    check(url)
    if not events or not set(events) <= set(WebhookEvent.values):
        raise Invalid("api.webhook_events", _("Choose at least one of the events."), field="events")
    if WebhookSubscription.objects.filter(owner=actor, is_active=True).count() >= MOST:
        raise Conflict("api.webhook_many", _("You have twenty webhooks already: end one first."))
    secret = secrets.token_hex(32)
    made = WebhookSubscription.objects.create(
        owner=actor, unit=unit, url=url, events=sorted(set(events)), secret=secret
    )
    audit.record("api.webhook_added", made, actor=actor, unit_path=unit.path)
    return made, secret


def webhook_of(actor: Any, code: str) -> WebhookSubscription:
    """One of one's own. Raises NotFound for anybody else's."""
    found = WebhookSubscription.objects.select_related("unit").filter(owner=actor.pk, code=code).first()
    if found is None:
        raise NotFound("api.no_webhook", _("There is no such webhook of yours."))
    return found


@transaction.atomic
def webhook_switch(*, actor: Any, code: str, on: bool) -> WebhookSubscription:
    """Ends it, or takes it up again after too many failures: what waits is sent then."""
    found = webhook_of(actor, code)
    if on:
        require_role(actor, STAFF, found.unit)
    found.is_active, found.failures, found.disabled_at = on, 0, None
    found.save(update_fields=["is_active", "failures", "disabled_at", "changed"])
    audit.record(f"api.webhook_{'on' if on else 'off'}", found, actor=actor, unit_path=found.unit.path)
    return found


@transaction.atomic
def delivery_again(*, actor: Any, code: str, event_id: str) -> WebhookDelivery:
    """Sends an event once more, with the same id."""
    rows = WebhookDelivery.objects.filter(subscription=webhook_of(actor, code), event_id=event_id)
    if not rows.update(state=DeliveryState.WAITING, attempts=0, next_try=timezone.now(), error=""):
        raise NotFound("api.no_delivery", _("There is no such delivery."))
    return rows.get()
