"""The import screen in a real Chromium: on a phone and on a desk, by keyboard, without JavaScript."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from cms.models import NewsPage
from tests.cms.import_world import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOLDER = Path(__file__).parents[2] / "demo" / "data" / "documents"


@pytest.fixture(autouse=True, scope="module")
def sync_playwright_and_the_orm() -> Iterator[None]:
    """Playwright leaves a loop running in the test's thread; Django refuses queries beside one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def world(transactional_db: None) -> World:
    restore()
    return make_world()


def restore() -> None:
    """What migrations made and the flush after a live test removed: the root page and what hangs on it."""
    from wagtail.models import Page

    if connection.vendor == "sqlite" and (template := connection.settings_dict["TEST"].get("LINLI_TEMPLATE")):
        import sqlite3

        connection.ensure_connection()
        with sqlite3.connect(template) as source:
            source.backup(connection.connection)
    elif not Page.objects.exists():
        from django.contrib.contenttypes.models import ContentType
        from django.core.management import call_command
        from wagtail.models import Collection, Locale

        call_command("migrate", verbosity=0, run_syncdb=True)
        Locale.objects.get_or_create(language_code="zh-hans")
        content_type = ContentType.objects.get_for_model(Page)
        Page.add_root(instance=Page(title="Root", slug="root", content_type=content_type))
        Collection.add_root(name="Root")


def signed_in(context: Any, live_server: Any, world: World) -> Any:
    client = Client()
    client.force_login(world.editor)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    # Wagtail reports that an editor was left; by then the test has ended.
    page.route("**/editing-sessions/**", lambda route: route.abort())
    return page


def document(number: int) -> str:
    (path,) = FOLDER.glob(f"00{number}_*.txt")
    return str(path)


def shoot(page: Any, name: str) -> None:
    if os.environ.get("LINLI_SCREENSHOTS"):
        folder = Path(os.environ["LINLI_SCREENSHOTS"])
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(folder / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("width", [390, 1280])
def test_importing_works_without_javascript(world: World, live_server: Any, browser: Any, width: int) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", viewport={"width": width, "height": 900})
    page = signed_in(context, live_server, world)
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(f"{live_server.url}/admin/import/")
    page.set_input_files("input[type=file]", document(2))
    page.click("text=下一步：看一遍")
    assert page.locator(".import-struck").count() == 2
    page.select_option("select[name=unit]", "")
    page.fill("textarea[name=title]", "百家桥的家书")
    page.click("text=存成草稿")
    assert page.title().startswith("错误：")
    assert page.input_value("textarea[name=title]") == "百家桥的家书"
    page.select_option("select[name=unit]", str(world.village.pk))
    page.uncheck("input[name=tail_drop_1]")
    page.click("text=存成草稿")
    page.wait_for_url("**/edit/")
    draft = NewsPage.objects.get()
    assert (draft.title, draft.live) == ("百家桥的家书", False)
    assert hosts == {live_server.url.split("/")[2]}
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_screens_look_right_and_nothing_scrolls_sideways(
    world: World, live_server: Any, browser: Any, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": 900})
    page = signed_in(context, live_server, world)
    page.goto(f"{live_server.url}/admin/import/")
    shoot(page, f"import-upload-{width}")
    for number in (2, 1):
        page.goto(f"{live_server.url}/admin/import/")
        page.set_input_files("input[type=file]", document(number))
        page.click("text=下一步：看一遍")
        page.wait_for_selector(".import-paper")
        shoot(page, f"import-preview-{number}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        struck = page.locator(".import-struck")
        if number == 2:
            page.locator(".import-tail").scroll_into_view_if_needed()
            shoot(page, f"import-tail-{width}")
            assert struck.first.evaluate("e => getComputedStyle(e).textDecorationLine") == "line-through"
            page.uncheck("input[name=tail_drop_0]")
            assert struck.first.evaluate("e => getComputedStyle(e).textDecorationLine") == "none"
        found = Axe().run(page, context="#main").response["violations"]
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    page.fill("textarea[name=title]", "")
    page.click("text=存成草稿")
    page.wait_for_selector(".import-errors")
    shoot(page, f"import-error-{width}")
    assert page.evaluate("document.activeElement.className") == "import-errors"
    context.close()


def test_the_whole_way_by_keyboard(world: World, live_server: Any, browser: Any) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    page = signed_in(context, live_server, world)
    page.goto(f"{live_server.url}/admin/import/")
    page.focus("textarea[name=text]")
    page.keyboard.insert_text("百家桥村举行村晚\n\n乡亲们自己编、自己演，台上台下笑成一片，老陈的快板最受欢迎。")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".import-paper")
    for _step in range(60):
        if page.evaluate("document.activeElement.value") == "create":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit/")
    assert NewsPage.objects.get().title == "百家桥村举行村晚"
    context.close()
