"""Every screen of every role is Chinese: words of English left over are found on the pages themselves."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from cms import rights
from tests.factories.workflows import ReviewCounty, item_of
from tests.permissions.routes import routes
from tests.worlds import world

# Names and abbreviations that are written so in Chinese too.
NAMES = {
    "alt",
    "api",
    "app",
    "atom",
    "cmd",
    "css",
    "csv",
    "ctrl",
    "docx",
    "email",
    "en",
    "english",
    "enter",
    "esc",
    "exif",
    "gif",
    "html",
    "http",
    "https",
    "icp",
    "id",
    "ip",
    "javascript",
    "jiashu",
    "jpeg",
    "jpg",
    "json",
    "key",
    "linli",
    "localhost",
    "markdown",
    "openapi",
    "pdf",
    "png",
    "pptx",
    "qr",
    "rss",
    "seo",
    "shift",
    "slug",
    "tab",
    "testserver",
    "totp",
    "tsv",
    "txt",
    "url",
    "utf",
    "wagtail",
    "webp",
    "www",
    "xlsx",
    "xml",
    "zip",
}
# A word of its own: not a user name such as chen2.
WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{3,}(?![A-Za-z0-9])")
# What a message's template leaves open.
PLACEHOLDER = re.compile(r"\{\w+\}")
# Stored names, as the outbox lists its consumers and a file its columns.
CODES = {"rights", "search", "UTF-8 编码的 CSV，要有 code、name、level、parent_code 四列，不超过 20 MB。"}
# What people wrote, code, and what scripts read.
SKIPPED_TAGS = ["script", "style", "template", "code", "pre", "svg", "textarea", "time"]
SHOWN_ATTRIBUTES = ("title", "alt", "placeholder", "aria-label")


def english_on(html: str) -> set[str]:
    """The English words that a person sees or hears on a page."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(SKIPPED_TAGS):
        tag.decompose()
    for tag in soup.select("[lang=en], [data-not-words], [hidden], select[name$=time_zone]"):
        tag.decompose()
    texts = [*soup.stripped_strings]
    for tag in soup.find_all(True):
        texts += [str(tag[name]) for name in SHOWN_ATTRIBUTES if tag.has_attr(name)]
    return {
        text
        for text in texts
        for word in WORD.findall(PLACEHOLDER.sub("", text))
        if word.lower() not in NAMES and text not in CODES and not _address(text)
    }


def _address(text: str) -> bool:
    """File names, links, user names and stored codes are not words."""
    return bool(re.fullmatch(r"[\w./:@?&=%#+-]+", text)) and (
        any(mark in text for mark in "./:@_") or bool(re.search(r"\d", text))
    )


county = world(ReviewCounty)


def screens(county: ReviewCounty) -> list[str]:
    """All addresses that take nothing, and those that show a page, an item or a person."""
    page = county.submitted()
    draft = county.draft(title="还没送审的一篇")
    shown = [
        reverse("wagtailadmin_explore", args=[county.station_page.pk]),
        reverse("wagtailadmin_pages:edit", args=[draft.pk]),
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:history", args=[page.pk]),
        reverse("wagtailadmin_pages:add_subpage", args=[county.station_page.pk]),
        reverse("wagtailadmin_pages:add", args=["cms", "newspage", county.station_page.pk]),
        reverse("wagtailadmin_pages:add", args=["cms", "briefingpage", county.station_page.pk]),
        reverse("wagtailadmin_pages:add", args=["cms", "routepage", county.station_page.pk]),
        reverse("desk:review", args=[item_of(page).code]),
        county.home.url,
        county.station_page.url,
    ]
    return [route.path for route in routes() if not route.takes and "logout" not in route.path] + shown


@pytest.mark.parametrize("who", ["visitor", "editor", "first", "final", "administrator"])
def test_no_english_is_left_on_any_screen(county: ReviewCounty, who: str) -> None:
    addresses = screens(county)
    client = Client(raise_request_exception=False)
    person: Any = getattr(county, who, None)
    if person:
        rights.sync()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    found = {}
    read = 0
    for address in addresses:
        answer = client.get(address)
        read += answer.status_code == 200 and address.startswith("/admin/")
        if answer.status_code == 200 and "text/html" in answer.headers.get("Content-Type", ""):
            words = english_on(answer.content.decode())
            if words:
                found[address] = sorted(words)[:8]
    assert found == {}
    # Else they would all be the sign-in.
    assert (read > 20) is bool(person)
