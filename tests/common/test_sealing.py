"""The chain of the audit log covers every field: whichever is touched, and however little, is found."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from common.models import AuditEntry
from common.sealing import digest, seal, verify
from tests.factories.common import AuditEntryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain() -> list[AuditEntry]:
    """Three sealed entries in a database whose triggers somebody took away."""
    AuditEntryFactory.create_batch(
        3, actor_id=7, on_behalf_of_id=8, unit_path="00010002", data={"reason": "与事实不符", "count": 1}
    )
    seal()
    on = " ON common_auditentry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in ("keep", "stay"):
            cursor.execute(f"DROP TRIGGER common_auditentry_{name}{on}")
    return list(AuditEntry.objects.order_by("sequence"))


CHANGES: list[dict[str, Any]] = [
    {"action": "things.changed "},
    {"actor_id": 9},
    {"actor_id": None},
    {"actor_name": "周桂方"},
    {"on_behalf_of_id": None},
    {"on_behalf_of_id": 7},
    {"object_type": "things.other"},
    {"object_id": "999"},
    {"unit_path": "0001"},
    {"unit_path": ""},
    {"data": {}},
    {"data": {"reason": "与事实相符", "count": 1}},
    {"data": {"reason": "与事实不符", "count": "1"}},
    {"data": {"reason": "与事实不符", "count": 1, "more": None}},
    {"at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
    {"hash": "0" * 64},
    {"hash": ""},
    {"previous_hash": "0" * 64},
]


@pytest.mark.parametrize(
    "change", CHANGES, ids=lambda change: "-".join(f"{k}={str(v)[:12]}" for k, v in change.items())
)
def test_every_field_is_covered(chain: list[AuditEntry], change: dict[str, Any]) -> None:
    assert verify().holds
    AuditEntry.objects.filter(pk=chain[1].pk).update(**change)
    found = verify()
    assert (found.holds, found.problem, found.broken_at) == (False, "changed", 2)
    assert (found.checked, found.last_hash) == (1, chain[0].hash)


def test_every_column_of_the_table_is_in_the_list_above() -> None:
    """A new column must be sealed as well, or said here to need no seal."""
    covered = {name for change in CHANGES for name in change} | {"id", "sequence"}
    assert {field.name for field in AuditEntry._meta.concrete_fields} == covered


def test_a_microsecond_is_enough(chain: list[AuditEntry]) -> None:
    AuditEntry.objects.filter(pk=chain[0].pk).update(at=chain[0].at + dt.timedelta(microseconds=1))
    assert verify().broken_at == 1


def test_two_entries_that_change_places_are_found(chain: list[AuditEntry]) -> None:
    first, second, _ = chain
    AuditEntry.objects.filter(pk=first.pk).update(sequence=-1)
    AuditEntry.objects.filter(pk=second.pk).update(sequence=1)
    AuditEntry.objects.filter(pk=first.pk).update(sequence=2)
    assert verify().broken_at == 1


def test_an_entry_put_in_between_is_found(chain: list[AuditEntry]) -> None:
    AuditEntry.objects.filter(pk=chain[2].pk).update(sequence=4)
    forged = AuditEntryFactory.create(action="things.forged")
    AuditEntry.objects.filter(pk=forged.pk).update(sequence=3, previous_hash=chain[1].hash)
    forged.refresh_from_db()
    AuditEntry.objects.filter(pk=forged.pk).update(hash=digest(forged))
    assert (verify().problem, verify().broken_at) == ("changed", 4)


@pytest.mark.parametrize(("known", "problem"), [(0, ""), (2, ""), (3, ""), (4, "cut"), (99, "cut")])
def test_whoever_kept_a_number_sees_a_cut(chain: list[AuditEntry], known: int, problem: str) -> None:
    assert verify(at_least=known).problem == problem


def test_an_empty_log_holds_but_not_for_whoever_knew_one() -> None:
    assert verify().holds
    assert verify(at_least=1).problem == "cut"


def test_the_same_moment_in_another_zone_is_the_same() -> None:
    at = dt.datetime(2026, 11, 26, 8, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    one = AuditEntry(pk=1, at=at, action="a.b", object_type="t", object_id="1", data={"b": 1, "a": 2})
    two = AuditEntry(
        pk=1, at=at.astimezone(dt.UTC), action="a.b", object_type="t", object_id="1", data={"a": 2, "b": 1}
    )
    assert digest(one) == digest(two)
