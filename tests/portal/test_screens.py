"""Every screen answers, says its own language, and holds what a visitor may see and nothing else."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from organisations.models import Unit
from tests.factories import cms as make
from tests.portal.conftest import Site

OWN = ["/search/", "/search/?q=家书", "/units/", "/sitemap/", "/account/login/"]
KINDS = ["home", "section", "village", "news", "project", "case", "policy", "briefing", "route", "lecture", "venue"]


class Outline(HTMLParser):
    """Counts what every page must have once, and finds what it must not have."""

    def __init__(self) -> None:
        super().__init__()
        self.count: dict[str, int] = {}
        self.ids: list[str] = []
        self.hosts: set[str] = set()
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.count[tag] = self.count.get(tag, 0) + 1
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids.append(found["id"])
        if "style" in found or any(name.startswith("on") for name in found):
            self.inline.append(tag)
        if tag in {"link", "script", "img", "iframe"} and found.get("rel") not in ("canonical", "alternate"):
            address = found.get("src", found.get("href", ""))
            if re.match(r"(https?:)?//", address):
                self.hosts.add(address)


def outline(html: str) -> Outline:
    parser = Outline()
    parser.feed(html)
    return parser


def check_page(html: str) -> None:
    found = outline(html)
    assert found.count["h1"] == 1
    assert found.count["main"] == 1
    assert len(found.ids) == len(set(found.ids))
    assert not found.hosts
    assert not found.inline


@pytest.mark.parametrize("kind", KINDS)
def test_each_page_type_is_one_sound_page(client: Client, site: Site, kind: str) -> None:
    response = client.get(site.pages[kind])
    assert response.status_code == 200
    check_page(response.content.decode())


@pytest.mark.parametrize("url", OWN)
def test_each_screen_of_the_site_is_one_sound_page(client: Client, site: Site, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 200
    check_page(response.content.decode())


@pytest.mark.parametrize("mode", [{"elder": "1"}, {"language": "en"}, {"language": "zh-hant"}, {"text_size": "3"}])
@pytest.mark.parametrize("kind", ["home", "section", "news", "route"])
def test_each_mode_is_one_sound_page(client: Client, site: Site, kind: str, mode: dict[str, str]) -> None:
    client.cookies.load(mode)
    check_page(client.get(site.pages[kind]).content.decode())


def test_first_view_of_home_stays_small(client: Client, site: Site) -> None:
    assert len(client.get("/").content) < 60_000


def test_home_opens_only_doors_that_exist(client: Client, site: Site) -> None:
    page = client.get("/").content.decode()
    assert page.count('class="door"') == 3
    make.section(site.home, "routepage", title="去走走", slug="walk")
    client.cookies["text_size"] = "1"
    assert client.get("/").content.decode().count('class="door"') == 4


def test_elder_home_offers_the_telephone_first(client: Client, site: Site) -> None:
    client.cookies["elder"] = "1"
    page = client.get("/").content.decode()
    assert page.index('href="tel:05125800 0000"'.replace(" ", "")) < page.index('class="door" href="/')
    assert "退出长者版" in page


def test_english_is_spoken_when_chosen(client: Client, site: Site) -> None:
    client.cookies["language"] = "en"
    page = client.get("/").content.decode()
    assert '<html lang="en"' in page
    assert "Skip to the text" in page
    assert "跳到正文" not in page


def test_traditional_characters_when_chosen(client: Client, site: Site) -> None:
    client.cookies["language"] = "zh-hant"
    response = client.get(site.pages["news"])
    page = response.content.decode()
    assert '<html lang="zh-Hant"' in page
    assert "每月一封家書" in page
    assert site.pages["news"] in page
    assert response["Content-Language"] == "zh-Hant"


def test_my_village_comes_first_on_home(client: Client, site: Site) -> None:
    assert "最近在百家桥村" not in client.get("/").content.decode()
    client.get("/preferences/", {"unit": site.village.unit.code})
    page = client.get("/").content.decode()
    assert "最近在百家桥村" in page
    assert "您在看：百家桥村" in page


def test_a_unit_that_is_no_more_counts_as_none(client: Client, site: Site) -> None:
    client.cookies["my_unit"] = "nosuchunit"
    assert "您在看：全市" in client.get("/").content.decode()


@pytest.mark.parametrize("url", ["/nothing/", "/poster/999999.png", "/leaflet/999999/"])
def test_not_found_says_what_to_do_next(client: Client, site: Site, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 404
    assert "没有这一页，或您看不到" in response.content.decode()


def test_a_draft_looks_like_a_page_that_does_not_exist(client: Client, site: Site) -> None:
    draft = make.news(site.village, title="还没审", live=False)
    hidden = client.get(draft.get_url() or f"{site.pages['village']}{draft.slug}/")
    missing = client.get("/nothing/")
    assert hidden.status_code == missing.status_code == 404
    assert client.get(f"/poster/{draft.pk}.png").status_code == 404
    assert "还没审" not in client.get("/sitemap/").content.decode()


def test_poster_of_a_public_page_is_a_picture(client: Client, site: Site) -> None:
    response = client.get(f"/poster/{site.news.pk}.png")
    assert response["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")


def test_briefing_paper_follows_the_standard(client: Client, site: Site) -> None:
    page = client.get(f"{site.pages['briefing']}print/").content.decode()
    assert "400" in page
    assert "css/paper.css" in page
    assert "main-nav" not in page
    check_page(page)


def test_units_page_asks_once_however_many(client: Client, site: Site, django_assert_num_queries: object) -> None:
    from portal.selectors import unit_branches

    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(unit_branches()) == 1
    for name in ("大新镇所", "杨舍镇所"):
        make.unit_page(site.home, make.unit(name, below=Unit.objects.get(pk=site.home.unit.pk)))
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(unit_branches()) == 3


def test_below_the_page_of_the_centre_its_towns_are_the_branches(client: Client, site: Site) -> None:
    from portal.selectors import unit_branches

    for name in ("一组", "二组"):
        make.unit_page(site.village, make.unit(name, below=Unit.objects.get(pk=site.village.unit.pk)))
    assert [str(branch.page.unit) for branch in unit_branches()] == ["一组", "二组"]
