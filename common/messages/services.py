"""The verbs: saying something, trying again, forgetting, and what staff edit. Nothing here talks to the outside."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from common import audit, outbox
from common.events import Event
from common.messages import adapters, timing
from common.messages.addresses import Recipient, address_hash, masked
from common.messages.enums import OPEN, Channel, State
from common.messages.kinds import MessageKind, kind_of
from common.messages.models import Digest, MessageTemplate, OutgoingMessage, QuietHours
from common.messages.rendering import fill

WRITTEN = "outgoing.written"

__all__ = ["Recipient", "forget", "send", "try_again"]


@transaction.atomic
def send(
    kind: str,
    *,
    to: Iterable[Recipient],
    values: Mapping[str, object],
    about: models.Model,
    source: int | None = None,
    link: str = "",
) -> list[OutgoingMessage]:
    """Writes a message for each recipient who can be reached, in the caller's transaction: at most one each.

    The first channel of the kind that is in use and reaches the person is taken. `source` is the id of the
    outbox message that is being handled: however often that is delivered, a person gets one message of it.
    Returns what was written now. Raises KeyError for an unknown kind, ValueError where values are missing.
    """
    what = kind_of(kind)
    if missing := what.names - set(values):
        raise ValueError(f"{kind}: no value for {', '.join(sorted(missing))}")
    texts = texts_of(what)
    rules, digests = list(QuietHours.objects.all()), list(Digest.objects.filter(active=True))
    found = []
    for recipient in to:
        channel = _channel(what, recipient, texts)
        if channel is None:
            continue
        address = recipient.address(channel)
        found.append(
            OutgoingMessage(
                key=_key(kind, recipient.ref, source),
                source=source,
                kind=kind,
                channel=channel,
                urgent=what.urgent,
                address=address,
                address_hash=address_hash(channel, address),
                masked=masked(channel, address),
                text=fill(texts[channel], what, values),
                link=link,
                object_type=about._meta.label_lower,
                object_id=str(about.pk),
                about=getattr(about, "code", ""),
                **_when(what, channel, rules, digests),
            )
        )
    return _write(found)


def _key(kind: str, ref: str, source: int | None) -> str:
    cause = uuid.uuid4().hex if source is None else str(source)
    return hashlib.sha256(f"{cause}\0{kind}\0{ref}".encode()).hexdigest()[:40]


def texts_of(kind: MessageKind) -> dict[str, str]:
    """The wording of each channel that the kind may use now. A text that no longer fits gives way to the default."""
    rows = {row.channel: row for row in MessageTemplate.objects.filter(kind=kind.code)}
    texts = {}
    for channel in kind.channels:
        row = rows.get(channel)
        if row is None:
            texts[str(channel)] = kind.text
        elif row.active:
            texts[str(channel)] = kind.text if row.problems() else row.text
    return texts


def _channel(kind: MessageKind, recipient: Recipient, texts: Mapping[str, str]) -> str | None:
    reached = (c for c in kind.channels if c in texts and adapters.in_use(c) and recipient.address(c))
    return next(reached, None)


def _when(kind: MessageKind, channel: str, rules: Sequence[QuietHours], digests: Sequence[Digest]) -> dict[str, Any]:
    now = timezone.now()
    if kind.urgent:
        return {"next_try": now}
    gathered = timing.next_digest(kind.code, now, digests)
    moment = timing.first_loud(channel, gathered or now, rules)
    state = State.WAITING if moment == now else State.HELD
    return {"next_try": moment, "state": state, "digest": gathered is not None}


def _write(rows: list[OutgoingMessage]) -> list[OutgoingMessage]:
    """Those that are new, with an event for each that may leave at once."""
    known = set(OutgoingMessage.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True))
    fresh = [row for row in rows if row.key not in known]
    # Somebody else may handle the same outbox message at this moment: no error, and nothing twice.
    OutgoingMessage.objects.bulk_create(fresh, ignore_conflicts=True)
    written = list(OutgoingMessage.objects.filter(key__in=[row.key for row in fresh]).order_by("pk"))
    outbox.publish(*(Event.of(WRITTEN, row) for row in written if row.state == State.WAITING))
    return written


@transaction.atomic
def try_again(*, messages: models.QuerySet[OutgoingMessage], actor: Any) -> int:
    """Staff send what failed or was given up once more, with its former key; how many. Erased ones stay as they are."""
    rows = messages.select_for_update().filter(state__in=(State.FAILED, State.GIVEN_UP), erased_at=None)
    found = list(rows)
    now = timezone.now()
    OutgoingMessage.objects.filter(pk__in=[row.pk for row in found]).update(
        state=State.WAITING, attempts=0, next_try=now
    )
    for row in found:
        audit.record("outgoing.retried", row, actor=actor)
    outbox.publish(*(Event.of(WRITTEN, row) for row in found))
    return len(found)


@transaction.atomic
def forget(*, object_type: str, object_ids: Iterable[Any]) -> int:
    """Erases address and text of everything said about some rows; what has not left will not. How many."""
    rows = OutgoingMessage.objects.filter(object_type=object_type, object_id__in=[str(pk) for pk in object_ids])
    rows.filter(state__in=OPEN).update(state=State.GIVEN_UP, error="")
    return erase(rows)


def erase(rows: models.QuerySet[OutgoingMessage]) -> int:
    return rows.filter(erased_at=None).update(
        address="", address_hash="", text="", masked="–", link="", erased_at=timezone.now()
    )


def hushed(channel: str) -> bool:
    """Whether a channel only pretends to send: it writes to a file or the console."""
    return channel != Channel.SITE and adapters.chosen(channel) in ("file", "console")
