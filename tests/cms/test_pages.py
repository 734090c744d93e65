"""Every page type: where it may stand, what it asks for, where its errors stand, what it says of itself."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Page

from cms.models import (
    BriefingPage,
    CaseHonour,
    CasePage,
    ContentPage,
    HomePage,
    LecturePage,
    LectureSession,
    NewsPage,
    PolicyAttachment,
    PolicyPage,
    ProjectPage,
    RoutePage,
    RouteStop,
    SectionPage,
    UnitPage,
    VenuePage,
)
from organisations.selectors import today
from tests.cms.conftest import County
from tests.factories import cms as make
from tests.factories.media import make_picture

pytestmark = pytest.mark.django_db
STORIES = (NewsPage, ProjectPage, CasePage, PolicyPage, BriefingPage, RoutePage, LecturePage, VenuePage)
HOLDERS = (HomePage, UnitPage, SectionPage)
DAY = dt.timedelta(days=1)


def needed(model: type[Any], county: County) -> dict[str, Any]:
    """What a type cannot be without, besides title and unit."""
    if model is BriefingPage:
        return {"series": make.series()}
    if model is VenuePage:
        return {"venue": make.venue(county.village)}
    return {"stops": [RouteStop(venue=make.venue(county.village))]} if model is RoutePage else {}


def story(model: type[Any], county: County, **values: Any) -> Any:
    return make.content(model, county.village_page, **{**needed(model, county), **values})


def errors_of(page: Page) -> dict[str, list[str]]:
    """The messages of `full_clean`, by field."""
    try:
        page.full_clean()
    except ValidationError as error:
        found: dict[str, list[str]] = error.message_dict
        return found
    return {}


# Where it may stand


@pytest.mark.parametrize("child", [*STORIES, *HOLDERS])
def test_what_may_stand_below_what(child: type[Any]) -> None:
    """Stories below units alone; units and columns below units and the home page; one home at the root."""
    parents = {parent for parent in (Page, *HOLDERS, *STORIES) if child in parent.allowed_subpage_models()}
    allowed = {parent for parent in parents if parent in child.allowed_parent_page_models()}
    expected: dict[type[Any], set[type[Any]]] = {
        HomePage: {Page},
        UnitPage: {HomePage, UnitPage},
        SectionPage: {HomePage, UnitPage},
    }
    assert allowed == expected.get(child, {UnitPage})


@pytest.mark.parametrize("model", [*STORIES, SectionPage])
def test_stories_and_columns_hold_no_pages(model: type[Any]) -> None:
    assert model.allowed_subpage_models() == []


def test_there_is_one_home_and_no_bare_story(county: County) -> None:
    assert not HomePage.can_create_at(Page.objects.get(depth=1))
    assert not ContentPage.can_create_at(county.village_page)
    assert NewsPage.can_create_at(county.village_page)


def test_a_unit_has_one_page_and_a_venue_one(county: County) -> None:
    second = UnitPage(title="第二页", slug="second", unit=county.village, path="9999", depth=1)
    assert errors_of(second)["unit"] == ["这个单位已经有页面了。"]
    venue = make.venue(county.village)
    make.content(VenuePage, county.village_page, venue=venue)
    with pytest.raises(ValidationError) as twice, transaction.atomic():
        make.content(VenuePage, county.town_page, venue=venue)
    assert twice.value.message_dict == {"venue": ["这个阵地已经有页面了。"]}


# The unit of a page


@pytest.mark.parametrize("model", STORIES)
def test_a_story_stays_below_the_unit_of_the_page_above(county: County, model: type[Any]) -> None:
    page = story(model, county)
    page.unit = county.town
    assert errors_of(page)["unit"] == ["这个单位不在上一级页面的单位之下。选那个单位，或它下面的单位。"]
    page.unit = county.village
    assert "unit" not in errors_of(page)


def test_a_story_of_a_village_may_stand_on_the_page_of_its_town(county: County) -> None:
    page = make.news(county.town_page, unit=county.village)
    assert errors_of(page) == {}


@pytest.mark.parametrize("which", ["same", "above", "elsewhere"])
def test_the_tree_of_unit_pages_follows_the_units(county: County, which: str) -> None:
    elsewhere = make.unit("金港镇新时代文明实践所", below=county.centre)
    page = county.village_page
    page.unit = {"same": county.town, "above": county.centre, "elsewhere": elsewhere}[which]
    assert "unit" in errors_of(page)


# What it asks for


@pytest.mark.parametrize("model", [*STORIES, SectionPage])
def test_without_a_title_and_a_unit_nothing_is_right(county: County, model: type[Any]) -> None:
    page = model()
    page.path, page.depth = county.village_page.path + "0009", county.village_page.depth + 1
    assert {"title", "unit"} <= set(errors_of(page))


@pytest.mark.parametrize(
    ("model", "field", "longest"),
    [
        (NewsPage, "summary", 200),
        (NewsPage, "source", 80),
        (NewsPage, "place", 80),
        (ProjectPage, "organiser", 80),
        (ProjectPage, "contact", 80),
        (CasePage, "subject", 80),
        (CasePage, "deed", 120),
        (PolicyPage, "document_number", 60),
        (PolicyPage, "issuer", 80),
        (BriefingPage, "remark", 40),
        (BriefingPage, "file_number", 40),
        (RoutePage, "contact", 80),
        (LecturePage, "season", 40),
        (SectionPage, "introduction", 120),
        (UnitPage, "introduction", 200),
        (HomePage, "promise", 60),
    ],
)
def test_a_text_may_fill_its_column_and_not_more(county: County, model: type[Any], field: str, longest: int) -> None:
    made = {HomePage: county.home, UnitPage: county.village_page}
    page = made.get(model) or (make.section(county.home) if model is SectionPage else story(model, county))
    setattr(page, field, "字" * longest)
    assert field not in errors_of(page)
    setattr(page, field, "字" * (longest + 1))
    assert list(errors_of(page)) == [field]


Wrong = tuple[type[Any], dict[str, Any], str, str]
WRONG: list[Wrong] = [
    (NewsPage, {"happened_on": today() + DAY}, "happened_on", "这一天还没到"),
    (ProjectPage, {"starts_on": today(), "ends_on": today() - DAY}, "ends_on", "项目还没开始就结束了"),
    (ProjectPage, {"benefit": "nobody"}, "benefit", ""),
    (CasePage, {"notice_from": today()}, "notice_to", "公示有首日和末日"),
    (CasePage, {"notice_to": today()}, "notice_from", "公示有首日和末日"),
    (CasePage, {"notice_from": today(), "notice_to": today() - DAY}, "notice_to", ""),
    (PolicyPage, {"issued_on": today(), "expires_on": today() - DAY}, "expires_on", "还没施行就到期了"),
    (PolicyPage, {"effective_on": today(), "expires_on": today() - DAY}, "expires_on", "还没施行就到期了"),
]


@pytest.mark.parametrize(("model", "values", "field", "said"), WRONG)
def test_what_is_wrong_is_said_at_its_field(
    county: County, model: type[Any], values: dict[str, Any], field: str, said: str
) -> None:
    page = story(model, county)
    for name, value in values.items():
        setattr(page, name, value)
    found = errors_of(page)
    assert list(found) == [field]
    assert said in found[field][0]


RIGHT: list[tuple[type[Any], dict[str, Any]]] = [
    (NewsPage, {"happened_on": today()}),
    (NewsPage, {"happened_on": None}),
    (ProjectPage, {"starts_on": today(), "ends_on": today()}),
    (ProjectPage, {"ends_on": today()}),
    (CasePage, {"notice_from": today(), "notice_to": today()}),
    (CasePage, {}),
    (PolicyPage, {"issued_on": today(), "expires_on": today()}),
    (PolicyPage, {"issued_on": today(), "effective_on": today() - DAY, "expires_on": today()}),
    (BriefingPage, {"issued_on": None, "copies": 0}),
    (LecturePage, {"season": ""}),
]


@pytest.mark.parametrize(("model", "values"), RIGHT)
def test_what_is_right_passes(county: County, model: type[Any], values: dict[str, Any]) -> None:
    page = story(model, county)
    for name, value in values.items():
        setattr(page, name, value)
    assert errors_of(page) == {}


def test_a_document_does_not_replace_itself(county: County) -> None:
    page = story(PolicyPage, county)
    page.replaces = page
    assert list(errors_of(page)) == ["replaces"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"topic": "讲", "starts_at": timezone.now()}, "place"),
        ({"topic": "讲", "starts_at": timezone.now(), "place": "礼堂"}, None),
        ({"topic": "讲"}, None),
        ({"topic": ""}, "topic"),
    ],
)
def test_a_session_with_a_time_needs_a_place(values: dict[str, Any], field: str | None) -> None:
    session = LectureSession(**values)
    found: dict[str, Any] = {}
    try:
        session.full_clean(exclude=["page"])
    except ValidationError as error:
        found = error.message_dict
    assert list(found) == ([field] if field else [])


# What it says of itself


@pytest.mark.parametrize(
    ("model", "label"),
    [
        (NewsPage, "活动动态"),
        (ProjectPage, "志愿服务项目"),
        (CasePage, "典型案例"),
        (PolicyPage, "政策文件"),
        (BriefingPage, "简报"),
        (RoutePage, "线路"),
        (LecturePage, "宣讲课表"),
        (VenuePage, "阵地页"),
    ],
)
def test_a_type_is_called_by_its_chinese_name(county: County, model: type[Any], label: str) -> None:
    page = ContentPage.objects.get(pk=story(model, county).pk)
    assert page.kind == model._meta.model_name
    assert page.kind_label == label


@pytest.mark.parametrize("model", STORIES)
def test_the_api_shows_fields_that_exist_and_none_twice(county: County, model: type[Any]) -> None:
    page = model.objects.get(pk=story(model, county).pk)
    names = [field.name for field in model.api_fields]
    assert len(names) == len(set(names))
    assert {"kind", "unit", "summary", "body", "first_published_at"} <= set(names)
    for name in names:
        getattr(page, name)


@pytest.mark.parametrize("model", STORIES)
def test_every_story_is_an_article_to_search_engines(county: County, model: type[Any]) -> None:
    page = model.objects.get(pk=story(model, county, summary="一句话").pk)
    data = page.structured_data[0]
    assert data["@context"] == "https://schema.org"
    assert data["@type"] == {NewsPage: "NewsArticle", VenuePage: "Place"}.get(model, "Article")
    if model is not VenuePage:
        assert (data["headline"], data["description"]) == (page.title, "一句话")
        assert data["publisher"]["name"] == county.village.name
    assert "" not in data.values()


@pytest.mark.parametrize("model", STORIES)
def test_every_story_tells_its_way_its_neighbours_and_its_unit(county: County, model: type[Any]) -> None:
    page = model.objects.get(pk=story(model, county).pk)
    context = page.get_context(RequestFactory().get("/"))
    assert [crumb.title for crumb in context["crumbs"]][-1] == "百家桥村"
    assert (context["previous"], context["next"], context["related"]) == (None, None, [])
    assert context["unit_page"].pk == county.village_page.pk


@pytest.mark.parametrize("model", STORIES)
def test_a_story_without_a_photo_has_a_drawn_cover(county: County, model: type[Any]) -> None:
    page = story(model, county)
    assert page.drawn_cover == "village"
    page.topic = make.topic(cover="lamp")
    assert page.drawn_cover == "lamp"


def test_the_day_of_a_story_is_the_day_that_it_tells_of(county: County) -> None:
    then = dt.date(2026, 3, 5)
    assert make.news(county.village_page, happened_on=then).day == then
    assert story(PolicyPage, county, issued_on=then).day == then
    assert story(BriefingPage, county, issued_on=then).day == then
    assert story(CasePage, county).day == timezone.localdate()
    assert story(CasePage, county, title="草稿", live=False).day is None


@pytest.mark.parametrize(("days", "corrected"), [(0, False), (1, True), (30, True)])
def test_a_story_published_again_on_a_later_day_was_corrected(county: County, days: int, corrected: bool) -> None:
    page = make.news(county.village_page, days_ago=40)
    page.last_published_at = page.first_published_at + dt.timedelta(days=days)
    assert page.was_corrected is corrected


def test_a_draft_was_never_corrected(county: County) -> None:
    assert make.news(county.village_page, live=False).was_corrected is False


def test_the_photo_on_shared_cards_has_a_whole_address(county: County, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    page = make.news(county.village_page, cover=make_picture())
    image = page.head_meta.get("og:image")
    assert image.startswith("http://testserver/")
    assert page.structured_data[0]["image"] == image
    assert make.news(county.village_page, title="没有图").head_meta.get("og:image") == ""


# Particulars


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({"number": 10}, "第10期"),
        ({"number": None}, ""),
    ],
)
def test_the_label_of_an_issue(values: dict[str, Any], label: str) -> None:
    assert BriefingPage(**values).issue_label == label


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("省文明办", ["省文明办"]),
        ("省文明办\n\n 市委 \r\n", ["省文明办", "市委"]),
        ("  \n\t\n", []),
    ],
)
def test_a_distribution_list_is_one_office_a_line(text: str, lines: list[str]) -> None:
    page = BriefingPage(report_to=text, send_to=text)
    assert (page.report_lines, page.send_lines) == (lines, lines)


@pytest.mark.parametrize(("copies", "label"), [(None, ""), (0, ""), (1, "共印1份"), (400, "共印400份")])
def test_how_many_were_printed(copies: int | None, label: str) -> None:
    assert BriefingPage(copies=copies).copies_label == label


def test_a_stop_is_called_as_its_venue_unless_it_has_a_title(county: County) -> None:
    venue = make.venue(county.village, "村史馆")
    assert (RouteStop(venue=venue).name, RouteStop(venue=venue, title="起点").name) == ("村史馆", "起点")


def test_a_session_says_where(county: County) -> None:
    venue = make.venue(county.village, "书场")
    assert LectureSession(venue=venue, place="二楼").place_label == "书场 二楼"
    assert (LectureSession(venue=venue).place_label, LectureSession(place="礼堂").place_label) == ("书场", "礼堂")
    assert LectureSession().place_label == ""


def test_an_attachment_is_called_as_its_file_unless_it_has_a_title(county: County) -> None:
    from media.models import File

    file = File(title="附件1")
    assert str(PolicyAttachment(document=file)) == "附件1"
    assert str(PolicyAttachment(document=file, title="名单")) == "名单"


@pytest.mark.parametrize(
    ("day", "label"),
    [(-1, "公示从"), (0, "公示到"), (3, "公示到"), (8, "")],
    ids=["before", "first", "within", "after"],
)
def test_the_band_of_a_public_notice(day: int, label: str) -> None:
    import time_machine

    first = dt.datetime(2026, 6, 10, 4, tzinfo=dt.UTC)
    case = CasePage(notice_from=first.date(), notice_to=first.date() + 6 * DAY)
    with time_machine.travel(first + day * DAY, tick=False):
        assert (label in case.notice_label) if label else case.notice_label == ""


def test_honours_stand_in_the_order_of_the_editor(county: County) -> None:
    rows = [CaseHonour(name="乙", sort_order=2), CaseHonour(name="甲", sort_order=1)]
    page = CasePage.objects.get(pk=story(CasePage, county, honours=rows).pk)
    context = page.get_context(RequestFactory().get("/"))
    assert [honour.name for honour in context["honours"]] == ["甲", "乙"]
