"""The screens of a county's managers in a real browser: nothing cut off on a phone, nothing that axe finds."""

from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page

from api.models import WebhookDelivery, WebhookSubscription
from cms import rights
from exchange.models import FollowUp, RoutingRule
from exchange.services.followup import sample_draw
from organisations.enums import Role, UnitKind
from tests.factories.needs import NeedCounty
from tests.factories.organisations import UnitFactory
from workflows.services import needs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

MESSAGES = ["messages/", "messages/texts/", "quiet-hours/", "quiet-hours/new/", "digests/", "digests/new/"]


def signed_in(person: Any, browser: Browser, live_server: Any, viewport: Any) -> Page:
    cache.clear()
    rights.sync()
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    context = browser.new_context(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai")
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return context.new_page()


def reads(page: Page, axe: Any, name: str) -> None:
    assert (name, page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")) == (name, True)
    assert (name, axe(page)) == (name, [])


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_rules_and_follow_ups_fit_and_read(browser: Browser, live_server: Any, axe: Any, viewport: Any) -> None:
    county = NeedCounty()
    order = county.done()
    needs.order_rate(order=order, actor=county.resident, score=5, by="account")
    for name in ("水电维修进抢单池", "紧急的派给水电维修队"):
        RoutingRule.objects.create(name=name, unit=county.centre, mode="pooled", category=county.repairs)
    agency, day = UnitFactory(name="第三方评估机构", kind=UnitKind.ASSESSOR), timezone.localdate()
    director = county.holder(Role.DIRECTOR, county.centre)
    drawn = {"share": 50, "seed": "2026-11", "done_from": day, "done_to": day}
    sample = sample_draw(actor=director, ordered_by=county.centre, assessor=agency, **drawn)  # type: ignore[arg-type]
    call = FollowUp.objects.get()
    page = signed_in(county.holder(Role.DISPATCHER, county.centre), browser, live_server, viewport)
    for path in ("rules/", "rules/new/", "follow-up/", "follow-up/new/", f"follow-up/{sample.pk}/"):
        page.goto(f"{live_server.url}/admin/needs/{path}")
        reads(page, axe, path)
    page.goto(f"{live_server.url}/admin/needs/rules/{RoutingRule.objects.earliest('pk').pk}/")
    page.get_by_role("button", name="试算一下").click()
    page.locator("#tried").wait_for()
    reads(page, axe, "tried")
    page.context.close()
    page = signed_in(county.holder(Role.ASSESSOR, agency), browser, live_server, viewport)
    for path in ("", f"{sample.pk}/", f"{sample.pk}/{call.pk}/"):
        page.goto(f"{live_server.url}/admin/needs/follow-up/{path}")
        reads(page, axe, path)
    page.context.close()


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_categories_webhooks_and_messages_fit_and_read(
    browser: Browser, live_server: Any, axe: Any, viewport: Any
) -> None:
    county = NeedCounty()
    county.ask()
    person, event = county.holder(Role.ADMINISTRATOR, county.centre), "exchange.need_changed"
    held = WebhookSubscription.objects.create(
        owner=person, unit=county.centre, url="https://example.org/linli/hooks/needs", events=[event], secret="s"
    )
    told = {"event": event, "object_id": "1", "payload": {}, "state": "failed", "error": "Internal Server Error"}
    WebhookDelivery.objects.create(subscription=held, event_id="evt-1", attempts=12, response_code=500, **told)
    page, one = signed_in(person, browser, live_server, viewport), f"needs/categories/{county.repairs.pk}/"
    screens = ["needs/categories/", "needs/categories/new/", "needs/categories/limits/", one]
    screens += [f"{one}{verb}/" for verb in ("texts", "questions", "limits", "move", "remove")]
    screens += ["webhooks/", f"webhooks/{held.code}/"]
    screens += MESSAGES
    for path in screens:
        page.goto(f"{live_server.url}/admin/{path}")
        assert page.url == f"{live_server.url}/admin/{path}"
        assert "没有这一页" not in page.title()
        reads(page, axe, path)
    page.goto(f"{live_server.url}/admin/messages/texts/")
    page.locator("main a[href*='/messages/texts/']").first.click()
    page.wait_for_url("**/messages/texts/*/*/")
    reads(page, axe, "text")
    page.context.close()
