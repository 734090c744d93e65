"""What surrounds every page: the head, the columns, elder mode, the footer, the list of units."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.utils import timezone, translation

from cms.models import Notice, SiteSettings
from organisations.enums import UnitKind
from organisations.models import Unit
from portal.selectors import unit_groups
from tests.factories import cms as make
from tests.portal.conftest import Site


def soup_of(client: Client, url: str = "/") -> BeautifulSoup:
    return BeautifulSoup(client.get(url).content.decode(), "html.parser")


def one(soup: BeautifulSoup, selector: str) -> Tag:
    found = soup.select(selector)
    assert len(found) == 1, (selector, len(found))
    return found[0]


def elder(client: Client) -> Client:
    client.cookies["elder"] = "1"
    return client


def test_in_elder_mode_the_columns_wait_behind_a_button_that_needs_no_script(client: Client, site: Site) -> None:
    soup = soup_of(elder(client), site.pages["news"])
    fold = one(soup, "details.nav-fold")
    assert not fold.has_attr("open")
    assert one(soup, ".nav-fold > summary").get_text(strip=True) == "菜单"
    assert fold.select_one(".main-nav a[href='/']") is not None
    assert not [link for link in soup.select(".main-nav a") if link.find_parent("details") is None]


def test_otherwise_the_columns_stand_open(client: Client, site: Site) -> None:
    soup = soup_of(client, site.pages["news"])
    assert not soup.select(".nav-fold")
    assert [link.get_text(strip=True) for link in soup.select(".main-nav a")] == [
        "首页",
        "我要求助",
        "动态",
        "查进度",
        "搜索",
    ]


@pytest.mark.parametrize("is_elder", [True, False])
def test_the_head_says_where_one_is(client: Client, site: Site, is_elder: bool) -> None:
    if is_elder:
        elder(client)
    soup = soup_of(client, site.pages["section"])
    current = [link.get_text(strip=True) for link in soup.select('.main-nav [aria-current="page"]')]
    assert current == ["动态"]


def test_a_hidden_column_stands_in_no_navigation(client: Client, site: Site) -> None:
    make.section(site.home, "routepage", title="还没开", slug="draft").unpublish()
    for url in ("/", "/sitemap/", "/none/"):
        assert "还没开" not in client.get(url).content.decode()


def test_the_footer_carries_what_a_government_site_must(client: Client, site: Site) -> None:
    SiteSettings.objects.update(
        organiser="市新时代文明实践中心",
        operator="市文明办",
        icp_number="苏ICP备00000000号",
        site_code="3205820000",
        police_number="苏公网安备00000000000000号",
        phone_hours="周一至周日 8:30—17:30",
    )
    for url in ("/", site.pages["news"], "/search/", "/none/"):
        text = one(soup_of(client, url), "footer.footer").get_text(" ", strip=True)
        for part in (
            "主办：市新时代文明实践中心",
            "承办：市文明办",
            "苏ICP备00000000号",
            "网站标识码 3205820000",
            "苏公网安备00000000000000号",
            "0512-5800 0000",
            "周一至周日 8:30—17:30",
        ):
            assert part in text, (url, part)


def test_what_is_not_known_leaves_no_empty_label(client: Client, site: Site) -> None:
    SiteSettings.objects.update(phone="", phone_hours="")
    footer = one(soup_of(client), "footer.footer")
    text = footer.get_text(" ", strip=True)
    assert not [label for label in ("主办", "承办", "网站标识码", "打电话也行") if label in text]
    assert not footer.select("a[href='tel:']")


def test_notices_stand_on_every_page_for_their_time_alone(client: Client, site: Site) -> None:
    now, hour = timezone.now(), dt.timedelta(hours=1)
    Notice.objects.create(text="周六停电", link="/units/", starts_at=now - hour, ends_at=now + hour)
    Notice.objects.create(text="<b>粗</b>", starts_at=now - hour, ends_at=now + hour)
    Notice.objects.create(text="已经过去", starts_at=now - 2 * hour, ends_at=now - hour)
    Notice.objects.create(text="还没开始", starts_at=now + hour, ends_at=now + 2 * hour)
    for url in ("/", site.pages["case"], "/search/"):
        notice = one(soup_of(client, url), ".notice")
        assert [link["href"] for link in notice.select("a")] == ["/units/"]
        assert "<b>粗</b>" in notice.get_text()
        assert not [text for text in ("已经过去", "还没开始") if text in notice.get_text()]


@pytest.fixture
def county_of_sorts(site: Site) -> Site:
    """Below the centre: a town with a village, a branch centre, a department."""
    centre = Unit.objects.get(pk=site.home.unit.pk)
    for name, kind in (
        ("大新镇所", UnitKind.INSTITUTE),
        ("文化服务分中心", UnitKind.BRANCH),
        ("市消防救援大队", UnitKind.DEPARTMENT),
    ):
        centre.refresh_from_db()
        make.unit_page(site.home, make.unit(name, below=centre, kind=kind))
    return site


def test_places_branch_centres_and_departments_stand_apart(county_of_sorts: Site) -> None:
    with translation.override("zh-hans"):
        groups = [(group.label, [str(branch.page.unit) for branch in group.branches]) for group in unit_groups()]
    assert groups == [
        ("镇和街道", ["百家桥村", "大新镇所"]),
        ("分中心", ["文化服务分中心"]),
        ("部门和队伍", ["市消防救援大队"]),
    ]


def test_a_group_without_a_public_page_is_not_named(county_of_sorts: Site, client: Client) -> None:
    from cms.models import UnitPage

    UnitPage.objects.get(unit__kind=UnitKind.DEPARTMENT).unpublish()
    page = client.get("/units/").content.decode()
    assert "部门和队伍" not in page
    assert "市消防救援大队" not in page
    assert "分中心" in page


@pytest.mark.parametrize("url", ["/", "/units/", "/sitemap/"])
def test_every_list_of_units_keeps_the_sorts_apart(county_of_sorts: Site, client: Client, url: str) -> None:
    soup = soup_of(client, url)
    lists = [[link.get_text(strip=True) for link in found.select("a")] for found in soup.select("main ul.units")]
    assert ["文化服务分中心"] in lists
    assert ["市消防救援大队"] in lists


@pytest.mark.parametrize("count", [1, 3])
def test_the_groups_cost_one_query_whatever_their_size(
    site: Site, count: int, django_assert_num_queries: object
) -> None:
    for number in range(count):
        centre = Unit.objects.get(pk=site.home.unit.pk)
        make.unit_page(site.home, make.unit(f"第{number}镇", below=centre))
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert sum(len(group.branches) for group in unit_groups()) == count + 1


def test_the_head_of_a_unit_tells_its_phone_and_what_is_below(client: Client, site: Site) -> None:
    station = site.village.unit
    Unit.objects.filter(pk=station.pk).update(phone="0512-5888 1234", address="百家桥路 1 号")
    make.unit("一组", below=Unit.objects.get(pk=station.pk), kind=UnitKind.POINT)
    head = one(soup_of(client, site.pages["village"]), ".page-head")
    assert head.select_one("a[href='tel:051258881234']") is not None
    text = head.get_text(" ", strip=True)
    assert "百家桥路 1 号" in text
    assert "下设" in text


def test_a_unit_with_nothing_below_promises_nothing(client: Client, site: Site) -> None:
    assert "下设" not in one(soup_of(client, site.pages["village"]), ".page-head").get_text()


@pytest.mark.parametrize(
    ("template", "title"),
    [("403.html", "没有这一页，或您看不到"), ("404.html", "没有这一页，或您看不到")],
)
def test_no_right_and_not_found_are_one_answer(client: Client, site: Site, template: str, title: str) -> None:
    from django.template.loader import render_to_string
    from django.test import RequestFactory

    with translation.override("zh-hans"):
        html = render_to_string(template, request=RequestFactory().get("/none/"))
    assert BeautifulSoup(html, "html.parser").select_one("h1").get_text() == title  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("template", "chinese", "english"),
    [
        ("500.html", "不怪您", "not your fault"),
        ("403_csrf.html", "还没有交上去", "Nothing was sent"),
    ],
)
def test_pages_for_the_worst_moment_ask_no_database(template: str, chinese: str, english: str) -> None:
    """No database is allowed to this test: a query would fail it."""
    from django.template.loader import render_to_string

    with translation.override("zh-hans"):
        html = render_to_string(template)
    assert chinese in html
    assert 'lang="zh-hans"' in html
    with translation.override("en"):
        other = render_to_string(template)
    assert english in other
    assert 'lang="en"' in other
    for text in (html, other):
        assert text.count("<title>") == text.count("<h1>") == 1
        assert 'content="noindex"' in text
        assert "http" not in text


def test_a_broken_page_shows_the_page_for_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from portal.views import search as view

    def broken(*_args: object) -> None:
        raise RuntimeError("a secret of ours")

    monkeypatch.setattr(view, "find", broken)
    client = Client(raise_request_exception=False)
    answer = client.get("/search/", {"q": "家书"})
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "a secret of ours" not in page
    assert "RuntimeError" not in page
    assert "no-store" in answer.get("Cache-Control", "") or "private" in answer.get("Cache-Control", "")
    monkeypatch.undo()
    assert client.get("/search/", {"q": "家书"}).status_code == 200, "the broken answer was not kept"
