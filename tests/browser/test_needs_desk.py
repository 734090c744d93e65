"""The staff's side of needs in a real browser: ten slips by keyboard, phones, axe."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from wagtail.users.models import UserProfile

from exchange.models import Need
from tests.factories.needs import NeedCounty

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
Open = Callable[..., Page]


@pytest.fixture
def county(transactional_db: None) -> NeedCounty:
    return NeedCounty()


@pytest.fixture
def opened(county: NeedCounty, browser: Browser, live_server: Any) -> Any:
    """Opens a path as a person; contexts are closed in the end."""
    contexts: list[BrowserContext] = []

    def open_page(path: str, person: Any, **options: Any) -> Page:
        person.user_permissions.add(Permission.objects.get(codename="access_admin"))
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        given = {"viewport": WIDE, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", **options}
        context = browser.new_context(**given)
        contexts.append(context)
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([session])
        page = context.new_page()
        page.goto(live_server.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_ten_slips_by_keyboard_alone(county: NeedCounty, opened: Open) -> None:
    page = opened("/admin/needs/new/", county.helper)
    for number in range(10):
        expect(page.locator("#id_words")).to_be_focused()
        page.keyboard.type(f"第{number}户门口的路灯不亮了")
        page.keyboard.press("Tab")
        page.keyboard.type("陆阿婆")
        page.keyboard.press("Tab")
        page.keyboard.type(f"1380013800{number}")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".need-entered li")).to_have_count(number + 1)
    needs = list(Need.objects.order_by("pk"))
    assert [need.summary for need in needs] == [f"第{number}户门口的路灯不亮了" for number in range(10)]
    assert {(need.unit, need.channel, need.entered_by) for need in needs} == {(county.station, "desk", county.helper)}
    assert needs[9].personal.phone == "13800138009"


def test_a_refused_slip_puts_the_cursor_where_it_is_wrong(county: NeedCounty, opened: Open) -> None:
    page = opened("/admin/needs/new/", county.helper)
    page.keyboard.type("门口的路灯不亮了")
    page.fill("#id_phone", "12345")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#id_phone")).to_be_focused()
    expect(page.locator("#id_words")).to_have_value("门口的路灯不亮了")
    assert not Need.objects.exists()


def test_ctrl_enter_hands_in_the_form_with_the_cursor_alone(county: NeedCounty, opened: Open) -> None:
    need = county.ask().need
    page = opened(f"/admin/needs/{need.code}/", county.panel[0])
    page.keyboard.press("Control+Enter")
    page.locator("#say input[value=accept]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".opinions li")).to_have_count(1)
    assert need.views.get().outcome == "accept"


def test_a_similar_need_becomes_the_master_by_one_click(county: NeedCounty, opened: Open) -> None:
    other, need = county.ask().need, county.ask().need
    page = opened(f"/admin/needs/{need.code}/", county.panel[0])
    page.locator(f"[data-master='{other.code}']").click()
    expect(page.locator("#screen_master")).to_have_value(other.code)
    expect(page.locator("#screen input[value=duplicate]")).to_be_checked()


def test_the_receipt_prints_by_the_sites_own_script(county: NeedCounty, opened: Open) -> None:
    page = opened("/admin/needs/new/", county.helper)
    page.keyboard.type("门口的路灯不亮了")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".need-entered li")).to_have_count(1)
    page.goto(page.url.replace("/new/", "/receipts/"))
    page.evaluate("window.print = () => document.body.classList.add('printed')")
    page.locator("[data-print]").click()
    expect(page.locator("body.printed")).to_have_count(1)


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("screen", ["list", "need", "new", "chat", "sheet", "batches"])
def test_fits_and_reads(county: NeedCounty, opened: Open, axe: Any, screen: str, viewport: Any) -> None:
    need = county.ask().need
    county.ask()
    path = {"list": "", "need": f"{need.code}/"}.get(screen, f"{screen}/")
    page = opened(f"/admin/needs/{path}", county.panel[0], viewport=viewport)
    if screen == "chat":
        page.fill("#id_text", "王大姐 2026-11-20 09:12\n我家水电坏了，想请人来修一下，13800138000")
        page.get_by_role("button", name="找出需求").click()
        expect(page.locator(".need-candidate")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    ours = [found for found in axe(page) if "desk" in found or "need" in found]
    assert ours == []


@pytest.mark.parametrize("screen", ["statistics/", "statistics/rows/?measure=teams", "?measure=needs"])
@pytest.mark.parametrize(
    ("viewport", "theme"), [(WIDE, "light"), (PHONE, "light"), (WIDE, "dark")], ids=["wide", "phone", "dark"]
)
def test_numbers_fit_and_read(
    county: NeedCounty, opened: Open, axe: Any, screen: str, viewport: Any, theme: str
) -> None:
    county.done()
    UserProfile.objects.update_or_create(user=county.director, defaults={"theme": theme})
    page = opened(f"/admin/needs/{screen}", county.director, viewport=viewport)
    expect(page.locator("html")).to_have_class(re.compile(f"w-theme-{theme}"))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert [found for found in axe(page) if "desk" in found or "need" in found or "count" in found] == []


def test_from_a_number_to_the_needs_behind_it_and_on(county: NeedCounty, opened: Open) -> None:
    """By keyboard and without a script: narrowed to a town, then from a number to its list."""
    need, _other = county.done().need, county.ask(unit=county.other_station)
    page = opened("/admin/needs/statistics/", county.director, java_script_enabled=False)
    page.get_by_role("link", name="杨舍镇实践所").first.click()
    expect(page.locator("#count_unit")).to_have_value(county.town.code)
    number = page.locator(".count-table tbody tr").first.get_by_role("link", name="1").first
    number.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".desk-what")).to_have_count(1)
    expect(page.locator(".desk-what")).to_contain_text(need.summary)
    expect(page.locator(".desk-note")).to_contain_text("提出需求")
