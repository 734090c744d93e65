"""Sends what is due: signed, with growing pauses, and never two senders at one delivery.

Who sends takes a lease by one conditional UPDATE and holds no transaction while the other side thinks. A sender
that dies leaves the lease to end: the delivery is sent again, with the same id.
"""

import datetime as dt
import hashlib
import hmac
import http.client
import time
from urllib.parse import urlsplit

import orjson
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from api.models import DeliveryState, WebhookDelivery, WebhookSubscription
from api.webhooks.addresses import connection_to
from common import audit
from common.access import readable
from common.errors import LinliError
from exchange.models import Need
from organisations.selectors import reader_for
from workflows import notices

LEASE = dt.timedelta(minutes=2)
MOST_ATTEMPTS = 12
OFF_AFTER = 50
BATCH = 100


def pause(attempts: int) -> dt.timedelta:
    """How long a delivery waits after its n-th failure: half a minute, doubled each time, six hours at most."""
    return min(dt.timedelta(seconds=30 * 2 ** (attempts - 1)), dt.timedelta(hours=6))


def send_due(at: dt.datetime | None = None) -> int:
    """Sends what is due now, oldest first; how many were taken in hand."""
    now = at or timezone.now()
    due = WebhookDelivery.objects.filter(
        state=DeliveryState.WAITING, next_try__lte=now, subscription__is_active=True
    ).order_by("pk")
    return sum(_send(pk, now) for pk in list(due.values_list("pk", flat=True)[:BATCH]))


def _send(pk: int, now: dt.datetime) -> bool:
    waiting = WebhookDelivery.objects.filter(pk=pk, state=DeliveryState.WAITING, next_try__lte=now)
    if not waiting.update(next_try=now + LEASE, attempts=F("attempts") + 1):
        return False
    delivery = WebhookDelivery.objects.select_related("subscription__owner", "subscription__unit").get(pk=pk)
    if not delivery.subscription.is_active:
        return False
    if not may_tell(delivery):
        _end(delivery, DeliveryState.DROPPED)
        return True
    code, error = _post(delivery.subscription, delivery)
    if code is not None and 200 <= code < 300:
        _end(delivery, DeliveryState.SENT, response_code=code)
        WebhookSubscription.objects.filter(pk=delivery.subscription_id).update(failures=0)
    else:
        _failed(delivery, code, error, now)
    return True


def may_tell(delivery: WebhookDelivery) -> bool:
    """Whether the owner may read the need today, and it is still in the unit of the subscription."""
    subscription = delivery.subscription
    own = Need.objects.filter(pk=delivery.object_id, unit__path__startswith=subscription.unit.path)
    return readable(own, reader_for(subscription.owner)).exists()


def signature(secret: str, moment: int, body: bytes) -> str:
    """HMAC-SHA256 of the time in seconds, a dot and the body."""
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()


def _post(subscription: WebhookSubscription, delivery: WebhookDelivery) -> tuple[int | None, str]:
    """The status of the answer, or None and why there is none. A redirect is an answer, and not followed."""
    body, moment = orjson.dumps(delivery.payload), int(time.time())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Linli-Webhooks",
        "Linli-Event-Id": delivery.event_id,
        "Linli-Event": delivery.event,
        "Linli-Signature": f"t={moment},v1={signature(subscription.secret, moment, body)}",
    }
    parts = urlsplit(subscription.url)
    try:
        connection = connection_to(subscription.url)
        try:
            connection.request("POST", f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}", body, headers)
            return connection.getresponse().status, ""
        finally:
            connection.close()
    except LinliError as problem:
        return None, problem.code
    except (OSError, ValueError, http.client.HTTPException) as problem:
        return None, f"{type(problem).__name__}: {problem}"[:200]


def _end(delivery: WebhookDelivery, state: DeliveryState, *, response_code: int | None = None) -> None:
    WebhookDelivery.objects.filter(pk=delivery.pk).update(state=state, response_code=response_code, error="")


@transaction.atomic
def _failed(delivery: WebhookDelivery, code: int | None, error: str, now: dt.datetime) -> None:
    last = delivery.attempts >= MOST_ATTEMPTS
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.FAILED if last else DeliveryState.WAITING,
        next_try=now + pause(delivery.attempts),
        response_code=code,
        error=error,
    )
    rows = WebhookSubscription.objects.filter(pk=delivery.subscription_id, is_active=True)
    rows.update(failures=F("failures") + 1)
    if rows.filter(failures__gte=OFF_AFTER).update(is_active=False, disabled_at=now):
        unit_path = delivery.subscription.unit.path
        audit.record("api.webhook_switched_off", delivery.subscription, actor=None, unit_path=unit_path)
        _tell_owner(delivery.subscription)


def _tell_owner(subscription: WebhookSubscription) -> None:
    link = reverse("api_webhook", args=[subscription.code])
    notices.tell([subscription.owner_id], "webhook_off", subscription, title=subscription.url[:120], link=link)
