"""Public pages by keyboard, by finger, in elder mode and on paper, in a real Chromium."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.test_public import addresses, cookie, overflow, site
from tests.portal.conftest import Site

__all__ = ["site"]
pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}}
DESK = {"viewport": {"width": 1280, "height": 900}}
# What a finger must meet: links inside a sentence and those that a mouse alone meets are not counted.
TARGETS = (
    ".masthead a, .masthead button, .masthead summary, main .button, main .chip, main .units a, .door, .pagination a,"
    " .facet-fold > summary, .bottom-bar a, .search-box button, .search-box input, .state-box .button, .tools a"
)
SMALL = """
(selector) => [...document.querySelectorAll(selector)]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && e.getBoundingClientRect().width)
  .map(e => [Math.round(e.getBoundingClientRect().height), (e.innerText || e.id).trim().slice(0, 20)])
"""


def opened(browser: Any, live_server: Any, options: dict[str, Any], **choices: str) -> Any:
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **options)
    context.add_cookies(cookie(live_server, **choices))
    return context.new_page()


@pytest.mark.parametrize(("choices", "least"), [({}, 44), ({"elder": "1"}, 56)])
def test_a_finger_meets_every_target(
    browser: Any, live_server: Any, site: Site, choices: dict[str, str], least: int
) -> None:
    page = opened(browser, live_server, PHONE, **choices)
    small = {}
    for name, url in addresses(site, live_server).items():
        page.goto(url)
        if found := [one for one in page.evaluate(SMALL, TARGETS) if one[0] < least]:
            small[name] = found
    page.context.close()
    assert not small


def test_in_elder_mode_the_first_screen_of_a_phone_shows_the_page_itself(
    browser: Any, live_server: Any, site: Site
) -> None:
    """The heading, or the red head of a briefing, leaves room below it for the first words."""
    page = opened(browser, live_server, PHONE, elder="1")
    low = {}
    for name, url in addresses(site, live_server).items():
        page.goto(url)
        bottom = page.evaluate("document.querySelector('main .series, h1').getBoundingClientRect().bottom")
        if bottom > 844 * 0.75:
            low[name] = bottom
    page.context.close()
    assert not low


def test_the_menu_of_elder_mode_opens_by_key_and_finger_without_scripts(
    browser: Any, live_server: Any, site: Site
) -> None:
    page = opened(browser, live_server, {**PHONE, "java_script_enabled": False}, elder="1")
    page.goto(live_server.url)
    nav = page.get_by_role("navigation", name="主导航")
    assert not nav.is_visible()
    page.locator(".nav-fold > summary").focus()
    page.keyboard.press("Enter")
    assert nav.is_visible()
    box = nav.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    nav.get_by_role("link", name="动态").click()
    assert urlsplit(page.url).path == urlsplit(site.pages["section"]).path
    page.context.close()


FOCUS = """
() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.getBoundingClientRect();
  const style = s => getComputedStyle(s);
  const ring = [e, e.closest("form"), e.closest(".card"), e.closest("li")].filter(Boolean)
    .some(s => parseFloat(style(s).outlineWidth) >= 2 && style(s).outlineStyle !== "none");
  return {
    name: (e.innerText || e.getAttribute("aria-label") || e.id || e.tagName).trim().slice(0, 24),
    seen: box.width > 0 && box.height > 0, ring,
  };
}
"""


@pytest.mark.parametrize("kind", ["home", "section", "news", "briefing", "route", "venue", "search", "none"])
def test_the_keyboard_walks_the_whole_page_and_shows_where_it_is(
    browser: Any, live_server: Any, site: Site, kind: str
) -> None:
    page = opened(browser, live_server, DESK)
    page.goto(addresses(site, live_server)[kind])
    lost, reached = [], []
    for _ in range(120):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUS)
        if found is None:
            break
        reached.append(found["name"])
        if not (found["seen"] and found["ring"]):
            lost.append(found["name"])
    assert not lost
    assert reached[0] == "跳到正文"
    # Boxes that scroll take the focus too: more may be reached, never less.
    assert len(reached) >= page.locator("a[href], button, input, select, summary").count() - hidden_count(page)
    page.context.close()


def hidden_count(page: Any) -> int:
    """What the keyboard rightly passes over: folded away, disabled, or shown on phones alone."""
    found: int = page.evaluate(
        "[...document.querySelectorAll('a[href], button, input, select, summary')]"
        ".filter(e => !e.checkVisibility({visibilityProperty: true}) || e.disabled || e.type === 'hidden'"
        " || e.tabIndex < 0).length"
    )
    return found


def test_a_line_is_never_too_long_to_be_read(browser: Any, live_server: Any, site: Site) -> None:
    """34 to 38 characters are aimed at; more than 42 lose the eye."""
    page = opened(browser, live_server, DESK)
    long = {}
    for kind in ("news", "project", "policy", "case"):
        page.goto(addresses(site, live_server)[kind])
        for width, size in page.evaluate(
            "[...document.querySelectorAll('.prose p')]"
            ".map(e => [e.clientWidth, parseFloat(getComputedStyle(e).fontSize)])"
        ):
            if width / size > 42:
                long[kind] = round(width / size)
    page.context.close()
    assert not long


def test_a_printed_briefing_is_a4_and_bare(browser: Any, live_server: Any, site: Site) -> None:
    page = opened(browser, live_server, DESK)
    page.goto(f"{addresses(site, live_server)['briefing']}print/")
    page.emulate_media(media="print")
    assert not page.locator(".screen-only").is_visible()
    width = page.locator(".sheet").evaluate("e => e.getBoundingClientRect().width * 25.4 / 96")
    assert abs(width - 156) < 0.5
    size, leading = page.locator(".text p").first.evaluate(
        "e => [parseFloat(getComputedStyle(e).fontSize) * 0.75, parseFloat(getComputedStyle(e).lineHeight) * 0.75]"
    )
    assert (round(size), round(leading, 1)) == (16, 28.9)
    sheet = page.pdf(prefer_css_page_size=True)
    assert b"/MediaBox [0 0 594" in sheet or b"/MediaBox [0 0 595" in sheet
    page.context.close()


def test_an_article_on_paper_is_its_text(browser: Any, live_server: Any, site: Site) -> None:
    page = opened(browser, live_server, DESK)
    page.goto(addresses(site, live_server)["news"])
    page.emulate_media(media="print")
    for gone in (".main-nav", ".utility", ".tools", ".crumbs", ".footer .columns", ".bottom-bar"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.locator("h1").is_visible()
    assert page.locator(".prose").is_visible()
    page.context.close()


@pytest.mark.parametrize("options", [PHONE, DESK])
@pytest.mark.parametrize("choices", [{}, {"elder": "1"}, {"language": "en"}])
def test_an_answer_without_hits_fits_and_can_be_called(
    browser: Any, live_server: Any, site: Site, axe: Any, options: dict[str, Any], choices: dict[str, str]
) -> None:
    page = opened(browser, live_server, options, **choices)
    page.goto(f"{live_server.url}/search/?q=xyzzyqq")
    assert overflow(page) <= 0
    assert page.locator("main a[href='tel:051258000000']").is_visible()
    assert not axe(page)
    page.context.close()
