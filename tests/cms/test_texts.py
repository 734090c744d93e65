"""Every text that an editor typed, where it stands, and how it is put back."""

from typing import Any

import pytest

from cms.checks.texts import put_back, text_hash, texts_of
from cms.models import (
    BriefingPage,
    CaseHonour,
    CasePage,
    HomePage,
    LecturePage,
    LectureSession,
    NewsPage,
    PolicyPage,
    ProjectPage,
    RoutePage,
    RouteStop,
    SectionPage,
    UnitPage,
)
from tests.cms.conftest import County
from tests.factories import cms as make

SECTIONS = [{"type": "section", "id": "s", "value": {"heading": "栏目", "items": [
    {"type": "item", "id": "i", "value": {"title": "小题", "text": "<p>正文</p>", "page": None}}]}}]  # fmt: skip

# Page type → what is filled in → the keys of its texts, in reading order.
FILLED: dict[type[Any], tuple[dict[str, Any], list[str]]] = {
    NewsPage: (
        {"summary": "摘要", "source": "日报", "place": "村口", "seo_title": "搜", "search_description": "述"},
        ["title", "seo_title", "search_description", "summary", "source", "place"],
    ),
    ProjectPage: (
        {"organiser": "办", "place": "处", "contact": "办公室"},
        ["title", "organiser", "place", "contact"],
    ),
    CasePage: (
        {"subject": "某站", "deed": "一句", "honours": [CaseHonour(name="最美", issuer="市"), CaseHonour(name="兵")]},
        ["title", "subject", "deed", "honours/0/name", "honours/0/issuer", "honours/1/name"],
    ),
    PolicyPage: ({"document_number": "张文〔2026〕1号", "issuer": "市委"}, ["title", "document_number", "issuer"]),
    LecturePage: (
        {"season": "秋", "sessions": [LectureSession(topic="讲", lecturer="师", form="会", place="堂")]},
        ["title", "season", "sessions/0/topic", "sessions/0/lecturer", "sessions/0/form", "sessions/0/place"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("model", FILLED)
def test_what_was_typed_is_found_in_reading_order(county: County, model: type[Any]) -> None:
    values, keys = FILLED[model]
    page = make.content(model, county.village_page, live=False, **values)
    assert [text.key for text in texts_of(page)] == keys


def test_choices_slugs_and_machinery_are_no_texts(county: County) -> None:
    page = make.content(ProjectPage, county.village_page, live=False, benefit="mutual", year=2026, slug="xiang-mu")
    assert [text.key for text in texts_of(page)] == ["title"]


def test_stops_of_a_route_are_read(county: County) -> None:
    stop = RouteStop(venue=make.venue(county.village), title="第一站", text="看信箱")
    page = make.route(county.village_page, [stop], title="线路", contact="办公室")
    assert [text.key for text in texts_of(page)] == ["title", "contact", "stops/0/title", "stops/0/text"]
    assert isinstance(page, RoutePage)


def test_columns_homes_and_units_are_read_too(county: County) -> None:
    column = make.section(county.home, title="动态", introduction="新鲜事")
    assert [text.key for text in texts_of(SectionPage.objects.get(pk=column.pk))] == ["title", "introduction"]
    assert "promise" in [text.key for text in texts_of(HomePage.objects.get())]
    unit = UnitPage.objects.get(pk=county.village_page.pk)
    unit.body = [("heading", "介绍")]
    assert [text.key for text in texts_of(unit)] == ["title", "body/0/value"]


def test_sections_of_a_briefing_are_read_to_the_last_item(county: County) -> None:
    page = make.briefing(county.centre_page, make.series(), live=False, remark="注意保存", report_to="省\n市")
    page.sections = BriefingPage._meta.get_field("sections").stream_block.to_python(SECTIONS)
    assert [text.key for text in texts_of(page)] == [
        "title",
        "remark",
        "sections/0/value/heading",
        "sections/0/value/items/0/value/title",
        "sections/0/value/items/0/value/text",
        "report_to",
    ]


def test_labels_say_where_a_text_stands(county: County) -> None:
    rows = [CaseHonour(name="甲"), CaseHonour(name="乙")]
    page = make.content(CasePage, county.village_page, live=False, honours=rows, body=[("voice", {"words": "好"})])
    labels = {text.key: text.label for text in texts_of(page)}
    assert labels["title"] == "标题"
    assert labels["honours/1/name"] == "荣誉 2: 荣誉"
    assert labels["body/0/value/words"] == "原话: 原话内容"


def test_empty_and_blank_texts_are_none(county: County) -> None:
    page = make.news(county.village_page, live=False, summary="  ", body=[("paragraph", ""), ("heading", " ")])
    assert [text.key for text in texts_of(page)] == ["title"]


# Putting back


def test_texts_are_put_back_each_at_its_place(county: County) -> None:
    body = [("paragraph", "<p>一</p>"), ("facts", [{"figure": "3", "meaning": "三"}]), ("voice", {"words": "好"})]
    rows = [CaseHonour(name="甲"), CaseHonour(name="乙")]
    page = make.content(CasePage, county.village_page, live=False, body=body, honours=rows)
    changed = {text.path: f"改{text.value}" for text in texts_of(page) if not text.is_rich}
    put_back(page, {**changed, ("body", 0, "value"): "<p>改</p>"})
    page.save()
    again = CasePage.objects.get(pk=page.pk)
    assert {text.key: text.value for text in texts_of(again)} == {
        "title": "改家书送到百家桥",
        "body/0/value": "<p>改</p>",
        "body/1/value/0/value/figure": "改3",
        "body/1/value/0/value/meaning": "改三",
        "body/2/value/words": "改好",
        "honours/0/name": "改甲",
        "honours/1/name": "改乙",
    }


def test_putting_back_keeps_the_ids_of_blocks(county: County) -> None:
    page = make.news(county.village_page, live=False, body=[("paragraph", "<p>一</p>"), ("heading", "二")])
    before = [block.id for block in page.body]
    put_back(page, {("body", 1, "value"): "改"})
    assert ([block.id for block in page.body], page.body[1].value) == (before, "改")


def test_nothing_put_back_changes_nothing(county: County) -> None:
    page = make.news(county.village_page, live=False, body=[("heading", "二")])
    before = text_hash(texts_of(page))
    put_back(page, {})
    assert text_hash(texts_of(page)) == before


# The hash


@pytest.mark.parametrize("field", ["title", "summary", "place", "source", "seo_title"])
def test_the_hash_changes_with_any_sign_of_any_text(county: County, field: str) -> None:
    page = make.news(county.village_page, live=False, summary="一", place="二", source="三", seo_title="四")
    before = text_hash(texts_of(page))
    setattr(page, field, getattr(page, field) + "。")
    assert text_hash(texts_of(page)) != before


def test_the_hash_knows_order_and_place_and_nothing_else(county: County) -> None:
    one = make.news(county.village_page, live=False, title="同", body=[("heading", "甲"), ("heading", "乙")])
    other = make.news(county.town_page, live=True, title="同", body=[("heading", "甲"), ("heading", "乙")])
    assert text_hash(texts_of(one)) == text_hash(texts_of(other))
    other.body = [("heading", "乙"), ("heading", "甲")]
    assert text_hash(texts_of(one)) != text_hash(texts_of(other))
    moved = make.news(county.village_page, live=False, title="同", summary="甲乙")
    again = make.news(county.village_page, live=False, title="同", place="甲乙")
    assert text_hash(texts_of(moved)) != text_hash(texts_of(again))
