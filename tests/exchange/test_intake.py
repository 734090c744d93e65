"""Asking: what must be there, what is kept apart, and how a receipt leads back."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from common.errors import Invalid, NotAllowed, NotFound
from exchange import services
from exchange.enums import Channel, QuestionKind
from exchange.models import CategoryQuestion, Need, NeedAnswer
from exchange.selectors import by_receipt, public_needs
from organisations.enums import Role
from tests.factories.exchange import WORDS, ServiceCounty


def in_an_hour() -> dt.datetime:
    return timezone.now() + dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("asked", "field", "code"),
    [
        ({"words": "  "}, "words", "exchange.words"),
        ({"words": "帮我"}, "words", "exchange.words"),
        ({"words": "长" * 601}, "words", "exchange.words"),
        ({"phone": "12345"}, "phone", "exchange.phone"),
        ({"phone": "1380013800"}, "phone", "exchange.phone"),
        ({"phone": ""}, "phone", "exchange.phone"),
        ({"people_count": 0}, "people_count", "exchange.people"),
        ({"people_count": 100_001}, "people_count", "exchange.people"),
        ({"wanted_to": in_an_hour()}, "wanted_to", "exchange.wanted"),
        ({"wanted_from": in_an_hour(), "wanted_to": timezone.now()}, "wanted_to", "exchange.wanted"),
        ({"wanted_from": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "wanted_from", "exchange.wanted_past"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    county: ServiceCounty, asked: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        county.ask(actor=None, asked=asked)
    assert (refused.value.field, refused.value.code) == (field, code)
    assert not Need.objects.exists()


@pytest.mark.parametrize(
    "phone", ["13800138000", "138 0013 8000", "+86 138-0013-8000", "１３８００１３８０００", "0512-58223344"]
)
def test_a_phone_is_kept_as_digits_however_it_is_written(county: ServiceCounty, phone: str) -> None:
    need = county.ask(asked={"phone": phone}).need
    assert need.personal.phone in ("13800138000", "051258223344")


def test_an_account_needs_no_phone(county: ServiceCounty) -> None:
    assert county.ask(asked={"phone": ""}).need.personal.phone == ""


def test_a_category_above_others_or_closed_cannot_be_asked_for(county: ServiceCounty) -> None:
    county.repairs.refresh_from_db()
    with pytest.raises(Invalid) as refused:
        county.ask(category=county.repairs)
    assert refused.value.field == "category"
    county.heating.is_open = False
    county.heating.save()
    with pytest.raises(Invalid):
        county.ask()


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (QuestionKind.NUMBER, "3", "三"),
        (QuestionKind.DATE, "2026-12-01", "12月1日"),
        (QuestionKind.YES_NO, "yes", "maybe"),
        (QuestionKind.CHOICE, "燃气", "太阳能"),
        (QuestionKind.TEXT, "二楼", "长" * 201),
    ],
)
def test_the_answers_fit_the_questions_of_the_category(
    county: ServiceCounty, kind: QuestionKind, good: str, bad: str
) -> None:
    question = CategoryQuestion.objects.create(
        category=county.heating, text="哪一种？", kind=kind, choices="燃气 电", required=True
    )
    for answers in ({}, {question.pk: bad}):
        with pytest.raises(Invalid) as refused:
            county.ask(asked={"answers": answers})
        assert refused.value.field == f"answer-{question.pk}"
    need = county.ask(asked={"answers": {question.pk: good}}).need
    assert [answer.text for answer in need.answers.all()] == [good]


def test_a_personal_answer_lies_with_what_is_personal(county: ServiceCounty) -> None:
    question = CategoryQuestion.objects.create(category=county.heating, text="住在哪里？", personal=True)
    need = county.ask(asked={"answers": {question.pk: "三组十二号"}}).need
    assert not NeedAnswer.objects.exists()
    assert "三组十二号" in need.personal.answers


def test_the_public_text_is_what_the_gate_leaves(county: ServiceCounty) -> None:
    words = "请打13900139000找王大爷，家里灯坏了"
    made = services.need_submit(
        actor=county.resident,
        unit=county.station,
        channel=Channel.ACCOUNT,
        asked=services.Asked(words=words),
        mask=lambda text: text.replace("13900139000", "139****9000"),
        category=county.heating,
    )
    assert "13900139000" not in made.need.public_text + made.need.summary
    assert made.need.personal.words == words


def test_nothing_personal_can_be_read_in_the_database(county: ServiceCounty) -> None:
    planted = {"name": "王建国", "phone": "13912345678", "address": "百家桥村五组十二号", "vulnerable": "独居老人"}
    made = county.ask(asked=planted)
    with connection.cursor() as cursor:
        cursor.execute("select * from exchange_personaldata")
        stored = str(cursor.fetchall())
        cursor.execute("select * from exchange_need")
        stored += str(cursor.fetchall())
    for value in (*planted.values(), made.receipt, "5678"):
        assert value not in stored
    personal = Need.objects.get(pk=made.need.pk).personal
    assert {name: getattr(personal, name) for name in planted} == planted


# --- on behalf ----------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["desk", "doorstep", "phone", "mailbox", "chat", "spreadsheet"])
def test_staff_enter_for_somebody_else_and_it_is_marked(county: ServiceCounty, channel: str) -> None:
    need = county.ask(actor=county.helper, channel=channel).need
    assert (need.asker, need.entered_by) == (None, county.helper)


@pytest.mark.parametrize("who", ["resident", "other", "visitor"])
def test_nobody_else_enters_for_somebody(county: ServiceCounty, who: str) -> None:
    other = county.holder(Role.HELPER, county.other_station)
    person = {"resident": county.resident, "other": other, "visitor": None}[who]
    with pytest.raises(NotAllowed):
        county.ask(actor=person, channel=Channel.DESK)


# --- receipts -----------------------------------------------------------------------------------


def test_code_and_tail_of_the_phone_lead_to_the_need(county: ServiceCounty) -> None:
    made = county.ask(actor=None)
    assert len(made.receipt) == 8
    assert made.receipt.isdecimal()
    shown = f"{made.receipt[:4]} {made.receipt[4:]}"
    assert by_receipt(shown, "8000") == made.need


@pytest.mark.parametrize("tail", ["", "0000", "800", "80000", "８０００", "' or", "8000 "])
def test_one_without_the_other_leads_nowhere(county: ServiceCounty, tail: str) -> None:
    made = county.ask(actor=None)
    with pytest.raises(NotFound) as wrong_tail:
        by_receipt(made.receipt, tail)
    with pytest.raises(NotFound) as wrong_code:
        by_receipt("00000000", "8000")
    assert str(wrong_tail.value) == str(wrong_code.value)


def test_without_a_phone_a_code_alone_opens_nothing(county: ServiceCounty) -> None:
    made = county.ask(asked={"phone": ""})
    with pytest.raises(NotFound):
        by_receipt(made.receipt, "")


def test_public_needs_are_those_accepted(county: ServiceCounty) -> None:
    county.ask()
    county.screened("reject")
    accepted = county.screened()
    assert list(public_needs()) == [accepted]
    assert accepted.public_text == WORDS


def test_without_a_gate_named_the_one_of_the_project_masks(county: ServiceCounty) -> None:
    words = "王大爷住5组12号，灯坏了，请打13900139000"
    need = services.need_submit(
        actor=county.resident, unit=county.station, channel=Channel.ACCOUNT, asked=services.Asked(words=words)
    ).need
    assert need.public_text == "王大爷住***，灯坏了，请打139****9000"
    assert need.personal.words == words
