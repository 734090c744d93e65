"""Several messages to one person become one, at the times of the digest."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction

from common.locks import try_lock
from common.messages.enums import State
from common.messages.kinds import DIGEST, kind_of
from common.messages.models import OutgoingMessage
from common.messages.rendering import fill
from common.messages.services import texts_of

MOST = 500


def join_due(at: dt.datetime) -> int:
    """Joins what is due by channel and address; how many messages were made. A single one leaves as it is."""
    with try_lock("messages-digests") as got:
        return _join(at) if got else 0


@transaction.atomic
def _join(at: dt.datetime) -> int:
    due = OutgoingMessage.objects.filter(digest=True, state=State.HELD, next_try__lte=at).order_by("pk")
    groups: dict[tuple[str, str], list[OutgoingMessage]] = defaultdict(list)
    for row in due.select_for_update(skip_locked=True)[:MOST]:
        groups[row.channel, row.address_hash].append(row)
    made = 0
    for rows in groups.values():
        keys = [row.pk for row in rows]
        if len(rows) == 1:
            OutgoingMessage.objects.filter(pk__in=keys).update(digest=False)
            continue
        OutgoingMessage.objects.filter(pk__in=keys).update(state=State.JOINED, joined_to=_joined(rows, at))
        made += 1
    return made


def _joined(rows: Sequence[OutgoingMessage], at: dt.datetime) -> OutgoingMessage:
    first, kind = rows[0], kind_of(DIGEST)
    lines = "；".join(row.text.rstrip("。") for row in rows)
    text = texts_of(kind).get(first.channel, kind.text)
    return OutgoingMessage.objects.create(
        key=hashlib.sha256("\0".join(row.key for row in rows).encode()).hexdigest()[:40],
        kind=DIGEST,
        channel=first.channel,
        address=first.address,
        address_hash=first.address_hash,
        masked=first.masked,
        text=fill(text, kind, {"count": str(len(rows)), "lines": lines}),
        link=first.link if len({row.link for row in rows}) == 1 else "",
        next_try=at,
    )
