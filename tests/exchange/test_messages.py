"""Who hears what of a need, on every way through it, once however often an event comes."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from common.delivery import drain
from common.messages.kinds import kinds
from common.messages.models import OutgoingMessage, QuietHours
from common.messages.rendering import fill, sms_parts
from common.messages.sending import send_due
from common.models import OutboxMessage
from exchange import receivers, services
from exchange.enums import ScreenOutcome
from exchange.messages import ASKER_KINDS, POOLED, TEAM_KINDS
from exchange.models import Need, Order
from exchange.services.privacy import personal_erase
from tests.factories.exchange import ServiceCounty
from workflows.models import Notification

pytestmark = pytest.mark.django_db
PHONE = "138****8000"
KINDS = (*ASKER_KINDS, *TEAM_KINDS, POOLED)


@pytest.fixture(autouse=True)
def _loud(db: None) -> None:
    QuietHours.objects.all().delete()


def told(to: str | None = PHONE) -> list[str]:
    """What has been said so far, oldest first, without the package's name; `to` None: to everybody."""
    drain(receivers.NAME)
    rows = OutgoingMessage.objects.order_by("pk")
    return [row.kind.removeprefix("exchange.") for row in rows if to is None or row.masked == to]


def text_of(kind: str) -> str:
    return OutgoingMessage.objects.filter(kind=f"exchange.{kind}").order_by("pk").last().text  # type: ignore[union-attr]


def ask_late(county: ServiceCounty, order: Order) -> Any:
    until = order.due_at + dt.timedelta(days=3)
    return services.extension_ask(order=order, actor=county.team.captain, until=until, reason="等配件")


# --- the asker ----------------------------------------------------------------------------------

TO_SCHEDULED = ["submitted", "accepted", "dispatched", "team_accepted", "scheduled"]


def rated_badly(county: ServiceCounty) -> None:
    services.order_rate(order=county.done(), actor=county.resident, score=1, by="account")


def withdrawn(county: ServiceCounty) -> None:
    services.need_withdraw(need=county.accepted().need, actor=county.dispatcher, reason="重复提供")


def paused_and_resumed(county: ServiceCounty) -> None:
    order = county.scheduled()
    services.order_pause(order=order, actor=county.team.captain, reason="请告知门牌号。")
    services.order_resume(order=order, actor=county.team.captain)


def refused_and_sent_again(county: ServiceCounty) -> None:
    order = county.assigned()
    services.order_refuse(order=order, actor=county.team.captain, code="no_capacity", text="排满了")
    services.order_assign(order=order, team=county.rivals, actor=county.dispatcher)


def extended(county: ServiceCounty) -> None:
    extension = ask_late(county, county.accepted())
    services.extension_decide(extension=extension, actor=county.dispatcher, granted=True)


def not_extended(county: ServiceCounty) -> None:
    extension = ask_late(county, county.accepted())
    services.extension_decide(extension=extension, actor=county.dispatcher, granted=False, answer="有配件")


def taken_from_the_pool(county: ServiceCounty) -> None:
    order = services.order_pool(order=county.opened(), actor=county.dispatcher)
    services.order_take(order=order, team=county.rivals, actor=county.rivals.captain)


def supplemented(county: ServiceCounty) -> None:
    need = county.screened(ScreenOutcome.RETURN)
    services.need_supplement(need=need, actor=county.resident, words="是三楼，没有电梯", mask=str)


WAYS: list[tuple[Callable[[ServiceCounty], Any], list[str]]] = [
    (lambda county: county.ask(), ["submitted"]),
    (lambda county: county.screened(ScreenOutcome.RETURN), ["submitted", "returned"]),
    (lambda county: county.screened(ScreenOutcome.REJECT), ["submitted", "rejected"]),
    (lambda county: county.screened(ScreenOutcome.DELIBERATE), ["submitted"]),
    (supplemented, ["submitted", "returned"]),
    (lambda county: county.opened(), ["submitted", "accepted"]),
    (refused_and_sent_again, ["submitted", "accepted", "dispatched"]),
    (taken_from_the_pool, ["submitted", "accepted", "dispatched", "team_accepted"]),
    (paused_and_resumed, [*TO_SCHEDULED, "paused"]),
    (lambda county: county.in_service(), TO_SCHEDULED),
    (lambda county: county.done(), [*TO_SCHEDULED, "done"]),
    (rated_badly, [*TO_SCHEDULED, "done", "reopened"]),
    (withdrawn, ["submitted", "accepted", "dispatched", "team_accepted", "withdrawn"]),
    (extended, ["submitted", "accepted", "dispatched", "team_accepted", "extended"]),
    (not_extended, ["submitted", "accepted", "dispatched", "team_accepted"]),
]


@pytest.mark.parametrize(("way", "heard"), WAYS, ids=[" ".join(heard[-2:]) for _way, heard in WAYS])
def test_an_asker_hears_of_each_step_once(
    county: ServiceCounty, way: Callable[[ServiceCounty], Any], heard: list[str]
) -> None:
    way(county)
    # Delivered, and delivered again: as by a drainer that died before the rows were gone.
    again = list(OutboxMessage.objects.filter(consumer=receivers.NAME))
    # What happens in one transaction to order and need comes in the order in which it was written.
    assert sorted(told()) == sorted(heard)
    receivers.handle(again)
    assert sorted(told()) == sorted(heard)


def test_only_the_tail_of_the_receipt_leaves(county: ServiceCounty) -> None:
    submitted = county.ask(asked={"name": "周桂芳", "address": "百家桥三组12号"})
    told()
    text = text_of("submitted")
    assert f"尾号{submitted.receipt[-4:]}" in text
    assert submitted.receipt not in text
    assert submitted.receipt[:4] + submitted.receipt[4:] not in str(OutboxMessage.objects.values_list("data"))


@pytest.mark.parametrize(
    ("kind", "way", "said"),
    [
        ("paused", paused_and_resumed, "请告知门牌号。"),
        ("team_accepted", taken_from_the_pool, "银杏志愿队已接单"),
        ("rejected", lambda county: county.screened(ScreenOutcome.REJECT), "原因请凭回执查看"),
    ],
)
def test_what_a_message_says(county: ServiceCounty, kind: str, way: Callable[[ServiceCounty], Any], said: str) -> None:
    way(county)
    told()
    assert said in text_of(kind)


def test_a_new_time_is_told_and_is_the_county_s(county: ServiceCounty) -> None:
    order = county.scheduled()
    told()
    start = timezone.localtime(order.plan.starts_at)
    assert f"{start.month}月{start.day}日 {start:%H:%M}" in text_of("scheduled")
    county.scheduled(order, hours=72)
    assert told()[-2:] == ["scheduled", "scheduled"]
    later = timezone.localtime(Order.objects.get(pk=order.pk).plan.starts_at)
    assert f"{later.day}日 {later:%H:%M}" in text_of("scheduled")


def test_a_time_that_is_off_by_the_time_it_is_told_is_not_told(county: ServiceCounty) -> None:
    order = county.scheduled()
    services.order_recall(order=order, actor=county.dispatcher, reason="换近一点的队")
    assert "scheduled" not in told()


def test_who_rates_is_led_to_the_need(county: ServiceCounty) -> None:
    from common.messages import links

    links.register_link(receivers.PROGRESS, lambda need: f"/progress/{need.code}/")
    try:
        order = county.done()
        told()
    finally:
        links._links.clear()
    assert OutgoingMessage.objects.get(kind="exchange.done").link == f"/progress/{order.need.code}/"
    to_askers = OutgoingMessage.objects.filter(object_type="exchange.need")
    assert set(to_askers.values_list("link", flat=True)) == {f"/progress/{order.need.code}/"}
    assert set(OutgoingMessage.objects.filter(object_type="exchange.order").values_list("link", flat=True)) == {""}


def test_without_a_phone_the_account_is_told_in_the_site(county: ServiceCounty) -> None:
    county.ask(asked={"phone": ""})
    told()
    row = OutgoingMessage.objects.get()
    assert (row.channel, row.address) == ("site", str(county.resident.pk))
    assert send_due().sent == 1
    assert Notification.objects.get(person=county.resident).text == row.text


def test_a_notice_in_the_site_stands_there_once(county: ServiceCounty) -> None:
    county.ask(asked={"phone": ""})
    told()
    send_due()
    OutgoingMessage.objects.update(state="waiting", next_try=timezone.now())
    assert send_due().sent == 1
    assert Notification.objects.filter(person=county.resident).count() == 1


@pytest.mark.parametrize("asked", [{"phone": ""}, {"phone": "0512-58223344"}])
def test_whom_nothing_reaches_is_no_error(county: ServiceCounty, asked: dict[str, str]) -> None:
    need = county.ask(actor=county.helper, channel="desk", asked=asked).need
    assert told(None) == []
    assert not OutboxMessage.objects.filter(consumer=receivers.NAME, object_id=str(need.pk)).exists()


def test_who_is_forgotten_is_not_told_any_more(county: ServiceCounty) -> None:
    need = county.screened(ScreenOutcome.REJECT)
    told()
    personal_erase(need=need, actor=county.director, reason="本人申请")
    assert told() == []
    assert {(row.state, row.address, row.text) for row in OutgoingMessage.objects.all()} == {("given_up", "", "")}


def test_what_comes_after_erasure_tells_nobody(county: ServiceCounty) -> None:
    need = county.screened(ScreenOutcome.REJECT)
    personal_erase(need=need, actor=county.director, reason="本人申请")
    assert told(None) == []


# --- whoever asked for the same -----------------------------------------------------------------


def test_a_duplicate_s_asker_hears_of_the_master_s_steps(county: ServiceCounty) -> None:
    order = county.scheduled()
    second = county.ask(actor=None, asked={"phone": "13912345678"})
    county.screened(ScreenOutcome.DUPLICATE, need=second.need, master=order.need)
    services.order_pause(order=order, actor=county.team.captain, reason="请告知门牌号")
    services.order_resume(order=order, actor=county.team.captain)
    order = services.order_start(order=order, actor=county.team.captain)
    county.done(order)
    assert told("139****5678") == ["submitted", "duplicate", "joined_done"]
    assert f"尾号{second.receipt[-4:]}" in text_of("joined_done")
    assert [kind for kind in told() if kind in ("done", "joined_done", "duplicate")] == ["done"]


# --- the team -----------------------------------------------------------------------------------


@pytest.fixture
def deputy(county: ServiceCounty) -> User:
    from tests.factories.accounts import UserFactory

    person: User = UserFactory()
    county.team.deputies.add(person)
    return person


@pytest.mark.parametrize(
    ("step", "heard"),
    [
        (lambda county, order: None, ["assigned"]),
        (
            lambda county, order: services.order_recall(order=order, actor=county.dispatcher, reason="换队"),
            ["assigned", "recalled"],
        ),
        (
            lambda county, order: services.order_pool(order=order, actor=county.dispatcher, reason="急"),
            ["assigned", "recalled"],
        ),
        (lambda county, order: services.need_cancel(need=order.need, actor=county.resident), ["assigned", "cancelled"]),
        # Who gives it back knows.
        (
            lambda county, order: services.order_refuse(
                order=order, actor=county.team.captain, code="no_capacity", text="排满了"
            ),
            ["assigned"],
        ),
    ],
    ids=["assigned", "recalled", "pooled", "cancelled", "refused"],
)
def test_captain_and_deputies_hear_what_concerns_the_team(
    county: ServiceCounty, deputy: User, step: Callable[[ServiceCounty, Order], Any], heard: list[str]
) -> None:
    order = county.assigned()
    step(county, order)
    for person in (county.team.captain, deputy):
        assert told(str(person.pk)) == heard
    assert told(str(county.rivals.captain_id)) == []


@pytest.mark.parametrize("granted", [True, False])
def test_a_team_hears_the_answer_to_its_question(county: ServiceCounty, deputy: User, granted: bool) -> None:
    order = county.accepted()
    due = order.due_at
    extension = ask_late(county, order)
    services.extension_decide(extension=extension, actor=county.dispatcher, granted=granted, answer="按时办")
    kind = "extension_granted" if granted else "extension_declined"
    assert told(str(deputy.pk)) == ["assigned", kind]
    until = timezone.localtime(extension.new_due_at if granted else due)
    assert f"{until.month}月{until.day}日" in text_of(kind)


def test_a_captain_with_a_mobile_number_gets_an_sms(county: ServiceCounty) -> None:
    county.team.phone = "139 1234 5678"
    county.team.save()
    county.assigned()
    assert told("139****5678") == ["assigned"]


def test_a_message_to_a_team_says_nothing_of_the_asker(county: ServiceCounty) -> None:
    asked = {"name": "周桂芳", "address": "百家桥三组12号", "phone": "13800138000", "vulnerable": "独居老人"}
    order = county.assigned(asked=asked)
    services.order_recall(order=order, actor=county.dispatcher, reason="周桂芳要求换队")
    told()
    texts = [row.text for row in OutgoingMessage.objects.filter(object_type="exchange.order")]
    assert len(texts) == 2
    for text in texts:
        assert order.need.code in text
        assert not [word for word in ("周桂芳", "百家桥三组", "13800138000", "独居", "热水器") if word in text]


@pytest.mark.parametrize("robots", [{}, {"pool": "https://robot.example/send"}])
def test_the_group_of_the_pool_hears_of_new_orders(
    county: ServiceCounty, settings: Any, robots: dict[str, str]
) -> None:
    settings.MESSAGES_ROBOTS = robots
    services.order_pool(order=county.opened(), actor=county.dispatcher)
    assert told("pool") == (["pooled"] if robots else [])


# --- the texts ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_default_text_is_one_sms(kind: Any) -> None:
    assert kind.code in kinds()
    assert sms_parts(f"【邻里】{fill(kind.text, kind, kind.samples)}") == 1
    assert set(kind.samples) >= {name for name in kind.names if f"{{{name}}}" in kind.text}


def test_an_event_of_a_row_that_is_gone_is_passed_over(county: ServiceCounty) -> None:
    message = OutboxMessage.objects.filter(consumer=receivers.NAME).first()
    assert message is None
    county.ask()
    message = OutboxMessage.objects.get(consumer=receivers.NAME)
    message.object_id = str(Need.objects.latest("pk").pk + 1)
    receivers.handle([message])
    assert not OutgoingMessage.objects.exists()
