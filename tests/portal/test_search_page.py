import datetime as dt
import json

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.safestring import mark_safe

from portal.search_links import SearchLinks, page_links
from portal.views import search as view
from search.query import Query
from search.results import Facet, FacetValue, Hit, Result, Suggestion
from tests.portal.conftest import Site

TOPIC = Facet(
    "topic", "平台", (FacetValue("a", "理论宣讲", 21, True), FacetValue("b", "文化", 0), FacetValue("c", "科普", 6))
)
KIND = Facet("kind", "类别", (FacetValue("newspage", "动态", 9), FacetValue("casepage", "案例", 4)))


def links(query: Query | None = None, **values: object) -> SearchLinks:
    query = query or Query("家书", topics=("a",))
    return SearchLinks(query, Result(total=48, hits=(), facets=(KIND, TOPIC), **values), "/search/")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("q=家书", Query("家书")),
        ("q=%20a%20&page=3&sort=newest", Query("a", page=3, sort="newest")),
        ("page=-1", Query()),
        ("page=二", Query()),
        ("page=99999999999", Query()),
        ("sort=drop", Query()),
        ("q=a&year=nothing&year=&year=20261&year=２０２６&year=2026", Query("a", years=("2026",))),
        (
            "kind=newspage&kind=casepage&unit=u&topic=t&year=2026",
            Query("", ("newspage", "casepage"), ("u",), ("t",), ("2026",)),
        ),
    ],
)
def test_the_address_becomes_a_question(address: str, expected: Query) -> None:
    assert view.query_of(QueryDict(address)) == expected


def test_a_facet_link_adds_or_takes_away_its_value() -> None:
    [topic] = links().facets
    by_label = {link.label: link.url for link in topic.shown}
    assert by_label["理论宣讲"] == "/search/?q=%E5%AE%B6%E4%B9%A6"
    assert by_label["科普"].endswith("topic=a&topic=c")


def test_values_that_find_nothing_are_hidden_and_chosen_ones_never() -> None:
    [topic] = links().facets
    assert [link.label for link in topic.shown] == ["理论宣讲", "科普"]
    chosen = Facet("topic", "平台", (FacetValue("a", "理论宣讲", 0, True),))
    found = SearchLinks(Query(topics=("a",)), Result(total=0, hits=(), facets=(chosen,)), "/search/")
    assert [link.label for link in found.facets[0].shown] == ["理论宣讲"]


def test_only_a_few_values_are_shown_at_once() -> None:
    many = Facet("unit", "镇", tuple(FacetValue(str(n), str(n), n + 1) for n in range(13)))
    found = SearchLinks(Query("x"), Result(total=1, hits=(), facets=(many,)), "/s/")
    assert (len(found.facets[0].shown), len(found.facets[0].folded)) == (6, 7)


def test_kinds_come_first_with_all() -> None:
    labels = [(str(link.label), link.count, link.is_current) for link in links().kinds]
    assert labels[0][2]
    assert labels[1:] == [("动态", 9, False), ("案例", 4, False)]


def test_chips_and_clearing_drop_filters_and_keep_the_words() -> None:
    found = links()
    assert [chip.label for chip in found.chips] == ["理论宣讲"]
    assert found.clear == "/search/?q=%E5%AE%B6%E4%B9%A6"


def test_changing_the_order_begins_again_at_the_first_page() -> None:
    found = links(Query("家书", page=4), page=4, pages=9)
    assert all("page=" not in link.url for link in found.sorts)


@pytest.mark.parametrize(
    ("page", "pages", "labels"),
    [
        (1, 1, ["1"]),
        (1, 9, ["1", "2", "3", "…", "9"]),
        (5, 9, ["1", "…", "3", "4", "5", "6", "7", "…", "9"]),
        (9, 9, ["1", "…", "7", "8", "9"]),
    ],
)
def test_page_numbers_near_the_present_one(page: int, pages: int, labels: list[str]) -> None:
    found = page_links(links(Query("x", page=page), page=page, pages=pages))
    assert [link.label for link in found.numbers] == labels
    assert bool(found.previous) == (page > 1)
    assert bool(found.following) == (page < pages)


def test_the_page_shows_hits_with_what_matched(client: Client, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    hit = Hit(
        kind="newspage",
        object_id="1",
        title="家书",
        title_html=mark_safe("<mark>家书</mark>进户"),
        snippet_html=mark_safe("每月一封<mark>家书</mark>"),
        url="/news/1/",
        date=dt.date(2025, 3, 1),
        unit_name="百家桥村",
        kind_label="动态",
    )
    monkeypatch.setattr(
        view, "find", lambda query, reader: Result(1, (hit,), (KIND, TOPIC), relaxed=True, degraded=True)
    )
    page = client.get("/search/", {"q": "家书"}).content.decode()
    assert "<mark>家书</mark>进户" in page
    assert "2025年3月1日" in page
    assert "搜索服务正在修" in page
    assert "几个词都有的不多" in page


def test_an_empty_answer_says_what_to_try(client: Client, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "find", lambda query, reader: Result(0, ()))
    page = client.get("/search/", {"q": "<script>x</script>"}).content.decode()
    assert "没有找到" in page
    assert "<script>x" not in page


def test_suggestions_are_words_and_pages(client: Client, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Suggestion("家书", query="家书", count=3), Suggestion("百家桥站", url="/v/", kind_label="阵地")]
    monkeypatch.setattr(view, "suggest", lambda text, reader, limit: found)
    answer = json.loads(client.get("/search/suggest/", {"q": "jia"}).content)
    assert answer["words"] == [{"label": "家书", "url": "/search/?q=%E5%AE%B6%E4%B9%A6", "count": 3}]
    assert answer["pages"] == [{"label": "百家桥站", "url": "/v/", "kind": "阵地"}]
    assert json.loads(client.get("/search/suggest/").content) == {"words": [], "pages": []}
