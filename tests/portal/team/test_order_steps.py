"""Every step of a team in every state of an order, by everybody: the team's own succeed, others find nothing."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from exchange.enums import OrderState
from exchange.models import Order, Refusal
from organisations.enums import Role
from portal.team.steps import STEPS
from tests.factories.accounts import UserFactory
from tests.portal.team.conftest import TeamCounty, signed_in
from workflows.services import needs

STAGES = ("assigned", "accepted", "scheduled", "in_service", "paused", "done")
# After which stage the step leads to which state.
RIGHT: dict[tuple[str, str], str] = {
    ("accept", "assigned"): OrderState.ACCEPTED,
    ("refuse", "assigned"): OrderState.WAITING,
    ("plan", "accepted"): OrderState.SCHEDULED,
    ("plan", "scheduled"): OrderState.SCHEDULED,
    ("start", "scheduled"): OrderState.IN_SERVICE,
    ("pause", "accepted"): OrderState.PAUSED,
    ("pause", "scheduled"): OrderState.PAUSED,
    ("pause", "in_service"): OrderState.PAUSED,
    ("resume", "paused"): OrderState.ACCEPTED,
    ("report", "in_service"): OrderState.DONE,
    **{("extend", stage): stage for stage in STAGES[:-1]},
}


def reached(county: TeamCounty, stage: str) -> Order:
    if stage == "paused":
        return needs.order_pause(order=county.accepted(), actor=county.team.captain, reason="等钥匙")
    found: Order = getattr(county, stage)()
    return found


def local(moment: dt.datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def typed(county: TeamCounty, verb: str) -> dict[str, Any]:
    start = timezone.now() + dt.timedelta(days=2)
    return {
        "accept": {},
        "start": {},
        "resume": {},
        "refuse": {"code": "no_capacity", "text": "这周人手不够"},
        "plan": {
            "starts_at": local(start),
            "ends_at": local(start + dt.timedelta(hours=1)),
            "members": [member.pk for member in county.team.members.all()],
        },
        "pause": {"reason": "等居民开门"},
        "extend": {"until": local(start + dt.timedelta(days=30)), "reason": "配件要订货"},
        "report": {"text": "换了加热管", "people_served": 2, "minutes": 40, "volunteers": 2},
    }[verb]


def press(client: Client, order: Order, verb: str, data: dict[str, Any], **given: Any) -> Any:
    return client.post(f"/team/orders/{order.code}/{verb}/", data, **given)


@pytest.mark.parametrize("leader", ["captain", "deputy"])
@pytest.mark.parametrize("stage", STAGES)
def test_right_steps_succeed_and_wrong_ones_are_answered_in_words(county: TeamCounty, stage: str, leader: str) -> None:
    order, person = reached(county, stage), county.team.captain
    if leader == "deputy":
        person = UserFactory()
        county.team.deputies.add(person)
    client = signed_in(person)
    for verb in STEPS:
        with transaction.atomic():
            answer = press(client, order, verb, typed(county, verb))
            now = Order.objects.get(pk=order.pk).state
            if (verb, stage) in RIGHT:
                assert (verb, answer.status_code, now) == (verb, 302, RIGHT[verb, stage])
            else:
                assert (verb, now) == (verb, order.state)
                words = answer if answer.status_code == 409 else client.get(f"/team/orders/{order.code}/")
                assert ("error-summary" if answer.status_code == 409 else "note-err") in words.content.decode(), verb
            transaction.set_rollback(True)


@pytest.mark.parametrize("who", ["visitor", "resident", "member", "other", "dispatcher"])
def test_others_find_nothing(county: TeamCounty, who: str) -> None:
    order, member = county.accepted(), UserFactory()
    county.team.members.create(name="队员", user=member, valid_from=dt.date(2020, 1, 1))
    people = {
        "resident": county.resident,
        "member": member,
        "other": county.rivals.captain,
        "dispatcher": county.holder(Role.DISPATCHER, county.station),
    }
    client = signed_in(people[who]) if who in people else Client()
    expected = 404 if who in people else 302
    pages = ["", "contact/", *(f"{verb}/" for verb in STEPS)]
    codes = {end: client.get(f"/team/orders/{order.code}/{end}").status_code for end in pages}
    assert codes == dict.fromkeys(pages, expected)
    codes = {verb: press(client, order, verb, typed(county, verb)).status_code for verb in (*STEPS,)}
    assert codes == dict.fromkeys(STEPS, expected)
    assert Order.objects.get(pk=order.pk).state == OrderState.ACCEPTED
    if who == "visitor":
        assert client.get(f"/team/orders/{order.code}/").headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    ("verb", "stage", "change", "words"),
    [
        ("refuse", "assigned", {"code": ""}, "这周人手不够"),
        ("refuse", "assigned", {"text": ""}, "no_capacity"),
        ("report", "in_service", {"minutes": ""}, "换了加热管"),
        ("report", "in_service", {"people_served": "0"}, "换了加热管"),
        ("extend", "accepted", {"until": "2020-01-01T10:00"}, "配件要订货"),
        ("plan", "accepted", {"ends_at": "2020-01-01T10:00", "place": "东门"}, "东门"),
        ("plan", "accepted", {"members": [], "place": "东门"}, "东门"),
    ],
)
def test_what_was_typed_is_kept(
    county: TeamCounty, captain: Client, verb: str, stage: str, change: dict[str, Any], words: str
) -> None:
    order = reached(county, stage)
    answer = press(captain, order, verb, typed(county, verb) | change)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>错误：" in text
    assert words in text
    assert Order.objects.get(pk=order.pk).state == order.state


def test_a_person_planned_elsewhere_is_said_at_the_field(county: TeamCounty, captain: Client) -> None:
    county.scheduled(hours=48)
    other = county.accepted()
    county.team.members.create(name="小李", valid_from=dt.date(2020, 1, 1))
    county.rivals.members.create(name="队长", user=county.team.captain, valid_from=dt.date(2020, 1, 1))
    busy = needs.order_take(
        order=needs.order_pool(order=county.opened(), actor=county.dispatcher),
        team=county.rivals,
        actor=county.rivals.captain,
    )
    client = signed_in(county.rivals.captain)
    same_person = county.rivals.members.get(user=county.team.captain)
    answer = press(client, busy, "plan", typed(county, "plan") | {"members": [same_person.pk]})
    assert answer.status_code == 409
    assert 'id="id_members_error"' in answer.content.decode()
    assert other.state == OrderState.ACCEPTED


def test_the_second_refusal_is_the_last(county: TeamCounty, captain: Client) -> None:
    order = county.assigned()
    for left in (2, 1):
        assert f"还能退 {left} 次" in captain.get(f"/team/orders/{order.code}/").content.decode()
        press(captain, order, "refuse", typed(county, "refuse"))
        order = needs.order_assign(order=order, team=county.team, actor=county.dispatcher, reason="只有您会")
    text = captain.get(f"/team/orders/{order.code}/").content.decode()
    assert "不能再退" in text
    assert "/refuse/" not in text
    assert press(captain, order, "refuse", typed(county, "refuse")).status_code == 409
    assert list(Refusal.objects.values_list("number", "reason_code", "text")) == [
        (1, "no_capacity", "这周人手不够"),
        (2, "no_capacity", "这周人手不够"),
    ]
