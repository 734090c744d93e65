"""Without an index: the database compares letters, under the same rights, and says what it cannot do."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms.models import BriefingPage, ContentPage
from common.access import ANONYMOUS
from organisations.enums import Role
from organisations.selectors import reader_for
from search.results import Result
from search.services import Query, find, suggest
from tests.factories import cms as make
from tests.factories.search import County


def ask(text: str = "", **how: Any) -> Result:
    result = find(Query(text, **how), ANONYMOUS)
    assert result.degraded
    return result


def titles(text: str = "", **how: Any) -> list[str]:
    return [hit.title for hit in ask(text, **how).hits]


@pytest.fixture
def written(county: County) -> County:
    county.page("点单进村", "村民点单，站里接单")
    county.page("繁體的點單", "志願者點單")
    county.page("别的事", "广场舞")
    return county


@pytest.mark.parametrize("text", ["点单", "點單", "ＤＩＡＮ点单"[4:], "  点单  "])
def test_both_scripts_are_found_whatever_is_typed(written: County, text: str) -> None:
    assert set(titles(text)) == {"点单进村", "繁體的點單"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("点单 接单", {"点单进村"}),
        ("“站里接单”", {"点单进村"}),
        ("“接单站里”", set()),
        ("点单 -接单", {"繁體的點單"}),
        ("-点单 广场", {"别的事"}),
        ("diandan", set()),
        ("100%", set()),
        ("_", set()),
        ("'; drop table cms_contentpage; --", set()),
    ],
)
def test_all_words_must_be_there_and_none_of_the_refused(written: County, text: str, found: set[str]) -> None:
    assert set(titles(text)) == found


@pytest.mark.parametrize("text", ["100", "BEEF", "cafe-100", "u4e00"])
def test_the_key_of_a_block_is_no_text_of_it(county: County, text: str) -> None:
    page = county.page("点单进村", "一户一单")
    blocks = [{**block, "id": "cafe-100beef-u4e00"} for block in page.body.raw_data]
    page.body = page.body.stream_block.to_python(blocks)
    page.save()
    assert titles(text) == []
    assert titles(f"点单 -{text}") == ["点单进村"]
    county.page(f"点单{text}件", "两户一单")
    assert titles(text) == [f"点单{text}件"]


def test_it_promises_neither_facets_nor_relaxing_nor_suggestions(written: County) -> None:
    result = ask("点单 广场舞")
    assert (result.total, result.hits, result.facets, result.relaxed) == (0, (), (), False)
    assert suggest("点", ANONYMOUS) == []


@pytest.mark.parametrize(("sort", "first"), [("newest", "别的事"), ("relevance", "别的事"), ("oldest", "点单进村")])
def test_the_order_is_by_age(written: County, sort: Any, first: str) -> None:
    assert titles(kinds=("newspage",), sort=sort)[0] == first


def test_hits_show_what_those_of_the_index_show(written: County) -> None:
    topic = make.topic(slug="theory")
    page = written.page("有平台的", "点单" + "。无关的话" * 80, topic=topic)
    hit = next(hit for hit in ask("点单").hits if hit.title == "有平台的")
    assert (hit.kind, hit.object_id, hit.topic, hit.unit_name) == (
        "newspage",
        str(page.pk),
        "理论宣讲",
        "百家桥村实践站",
    )
    assert (hit.url, hit.draft, hit.date) == (page.get_url(), False, timezone.localdate())
    assert hit.snippet_html.startswith("<mark>点单</mark>")
    assert hit.edit_url == f"/admin/pages/{page.pk}/edit/"


def test_markup_in_a_title_stays_text(written: County) -> None:
    written.page("<b>点单</b>", "<img src=x onerror=alert(1)>点单")
    hit = next(hit for hit in ask("点单").hits if hit.title.startswith("<b>"))
    assert "<b>" not in hit.title_html
    assert "&lt;b&gt;<mark>点单</mark>" in hit.title_html
    assert "<img" not in hit.snippet_html


def test_sections_of_a_briefing_are_searched(written: County) -> None:
    section = {"heading": "工作交流", "items": [{"title": "正文", "text": "一队两网三清单"}]}
    written.page("第一期", model=BriefingPage, series=make.series(), number=1, sections=[("section", section)])
    assert titles("三清单") == ["第一期"]


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_pages_follow_each_other_without_gap_or_repeat(written: County, size: int) -> None:
    whole = titles("", size=50)
    paged = [title for page in range(1, 12) for title in titles("", size=size, page=page)]
    assert paged == whole
    assert ask("", size=size).pages == -(-len(whole) // size)


def test_the_total_does_not_tell_of_drafts(written: County) -> None:
    for number in range(3):
        written.page(f"点单草稿{number}", "点单", live=False)
    assert ask("点单").total == 2
    own = reader_for(written.person(Role.EDITOR, written.baijiaqiao))
    other = reader_for(written.person(Role.EDITOR, written.jinqiao))
    assert (find(Query("点单"), own).total, find(Query("点单"), other).total) == (5, 2)
    assert find(Query("点单", states=("draft",)), other).total == 0


def test_the_newest_words_of_a_draft_do_not_leak_through_the_columns(written: County) -> None:
    page = ContentPage.objects.get(title="点单进村").specific
    page.body = [("paragraph", "<p>还没有审过的话</p>")]
    page.save_revision()
    assert titles("还没有审过") == []


def test_a_restricted_branch_is_not_searched(written: County) -> None:
    branch = written.pages[written.baijiaqiao.pk].page_ptr
    PageViewRestriction.objects.create(page=branch, restriction_type=PageViewRestriction.LOGIN)
    assert titles("点单") == []


def test_a_year_is_that_of_publication(written: County) -> None:
    old = dt.datetime(2019, 12, 31, 23, 30, tzinfo=timezone.get_default_timezone())
    Page.objects.filter(title="点单进村").update(first_published_at=old)
    assert titles("点单", years=("2019",)) == ["点单进村"]
    assert titles("点单", years=("2020",)) == []
    assert set(titles("点单", years=("2019", str(timezone.localdate().year)))) == {"点单进村", "繁體的點單"}


@pytest.mark.parametrize("copies", [1, 3])
def test_it_costs_the_same_however_many_rows(county: County, connection_queries: Any, copies: int) -> None:
    for number in range(copies):
        county.page(f"点单{number}", "百家桥")
    with connection_queries() as queries:
        assert ask("百家桥").total == copies + 1
    assert len(queries) == 15, "\n".join(query["sql"][:120] for query in queries)
