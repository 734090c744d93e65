"""Feeds, linked data and tags when what was typed is odd, old, closed or missing."""

import datetime as dt
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from cms.head_meta import head_meta_of, keywords_of
from cms.models import CasePage, HomePage, LecturePage, LectureSession, NewsPage, SectionPage, UnitPage, VenuePage
from organisations.enums import DayType
from organisations.models import Unit
from tests.cms.conftest import County
from tests.factories import cms as make

ODD = [
    ("\x0b", " "),  # a line break of an office program
    ("\x0c", " "),
    ("\x01", " "),
    ("\x1f", " "),
    ("\ufffe", " "),
    ("\uffff", " "),
    ("\t", "\t"),
    ("&", "&"),
    ("𠮷", "𠮷"),
    ("👏", "👏"),
    ("]]>", "]]>"),
]
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


def channel(client: Client, url: str) -> ElementTree.Element:
    answer = client.get(url)
    assert answer.status_code == 200
    found = ElementTree.fromstring(answer.content).find("channel")  # noqa: S314 — our own text
    assert found is not None
    return found


# --- feeds: one odd sign anywhere must not take the whole feed down -------------------------------


PLACES = ["title", "summary", "topic", "unit", "feed title", "feed introduction"]


@pytest.mark.parametrize(
    ("place", "sign", "read"), [*(("title", *odd) for odd in ODD), *((place, "\x0b", " ") for place in PLACES[1:])]
)
def test_a_feed_stays_well_formed_wherever_an_odd_sign_stands(
    county: County, client: Client, place: str, sign: str, read: str
) -> None:
    odd = f"家{sign}书"
    column = make.section(county.home, title=odd if place == "feed title" else "动态")
    if place == "feed introduction":
        SectionPage.objects.filter(pk=column.pk).update(introduction=odd)
    if place == "unit":
        Unit.objects.filter(pk=county.village.pk).update(name=odd)
    texts = {place: odd} if place in ("title", "summary") else {}
    topic = make.topic(odd if place == "topic" else "理论宣讲")
    make.news(county.village_page, slug="odd", topic=topic, **texts)
    feed = channel(client, f"/feed/section/{column.pk}/")
    item = feed.find("item")
    assert item is not None
    said = {
        "title": item.findtext("title"),
        "summary": item.findtext("description"),
        "topic": [tag.text for tag in item.findall("category")][-1],
        "unit": item.findtext(CREATOR),
        "feed title": feed.findtext("title"),
        "feed introduction": feed.findtext("description"),
    }
    assert said[place] == f"家{read}书"
    assert client.get(f"/feed/section/{column.pk}/atom/").status_code == 200


def test_a_page_without_a_topic_has_its_kind_alone(county: County, client: Client) -> None:
    make.content(CasePage, county.village_page)
    assert [tag.text for tag in channel(client, "/feed/").findall("item/category")] == ["典型案例"]


def test_of_one_moment_the_later_written_comes_first(county: County, client: Client) -> None:
    for number in range(3):
        make.news(county.village_page, title=f"第{number}篇")
    moment = dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC)
    NewsPage.objects.update(first_published_at=moment, last_published_at=moment)
    feed = channel(client, "/feed/")
    assert [title.text for title in feed.findall("item/title")] == ["第2篇", "第1篇", "第0篇"]
    assert {day.text for day in feed.findall("item/pubDate")} == {"Thu, 31 Dec 2026 16:30:00 +0000"}


# --- linked data ----------------------------------------------------------------------------------


def hours_of(county: County, rules: list[tuple[Any, str, str]]) -> list[tuple[str, str, str]]:
    """(opens, closes, the days by their first two letters)."""
    page = make.content(VenuePage, county.village_page, venue=make.venue(county.village, rules=rules))
    found = page.structured_data[0].get("openingHoursSpecification", [])
    return [
        (rule["opens"], rule["closes"], " ".join(day.rpartition("/")[2][:2] for day in rule["dayOfWeek"]))
        for rule in found
    ]


@pytest.mark.parametrize(
    ("rules", "hours"),
    [
        ([], []),
        ([(DayType.EVERY_DAY, "", "")], []),
        ([(DayType.EVERY_DAY, "08:30", "17:00")], [("08:30", "17:00", "Mo Tu We Th Fr Sa Su")]),
        # A museum that rests on Mondays is not open on Mondays.
        (
            [(DayType.EVERY_DAY, "09:00", "17:00"), (DayType.MONDAY, "", "")],
            [("09:00", "17:00", "Tu We Th Fr Sa Su")],
        ),
        (
            [(DayType.MONDAY, "", ""), (DayType.EVERY_DAY, "09:00", "17:00")],
            [("09:00", "17:00", "Tu We Th Fr Sa Su")],
        ),
        # The yard of a school: in the evening on working days, the whole day on days off.
        (
            [(DayType.WORKING_DAY, "17:30", "20:30"), (DayType.REST_DAY, "06:00", "20:30")],
            [("17:30", "20:30", "Mo Tu We Th Fr"), ("06:00", "20:30", "Sa Su")],
        ),
        (
            [(DayType.EVERY_DAY, "08:30", "11:30"), (DayType.EVERY_DAY, "13:30", "17:00"), (DayType.REST_DAY, "", "")],
            [("08:30", "11:30", "Mo Tu We Th Fr"), ("13:30", "17:00", "Mo Tu We Th Fr")],
        ),
        (
            [
                (DayType.EVERY_DAY, "08:30", "17:00"),
                (DayType.HOLIDAY, "10:00", "15:00"),
                (DayType.SUNDAY, "10:00", "15:00"),
            ],
            [("08:30", "17:00", "Mo Tu We Th Fr Sa"), ("10:00", "15:00", "Su Pu")],
        ),
        ([(DayType.HOLIDAY, "", ""), (DayType.SATURDAY, "09:00", "11:00")], [("09:00", "11:00", "Sa")]),
    ],
)
def test_a_venue_tells_machines_the_hours_that_it_keeps(
    county: County, rules: list[tuple[Any, str, str]], hours: list[tuple[str, str, str]]
) -> None:
    assert hours_of(county, rules) == hours


@pytest.mark.parametrize("count", [1, 3])
def test_hours_cost_the_same_however_many_rules(county: County, count: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    rules = [(day, "09:00", "17:00") for day in (DayType.MONDAY, DayType.TUESDAY, DayType.REST_DAY)[:count]]
    page = make.content(VenuePage, county.village_page, venue=make.venue(county.village, rules=rules))
    with CaptureQueriesContext(connection) as seen:
        assert page.structured_data[0]["openingHoursSpecification"]
    assert len([query for query in seen if "openingrule" in query["sql"]]) == 1


@pytest.mark.parametrize(
    ("values", "place", "performer", "ends"),
    [
        ({"place": "村口大榕树下"}, {"@type": "Place", "name": "村口大榕树下"}, None, True),
        ({"place": ""}, {"@type": "Place", "name": ""}, None, True),
        ({"place": "礼堂", "lecturer": "吴**"}, {"@type": "Place", "name": "礼堂"}, "吴**", True),
    ],
)
def test_a_session_is_an_event_with_what_is_known_of_it(
    county: County, values: dict[str, str], place: dict[str, str], performer: str | None, ends: bool
) -> None:
    at = dt.datetime(2026, 12, 31, 15, 30, tzinfo=dt.UTC)
    rows = [LectureSession(topic="跨年话家风", starts_at=at, minutes=60, **values)]
    page = make.content(LecturePage, county.village_page, sessions=rows)
    [event] = [thing for thing in page.structured_data if thing["@type"] == "Event"]
    assert (event["name"], event["location"]) == ("跨年话家风", place)
    assert (event.get("performer") or {}).get("name") == performer
    assert (dt.datetime.fromisoformat(event["endDate"]) - at == dt.timedelta(hours=1)) is ends


def test_the_site_and_the_units_name_themselves(county: County) -> None:
    Unit.objects.filter(pk=county.village.pk).update(phone="0512-58123456", address="大新镇百家桥村5组12号")
    [site] = HomePage.objects.get(pk=county.home.pk).structured_data
    assert (site["@type"], site["publisher"]["name"]) == ("WebSite", "张家港市新时代文明实践中心")
    [unit] = UnitPage.objects.get(pk=county.village_page.pk).structured_data
    assert (unit["@type"], unit["telephone"], unit["address"]) == (
        "GovernmentOrganization",
        "0512-58123456",
        "大新镇百家桥村5组12号",
    )
    assert "geo" not in unit
    assert make.section(county.home).structured_data == []


# --- tags -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "other", "words"),
    [
        (None, "", ["百家桥村"]),
        ("理论宣讲", "", ["理论宣讲", "百家桥村"]),
        ("理论宣讲", "宣讲 理论 宣讲", ["理论宣讲", "宣讲", "理论", "百家桥村"]),
        ("百家桥村", "", ["百家桥村"]),
    ],
)
def test_keywords_are_each_said_once(county: County, names: str | None, other: str, words: list[str]) -> None:
    topic = make.topic(names, other_names=other) if names else None
    page = make.news(county.village_page, topic=topic)
    assert keywords_of(NewsPage.objects.get(pk=page.pk)) == words


@pytest.mark.parametrize(
    ("published", "day"),
    [
        (dt.datetime(2026, 12, 31, 15, 59, tzinfo=dt.UTC), "2026-12-31 23:59"),
        (dt.datetime(2026, 12, 31, 16, 0, tzinfo=dt.UTC), "2027-01-01 00:00"),
        (dt.datetime(2026, 2, 28, 16, 0, tzinfo=dt.UTC), "2026-03-01 00:00"),
        (None, ""),
    ],
)
def test_the_day_of_publication_is_the_county_s(county: County, published: dt.datetime | None, day: str) -> None:
    page = make.news(county.village_page)
    page.first_published_at = published
    meta = head_meta_of(page)
    assert meta.get("PubDate") == day
    assert bool(meta.get("article:published_time")) is bool(day)


@pytest.mark.parametrize("kind", ["home", "centre_page", "village_page"])
def test_home_and_units_are_columns_of_their_own(county: County, kind: str) -> None:
    page = getattr(county, kind)
    meta = head_meta_of(page)
    assert (meta.get("ColumnName"), meta.get("og:type")) == (page.title, "website")
    assert meta.get("ColumnType") == ("首页" if kind == "home" else "单位页")
    assert (meta.get("ArticleTitle"), meta.get("PubDate")) == ("", "")
    assert meta.title == (page.title if kind == "home" else meta.title)


def test_a_tag_that_is_not_there_reads_as_nothing(county: County) -> None:
    meta = head_meta_of(county.village_page)
    assert meta.get("Nonsense") == ""
    assert all(value for _name, value in (*meta.names, *meta.properties))
