"""The dispatcher's screens in a real browser: an order sent by keyboard alone, phones, axe."""

from typing import Any

import pytest
from playwright.sync_api import expect

from exchange.batch import proposal_make
from exchange.models import Order, TeamService
from tests.browser.test_needs_desk import PHONE, WIDE, Open, county, opened  # noqa: F401
from tests.factories.needs import NeedCounty
from tests.workflows.service_desk.test_orders import asked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BOARD = "/admin/needs/board/"


@pytest.fixture
def served(county: NeedCounty) -> NeedCounty:  # noqa: F811
    for team in (county.team, county.rivals):
        TeamService.objects.create(team=team, category=county.repairs)
    return county


def test_an_order_is_sent_by_keyboard_alone(served: NeedCounty, opened: Open) -> None:  # noqa: F811
    first, second = served.opened(), served.opened()
    page = opened(BOARD, served.dispatcher)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".board-card.is-here")).to_contain_text("2")
    page.keyboard.press("2")
    expect(page.locator("button[data-key='2']")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".board-card")).to_have_count(1)
    second.refresh_from_db()
    assert second.team == served.rivals
    page.wait_for_load_state()
    # A key alone never decides: the pool asks for a sentence first, and digits in it are digits.
    page.keyboard.press("p")
    expect(page.locator("#pool_reason")).to_be_focused()
    page.keyboard.type("1 号队没空")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".board-card")).to_have_count(0)
    first.refresh_from_db()
    assert (first.state, first.mode_reason) == ("pooled", "1 号队没空")


def test_without_scripts_a_team_is_searched_for_and_sent(served: NeedCounty, opened: Open) -> None:  # noqa: F811
    order = served.opened()
    page = opened(f"{BOARD}{order.need.code}/", served.dispatcher, java_script_enabled=False)
    page.fill("#board-search", "银杏")
    page.get_by_role("button", name="搜索", exact=True).click()
    page.locator("#found button").click()
    assert Order.objects.get(pk=order.pk).team == served.rivals


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("screen", ["board", "need"])
def test_the_board_fits_and_reads(
    served: NeedCounty, opened: Open, axe: Any, screen: str, viewport: Any  # noqa: F811
) -> None:  # fmt: skip
    order = served.opened(urgency=3)
    served.opened()
    path = f"{BOARD}{order.need.code}/?team=队" if screen == "need" else BOARD
    page = opened(path, served.dispatcher, viewport=viewport)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shown = page.locator(".board-teams").is_visible()
    assert shown is (screen == "need" or viewport == WIDE)
    assert [found for found in axe(page) if "desk" in found or "board" in found] == []


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_orders_batches_and_teams_fit_and_read(
    served: NeedCounty, opened: Open, axe: Any, scheme: Any, viewport: Any  # noqa: F811
) -> None:  # fmt: skip
    asked(served)
    served.opened(urgency=3)
    proposal = proposal_make(unit=served.centre, actor=served.dispatcher)
    line = proposal.lines.get()
    page = opened("/admin/needs/orders/", served.dispatcher, viewport=viewport, color_scheme=scheme)
    for path in (
        "board/",
        "orders/",
        "proposals/",
        f"proposals/{proposal.code}/",
        f"proposals/{proposal.code}/{line.pk}/",
        f"teams/{served.team.code}/captain/",
    ):
        page.goto(page.url.split("/admin/")[0] + f"/admin/needs/{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        ours = [found for found in axe(page) if any(name in found for name in ("desk", "board", "need", "line-"))]
        assert ours == [], path


def test_more_time_is_answered_by_keyboard(served: NeedCounty, opened: Open) -> None:  # noqa: F811
    extension = asked(served)
    page = opened("/admin/needs/orders/", served.dispatcher)
    page.locator(".order-more input[value=yes]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".order-more")).to_have_count(0)
    extension.refresh_from_db()
    assert extension.state == "granted"


def test_a_batch_is_confirmed_by_keyboard(served: NeedCounty, opened: Open) -> None:  # noqa: F811
    order = served.opened()
    proposal = proposal_make(unit=served.centre, actor=served.dispatcher)
    page = opened(f"/admin/needs/proposals/{proposal.code}/", served.dispatcher)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".desk-bulk")).to_have_count(0)
    assert Order.objects.get(pk=order.pk).team == served.team
