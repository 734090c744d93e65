"""Residents in a real browser: asking, the receipt, following, rating, cancelling; in each mode, by key and finger."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile

from cms import rights
from exchange.enums import ScreenOutcome
from exchange.models import Need, Rating
from exchange.services.photos import need_photo_add
from tests.browser.test_public import MODES, cookie, overflow
from tests.browser.test_team import as_person
from tests.factories.media import photo_with_position
from tests.portal.team.conftest import TeamCounty

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
WITHOUT_SCRIPTS = {**PHONE, "java_script_enabled": False}
SCREENS = {**MODES, "dark on a phone": ({**PHONE, "color_scheme": "dark"}, {})}
WORDS = "三号楼二单元楼道灯坏了，夜里下楼看不见台阶"


@pytest.fixture
def county(live_server: Any) -> TeamCounty:
    cache.clear()
    return TeamCounty()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "楼道.jpg"
    path.write_bytes(photo_with_position(size=(640, 480)))
    return path


@pytest.fixture
def visit(browser: Any, live_server: Any) -> Iterator[Any]:
    """Opens a page as a visitor or as a person; contexts are closed in the end."""
    contexts: list[Any] = []

    def open_page(path: str, options: dict[str, Any], person: Any = None, **choices: str) -> Any:
        if person is not None:
            page = as_person(browser, live_server, person, options, **choices)
        else:
            context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **options)
            context.add_cookies(cookie(live_server, **choices))
            page = context.new_page()
        contexts.append(page.context)
        page.set_default_timeout(10_000)
        page.goto(live_server.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name).click()


def until_receipt(page: Any, photo: Path) -> None:
    page.get_by_label("说不清是哪一类").check()
    press(page, "下一步")
    page.get_by_label("用您自己的话说说").fill(WORDS)
    press(page, "下一步：照片")
    page.get_by_label("选照片").set_input_files([photo, photo])
    press(page, "加上这些照片")
    page.get_by_role("button", name="拿掉 照片 2").click()
    press(page, "下一步：选地方")
    page.get_by_label("哪个村（社区）？").select_option(label="百家桥站")
    press(page, "下一步：怎么联系您")
    page.get_by_label("电话").fill("138 0013 8000")
    press(page, "下一步：看一遍")
    assert page.locator("main img[src*='/photos/']").evaluate("e => e.naturalWidth") > 0
    press(page, "说完了，交上去")
    page.locator(".receipt-code b").wait_for()


def test_ur2_at_the_village_desk_a_receipt_is_given_and_followed_at_home(
    visit: Any, county: TeamCounty, live_server: Any
) -> None:
    rights.sync()
    desk = visit("/admin/needs/new/", PHONE, county.helper)
    assert overflow(desk) <= 0
    desk.locator("#id_words").fill(WORDS)
    desk.locator("#id_name").fill("陆阿婆")
    desk.locator("#id_phone").fill("13800138000")
    desk.get_by_role("button", name="收下").click()
    desk.locator(".need-entered li").wait_for()
    need = Need.objects.get()
    assert (need.channel, need.entered_by, need.asker) == ("desk", county.helper, None)
    desk.goto(f"{live_server.url}/admin/needs/receipts/")
    code = desk.locator(".slip .number").inner_text()
    home = visit("/needs/progress/", WITHOUT_SCRIPTS)
    home.get_by_label("回执号").fill(code)
    home.get_by_label("电话后四位").fill("8000")
    press(home, "查一查")
    home.locator(".stage-line").wait_for()
    text = home.locator("main").inner_text()
    assert "已提交" in text
    assert WORDS in text
    assert not [each for each in ("陆阿婆", "13800138000", code) if each in home.content()]


def test_ur2_without_an_account_and_scripts_one_asks_follows_and_takes_it_back(
    visit: Any, county: TeamCounty, live_server: Any, photo: Path
) -> None:
    page = visit("/needs/ask/", WITHOUT_SCRIPTS)
    until_receipt(page, photo)
    page.locator(".receipt-code b").wait_for()
    need = Need.objects.get()
    assert (need.photos.count(), need.category, need.personal.words) == (1, None, WORDS)
    code = page.locator(".receipt-code b").inner_text()
    assert code.replace(" ", "") == need.personal.receipt
    assert "13800138000" not in page.content()
    # Somebody else's phone: nothing but the receipt is known there.
    other = visit(f"/needs/progress/{need.code}/", WITHOUT_SCRIPTS)
    assert need.summary not in other.content()
    other.get_by_label("回执号").fill(code)
    other.get_by_label("电话后四位").fill("8000")
    press(other, "查一查")
    other.locator(".stage-line").wait_for()
    assert other.url == f"{live_server.url}/needs/progress/{need.code}/"
    assert other.locator("[aria-current=step]").inner_text().startswith("点单")
    other.get_by_text("不用办了").click()
    other.get_by_label("为什么？（可以不写）").fill("邻居修好了")
    press(other, "撤销")
    other.get_by_role("status").wait_for()
    need.refresh_from_db()
    assert (need.state, need.reason) == ("cancelled", "邻居修好了")


def test_ur3_a_phone_shows_five_steps_under_each_other_and_who_has_the_turn(visit: Any, county: TeamCounty) -> None:
    order = county.scheduled()
    page = visit(f"/needs/progress/{order.need.code}/", PHONE, county.resident)
    steps = page.locator(".stage-line li")
    assert [text.split("\n")[0] for text in steps.all_inner_texts()] == ["收集", "点单", "派单", "接单", "评单"]
    tops = steps.evaluate_all("all => all.map(e => e.getBoundingClientRect().top)")
    assert tops == sorted(set(tops))
    assert "队伍按约好的时间来" in page.locator("main").inner_text()
    rejected = county.screened(ScreenOutcome.REJECT, reason="这件事请找物业")
    page.goto(page.url.replace(order.need.code, rejected.code))
    assert "这件事请找物业" in page.locator("main").inner_text()
    page.goto(page.url.split("/needs/")[0] + "/needs/")
    assert rejected.code not in page.content()


def test_ur4_two_taps_rate_and_nothing_is_chosen_before(visit: Any, county: TeamCounty) -> None:
    order = county.done()
    page = visit("/my/needs/", WITHOUT_SCRIPTS, county.resident)
    faces = page.get_by_role("radio")
    assert [faces.nth(number).is_checked() for number in range(5)] == [False] * 5
    press(page, "提交评价")
    page.get_by_role("alert").get_by_text("从五项里选一项").wait_for()
    assert not Rating.objects.exists()
    # Two taps.
    page.locator(".score-card", has_text="不满意").click()
    press(page, "提交评价")
    page.get_by_role("status").wait_for()
    assert Rating.objects.get().score == 2
    assert order.need.orders.count() == 2
    assert page.locator("#do-rate").count() == 0


def test_ur4_the_keyboard_rates(visit: Any, county: TeamCounty) -> None:
    order = county.done()
    page = visit(f"/needs/progress/{order.need.code}/", PHONE, county.resident)
    page.locator("input[name=score]").first.focus()
    ring = page.locator(".score-card").first.evaluate("e => getComputedStyle(e).outlineWidth")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.locator("input[name=score]:checked").get_attribute("value") == "5"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("来得快，师傅细心")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert (Rating.objects.get().score, Rating.objects.get().text) == (4, "来得快，师傅细心")
    assert ring == "3px"


def test_one_asks_by_keyboard_alone(visit: Any, county: TeamCounty) -> None:
    page = visit("/needs/ask/", {"viewport": {"width": 1280, "height": 900}})
    page.get_by_label("水电").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/words/")
    page.get_by_label("用您自己的话说说").focus()
    page.keyboard.type(WORDS)
    for _each in range(3):
        page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.tagName") != "BUTTON":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/photos/")
    page.get_by_role("button", name="没有照片，下一步").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/where/")
    page.get_by_label("哪个村（社区）？").focus()
    while page.get_by_label("哪个村（社区）？").evaluate("e => e.selectedOptions[0].label") != "百家桥站":
        page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="下一步：怎么联系您").press("Enter")
    page.wait_for_url("**/ask/contact/")
    page.get_by_label("电话").press_sequentially("13800138000")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/check/")
    page.get_by_role("button", name="说完了，交上去").press("Enter")
    page.wait_for_url("**/receipt/")
    assert Need.objects.get().personal.words == WORDS


@pytest.mark.parametrize(
    ("step", "fields", "wrong"),
    [
        ("words", {"用您自己的话说说": "灯"}, "写几个字"),
        ("words", {"用您自己的话说说": WORDS, "大约多少人？（不止一个人时写）": "0"}, "大于"),
        ("contact", {"电话": "一三八零零", "怎么称呼您？": "顾阿婆", "具体地址（需要上门时写）": "三号楼"}, "电话"),
    ],
)
def test_what_is_wrong_is_focused_and_what_was_typed_stays(
    visit: Any, county: TeamCounty, step: str, fields: dict[str, str], wrong: str
) -> None:
    page = visit(f"/needs/ask/{step}/", PHONE)
    for label, value in fields.items():
        page.get_by_label(label).fill(value)
    page.locator("main form .button-main").click()
    page.wait_for_load_state()
    assert page.title().startswith("错误：")
    assert page.evaluate("document.activeElement.id") == "errors"
    assert wrong in page.locator("#errors").inner_text()
    assert {label: page.get_by_label(label).input_value() for label in fields} == fields
    page.locator("#errors a").first.click()
    assert page.evaluate("document.activeElement.closest('.field-wrong') !== null")


def test_a_form_that_waited_too_long_is_sent_by_one_press(visit: Any, county: TeamCounty) -> None:
    page = visit("/needs/ask/words/", WITHOUT_SCRIPTS)
    page.get_by_label("用您自己的话说说").fill(WORDS)
    page.context.clear_cookies(name="csrftoken")
    press(page, "下一步：照片")
    page.get_by_label("您写的").wait_for()
    assert page.get_by_label("您写的").input_value() == WORDS
    press(page, "再交一次")
    page.get_by_role("heading", name="是哪一类的事").wait_for()
    page.goto(page.url.split("/needs/")[0] + "/needs/ask/words/")
    assert page.get_by_label("用您自己的话说说").input_value() == WORDS


def test_the_drawing_of_the_receipt_fills_in_the_number(visit: Any, county: TeamCounty) -> None:
    need = county.ask(actor=None).need
    page = visit(f"/needs/progress/#{need.personal.receipt}", PHONE)
    code = need.personal.receipt
    assert page.get_by_label("回执号").input_value() == f"{code[:4]} {code[4:]}"
    assert page.evaluate("document.activeElement.id") == "id_tail"
    assert code not in page.url
    page.keyboard.type("8000")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{need.code}/")


def test_the_receipt_prints_on_one_sheet_of_a6(visit: Any, county: TeamCounty, photo: Path) -> None:
    page = visit("/needs/ask/", {"viewport": {"width": 1280, "height": 900}})
    until_receipt(page, photo)
    sheet: bytes = page.pdf(prefer_css_page_size=True)
    # 105 mm by 148 mm, in points.
    assert sheet.count(b"/MediaBox [0 0 297") + sheet.count(b"/MediaBox [0 0 298") == 1
    assert b"/MediaBox [0 0 595" not in sheet
    page.emulate_media(media="print")
    for gone in (".masthead", ".receipt-band", ".next-line", ".footer", ".bottom-bar"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.locator(".receipt-qr svg").is_visible()


def screens(county: TeamCounty) -> dict[str, str]:
    """The resident's pages with something on each of them."""
    asked = county.ask().need
    need_photo_add(need=asked, actor=county.resident, file=ContentFile(photo_with_position(), name="a.jpg"))
    served, order = county.done(), county.scheduled()
    rejected = county.screened(ScreenOutcome.REJECT, reason="请找物业")
    returned = county.screened(ScreenOutcome.RETURN, reason="请写明几楼")
    return {
        "list": "/needs/",
        "detail": f"/needs/{order.need.code}/",
        "lookup": "/needs/progress/",
        "asked": f"/needs/progress/{asked.code}/",
        "scheduled": f"/needs/progress/{order.need.code}/",
        "done": f"/needs/progress/{served.need.code}/",
        "rejected": f"/needs/progress/{rejected.code}/",
        "returned": f"/needs/progress/{returned.code}/",
        "unknown": "/needs/progress/zzzzzzzzzz/",
        "mine": "/my/needs/",
    }


def looked_at(page: Any, axe: Any, name: str, found: dict[str, list[str]]) -> None:
    if lines := axe(page):
        found[name] = lines
    assert overflow(page) <= 0, name


@pytest.mark.parametrize("mode", SCREENS)
def test_every_screen_is_accessible(
    visit: Any, county: TeamCounty, live_server: Any, axe: Any, photo: Path, mode: str
) -> None:
    options, choices = SCREENS[mode]
    paths = screens(county)
    page = visit("/needs/ask/", options, county.resident, **choices)
    found: dict[str, list[str]] = {}
    looked_at(page, axe, "what", found)
    page.locator("main form .button-main").click()
    looked_at(page, axe, "what, wrong", found)
    page.get_by_label("说不清是哪一类").check()
    page.locator("main form .button-main").click()
    looked_at(page, axe, "words", found)
    page.locator("textarea").fill(WORDS)
    page.locator("main form .button-main").click()
    page.locator("#id_photos").set_input_files(photo)
    press(page, "加上这些照片")
    looked_at(page, axe, "photos", found)
    page.locator("main form .button-main").click()
    page.locator("select[name=unit]").select_option(label="百家桥站")
    looked_at(page, axe, "where", found)
    page.locator("main form .button-main").click()
    looked_at(page, axe, "contact", found)
    page.locator("main form .button-main").click()
    looked_at(page, axe, "check", found)
    page.locator("main form .button-main").click()
    page.wait_for_url("**/receipt/")
    looked_at(page, axe, "receipt", found)
    for name, path in paths.items():
        page.goto(live_server.url + path)
        looked_at(page, axe, name, found)
    assert not found


@pytest.mark.parametrize("choices", [{}, {"text_size": "3"}, {"elder": "1", "text_size": "2"}, {"language": "en"}])
def test_nothing_sticks_out_at_320_pixels(
    visit: Any, county: TeamCounty, live_server: Any, choices: dict[str, str]
) -> None:
    paths = screens(county)
    page = visit("/needs/ask/", {"viewport": {"width": 320, "height": 700}}, county.resident, **choices)
    out = {}
    for name, path in {"what": "/needs/ask/what/", "photos": "/needs/ask/photos/", **paths}.items():
        page.goto(live_server.url + path)
        if (by := overflow(page)) > 0:
            out[name] = by
    assert not out
