"""Every operation on needs and orders by everybody, in the right state and in a wrong one."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from api.models import Scope, WebhookDelivery
from api.webhooks.services import webhook_add
from exchange.models import Order
from tests.factories.api import Caller, caller, resident_caller
from tests.factories.needs import NeedCounty
from tests.worlds import world

county = world(NeedCounty)
PEOPLE = ("visitor", "scope", "resident", "stranger", "rival", "other town", "captain", "dispatcher", "panellist")


class Things:
    """A need to be screened, and orders in the states that verbs ask for; all of one resident and one team."""

    def __init__(self, county: NeedCounty) -> None:
        self.county = county
        self.asked = county.ask().need
        self.webhook = webhook_add(
            actor=county.town_dispatcher,
            unit=county.town,
            url="https://example.org/told",
            events=["exchange.need_changed"],
        )[0]
        WebhookDelivery.objects.create(
            subscription=self.webhook, event_id="evt-1", event="exchange.need_changed", object_id="1", payload={}
        )
        self.returned = county.screened("return")
        self.voiced = county.ask().need
        for person in county.panel:
            county.verbs.panel_say(need=self.voiced, actor=person, outcome="accept")
        self.waiting = county.opened()
        self.pooled = county.verbs.order_pool(order=county.opened(), actor=county.dispatcher)
        self.assigned, self.accepted = county.assigned(), county.accepted()
        self.scheduled = county.scheduled(county.accepted(), hours=48)
        self.paused = county.verbs.order_pause(order=county.accepted(), actor=county.team.captain, reason="等回电")
        self.extended = county.accepted()
        until = _later(self.extended)
        county.verbs.extension_ask(order=self.extended, actor=county.team.captain, until=until, reason="等零件")
        self.serving = county.verbs.order_start(
            order=county.scheduled(county.accepted(), hours=72), actor=county.team.captain
        )
        self.done = county.done(
            county.verbs.order_start(order=county.scheduled(county.accepted(), hours=96), actor=county.team.captain)
        )

    def people(self, needed: str) -> dict[str, Caller]:
        county, wrong = self.county, next(scope for scope in Scope.values if scope != needed)
        return {
            "visitor": Caller(),
            "scope": caller(county.team.captain, wrong),
            "resident": resident_caller(county.resident),
            "stranger": resident_caller(type(county.resident).objects.create(username="stranger", kind="resident")),
            "rival": caller(county.rivals.captain),
            "other town": caller(county.other_dispatcher),
            "captain": caller(county.team.captain),
            "dispatcher": caller(county.town_dispatcher),
            "panellist": caller(county.panel[0]),
        }


def _later(order: Order) -> Any:
    return (order.due_at + dt.timedelta(days=1)) if order.due_at else None


Ask = Callable[[Caller, Things], Any]


def on_need(which: str, verb: str, body: Any = None) -> Ask:
    def ask(c: Caller, t: Things) -> Any:
        row = getattr(t, which)
        need = row.need if isinstance(row, Order) else row
        return c.post(f"/needs/{need.code}/{verb}/", body or {})

    return ask


def read(path: str, which: str = "") -> Ask:
    return lambda c, t: c.get(path.format(code=getattr(t, which).code if which else ""))


def on_team(which: str, verb: str, body: Any = None) -> Ask:
    return lambda c, t: c.post(f"/team/orders/{getattr(t, which).code}/{verb}/", _with_times(body, t, which))


def _with_times(body: Any, things: Things, which: str) -> Any:
    if body == "plan":
        start = _later(getattr(things, which))
        members = list(things.county.team.members.values_list("pk", flat=True))
        return {"starts_at": start.isoformat(), "ends_at": _plus(start), "members": members}
    if body == "until":
        return {"until": _later(getattr(things, which)).isoformat(), "reason": "等零件"}
    return body


def _plus(start: Any) -> str:
    return str((start + dt.timedelta(hours=1)).isoformat())


def take(which: str) -> Ask:
    return lambda c, t: c.post(f"/team/pool/{getattr(t, which).code}/take/", {})


def on_board(which: str, verb: str, body: Any = None) -> Ask:
    def ask(c: Caller, t: Things) -> Any:
        said = {"team": t.county.rivals.code} if body == "team" else body
        return c.post(f"/dispatch/orders/{getattr(t, which).code}/{verb}/", said)

    return ask


def on_panel(which: str, verb: str) -> Ask:
    body = {"outcome": "accept", **({"breadth": "common"} if verb == "conclude" else {})}
    return lambda c, t: c.post(f"/screening/{getattr(t, which).code}/{verb}/", body)


def ask_for(c: Caller, t: Things) -> Any:
    return c.post("/needs/", {"unit": t.county.station.code, "words": "想学用手机"})


def track(c: Caller, t: Things) -> Any:
    return c.post("/needs/track/", {"code": "00000000", "tail": "0000"})


def subscribe(c: Caller, t: Things) -> Any:
    events = ["exchange.order_changed"]
    return c.post("/webhooks/", {"unit": t.county.town.code, "url": "https://example.org/in", "events": events})


def on_webhook(path: str, body: Any = None) -> Ask:
    return lambda c, t: c.post(f"/webhooks/{t.webhook.code}/{path}", body)


WHY = {"reason": "要换"}
NO = {"code": "no_capacity", "text": "人手不够"}
REPORT = {"text": "已经修好了", "people_served": 1, "minutes": 30}
WORDS = {"words": "在三楼，有电梯"}
# visitor, wrong scope, resident, another resident, rival captain, other town's dispatcher, captain, town's, panellist.
TABLE: list[tuple[str, str, Ask, tuple[int, ...]]] = [
    ("needs_list", "read", read("/needs/"), (200, 403, 200, 200, 200, 200, 200, 200, 200)),
    ("needs_detail", "read", lambda c, t: c.get(f"/needs/{t.waiting.need.code}/"), (200, 403, *[200] * 7)),
    ("needs_detail", "read", read("/needs/{code}/", "asked"), (404, 403, *[404] * 7)),
    ("needs_mine", "read", read("/needs/mine/"), (401, 403, *[200] * 7)),
    ("needs_progress", "read", read("/needs/{code}/progress/", "asked"), (401, 403, 200, 404, 404, 404, 404, 200, 200)),
    ("needs_track", "read", track, (404, 403, *[404] * 7)),
    ("needs_ask", "write", ask_for, (401, 403, *[201] * 7)),
    ("needs_cancel", "write", on_need("asked", "cancel"), (404, 403, 200, 404, 404, 404, 404, 403, 403)),
    ("needs_cancel", "write", on_need("serving", "cancel"), (404, 403, 409, 404, 404, 404, 403, 403, 403)),
    ("needs_supplement", "write", on_need("returned", "supplement", WORDS), (404, 403, 200, 404, 404, 404, 404, 403, 403)),
    ("needs_supplement", "write", on_need("asked", "supplement", WORDS), (404, 403, 409, 404, 404, 404, 404, 403, 403)),
    ("needs_urge", "write", on_need("asked", "urge"), (404, 403, 200, 404, 404, 404, 404, 403, 403)),
    ("needs_urge", "write", on_need("done", "urge"), (404, 403, 409, 404, 404, 404, 403, 403, 403)),
    ("needs_rate", "write", on_need("done", "rate", {"score": 5}), (404, 403, 200, 404, 404, 404, 403, 403, 403)),
    ("needs_rate", "write", on_need("asked", "rate", {"score": 5}), (404, 403, 409, 404, 404, 404, 404, 409, 409)),
    ("team_list", "queue", read("/team/"), (401, 403, *[200] * 7)),
    ("team_orders", "queue", read("/team/orders/"), (401, 403, *[200] * 7)),
    ("team_pool", "queue", read("/team/pool/"), (401, 403, *[200] * 7)),
    ("team_order", "queue", read("/team/orders/{code}/", "assigned"), (401, 403, 404, 404, 404, 404, 200, 404, 404)),
    ("team_accept", "queue", on_team("assigned", "accept"), (401, 403, 404, 404, 404, 404, 200, 404, 404)),
    ("team_accept", "queue", on_team("serving", "accept"), (401, 403, 404, 404, 404, 404, 409, 404, 404)),
    ("team_refuse", "queue", on_team("assigned", "refuse", NO), (401, 403, 404, 404, 404, 404, 200, 404, 404)),
    ("team_refuse", "queue", on_team("serving", "refuse", NO), (401, 403, 404, 404, 404, 404, 409, 404, 404)),
    ("team_take", "queue", take("pooled"), (401, 403, 404, 404, 200, 404, 200, 404, 404)),
    ("team_take", "queue", take("assigned"), (401, 403, *[404] * 7)),
    ("team_plan", "queue", on_team("accepted", "plan", "plan"), (401, 403, 404, 404, 404, 404, 200, 404, 404)),
    ("team_plan", "queue", on_team("assigned", "plan", "plan"), (401, 403, 404, 404, 404, 404, 409, 404, 404)),
    ("team_start", "queue", on_team("scheduled", "start"), (401, 403, 404, 404, 404, 404, 200, 404, 404)),
    ("team_start", "queue", on_team("assigned", "start"), (401, 403, 404, 404, 404, 404, 409, 404, 404)),
    ("team_pause", "queue", on_team("accepted", "pause", WHY), (401, 403, 404, 404, 404, 404, 200, 404, 404)),
    ("team_pause", "queue", on_team("assigned", "pause", WHY), (401, 403, 404, 404, 404, 404, 409, 404, 404)),
    ("team_resume", "queue", on_team("paused", "resume", WHY), (401, 403, 404, 404, 404, 404, 200, 404, 404)),
    ("team_resume", "queue", on_team("assigned", "resume", WHY), (401, 403, 404, 404, 404, 404, 409, 404, 404)),
    ("team_more_time", "queue", on_team("accepted", "more-time", "until"), (401, 403, 404, 404, 404, 404, 200, 404, 404)),
    ("team_more_time", "queue", on_team("extended", "more-time", "until"), (401, 403, 404, 404, 404, 404, 409, 404, 404)),
    ("team_report", "queue", on_team("serving", "report", REPORT), (401, 403, 404, 404, 404, 404, 200, 404, 404)),
    ("team_report", "queue", on_team("assigned", "report", REPORT), (401, 403, 404, 404, 404, 404, 409, 404, 404)),
    ("dispatch_orders", "queue", read("/dispatch/orders/"), (401, 403, *[200] * 7)),
    ("dispatch_order", "queue", read("/dispatch/orders/{code}/", "waiting"), (401, 403, *[404] * 5, 200, 404)),
    ("dispatch_suggestions", "queue", read("/dispatch/orders/{code}/suggestions/", "waiting"), (401, 403, *[404] * 5, 200, 404)),
    ("dispatch_assign", "queue", on_board("waiting", "assign", "team"), (401, 403, *[404] * 5, 200, 404)),
    ("dispatch_assign", "queue", on_board("serving", "assign", "team"), (401, 403, *[404] * 5, 409, 404)),
    ("dispatch_pool", "queue", on_board("waiting", "pool", WHY), (401, 403, *[404] * 5, 200, 404)),
    ("dispatch_pool", "queue", on_board("serving", "pool", WHY), (401, 403, *[404] * 5, 409, 404)),
    ("dispatch_recall", "queue", on_board("assigned", "recall", WHY), (401, 403, *[404] * 5, 200, 404)),
    ("dispatch_recall", "queue", on_board("serving", "recall", WHY), (401, 403, *[404] * 5, 409, 404)),
    ("dispatch_more_time", "queue", on_board("extended", "more-time", {"granted": True}), (401, 403, *[404] * 5, 200, 404)),
    ("dispatch_more_time", "queue", on_board("waiting", "more-time", {"granted": True}), (401, 403, *[404] * 5, 409, 404)),
    ("webhooks_list", "queue", read("/webhooks/"), (401, 403, *[200] * 7)),
    ("webhooks_add", "queue", subscribe, (401, 403, *[403] * 5, 201, 403)),
    ("webhooks_detail", "queue", read("/webhooks/{code}/", "webhook"), (401, 403, *[404] * 5, 200, 404)),
    ("webhooks_switch", "queue", on_webhook("switch/", {"is_active": False}), (401, 403, *[404] * 5, 200, 404)),
    ("webhooks_deliveries", "queue", read("/webhooks/{code}/deliveries/", "webhook"), (401, 403, *[404] * 5, 200, 404)),
    ("webhooks_again", "queue", on_webhook("deliveries/evt-1/again/"), (401, 403, *[404] * 5, 200, 404)),
    ("webhooks_again", "queue", on_webhook("deliveries/evt-9/again/"), (401, 403, *[404] * 7)),
    ("screening_list", "queue", read("/screening/"), (401, 403, *[200] * 7)),
    ("screening_detail", "queue", read("/screening/{code}/", "asked"), (401, 403, *[404] * 5, 200, 200)),
    ("screening_say", "queue", on_panel("asked", "say"), (401, 403, *[404] * 5, 403, 200)),
    ("screening_say", "queue", on_panel("returned", "say"), (401, 403, *[404] * 5, 403, 409)),
    ("screening_conclude", "queue", on_panel("voiced", "conclude"), (401, 403, *[404] * 5, 200, 200)),
    ("screening_conclude", "queue", on_panel("asked", "conclude"), (401, 403, *[404] * 5, 409, 409)),
]  # fmt: skip
# ruff: noqa: E501


@pytest.mark.parametrize("needed", ["read", "write", "queue"])
def test_everybody_in_right_and_wrong_states(county: NeedCounty, needed: str) -> None:
    cache.clear()
    things = Things(county)
    people = things.people(needed)
    for name, scope, ask, expected in TABLE:
        if scope == needed:
            found = tuple(_status(ask, people[person], things) for person in PEOPLE)
            assert (name, found) == (name, expected)


def _status(ask: Ask, person: Caller, things: Things) -> int:
    """Asks, and takes back what was done."""
    with transaction.atomic():
        status: int = ask(person, things).status_code
        transaction.set_rollback(True)
    return status
