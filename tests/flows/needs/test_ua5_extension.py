"""UA5, extension: before it is due, once, answered by the dispatcher; the asker is told, old and new due are kept."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from cms import rights
from common.delivery import drain
from common.errors import Conflict, Invalid, NotAllowed
from common.messages.models import OutgoingMessage, QuietHours
from common.models import AuditEntry
from exchange import receivers
from exchange.enums import ExtensionState
from exchange.models import Extension, Order
from tests.factories.needs import NeedCounty, item_of
from workflows import notices
from workflows.models.notices import Notification
from workflows.services import needs

HOME = ZoneInfo("Asia/Shanghai")
MONDAY = dt.datetime(2026, 11, 2, 9, tzinfo=HOME)
SECOND = dt.timedelta(seconds=1)


def taken(county: NeedCounty) -> Order:
    """Sent and accepted on Monday at nine: due, after 56 working hours of nine a day, on the next Tuesday at 11:00."""
    with time_machine.travel(MONDAY, tick=False):
        order = county.accepted()
    assert order.due_at == dt.datetime(2026, 11, 10, 11, tzinfo=HOME)
    return order


def ask(county: NeedCounty, order: Order, at: dt.datetime, **changes: Any) -> Extension:
    given = {"actor": county.team.captain, "until": dt.datetime(2026, 11, 13, 17, tzinfo=HOME), "reason": "等配件"}
    with time_machine.travel(at, tick=False):
        return needs.extension_ask(order=order, **{**given, **changes})


def signed_in(person: Any) -> Client:
    rights.sync()
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(("later", "allowed"), [(-SECOND, True), (dt.timedelta(), False), (SECOND, False)])
def test_ua5_only_before_it_is_due(county: NeedCounty, later: dt.timedelta, allowed: bool) -> None:
    order = taken(county)
    assert order.due_at is not None
    if allowed:
        assert ask(county, order, order.due_at + later).state == ExtensionState.ASKED
    else:
        with pytest.raises(Conflict):
            ask(county, order, order.due_at + later)
        assert not Extension.objects.exists()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"reason": " "}, Invalid),
        ({"until": dt.datetime(2026, 11, 10, 11, tzinfo=HOME)}, Invalid),
        ({"actor": "rival"}, NotAllowed),
    ],
)
def test_ua5_by_the_team_with_a_reason_and_a_later_time(county: NeedCounty, changes: Any, error: Any) -> None:
    given = {name: county.rivals.captain if value == "rival" else value for name, value in changes.items()}
    with pytest.raises(error):
        ask(county, taken(county), MONDAY, **given)


def test_ua5_the_nearest_dispatchers_are_told_where_to_answer(county: NeedCounty) -> None:
    ask(county, taken(county), MONDAY)
    drain(notices.IN_SITE)
    told = Notification.objects.filter(text__contains="申请延期")
    assert [(each.person, each.link) for each in told] == [(county.town_dispatcher, "/admin/needs/orders/?is=asked")]
    assert "水电维修队" in told[0].text


@pytest.mark.parametrize("granted", [True, False])
def test_ua5_once_whatever_was_answered(county: NeedCounty, granted: bool) -> None:
    order = taken(county)
    extension = ask(county, order, MONDAY)
    needs.extension_decide(extension=extension, actor=county.dispatcher, granted=granted, answer="尽快")
    with pytest.raises(Conflict):
        ask(county, order, MONDAY + SECOND)
    with pytest.raises(Conflict):
        needs.extension_decide(extension=extension, actor=county.dispatcher, granted=True)


def test_ua5_granted_on_the_list_the_asker_is_told_and_the_new_due_stands_with_the_old(county: NeedCounty) -> None:
    QuietHours.objects.all().delete()
    order = taken(county)
    extension = ask(county, order, MONDAY)
    path = f"/admin/needs/orders/{order.code}/extension/"
    with time_machine.travel(MONDAY + dt.timedelta(days=1), tick=False):
        assert signed_in(county.director).post(path, {"granted": "yes"}).status_code == 403
        assert signed_in(county.town_dispatcher).post(path, {"granted": "yes", "answer": "好"}).status_code == 302
        drain(receivers.NAME)
    order.refresh_from_db()
    extension.refresh_from_db()
    old, new = dt.datetime(2026, 11, 10, 11, tzinfo=HOME), dt.datetime(2026, 11, 13, 17, tzinfo=HOME)
    assert (extension.old_due_at, extension.new_due_at, order.due_at) == (old, new, new)
    assert (extension.state, extension.decided_by, extension.answer) == ("granted", county.town_dispatcher, "好")
    assert item_of(order.need).due_at == new
    told = OutgoingMessage.objects.get(kind="exchange.extended", object_type="exchange.need")
    assert "11月13日 17:00" in told.text
    granted = AuditEntry.objects.get(action="exchange.extension_granted")
    assert (granted.actor_id, granted.object_id) == (county.town_dispatcher.pk, str(order.pk))


def test_ua5_declined_nothing_moves_and_only_the_team_is_told(county: NeedCounty) -> None:
    QuietHours.objects.all().delete()
    order = taken(county)
    extension = ask(county, order, MONDAY)
    needs.extension_decide(extension=extension, actor=county.dispatcher, granted=False, answer="县里有配件")
    drain(receivers.NAME)
    assert Order.objects.get(pk=order.pk).due_at == extension.old_due_at
    assert not OutgoingMessage.objects.filter(kind="exchange.extended").exists()
    assert OutgoingMessage.objects.filter(kind="exchange.extension_declined").exists()
