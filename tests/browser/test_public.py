"""Each public page in a real Chromium: wide and narrow, in each mode, with and without scripts."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache

from portal import page_cache
from tests.portal.conftest import Site, build_site

pytestmark = pytest.mark.browser

KINDS = ["home", "section", "village", "news", "project", "case", "policy", "briefing", "route", "lecture", "venue"]
OWN = {
    "search": "/search/?q=家书",
    "units": "/units/",
    "map": "/sitemap/",
    "login": "/account/login/",
    "none": "/none/",
}


@pytest.fixture
def site(live_server: Any) -> Site:
    cache.clear()
    page_cache.bump()
    built = build_site()
    host = urlsplit(live_server.url)
    row = built.home.get_site()
    row.hostname, row.port = host.hostname, host.port
    row.save()
    return built


def addresses(site: Site, live_server: Any) -> dict[str, str]:
    own = {name: f"{live_server.url}{url}" for name, url in OWN.items()}
    pages = {name: f"{live_server.url}{urlsplit(url).path}" for name, url in site.pages.items()}
    return pages | own


def cookie(live_server: Any, **values: str) -> list[Any]:
    return [{"name": name, "value": value, "url": live_server.url} for name, value in values.items()]


def overflow(page: Any) -> int:
    """How many pixels stick out to the right."""
    found: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found


MODES: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "wide": ({"viewport": {"width": 1280, "height": 900}}, {}),
    "narrow": ({"viewport": {"width": 390, "height": 844}}, {}),
    "dark": ({"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"}, {}),
    "elder": ({"viewport": {"width": 390, "height": 844}}, {"elder": "1"}),
}


@pytest.mark.parametrize("mode", MODES)
def test_every_page_is_accessible_and_asks_no_other_host(
    browser: Any, live_server: Any, site: Site, axe: Any, mode: str
) -> None:
    options, choices = MODES[mode]
    context = browser.new_context(locale="zh-CN", **options)
    context.add_cookies(cookie(live_server, **choices))
    page = context.new_page()
    hosts: set[str | None] = set()
    complaints: list[str] = []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    found: dict[str, list[str]] = {}
    for name, url in addresses(site, live_server).items():
        page.goto(url)
        if lines := axe(page):
            found[name] = lines
        assert overflow(page) <= 0, name
    assert not found
    assert not complaints
    assert hosts == {urlsplit(live_server.url).hostname}
    context.close()


@pytest.mark.parametrize("choices", [{}, {"text_size": "3"}, {"elder": "1", "text_size": "2"}, {"language": "en"}])
def test_nothing_sticks_out_at_320_pixels(browser: Any, live_server: Any, site: Site, choices: dict[str, str]) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700}, locale="zh-CN")
    context.add_cookies(cookie(live_server, **choices))
    page = context.new_page()
    out = {}
    for name, url in addresses(site, live_server).items():
        page.goto(url)
        if wide := overflow(page):
            out[name] = wide
    assert not out
    context.close()


def test_elder_mode_is_kept_is_large_and_can_be_left(browser: Any, live_server: Any, site: Site) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url)
    page.get_by_role("link", name="长者版").click()
    page.get_by_role("link", name="动态", exact=True).first.click()
    page.locator(".card h3 a").first.click()
    assert page.get_by_role("link", name="退出长者版").is_visible()
    style = "e => [parseFloat(getComputedStyle(e).fontSize), parseFloat(getComputedStyle(e).lineHeight)]"
    size, leading = page.locator(".prose .rich p").first.evaluate(style)
    assert size >= 24
    assert leading / size >= 1.6
    small = page.evaluate(
        "[...document.querySelectorAll('.elder-bar a, .elder-tools a, .main-nav a, .button, .footer li a')]"
        ".filter(e => e.offsetParent).map(e => e.getBoundingClientRect().height).filter(h => h < 60)"
    )
    assert not small
    page.get_by_role("link", name="退出长者版").click()
    assert page.get_by_role("link", name="长者版").is_visible()
    context.close()


def test_without_scripts_one_can_search_filter_and_choose_a_day(browser: Any, live_server: Any, site: Site) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url)
    page.get_by_role("searchbox").fill("家书")
    page.get_by_role("button", name="搜一搜").click()
    assert "/search/?q=" in page.url
    assert page.locator("h1").inner_text().startswith("找")
    page.get_by_role("link", name="菜单").click()
    assert page.locator("h1").inner_text() == "网站地图"
    page.goto(addresses(site, live_server)["route"])
    page.get_by_label("哪一天").fill("2030-01-07")
    page.get_by_role("button", name="看哪站开着").click()
    assert "day=2030-01-07" in page.url
    context.close()


def test_the_keyboard_reaches_the_text_first_and_shows_where_it_is(browser: Any, live_server: Any, site: Site) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    width = page.evaluate("parseFloat(getComputedStyle(document.activeElement.closest('form')).outlineWidth)")
    assert width >= 3
    context.close()


def test_suggestions_follow_the_arrow_keys(browser: Any, live_server: Any, site: Site) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    answer = {"words": [{"label": "家书", "url": "/search/?q=家书", "count": 3}], "pages": []}
    page.route("**/search/suggest/**", lambda route: route.fulfill(json=answer))
    page.goto(f"{live_server.url}/search/")
    box = page.get_by_role("combobox")
    box.press_sequentially("jia")
    page.get_by_role("option").wait_for()
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == page.get_by_role("option").get_attribute("id")
    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    box.press("ArrowDown")
    page.get_by_role("option").wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/search/?q=*")
    context.close()
