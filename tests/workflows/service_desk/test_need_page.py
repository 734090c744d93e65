"""The page of a need: who opens it, what it covers, what each button does."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from exchange.enums import Channel, ScreenOutcome
from exchange.models import Deliberation, Need, Order, PersonalRead
from tests.factories.needs import NeedCounty, stands_at


def address(need: Need, *rest: str) -> str:
    return "/".join([f"/admin/needs/{need.code}", *rest, ""])


def post(client: Any, need: Need, name: str, **data: Any) -> Any:
    return client.post(address(need, "do", name), data)


def on_behalf(county: NeedCounty, **changes: Any) -> Need:
    given: dict[str, Any] = {"actor": county.helper, "channel": Channel.DESK, **changes}
    return county.ask(**given).need


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("helper", 200),
        ("dispatcher", 200),
        ("town_dispatcher", 200),
        ("director", 200),
        ("other_dispatcher", 404),
        ("resident", 404),
    ],
)
def test_who_opens_it(county: NeedCounty, sign_in: Any, who: str, status: int) -> None:
    """A town officer sees the own subtree alone: a guessed address of another town is not there (UA6)."""
    need = county.ask().need
    assert sign_in(getattr(county, who)).get(address(need)).status_code == status


def test_the_captain_finds_it_elsewhere(county: NeedCounty, sign_in: Any) -> None:
    order = county.assigned()
    assert sign_in(county.team.captain).get(address(order.need)).status_code == 404


def test_it_shows_what_is_public_and_covers_the_rest(county: NeedCounty, sign_in: Any) -> None:
    need = county.ask(asked={"name": "陆阿婆", "phone": "13800138000", "vulnerable": "独居老人"}).need
    text = sign_in(county.dispatcher).get(address(need)).content.decode()
    assert need.public_text in text
    assert "百家桥站" in text
    assert "商定" in text
    for covered in ("陆阿婆", "13800138000", "独居老人"):
        assert covered not in text
    assert not PersonalRead.objects.exists()


def test_reading_asks_for_a_purpose_and_goes_on_record(county: NeedCounty, sign_in: Any) -> None:
    need = county.ask(asked={"name": "陆阿婆", "vulnerable": "独居老人"}).need
    client = sign_in(county.dispatcher)
    without = client.post(address(need, "read"), {"purpose": " "})
    assert without.status_code == 422
    assert "陆阿婆" not in without.content.decode()
    shown = client.post(address(need, "read"), {"purpose": "打电话约时间"})
    assert "陆阿婆" in shown.content.decode()
    assert "独居老人" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    read = PersonalRead.objects.get()
    assert (read.person, read.purpose) == (county.dispatcher, "打电话约时间")
    assert "陆阿婆" not in client.get(address(need)).content.decode()


def test_the_vulnerable_mark_is_not_for_helpers(county: NeedCounty, sign_in: Any) -> None:
    need = county.ask(asked={"name": "陆阿婆", "vulnerable": "独居老人"}).need
    shown = sign_in(county.helper).post(address(need, "read"), {"purpose": "核对回执"}).content.decode()
    assert "陆阿婆" in shown
    assert "独居老人" not in shown


def test_ua1_screening_at_a_station(county: NeedCounty, sign_in: Any) -> None:
    """UA1: a panel of three, five outcomes, a reason, the urgency, and one master for what repeats."""
    need = county.ask().need
    first, second, third = map(sign_in, county.panel)
    for client in (first, second):
        assert post(client, need, "say", outcome="accept").status_code == 302
    early = post(first, need, "screen", outcome="accept", urgency="2", breadth="individual", category=county.heating.pk)
    assert early.status_code == 422
    assert "3" in early.context["failed"].non_field_errors()[0]
    post(third, need, "say", outcome="accept")
    done = post(first, need, "screen", outcome="accept", urgency="2", breadth="individual", category=county.heating.pk)
    assert done.status_code == 302
    need = Need.objects.get(pk=need.pk)
    assert (need.state, need.urgency, need.breadth, need.category) == ("accepted", 2, "individual", county.heating)
    assert stands_at(need) == "dispatch"

    again = county.ask().need
    for person in county.panel:
        county.verbs.panel_say(need=again, actor=person, outcome="duplicate", text="和上一条一样")
    no_reason = post(first, again, "screen", outcome="duplicate", urgency="1", master=need.code)
    assert "reason" in no_reason.context["failed"].errors
    assert need.code in no_reason.content.decode()
    joined = post(first, again, "screen", outcome="duplicate", urgency="1", master=need.code, reason="同一户")
    assert joined.status_code == 302
    assert Need.objects.get(pk=again.pk).master == need
    assert need.code in sign_in(county.helper).get(address(again)).content.decode()


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("return", "returned"), ("reject", "rejected"), ("deliberate", "deliberation")],
)
def test_outcomes_need_a_reason(county: NeedCounty, sign_in: Any, outcome: str, state: str) -> None:
    need = county.ask().need
    for person in county.panel:
        county.verbs.panel_say(need=need, actor=person, outcome=outcome, text="核实过")
    client = sign_in(county.panel[0])
    refused = post(client, need, "screen", outcome=outcome, urgency="1", reason="")
    assert refused.status_code == 422
    assert list(refused.context["failed"].errors) == ["reason"]
    post(client, need, "screen", outcome=outcome, urgency="1", reason="还缺门牌号")
    need = Need.objects.get(pk=need.pk)
    assert (need.state, need.reason) == (state, "还缺门牌号")


def test_what_was_typed_stays(county: NeedCounty, sign_in: Any) -> None:
    need = county.ask().need
    refused = post(sign_in(county.panel[0]), need, "say", outcome="", reason="我去看过，确实坏了")
    assert refused.status_code == 422
    assert "我去看过，确实坏了" in refused.content.decode()


def test_a_master_that_may_not_be_seen_is_not_there(county: NeedCounty, sign_in: Any) -> None:
    hidden = county.ask(unit=county.other_station).need
    need = county.ask().need
    for person in county.panel:
        county.verbs.panel_say(need=need, actor=person, outcome="duplicate", text="重复")
    data = {"outcome": "duplicate", "urgency": "1", "reason": "重复", "master": hidden.code}
    refused = post(sign_in(county.panel[0]), need, "screen", **data)
    assert "master" in refused.context["failed"].errors


def test_deliberation_is_recorded(county: NeedCounty, sign_in: Any) -> None:
    need = county.screened(outcome=ScreenOutcome.DELIBERATE)
    data = {"topic": "路灯", "held_on": timezone.localdate().isoformat(), "attendees": "村民代表", "result": "装两盏"}
    client = sign_in(county.panel[0])
    future = {**data, "held_on": (timezone.localdate() + dt.timedelta(days=2)).isoformat()}
    assert "held_on" in post(client, need, "deliberation", **future).context["failed"].errors
    assert post(client, need, "deliberation", **data).status_code == 302
    assert Deliberation.objects.get(need=need).result == "装两盏"
    assert "装两盏" in client.get(address(need)).content.decode()


def test_staff_add_and_cancel_for_the_asker(county: NeedCounty, sign_in: Any) -> None:
    need = on_behalf(county)
    county.screened(need=need, outcome=ScreenOutcome.RETURN)
    client = sign_in(county.helper)
    assert post(client, need, "supplement", words="门牌号是十二号").status_code == 302
    assert "十二号" in Need.objects.get(pk=need.pk).public_text
    assert post(client, need, "cancel", reason="自己修好了").status_code == 302
    assert Need.objects.get(pk=need.pk).state == "cancelled"


def test_a_rating_by_phone(county: NeedCounty, sign_in: Any) -> None:
    need = on_behalf(county)
    county.screened(need=need)
    order = county.verbs.order_assign(order=county.open(need), team=county.team, actor=county.dispatcher)
    county.verbs.order_accept(order=order, actor=county.team.captain)
    order = county.done_by(Order.objects.get(pk=order.pk), county.team)
    client = sign_in(county.helper)
    assert "score" in post(client, need, "rate", text="好").context["failed"].errors
    assert post(client, need, "rate", score="5", text="修得好").status_code == 302
    rating = Order.objects.get(pk=order.pk).rating
    assert (rating.score, rating.by, rating.entered_by) == (5, "phone", county.helper)


def test_an_account_rates_alone(county: NeedCounty, sign_in: Any) -> None:
    order = county.done()
    refused = post(sign_in(county.helper), order.need, "rate", score="5")
    assert refused.status_code == 422
    assert not hasattr(Order.objects.get(pk=order.pk), "rating")


def test_more_time_is_answered(county: NeedCounty, sign_in: Any) -> None:
    order = county.accepted()
    until = order.due_at + dt.timedelta(days=3)
    county.verbs.extension_ask(order=order, actor=county.team.captain, until=until, reason="配件没到")
    client = sign_in(county.dispatcher)
    assert "配件没到" in client.get(address(order.need)).content.decode()
    assert "answer" in post(client, order.need, "extension", granted="no").context["failed"].errors
    assert post(client, order.need, "extension", granted="yes").status_code == 302
    assert Order.objects.get(pk=order.pk).due_at == until


def test_recall_and_withdraw(county: NeedCounty, sign_in: Any) -> None:
    order = county.accepted()
    client = sign_in(county.dispatcher)
    assert post(client, order.need, "recall", reason="队长住院").status_code == 302
    assert Order.objects.get(pk=order.pk).state == "waiting"
    assert post(client, order.need, "withdraw", reason="已由物业修好").status_code == 302
    assert Need.objects.get(pk=order.need_id).state == "withdrawn"
    late = post(client, order.need, "withdraw", reason="再来一次")
    assert late.status_code == 422
    assert 'role="alert"' in late.content.decode()


@pytest.mark.parametrize(
    ("who", "offered"),
    [("helper", []), ("panel", ["say", "screen"]), ("dispatcher", ["screen"]), ("director", ["screen"])],
)
def test_only_what_one_may_do_is_offered(county: NeedCounty, sign_in: Any, who: str, offered: list[str]) -> None:
    person = county.panel[0] if who == "panel" else getattr(county, who)
    shown = sign_in(person).get(address(county.ask().need)).context["offered"]
    assert [each.action.name for each in shown] == offered


def test_a_forbidden_act_changes_nothing(county: NeedCounty, sign_in: Any) -> None:
    need = county.ask().need
    assert post(sign_in(county.helper), need, "say", outcome="accept").status_code == 422
    assert not need.views.exists()
    assert post(sign_in(county.other_dispatcher), need, "screen").status_code == 404
    assert post(sign_in(county.dispatcher), need, "explode").status_code == 404


def test_similar_needs_are_offered(county: NeedCounty, sign_in: Any) -> None:
    other, need = county.ask().need, county.ask().need
    shown = sign_in(county.panel[0]).get(address(need))
    assert [each.need for each in shown.context["similar"]] == [other]
    assert f'data-master="{other.code}"' in shown.content.decode()


def test_the_whole_history_is_on_the_page(county: NeedCounty, sign_in: Any) -> None:
    order = county.assigned()
    county.verbs.order_refuse(order=order, actor=county.team.captain, code="no_capacity", text="人手不够")
    text = sign_in(county.dispatcher).get(address(order.need)).content.decode()
    for told in ("人手不够", "水电维修队", "核实过"):
        assert told in text
