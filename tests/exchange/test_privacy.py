"""Who reads what is personal, and that it is written down; and that it can be erased."""

from typing import Any

import pytest

from common.errors import Invalid, NotAllowed, NotFound
from exchange.models import Need, NeedAnswer, PersonalData, PersonalRead
from exchange.selectors import by_receipt
from exchange.services.answering import order_accept
from exchange.services.privacy import FIELDS, personal_erase, personal_read, readable_fields
from organisations.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.exchange import ServiceCounty

PLAIN = frozenset(FIELDS) - {"vulnerable"}


@pytest.mark.parametrize(
    ("who", "fields"),
    [
        ("resident", frozenset(FIELDS)),
        ("panel", frozenset(FIELDS)),
        ("dispatcher", frozenset(FIELDS)),
        ("town_dispatcher", frozenset(FIELDS)),
        ("director", frozenset(FIELDS)),
        ("helper", PLAIN),
        ("captain", PLAIN),
        ("rival", frozenset()),
        ("other_dispatcher", frozenset()),
        ("administrator", frozenset()),
        ("auditor", frozenset()),
        ("nobody", frozenset()),
    ],
)
def test_who_may_read_what(county: ServiceCounty, who: str, fields: frozenset[str]) -> None:
    people: dict[str, Any] = {
        "panel": county.panel[0],
        "captain": county.team.captain,
        "rival": county.rivals.captain,
        "administrator": county.holder(Role.ADMINISTRATOR, county.centre),
        "auditor": county.holder(Role.AUDITOR, county.centre),
        "nobody": UserFactory(),
    }
    person = people.get(who) or getattr(county, who)
    order = county.assigned(asked={"name": "王建国", "vulnerable": "独居老人"})
    need = order.need
    # A team that was only asked needs no address yet.
    assert readable_fields(need, person) == (frozenset() if who == "captain" else fields)
    order_accept(order=order, actor=county.team.captain)
    assert readable_fields(need, person) == fields
    if "name" in fields:
        assert personal_read(need=need, actor=person, fields=["name"], purpose="上门")["name"] == "王建国"
    else:
        with pytest.raises(NotAllowed):
            personal_read(need=need, actor=person, fields=["name"], purpose="上门")


def test_a_team_reads_no_more_once_it_is_done_or_refused(county: ServiceCounty) -> None:
    order = county.done()
    assert readable_fields(order.need, county.team.captain) == frozenset()


def test_each_reading_is_on_record_with_its_purpose(county: ServiceCounty) -> None:
    need = county.ask().need
    personal_read(need=need, actor=county.helper, fields=["phone", "name"], purpose="电话核实")
    read = PersonalRead.objects.get()
    assert (read.person, read.purpose, read.fields) == (county.helper, "电话核实", "name phone")


def test_without_a_purpose_nothing_is_read(county: ServiceCounty) -> None:
    with pytest.raises(Invalid) as refused:
        personal_read(need=county.ask().need, actor=county.helper, fields=["phone"], purpose=" ")
    assert refused.value.field == "purpose"
    assert not PersonalRead.objects.exists()


@pytest.mark.parametrize("fields", [[], ["receipt"], ["phone", "receipt"], ["phone_hash"]])
def test_other_columns_are_no_fields(county: ServiceCounty, fields: list[str]) -> None:
    with pytest.raises(NotAllowed):
        personal_read(need=county.ask().need, actor=county.director, fields=fields, purpose="查看")


def test_erasing_leaves_the_need_and_nothing_of_the_person(county: ServiceCounty) -> None:
    made = county.ask(actor=None, asked={"name": "王建国", "address": "五组十二号"})
    with pytest.raises(NotAllowed):
        personal_erase(need=made.need, actor=county.helper, reason="本人要求")
    personal_erase(need=made.need, actor=county.director, reason="本人要求")
    need = Need.objects.get(pk=made.need.pk)
    personal = PersonalData.objects.get(need=need)
    assert {getattr(personal, name) for name in (*FIELDS, "receipt", "phone_hash", "tail_hash")} == {""}
    assert personal.erased_at is not None
    assert (need.state, need.category) == ("submitted", county.heating)
    assert not NeedAnswer.objects.exists()
    with pytest.raises(NotFound):
        by_receipt(made.receipt, "8000")
