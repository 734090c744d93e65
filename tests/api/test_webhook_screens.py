"""Webhooks in the admin: one's own alone, their deliveries, sending again, and the notice when one is switched off."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from api.models import WebhookDelivery, WebhookSubscription
from api.webhooks import sending
from cms import rights
from common.delivery import drain
from tests.factories.needs import NeedCounty
from tests.worlds import world
from workflows import notices
from workflows.models.notices import Notification

county = world(NeedCounty)
HOME = "/admin/webhooks/"


def signed_in(person: Any) -> Client:
    cache.clear()
    rights.sync()
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def delivery(county: NeedCounty) -> WebhookDelivery:
    events = ["exchange.need_changed"]
    url = "https://example.org/hook"
    held = WebhookSubscription.objects.create(
        owner=county.town_dispatcher, unit=county.town, url=url, events=events, secret="s"
    )
    return WebhookDelivery.objects.create(
        subscription=held,
        event_id="evt-1",
        event=events[0],
        object_id="1",
        payload={},
        state="failed",
        attempts=12,
        response_code=500,
        error="Internal Server Error",
    )


def test_the_owner_sees_what_was_sent_and_sends_it_again(county: NeedCounty, delivery: WebhookDelivery) -> None:
    client, address = signed_in(county.town_dispatcher), f"{HOME}{delivery.subscription.code}/"
    assert "https://example.org/hook" in client.get(HOME).content.decode()
    page = client.get(address).content.decode()
    assert all(words in page for words in ("evt-1", "500", "Internal Server Error"))
    assert client.post(f"{address}again/evt-1/").status_code == 302
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.error) == ("waiting", 0, "")
    assert client.post(f"{address}again/evt-2/").status_code == 404
    for verb, on in (("off", False), ("on", True)):
        assert client.post(f"{address}{verb}/").status_code == 302
        assert WebhookSubscription.objects.get().is_active is on
    assert client.post(f"{address}sideways/").status_code == 404


def test_somebody_elses_is_not_there(county: NeedCounty, delivery: WebhookDelivery) -> None:
    client, address = signed_in(county.dispatcher), f"{HOME}{delivery.subscription.code}/"
    assert "example.org" not in client.get(HOME).content.decode()
    assert client.get(address).status_code == 404
    assert client.post(f"{address}off/").status_code == 404
    assert client.post(f"{address}again/evt-1/").status_code == 404
    assert WebhookSubscription.objects.get().is_active


def test_the_owner_hears_once_that_it_was_switched_off(county: NeedCounty, delivery: WebhookDelivery) -> None:
    WebhookSubscription.objects.update(failures=sending.OFF_AFTER - 1)
    for _each in range(2):
        sending._failed(delivery, 500, "Internal Server Error", timezone.now())
    drain(notices.IN_SITE)
    told = Notification.objects.get(person=county.town_dispatcher, text__contains="example.org")
    assert (told.text, told.link) == (
        "推送地址“https://example.org/hook”连续失败，已停用。请修好接收程序，再重新启用。",
        f"{HOME}{delivery.subscription.code}/",
    )
    assert "停用" in signed_in(county.town_dispatcher).get(told.link).content.decode()
