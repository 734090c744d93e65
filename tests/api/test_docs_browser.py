"""The documentation screen in a real Chromium."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True, scope="module")
def sync_playwright_and_the_orm() -> Iterator[None]:
    """Playwright leaves a loop running in the test's thread; Django refuses queries beside one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


def test_operations_are_shown_and_no_other_host_is_asked(
    live_server: Any, context: Any, settings: Any, tmp_path: Path
) -> None:
    settings.API_DOCS_PUBLIC = True
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{live_server.url}/api/docs")
    page.locator(".opblock").first.wait_for()
    assert page.locator(".opblock").count() >= 15
    assert page.title() == "邻里：接口怎么用"
    units = page.locator("[id$=units_list]")
    units.locator(".opblock-summary-control").first.press("Enter")
    units.get_by_role("button", name="Try it out").click()
    units.get_by_role("button", name="Execute").click()
    units.locator(".live-responses-table").wait_for(timeout=10_000)
    assert f"{live_server.url}/api/units/" in {url.partition("?")[0] for url in asked}
    page.screenshot(path=tmp_path / "docs.png")
    hosts = {urlsplit(url).netloc for url in asked if urlsplit(url).scheme.startswith("http")}
    assert hosts == {urlsplit(live_server.url).netloc}
    assert [text for text in said if "Content Security Policy" in text] == []
