"""The lists and forms of staff on a phone, in the light and in the dark: nothing cut off, nothing too faint."""

from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.test import Client

from cms.models import NewsPage
from organisations.enums import Role
from tests.factories.common import OutboxMessageFactory
from tests.factories.workflows import ReviewCounty, decide
from workflows.enums import Decision

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Wide enough for a thumb and for the eye.
MARGIN = 16
# Reported of Wagtail's own editor of rich text.
UPSTREAM = ("aria-input-field-name",)
CUT_OFF = """() => [...document.querySelectorAll('main :is(td, th, input, textarea, button, p)')].filter(each => {
    const box = each.getBoundingClientRect();
    return box.width > 0 && (box.left < 0 || box.right > innerWidth + 1) && !each.closest('[hidden], .w-sr-only');
}).map(each => each.outerHTML.slice(0, 120))"""
FIRST = "() => [...document.querySelectorAll('.listing tbody tr')].map(row => parseFloat(getComputedStyle("
FIRST += "[...row.children].find(cell => cell.offsetWidth)).paddingLeft))"


def browser_of(person: Any, browser: Any, live_server: Any, scheme: str) -> Any:
    person.user_permissions.add(
        *Permission.objects.filter(codename__in=["access_admin", "change_outboxmessage", "view_auditentry"])
    )
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    size = {"width": 390, "height": 844}
    context = browser.new_context(viewport=size, color_scheme=scheme, locale="zh-CN", timezone_id="Asia/Shanghai")
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return context


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lists_and_forms_fit_a_phone(browser: Any, live_server: Any, axe: Any, scheme: str) -> None:
    county = ReviewCounty()
    administrator = county.person(Role.ADMINISTRATOR, county.centre)
    OutboxMessageFactory(failed=True, error=f"EngineUnavailable: {'/data/search' * 9}/meta.json")
    context = browser_of(administrator, browser, live_server, scheme)
    page = context.new_page()
    lists = ["/admin/users/", "/admin/units/", "/admin/audit/", "/admin/outbox/"]
    forms = [f"/admin/users/{county.editor.pk}/", "/admin/units/divisions/", "/admin/desk/repair/"]
    for path in [*lists, *forms]:
        page.goto(live_server.url + path)
        assert (path, page.evaluate(CUT_OFF)) == (path, [])
        assert (path, [line for line in axe(page) if not line.startswith(UPSTREAM)]) == (path, [])
        if path in lists:
            paddings = page.evaluate(FIRST)
            assert (path, bool(paddings), min(paddings) >= MARGIN) == (path, True, True)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_was_returned_is_read_in_the_editor(browser: Any, live_server: Any, axe: Any, scheme: str) -> None:
    county = ReviewCounty()
    page_row: NewsPage = county.submitted()
    decide(page_row, county.first, Decision.RETURN_TO_AUTHOR, "标题里写清是哪一天。\n照片换一张清楚的。")
    call_command("sync_rights", stdout=StringIO())
    context = browser_of(county.editor, browser, live_server, scheme)
    page = context.new_page()
    page.route("**/editing-sessions/**", lambda route: route.abort())
    page.goto(f"{live_server.url}/admin/pages/{page_row.pk}/edit/")
    words = page.get_by_text("照片换一张清楚的。").first.bounding_box(timeout=5000)
    assert words is not None
    assert (words["x"] >= 0, words["x"] + words["width"] <= 390) == (True, True)
    assert [line for line in axe(page) if not line.startswith(UPSTREAM)] == []
    context.close()
