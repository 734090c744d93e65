"""Chains the audit log after the fact, and proves that nobody touched it.

Each sealed entry carries the hash of the one before, so changing, removing or inserting one
breaks every link behind it. What the chain alone cannot show is a cut at its end: whoever keeps
the last sequence and hash that `manage.py verify_audit` prints can show that too.
"""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Literal

from django.db import transaction

from common.locks import try_lock
from common.models import AuditEntry

BATCH = 500

Problem = Literal["", "missing", "changed", "unlinked", "cut"]


def digest(entry: AuditEntry) -> str:
    """SHA-256 over the entry as canonical JSON: sorted keys, no spaces, UTF-8, times in UTC."""
    content = {
        "action": entry.action,
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "data": entry.data,
        "id": entry.pk,
        "object_id": entry.object_id,
        "object_type": entry.object_type,
        "on_behalf_of_id": entry.on_behalf_of_id,
        "previous_hash": entry.previous_hash,
        "sequence": entry.sequence,
        "unit_path": entry.unit_path,
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _seal_batch() -> int:
    with transaction.atomic():
        last = AuditEntry.objects.filter(sequence__isnull=False).order_by("-sequence").first()
        sequence, previous = (last.sequence or 0, last.hash) if last else (0, "")
        entries = list(AuditEntry.objects.filter(sequence__isnull=True).order_by("pk")[:BATCH])
        for entry in entries:
            sequence += 1
            entry.sequence, entry.previous_hash = sequence, previous
            entry.hash = previous = digest(entry)
        AuditEntry.objects.bulk_update(entries, ["sequence", "previous_hash", "hash"], batch_size=100)
    return len(entries)


def seal() -> int:
    """Seals all entries that wait, in the order they were written; how many it was. One sealer at a time."""
    sealed = 0
    with try_lock("audit-seal") as got:
        while got:
            step = _seal_batch()
            sealed += step
            if step < BATCH:
                break
    return sealed


@dataclass(frozen=True)
class Verified:
    """What verifying found. `problem` is empty where the chain holds up to `last`."""

    checked: int
    last: int
    last_hash: str
    unsealed: int
    problem: Problem = ""
    broken_at: int = 0

    @property
    def holds(self) -> bool:
        return not self.problem


def _problem_of(entry: AuditEntry, expected: int, previous: str) -> Problem:
    if entry.sequence != expected:
        return "missing"
    if entry.hash != digest(entry):
        return "changed"
    return "" if entry.previous_hash == previous else "unlinked"


def verify(*, at_least: int = 0) -> Verified:
    """Walks the chain from its beginning and stops at the first bad link.

    `at_least` is a sequence that is known to have existed: a shorter chain was cut.
    """
    unsealed = AuditEntry.objects.filter(sequence__isnull=True).count()
    checked, previous = 0, ""
    for entry in AuditEntry.objects.filter(sequence__isnull=False).order_by("sequence").iterator(BATCH):
        problem = _problem_of(entry, checked + 1, previous)
        if problem:
            return Verified(checked, checked, previous, unsealed, problem, checked + 1)
        checked, previous = checked + 1, entry.hash
    if checked < at_least:
        return Verified(checked, checked, previous, unsealed, "cut", checked + 1)
    return Verified(checked, checked, previous, unsealed)
