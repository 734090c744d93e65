"""What the audit log says of empty, odd and nested data, and how its list is narrowed."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from common import audit
from common.audit_details import details, register_values, value_words
from common.audit_words import action_choices, object_words
from common.filters import AuditFilter, CalendarDayFilter, OutboxFilter
from common.models import AuditEntry, CalendarDay, OutboxMessage
from common.phones import bare_phone
from tests.factories.accounts import UserFactory
from tests.factories.common import AuditEntryFactory, CalendarDayFactory, OutboxMessageFactory


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ({"before": {}, "after": {}}, ""),
        ({"before": {}, "reason": "搬迁"}, "原因：搬迁"),
        ({"before": {"phone": None}}, "改前：电话 –"),
        ({"fields": ["phone"], "added": []}, "改了哪些：电话"),
        ({"reason": "a：b · c"}, "原因：a：b · c"),
        ({"reason": " "}, "原因： "),
        ({"active": False}, "启用：否"),
        ({"count": 0, "size": 0}, "处数：0 · 抽取数：0"),
        ({"added": ["甲站", "乙站"]}, "新增：甲站、乙站"),
        ({"before": {"name": "甲", "kind": "station"}}, "改前：名称 甲、类型 站"),
    ],
)
def test_what_is_empty_is_left_out_and_what_is_nought_is_not(data: dict[str, Any], line: str) -> None:
    assert details(data) == line


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("decision", "approve", "通过"),
        ("decision", None, "–"),
        ("decision", "None", "–"),
        ("kinds", [], ""),
        ("kinds", ["identity", "unknown"], "身份证号、unknown"),
        ("kind", ["mobile", ["address"]], "手机号、住址"),
        ("anything", True, "是"),
        ("anything", 1, "1"),
        ("anything", 0, "0"),
        ("anything", 2.5, "2.5"),
        ("fields", "nothing_known", "nothing_known"),
    ],
)
def test_values_in_words(key: str, value: Any, words: str) -> None:
    assert value_words(key, value).replace("家庭住址", "住址") == words


def test_a_package_adds_words_and_keeps_those_of_others() -> None:
    register_values("decision", {"shelve_for_test": "搁置"})
    try:
        assert (value_words("decision", "shelve_for_test"), value_words("decision", "approve")) == ("搁置", "通过")
    finally:
        from common import audit_details

        del audit_details._values["decision"]["shelve_for_test"]


@pytest.mark.parametrize(
    ("kind", "number", "words"),
    [("", "3", " 3"), ("cms", "3", "cms 3"), ("cms.nothing", "", "cms.nothing "), ("a.b.c", "1", "a.b.c 1")],
)
def test_an_object_that_is_no_model_stays_readable(kind: str, number: str, words: str) -> None:
    assert object_words(kind, number) == words


def test_every_group_of_actions_has_a_name_and_something_in_it() -> None:
    assert all(name and actions for name, actions in action_choices())


@pytest.mark.django_db
def test_an_entry_says_who_in_words_of_that_day() -> None:
    person = UserFactory(last_name="周", first_name="桂芳")
    audit.record("accounts.user_changed", person, actor=person, unit_path="0001", fields=["phone"])
    person.last_name = "吴"
    person.save()
    entry = AuditEntry.objects.latest("pk")
    assert (entry.actor_id, entry.actor_name, entry.unit_path) == (person.pk, "周桂芳", "0001")
    assert (entry.object_type, entry.object_id, entry.data) == ("accounts.user", str(person.pk), {"fields": ["phone"]})
    audit.record("accounts.user_changed", person, actor=None)
    assert (AuditEntry.objects.latest("pk").actor_id, AuditEntry.objects.latest("pk").actor_name) == (None, "")


@pytest.fixture
def entries(db: None) -> None:
    for kind, number, name in (("t.one", "7", "周桂芳"), ("t.one", "8", "吴阿姨"), ("t.two", "7", "周建国")):
        AuditEntryFactory.create(object_type=kind, object_id=number, actor_name=name, action="accounts.user_changed")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"object": "t.one"}, ["t.one 7", "t.one 8"]),
        ({"object": "T.One"}, ["t.one 7", "t.one 8"]),
        ({"object": "  t.one  "}, ["t.one 7", "t.one 8"]),
        ({"object": "t.one 7"}, ["t.one 7"]),
        ({"object": "T.ONE  8"}, ["t.one 8"]),
        ({"object": "7"}, ["t.one 7", "t.two 7"]),
        ({"object": "t"}, []),
        ({"object": "t.one 9"}, []),
        ({"person": "周"}, ["t.one 7", "t.two 7"]),
        ({"person": "桂芳", "object": "7"}, ["t.one 7"]),
        ({"person": "%"}, []),
    ],
)
def test_the_log_is_narrowed_by_object_and_person(entries: None, query: dict[str, str], found: list[str]) -> None:
    rows = AuditEntry.objects.filter(object_type__startswith="t.").order_by("pk")
    narrowed = AuditFilter(query, queryset=rows).qs
    assert [f"{row.object_type} {row.object_id}" for row in narrowed] == found


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [("2026-12-31", "2026-12-31", 1), ("2027-01-01", "2027-01-01", 1), ("2026-12-31", "2027-01-01", 2)],
)
def test_a_day_of_the_log_is_a_day_of_the_county(db: None, first: str, last: str, count: int) -> None:
    for hour in (15, 16):  # 23:00 and 0:00 in the county
        AuditEntryFactory.create(object_type="t.day", at=dt.datetime(2026, 12, 31, hour, tzinfo=dt.UTC))
    rows = AuditEntry.objects.filter(object_type="t.day")
    narrowed = AuditFilter({"at_after": first, "at_before": last}, queryset=rows)
    assert narrowed.qs.count() == count


@pytest.mark.parametrize(("failed", "found"), [("true", ["3"]), ("false", ["1", "2"]), ("", ["1", "2", "3"])])
def test_the_outbox_is_narrowed_to_what_failed(db: None, failed: str, found: list[str]) -> None:
    for number in ("1", "2"):
        OutboxMessageFactory.create(object_id=number)
    OutboxMessageFactory.create(object_id="3", failed=True, next_try=timezone.now())
    narrowed = OutboxFilter({"failed": failed}, queryset=OutboxMessage.objects.filter(consumer="notes")).qs
    assert sorted(narrowed.values_list("object_id", flat=True)) == found


def test_the_calendar_is_narrowed_by_year_and_kind(db: None) -> None:
    CalendarDayFactory.create(date=dt.date(2030, 12, 31))
    CalendarDayFactory.create(date=dt.date(2031, 1, 1))
    CalendarDayFactory.create(date=dt.date(2031, 1, 4), kind=CalendarDay.Kind.WORKING)
    days = CalendarDay.objects.order_by("date")
    assert [day.date.day for day in CalendarDayFilter({"year": "2031"}, queryset=days).qs] == [1, 4]
    assert [day.date.day for day in CalendarDayFilter({"year": "2031", "kind": "working"}, queryset=days).qs] == [4]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0512 5822 3344", "051258223344"),
        ("138.0013.8000", "13800138000"),
        ("(+86)13800138000", "13800138000"),
        ("〇五一二", ""),
        ("①③⑧⓪⓪①③⑧⓪⓪⓪", "13800138000"),
        ("19912345678", "19912345678"),
        ("05125822334", "05125822334"),
        ("0512582233445", ""),
        ("15822334", ""),
        ("5822334", "5822334"),
        ("582233", ""),
        ("13800138000 13900139000", ""),
        ("\u202d13800138000\u202c", "13800138000"),
    ],
)
def test_phones_as_they_are_pasted(typed: str, kept: str) -> None:
    assert bare_phone(typed) == kept
