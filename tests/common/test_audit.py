"""The audit log refuses changes in the database, and shows those that got past it."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from common.audit import record
from common.models import AuditEntry
from common.sealing import BATCH, seal, verify
from tests.factories.common import AuditEntryFactory, CalendarDayFactory

pytestmark = pytest.mark.django_db


def run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def tampering() -> None:
    """What somebody with the database in their hands can do: the triggers are gone."""
    on = " ON common_auditentry" if connection.vendor == "postgresql" else ""
    for name in ("keep", "stay"):
        run(f"DROP TRIGGER common_auditentry_{name}{on}")


def test_record_names_row_person_and_action() -> None:
    day = CalendarDayFactory.create(date="2030-01-01")
    entry = record("common.day_entered", day, actor=None, unit_path="0001", reason="通知")
    entry.refresh_from_db()
    assert (entry.action, entry.object_type, entry.object_id) == (
        "common.day_entered",
        "common.calendarday",
        str(day.pk),
    )
    assert (entry.actor_id, entry.unit_path, entry.data) == (None, "0001", {"reason": "通知"})


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE common_auditentry SET action = 'nothing.happened'",
        "UPDATE common_auditentry SET actor_id = 7",
        "UPDATE common_auditentry SET at = '2020-01-01 00:00:00+00:00'",
        "UPDATE common_auditentry SET action = 'x.y', sequence = 99, hash = 'abc'",
        "UPDATE common_auditentry SET sequence = NULL, hash = '', previous_hash = ''",
        "UPDATE common_auditentry SET hash = 'abc'",
        "DELETE FROM common_auditentry",
    ],
)
def test_the_database_refuses_changes(sql: str, sealed: bool) -> None:
    AuditEntryFactory.create()
    if sealed:
        seal()
    before = list(AuditEntry.objects.values())
    with pytest.raises(DatabaseError), transaction.atomic():
        run(sql)
    assert list(AuditEntry.objects.values()) == before


def test_postgresql_refuses_to_empty_the_table() -> None:
    if connection.vendor != "postgresql":
        return
    with pytest.raises(DatabaseError), transaction.atomic():
        run("TRUNCATE common_auditentry CASCADE")


def test_entries_are_never_changed_through_the_model() -> None:
    entry = AuditEntryFactory.create()
    for change in (entry.save, entry.delete):
        with pytest.raises(TypeError):
            change()


def test_sealing_chains_in_the_order_of_writing() -> None:
    first, second = AuditEntryFactory.create_batch(2)
    assert seal() == 2
    third = AuditEntryFactory.create()
    assert (seal(), seal()) == (1, 0)
    for entry in (first, second, third):
        entry.refresh_from_db()
    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]
    assert (first.previous_hash, second.previous_hash, third.previous_hash) == ("", first.hash, second.hash)
    assert len({first.hash, second.hash, third.hash}) == 3


def test_sealing_takes_several_batches() -> None:
    AuditEntry.objects.bulk_create(AuditEntryFactory.build_batch(BATCH + 1))
    assert seal() == BATCH + 1
    assert verify().last == BATCH + 1


def test_a_whole_log_holds_and_unsealed_entries_are_counted() -> None:
    AuditEntryFactory.create_batch(3, data={"数": 1.5, "名": ["周", None]})
    seal()
    AuditEntryFactory.create()
    found = verify()
    assert (found.holds, found.checked, found.last, found.unsealed) == (True, 3, 3, 1)


@pytest.mark.usefixtures("tampering")
@pytest.mark.parametrize(
    ("sql", "problem", "broken_at"),
    [
        ("UPDATE common_auditentry SET actor_name = '周桂方' WHERE sequence = 3", "changed", 3),
        ("UPDATE common_auditentry SET data = '{\"a\": 2}' WHERE sequence = 2", "changed", 2),
        ("UPDATE common_auditentry SET at = '2020-01-01 00:00:00+00:00' WHERE sequence = 4", "changed", 4),
        ("UPDATE common_auditentry SET hash = '0' || substr(hash, 2) WHERE sequence = 1", "changed", 1),
        ("DELETE FROM common_auditentry WHERE sequence = 1", "missing", 1),
        ("DELETE FROM common_auditentry WHERE sequence = 3", "missing", 3),
        ("UPDATE common_auditentry SET sequence = 9 WHERE sequence = 5", "missing", 5),
    ],
)
def test_tampering_is_found_at_its_first_place(sql: str, problem: str, broken_at: int) -> None:
    AuditEntryFactory.create_batch(5, data={"a": 1})
    seal()
    if "'0' ||" in sql:  # The byte must really differ.
        first = AuditEntry.objects.get(sequence=1).hash[0]
        sql = sql.replace("'0'", "'1'" if first == "0" else "'0'")
    run(sql)
    found = verify()
    assert (found.problem, found.broken_at) == (problem, broken_at)
    with pytest.raises(CommandError, match=str(broken_at)):
        call_command("verify_audit", stdout=StringIO())


@pytest.mark.usefixtures("tampering")
def test_a_changed_entry_hashed_anew_breaks_the_link_behind_it() -> None:
    from common.sealing import digest

    AuditEntryFactory.create_batch(3)
    seal()
    run("UPDATE common_auditentry SET action = 'nothing.happened' WHERE sequence = 2")
    run("UPDATE common_auditentry SET hash = %s WHERE sequence = 2", digest(AuditEntry.objects.get(sequence=2)))
    assert (verify().problem, verify().broken_at) == ("unlinked", 3)


@pytest.mark.usefixtures("tampering")
def test_a_cut_end_is_found_by_who_kept_its_number() -> None:
    AuditEntryFactory.create_batch(3)
    seal()
    run("DELETE FROM common_auditentry WHERE sequence = 3")
    assert verify().holds
    with pytest.raises(CommandError):
        call_command("verify_audit", "--at-least=3", stdout=StringIO())


def test_command_says_what_it_did() -> None:
    AuditEntryFactory.create_batch(2)
    out = StringIO()
    call_command("verify_audit", stdout=out)
    last = AuditEntry.objects.get(sequence=2)
    assert last.hash in out.getvalue()
