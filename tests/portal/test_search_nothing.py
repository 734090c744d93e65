"""A search that finds nothing is the start of a conversation: words, a person, a way on."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.models import SiteSettings
from organisations.models import Unit
from tests.factories import cms as make
from tests.portal.conftest import Site

NOTHING = {"q": "xyzzyqq"}


def nothing_box(client: Client, **params: str) -> BeautifulSoup:
    soup = BeautifulSoup(client.get("/search/", {**NOTHING, **params}).content.decode(), "html.parser")
    box = soup.select_one("main .state-box")
    assert box is not None
    assert box.select_one("h2").get_text() == "没有找到"  # type: ignore[union-attr]
    return box


def links(box: BeautifulSoup) -> dict[str, str]:
    return {link.get_text(strip=True): str(link["href"]) for link in box.select("a")}


def test_it_offers_the_hotline_with_its_hours(client: Client, site: Site) -> None:
    SiteSettings.objects.update(phone_hours="周一至周日 8:30—17:30")
    box = nothing_box(client)
    assert links(box)["0512-5800 0000"] == "tel:051258000000"
    assert "周一至周日 8:30—17:30" in box.get_text()
    assert "用您自己的话说" in box.get_text()


def test_without_a_hotline_there_is_no_empty_button(client: Client, site: Site) -> None:
    SiteSettings.objects.update(phone="", phone_hours="")
    assert not [address for address in links(nothing_box(client)).values() if address.startswith("tel:")]


def test_who_has_chosen_a_village_sees_its_own_phone(client: Client, site: Site) -> None:
    station = site.village.unit
    Unit.objects.filter(pk=station.pk).update(phone="0512-5888 1234")
    client.cookies["my_unit"] = station.code
    box = nothing_box(client)
    assert links(box)["0512-5888 1234"] == "tel:051258881234"
    assert "百家桥村" in box.get_text()
    assert "找自家门口的站" not in links(box)


@pytest.mark.parametrize("has_chosen", [True, False])
def test_without_a_phone_of_the_village_one_is_led_to_the_list(client: Client, site: Site, has_chosen: bool) -> None:
    if has_chosen:
        client.cookies["my_unit"] = site.village.unit.code
    assert links(nothing_box(client))["找自家门口的站"] == "/units/"


def test_it_opens_the_columns_that_exist_and_no_drafts(client: Client, site: Site) -> None:
    make.section(site.home, "routepage", title="去走走", slug="walk")
    make.section(site.home, "casepage", title="还没开的栏目", slug="draft").unpublish()
    shown = links(nothing_box(client))
    assert {"动态", "去走走"} <= set(shown)
    assert "还没开的栏目" not in shown


def test_with_filters_the_first_way_out_is_to_clear_them(client: Client, site: Site) -> None:
    make.topic("文化服务", slug="wen-hua")
    box = nothing_box(client, topic="wen-hua")
    assert links(box)["全部清除"] == "/search/?q=xyzzyqq"


def test_nothing_is_offered_to_sort_or_to_filter(client: Client, site: Site) -> None:
    page = client.get("/search/", NOTHING).content.decode()
    assert 'class="sorts"' not in page
    assert 'class="kinds"' not in page


def test_an_unasked_search_is_no_empty_answer(client: Client, site: Site) -> None:
    page = client.get("/search/").content.decode()
    assert "没有找到" not in page
    assert "拼音" in page


def test_the_box_costs_the_same_with_one_column_and_with_four(client: Client, site: Site) -> None:
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/search/", {"q": f"xyzzyqq{number}"}).status_code == 200
        counts.append(len(seen))
        for kind in ("routepage", "casepage", "venuepage"):
            make.section(site.home, kind, title=kind, slug=f"{kind}{number}")
    assert counts[0] == counts[1]
