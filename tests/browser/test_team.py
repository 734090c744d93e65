"""A captain on the phone, without scripts: accept, plan, begin, report. Each screen with axe, in each width."""

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from cms import rights
from exchange.models import Order
from organisations.enums import Role
from tests.browser.test_public import MODES, cookie, overflow
from tests.portal.team.conftest import TeamCounty
from volunteers.models import Team
from workflows.services import needs

pytestmark = pytest.mark.browser
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def county(live_server: Any) -> TeamCounty:
    return TeamCounty()


def as_captain(browser: Any, live_server: Any, county: TeamCounty, options: dict[str, Any], **choices: str) -> Any:
    return as_person(browser, live_server, county.team.captain, options, **choices)


def as_person(browser: Any, live_server: Any, person: Any, options: dict[str, Any], **choices: str) -> Any:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **options)
    context.add_cookies(cookie(live_server, **{settings.SESSION_COOKIE_NAME: session}, **choices))
    return context.new_page()


def test_uv2_on_a_phone_an_order_is_accepted_planned_and_reported(
    browser: Any, live_server: Any, county: TeamCounty
) -> None:
    order, declined = county.assigned(), county.assigned()
    phone = {"viewport": {"width": 390, "height": 844}, "java_script_enabled": False}
    page = as_captain(browser, live_server, county, phone)
    page.goto(f"{live_server.url}/team/")
    waiting = page.locator("section", has=page.get_by_role("heading", name="该您办了")).get_by_role("link")
    assert waiting.count() == 2
    page.goto(f"{live_server.url}/team/orders/{declined.code}/refuse/")
    page.get_by_label("忙不过来").check()
    page.locator("textarea").first.fill("这周排满了")
    page.locator("main form button").first.click()
    page.goto(f"{live_server.url}/team/")
    waiting.first.click()
    page.get_by_role("button", name="接单").click()
    assert page.get_by_role("link", name="做完了，写说明").count() == 0
    page.get_by_role("link", name="写安排").click()
    start = timezone.localtime() + dt.timedelta(days=2)
    page.get_by_label("开始").fill(f"{start:%Y-%m-%dT09:00}")
    page.get_by_label("结束").fill(f"{start:%Y-%m-%dT10:00}")
    page.get_by_label("队长").check()
    page.get_by_role("button", name="写安排").click()
    page.get_by_role("button", name="现在开始").click()
    page.get_by_role("link", name="做完了，写说明").click()
    page.get_by_label("做了什么").fill("换了加热管，试过水")
    page.get_by_label("服务了几个人").fill("1")
    page.get_by_label("用了几分钟").fill("40")
    page.get_by_label("去了几个人").fill("2")
    page.get_by_role("button", name="做完了，写说明").click()
    assert page.get_by_text("辛苦了").is_visible()
    page.context.close()
    done = Order.objects.select_related("report").get(pk=order.pk)
    assert (done.state, done.report.text, done.report.minutes) == ("done", "换了加热管，试过水", 40)
    declined.refresh_from_db()
    assert (declined.state, declined.team) == ("waiting", None)


def test_uv1_on_a_phone_a_team_is_registered_and_admitted_by_the_unit_above(
    browser: Any, live_server: Any, county: TeamCounty
) -> None:
    cache.clear()
    rights.sync()
    phone = {"viewport": {"width": 390, "height": 844}, "java_script_enabled": False}
    page = as_person(browser, live_server, county.resident, phone)
    page.goto(f"{live_server.url}/team/new/")
    page.get_by_label("队伍名称").fill("夕")
    page.get_by_label("单位").select_option(label="百家桥站")
    page.get_by_role("button", name="登记这支队伍").click()
    page.get_by_role("alert").wait_for()
    page.get_by_label("队伍名称").fill("夕阳红维修队")
    assert page.get_by_label("单位").evaluate("e => e.selectedOptions[0].label").strip() == "百家桥站"
    page.get_by_role("button", name="登记这支队伍").click()
    page.get_by_text("等上级单位审核").first.wait_for()
    team = Team.objects.get(name="夕阳红维修队")
    assert (team.state, team.captain) == ("review", county.resident)
    desk = as_person(browser, live_server, county.holder(Role.ADMINISTRATOR, county.town), {"viewport": WIDE})
    rights.sync()
    desk.goto(f"{live_server.url}/admin/needs/teams/{team.code}/")
    desk.get_by_role("link", name="通过审核").click()
    desk.get_by_role("button", name="通过审核").click()
    desk.wait_for_url(f"**/teams/{team.code}/")
    team.refresh_from_db()
    assert team.state == "active"
    page.goto(f"{live_server.url}/team/")
    assert not page.get_by_text("等上级单位审核").count()
    for each in (page, desk):
        each.context.close()


@pytest.mark.parametrize("mode", MODES)
def test_every_screen_is_accessible(browser: Any, live_server: Any, county: TeamCounty, axe: Any, mode: str) -> None:
    options, choices = MODES[mode]
    sent, mine, planned = county.assigned(), county.accepted(), county.scheduled()
    free = needs.order_pool(order=county.opened(), actor=county.dispatcher)
    page = as_captain(browser, live_server, county, options, **choices)
    screens = {
        "home": "",
        "pool": "pool/",
        "sent": f"orders/{sent.code}/",
        "refuse": f"orders/{sent.code}/refuse/",
        "accepted": f"orders/{mine.code}/",
        "plan": f"orders/{mine.code}/plan/",
        "contact": f"orders/{mine.code}/contact/",
        "planned": f"orders/{planned.code}/",
        "free": f"orders/{free.code}/",
        "new": "new/",
        "members": f"{county.team.code}/members/",
        "change": f"{county.team.code}/change/",
        "week": f"{county.team.code}/week/",
    }
    found: dict[str, list[str]] = {}
    for name, end in screens.items():
        page.goto(f"{live_server.url}/team/{end}")
        if lines := axe(page):
            found[name] = lines
        assert overflow(page) <= 0, name
    page.context.close()
    assert not found


@pytest.mark.parametrize("width", [390, 1280])
def test_staff_keep_teams_on_accessible_screens(
    browser: Any, live_server: Any, county: TeamCounty, axe: Any, width: int
) -> None:
    cache.clear()
    rights.sync()
    options = {"viewport": {"width": width, "height": 900}}
    page = as_person(browser, live_server, county.town_dispatcher, options)
    home, found = f"{live_server.url}/admin/needs/teams/", {}
    for end in ("", "new/", f"{county.team.code}/", f"{county.team.code}/stop/", f"{county.team.code}/change/"):
        page.goto(home + end)
        if lines := axe(page):
            found[end] = lines
    page.context.close()
    assert not found
