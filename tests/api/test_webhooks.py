"""Programs are told of changes: signed, again after failures, by a real server on this machine."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from api.models import WebhookDelivery, WebhookSubscription
from api.webhooks import receivers, sending
from api.webhooks.addresses import connection_to
from api.webhooks.services import delivery_again, webhook_add, webhook_switch
from common.errors import LinliError
from common.models import OutboxMessage
from common.outbox import drain
from tests.factories.api import caller
from tests.factories.needs import NeedCounty
from tests.worlds import world

county = world(NeedCounty)
EVENTS = ["exchange.need_changed", "exchange.order_changed", "exchange.extension_changed"]


class Listener:
    """A program that is told: keeps what came, and answers with the status it is set to."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told.heard.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(told.status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/told"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def ids(self) -> list[str]:
        return [headers["Linli-Event-Id"] for headers, _body in self.heard]


@pytest.fixture
def listener(settings: Any) -> Iterator[Listener]:
    settings.WEBHOOKS_PRIVATE = True
    listener = Listener()
    yield listener
    listener.server.shutdown()
    listener.server.server_close()


def added(county: NeedCounty, listener: Listener, **changes: Any) -> tuple[WebhookSubscription, str]:
    given = {"actor": county.town_dispatcher, "unit": county.town, "url": listener.url, "events": EVENTS, **changes}
    return webhook_add(**given)


def later(**more: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(**(more or {"seconds": 1}))


def waiting(subscription: WebhookSubscription) -> WebhookDelivery:
    """One delivery of a real need, whichever way events leave."""
    drain("api.webhooks")
    first = subscription.deliveries.order_by("pk").first()
    assert first is not None
    subscription.deliveries.exclude(pk=first.pk).delete()
    return first


def test_what_is_told_is_signed_and_nothing_personal(county: NeedCounty, listener: Listener) -> None:
    subscription, secret = added(county, listener)
    need = county.ask().need
    delivery = waiting(subscription)
    assert sending.send_due(later()) == 1
    ((headers, body),) = listener.heard
    moment, given = (part.partition("=")[2] for part in headers["Linli-Signature"].split(","))
    assert given == sending.signature(secret, int(moment), body)
    told = json.loads(body)
    assert told == {
        "id": delivery.event_id, "event": "exchange.need_changed", "at": told["at"], "need": need.code,
        "unit": county.station.code, "state": "submitted", "before": "",
    }  # fmt: skip
    delivery.refresh_from_db()
    assert (delivery.state, delivery.response_code, delivery.attempts) == ("sent", 200, 1)
    assert sending.send_due(later()) == 0


def test_only_units_and_events_that_were_asked_for(county: NeedCounty, listener: Listener) -> None:
    here, _secret = added(county, listener, events=["exchange.order_changed"])
    elsewhere, _secret = added(county, listener, actor=county.other_dispatcher, unit=county.other_town)
    order = county.assigned()
    drain("api.webhooks")
    told = [(each.payload["order"], each.payload["state"]) for each in here.deliveries.order_by("pk")]
    assert told[-1] == (order.code, "assigned")
    assert {each.event for each in here.deliveries.all()} == {"exchange.order_changed"}
    assert not elsewhere.deliveries.exists()


def test_an_event_that_comes_twice_is_told_once(county: NeedCounty, listener: Listener) -> None:
    subscription, _secret = added(county, listener)
    need = county.ask().need
    delivery = waiting(subscription)
    message = OutboxMessage(
        pk=int(delivery.event_id.removeprefix("evt-")),
        event="exchange.need_changed",
        object_id=str(need.pk),
        data={"before": "", "state": "submitted"},
        created=timezone.now(),
    )
    receivers.handle([message, message])
    assert subscription.deliveries.count() == 1


@pytest.mark.parametrize("status", [500, 404, 302])
def test_what_fails_is_tried_again_with_growing_pauses(county: NeedCounty, listener: Listener, status: int) -> None:
    subscription, _secret = added(county, listener)
    county.ask()
    delivery = waiting(subscription)
    listener.status = status
    now = later()
    sending.send_due(now)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.response_code, delivery.next_try) == (
        "waiting", status, now + dt.timedelta(seconds=30),
    )  # fmt: skip
    assert sending.send_due(now + dt.timedelta(seconds=29)) == 0
    assert sending.send_due(now + dt.timedelta(seconds=31)) == 1
    listener.status = 200
    sending.send_due(now + dt.timedelta(hours=1))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, len(set(listener.ids()))) == ("sent", 3, 1)
    # A redirect is not followed.
    assert len(listener.heard) == 3
    assert [sending.pause(number).seconds for number in (1, 2, 3, 12)] == [30, 60, 120, 6 * 3600]


def test_after_many_failures_it_is_switched_off_and_taken_up_again(county: NeedCounty, listener: Listener) -> None:
    subscription, _secret = added(county, listener)
    county.ask()
    delivery = waiting(subscription)
    WebhookSubscription.objects.update(failures=sending.OFF_AFTER - 1)
    listener.status = 500
    sending.send_due(later())
    subscription.refresh_from_db()
    assert (subscription.is_active, subscription.disabled_at is not None) == (False, True)
    assert sending.send_due(later(days=1)) == 0
    webhook_switch(actor=county.town_dispatcher, code=subscription.code, on=True)
    listener.status = 200
    assert sending.send_due(later(days=1)) == 1
    delivery.refresh_from_db()
    assert delivery.state == "sent"


def test_who_may_not_read_it_any_more_is_not_told(county: NeedCounty, listener: Listener) -> None:
    subscription, _secret = added(county, listener)
    county.ask()
    delivery = waiting(subscription)
    county.town_dispatcher.is_active = False
    county.town_dispatcher.save()
    sending.send_due(later())
    delivery.refresh_from_db()
    assert (delivery.state, listener.heard) == ("dropped", [])


def test_killed_between_answer_and_record_it_is_told_again(
    county: NeedCounty, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscription, _secret = added(county, listener)
    county.ask()
    waiting(subscription)

    def die(*_args: Any, **_given: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(sending, "_end", die)
        with pytest.raises(SystemExit):
            sending.send_due(later())
    assert sending.send_due(later(seconds=60)) == 0
    assert sending.send_due(later(minutes=5)) == 1
    assert len(listener.ids()) == 2
    assert len(set(listener.ids())) == 1


def test_the_owner_sends_again(county: NeedCounty, listener: Listener) -> None:
    subscription, _secret = added(county, listener)
    county.ask()
    delivery = waiting(subscription)
    sending.send_due(later())
    with pytest.raises(LinliError):
        delivery_again(actor=county.other_dispatcher, code=subscription.code, event_id=delivery.event_id)
    delivery_again(actor=county.town_dispatcher, code=subscription.code, event_id=delivery.event_id)
    sending.send_due(later())
    assert listener.ids() == [delivery.event_id] * 2


REFUSED = [
    "http://example.org/",
    "https://127.0.0.1/",
    "https://10.1.2.3/",
    "https://192.168.0.1/",
    "https://169.254.169.254/latest/",
    "https://[::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[fe80::1]/",
    "https://localhost/",
    "https://name:word@example.org/",
    "ftp://example.org/",
    "https:///nowhere",
]


@pytest.mark.parametrize("url", REFUSED)
def test_private_addresses_are_refused(county: NeedCounty, url: str) -> None:
    with pytest.raises(LinliError) as refused:
        webhook_add(actor=county.town_dispatcher, unit=county.town, url=url, events=EVENTS)
    assert refused.value.field == "url"


@pytest.mark.parametrize("name", ["2130706433", "0x7f000001", "127.1"])
def test_a_name_that_leads_home_is_refused_when_it_is_sent(name: str) -> None:
    with pytest.raises(LinliError) as refused:
        connection_to(f"https://{name}/")
    assert refused.value.code == "api.webhook_address"


def test_the_secret_is_told_once(county: NeedCounty) -> None:
    program = caller(county.town_dispatcher)
    body = {"unit": county.town.code, "url": "https://example.org/in", "events": EVENTS}
    made = program.post("/webhooks/", body, key="w").json()
    assert len(made["secret"]) == 64
    (listed,) = program.get("/webhooks/").json()["items"]
    assert "secret" not in listed
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM api_webhooksubscription")
        assert made["secret"] not in cursor.fetchone()[0]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_senders_one_sends(transactional_db: None, listener: Listener) -> None:
    county = NeedCounty()
    subscription, _secret = added(county, listener)
    county.ask()
    waiting(subscription)
    ready = threading.Barrier(2)

    def send() -> None:
        ready.wait()
        sending.send_due(later())
        connections.close_all()

    threads = [threading.Thread(target=send) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(listener.heard) == 1
