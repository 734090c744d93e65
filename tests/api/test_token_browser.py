"""The screen of tokens in a real Chromium, by keyboard alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from api.models import TokenGrant
from tests.factories.api import ApiCounty

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True, scope="module")
def sync_playwright_and_the_orm() -> Iterator[None]:
    """Playwright leaves a loop running in the test's thread; Django refuses queries beside one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


def test_a_token_is_made_by_keyboard(live_server: Any, context: Any, tmp_path: Path) -> None:
    county = ApiCounty()
    client = Client()
    client.force_login(county.editor)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/tokens/")
    page.get_by_label("名称").focus()
    page.keyboard.type("镇里的大屏")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.screenshot(path=tmp_path / "form.png", full_page=True)
    page.keyboard.press("Enter")
    text = page.get_by_test_id("token-text")
    text.wait_for()
    assert text.inner_text().startswith("wagtail_")
    assert TokenGrant.objects.get().scopes == ["read"]
    page.set_viewport_size({"width": 390, "height": 844})
    page.screenshot(path=tmp_path / "made.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="作废“镇里的大屏”").press("Enter")
    page.get_by_text("已作废").first.wait_for()
