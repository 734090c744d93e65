"""The desk in a real browser: keys, phones, both themes, without JavaScript, and axe."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Permission
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.factories.workflows import ReviewCounty, decide, item_of
from workflows.models import Opinion, PendingDecision
from workflows.services import queue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
TITLES = ("每月一封“家书”，送进百家信箱", "冬季取暖安全提示", "村里办起了夜校")
# Ours alone: Wagtail's own bar and dialogues are not this project's to mend.
OURS = {"include": [["[data-desk]"], [".desk-head"]]}

Open = Callable[..., Page]


@pytest.fixture
def county(transactional_db: None) -> ReviewCounty:
    county = ReviewCounty()
    for title in TITLES:
        page = county.submitted(title=title)
        decide(page, county.first)
        decide(page, county.second)
        queue.claim(item_of(page), actor=county.final)
    return county


@pytest.fixture
def opened(county: ReviewCounty, browser: Browser, live_server: Any) -> Any:
    """Opens a path as a person; contexts are closed in the end."""
    contexts: list[BrowserContext] = []

    def open_page(path: str = "/admin/", person: Any = None, **options: Any) -> Page:
        person = person or county.final
        person.user_permissions.add(Permission.objects.get(codename="access_admin"))
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        context = browser.new_context(
            **{"viewport": WIDE, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", **options}
        )
        contexts.append(context)
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([session])
        page = context.new_page()
        page.goto(live_server.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def review_path(county: ReviewCounty, title: str = TITLES[0]) -> str:
    from workflows.models import WorkItem

    return f"/admin/desk/item/{WorkItem.objects.get(title=title, state='claimed').code}/"


def serious(page: Page) -> list[str]:
    found = Axe().run(page, context=OURS, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


def test_keys_take_a_person_through_the_queue(county: ReviewCounty, opened: Open) -> None:
    page = opened()
    page.keyboard.press("g")
    expect(page.locator("form.decide")).to_be_visible()
    first = page.url
    page.keyboard.press("a")
    expect(page.locator("input[value=approve]")).to_be_checked()
    assert not PendingDecision.objects.exists()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: url != first)
    expect(page.locator("[data-undo]")).to_be_visible()
    assert PendingDecision.objects.count() == 1
    page.keyboard.press("z")
    page.wait_for_url(first)
    assert not PendingDecision.objects.exists()
    assert not Opinion.objects.filter(person=county.final).exists()


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["1280", "390"])
def test_rows_are_selected_by_hand_one_after_the_other(opened: Open, viewport: dict[str, int]) -> None:
    """On a phone the row in hand is the higher one: what is pressed must not move away from under the finger."""
    page = opened(viewport=viewport)
    boxes = page.locator("[data-row] input[type=checkbox]")
    for number in range(boxes.count()):
        boxes.nth(number).scroll_into_view_if_needed()
        boxes.nth(number).click()
        expect(boxes.nth(number)).to_be_checked()
    expect(page.locator("[data-picked]")).to_have_text(str(boxes.count()))
    expect(page.locator("[data-row].is-here input[type=checkbox]")).to_be_focused()


def test_rows_are_walked_selected_and_decided_together(county: ReviewCounty, opened: Open) -> None:
    page = opened()
    bar = page.locator("[data-bulk-bar]")
    expect(bar).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(bar).to_be_visible()
    expect(bar.locator("[data-picked]")).to_have_text("2")
    page.keyboard.press("a")
    page.wait_for_url("**/desk/bulk/**")
    assert not Opinion.objects.filter(person=county.final).exists()
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1.desk-title")).to_have_text("2 件几秒后生效")
    page.keyboard.press("z")
    expect(page.locator("h1.desk-title")).to_have_text("2 件已撤回，还归您办")
    assert not PendingDecision.objects.exists()


def test_single_keys_never_act_inside_a_field(county: ReviewCounty, opened: Open) -> None:
    page = opened(review_path(county))
    page.locator("#id_text").focus()
    page.keyboard.type("rxzjg")
    expect(page.locator("#id_text")).to_have_value("rxzjg")
    expect(page.locator("input[value=approve]")).to_be_checked()


def test_what_follows_a_no_is_its_reason(county: ReviewCounty, opened: Open) -> None:
    page = opened(review_path(county))
    page.keyboard.press("r")
    page.keyboard.type("a date")
    expect(page.locator("#id_text")).to_have_value("a date")
    expect(page.locator("input[value=return_to_author]")).to_be_checked()


def test_single_keys_can_be_switched_off_and_stay_off(county: ReviewCounty, opened: Open) -> None:
    page = opened(review_path(county))
    page.keyboard.press("?")
    page.locator("[data-keys-switch]").uncheck()
    page.locator("[data-help] button").click()
    page.reload()
    page.keyboard.press("r")
    expect(page.locator("input[value=approve]")).to_be_checked()


def test_a_phrase_goes_into_the_opinion_and_the_button_says_the_result(county: ReviewCounty, opened: Open) -> None:
    from cms.models import Phrase

    Phrase.objects.create(text="日期有误")
    page = opened(review_path(county))
    button = page.locator("[data-submit]")
    expect(button).to_contain_text("发布第 1 版")
    page.keyboard.press("r")
    expect(button).to_contain_text("退回，请作者修改")
    expect(button).not_to_contain_text("发布第 1 版", use_inner_text=True)
    page.locator(".decide-more > summary").click()
    page.get_by_role("button", name="日期有误").click()
    expect(page.locator("#id_text")).to_have_value("日期有误")


def test_a_refused_decision_puts_the_errors_first_and_keeps_the_words(county: ReviewCounty, opened: Open) -> None:
    page = opened(review_path(county))
    page.keyboard.press("r")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-errors]")).to_be_focused()
    expect(page.locator("input[value=return_to_author]")).to_be_checked()


def test_a_decision_is_made_without_javascript(county: ReviewCounty, opened: Open) -> None:
    page = opened("/admin/", java_script_enabled=False)
    page.get_by_role("link", name="从最急的开始").click()
    page.locator("label:has(input[value=return_to_author])").click()
    page.locator("#id_text").fill("请写清是哪一年。")
    page.locator("[data-submit]").click()
    assert PendingDecision.objects.get().text == "请写清是哪一年。"


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(viewport: Any, scheme: Any, county: ReviewCounty, opened: Open) -> None:
    page = opened("/admin/", viewport=viewport, color_scheme=scheme)
    history = f"/admin/desk/history/{county.station_page.get_children().first().pk}/"
    for path in ("/admin/", "/admin/desk/queue/waiting/", review_path(county), history, "/admin/desk/notices/"):
        page.goto(page.url.split("/admin/")[0] + path)
        assert (path, serious(page)) == (path, [])


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_nothing_has_to_be_scrolled_sideways(width: int, county: ReviewCounty, opened: Open) -> None:
    page = opened("/admin/", viewport={"width": width, "height": 844})
    for path in ("/admin/", review_path(county)):
        page.goto(page.url.split("/admin/")[0] + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_admin_asks_no_other_host(county: ReviewCounty, opened: Open, live_server: Any) -> None:
    page = opened()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(live_server.url + review_path(county))
    page.wait_for_load_state("networkidle")
    assert hosts == {live_server.url.split("/")[2]}


def test_the_dark_theme_is_dark(county: ReviewCounty, opened: Open) -> None:
    page = opened("/admin/", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(16, 25, 28)"


@pytest.mark.parametrize(("viewport", "rows"), [(WIDE, 1), (PHONE, 2)], ids=["1280", "390"])
def test_the_decision_leaves_the_screen_to_the_text(
    viewport: Any, rows: int, county: ReviewCounty, opened: Open
) -> None:
    page = opened(review_path(county), viewport=viewport)
    box = page.locator("form.decide").bounding_box()
    assert box["height"] <= 20 + rows * 54
    assert box["y"] + box["height"] <= viewport["height"] + 1


def test_escape_closes_the_options_and_gives_the_focus_back(county: ReviewCounty, opened: Open) -> None:
    page = opened(review_path(county))
    page.locator(".decide-more > summary").press("Enter")
    later = page.locator("input[name=when][value=later]")
    expect(later).to_be_visible()
    later.focus()
    page.keyboard.press("Escape")
    expect(later).to_be_hidden()
    expect(page.locator(".decide-more > summary")).to_be_focused()


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["1280", "390"])
def test_open_menus_are_sound_and_stay_on_the_screen(viewport: Any, county: ReviewCounty, opened: Open) -> None:
    page = opened("/admin/desk/queue/mine/?due=week&due=today", viewport=viewport)
    for summary in page.locator("details[data-pick] > summary").all():
        summary.click()
        panel = summary.locator("xpath=following-sibling::*[1]").bounding_box()
        assert panel["x"] >= 0
        assert panel["x"] + panel["width"] <= viewport["width"]
        assert serious(page) == []
        summary.click()


def test_columns_are_chosen_without_javascript(county: ReviewCounty, opened: Open) -> None:
    page = opened("/admin/desk/queue/mine/", java_script_enabled=False)
    page.locator("summary", has_text="显示哪些列").click()
    page.locator("input[name=column][value=sender]").uncheck()
    page.get_by_role("button", name="就这样显示").click()
    expect(page.locator("th.is-who")).to_have_count(0)
    expect(page.locator("th.is-due")).to_have_count(1)
