"""A programme of lectures: what is next, what is over, what may be announced."""

import datetime as dt

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cms.models import LecturePage, LectureSession
from cms.selectors.articles import lecture_context
from cms.selectors.shelf import Shelf
from cms.selectors.venues import sessions_to_come
from tests.cms.conftest import County
from tests.factories import cms as make

NOW = dt.datetime(2026, 11, 24, 6, tzinfo=dt.UTC)  # 14:00 in the county


@pytest.fixture(autouse=True)
def tuesday() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def session(topic: str, *, hours: float | None, **values: object) -> LectureSession:
    """Begins so many hours from now; None: still to be arranged."""
    starts_at = None if hours is None else timezone.now() + dt.timedelta(hours=hours)
    return LectureSession(topic=topic, starts_at=starts_at, **{"place": "百姓茶馆", **values})


def programme(county: County, *sessions: LectureSession, **values: object) -> LecturePage:
    made: LecturePage = make.content(
        LecturePage, county.village_page, sessions=list(sessions), **{"title": "冬季课表", **values}
    )
    return made


@pytest.mark.parametrize(
    ("hours", "minutes", "is_over"),
    [(-2, 60, True), (-1, 60, True), (-1, 61, False), (0, 60, False), (3, 60, False), (None, 60, False)],
)
def test_a_session_is_over_when_its_last_minute_is(
    county: County, hours: float | None, minutes: int, is_over: bool
) -> None:
    context = lecture_context(programme(county, session("讲", hours=hours, minutes=minutes)))
    assert ([one.topic for one in context["sessions_past"]] == ["讲"]) is is_over
    assert ([one.topic for one in context["sessions_to_come"]] == ["讲"]) is not is_over


def test_the_next_is_the_one_that_runs_or_comes_first(county: County) -> None:
    page = programme(
        county,
        session("后天", hours=48),
        session("待约", hours=None),
        session("昨天", hours=-24),
        session("明天", hours=24),
    )
    assert lecture_context(page)["next_session"].topic == "明天"
    assert [one.topic for one in page.sorted_sessions()] == ["昨天", "明天", "后天", "待约"]


@pytest.mark.parametrize("rows", [[], [("待约", None)], [("昨天", -24.0)]])
def test_without_one_to_come_nothing_is_promised(
    county: County, client: Client, rows: list[tuple[str, float | None]]
) -> None:
    page = programme(county, *[session(topic, hours=hours) for topic, hours in rows])
    assert lecture_context(page)["next_session"] is None
    text = client.get(page.url).content.decode()
    assert "下一讲" not in text
    assert ("课表还在排" in text) is (not rows)


def test_the_county_announces_the_soonest_of_public_programmes(county: County) -> None:
    programme(county, session("三天后", hours=72), session("明天", hours=24), session("刚开始", hours=-0.5))
    programme(county, session("还没审", hours=1), live=False, title="草稿课表")
    found = sessions_to_come(Shelf(), 4)
    assert [one.topic for one in found] == ["明天", "三天后"]
    assert [one.topic for one in sessions_to_come(Shelf(), 1)] == ["明天"]


def test_the_table_reads_in_order_with_its_places(county: County, client: Client) -> None:
    venue = make.venue(county.village, "礼堂")
    page = programme(
        county,
        session("民法典里的邻里", hours=24, venue=venue, place="二楼", lecturer="吴**", form="故事+政策"),
        session("待约的一讲", hours=None, place=""),
    )
    soup = BeautifulSoup(client.get(page.url).content.decode(), "html.parser")
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("td, th")] for row in soup.select(".syllabus tbody tr")
    ]
    assert rows[0] == ["1", "民法典里的邻里", "吴** 故事+政策", "11月25日 周三 14:00", "礼堂 二楼"]
    assert (rows[1][1], rows[1][4]) == ("待约的一讲", "")
    labels = {str(cell["data-label"]) for cell in soup.select(".syllabus td[data-label]")}
    assert len(labels) == 4, "each cell says on a phone what it is"


def test_what_is_over_says_so_in_a_word(county: County, client: Client) -> None:
    page = programme(county, session("昨天的", hours=-24), session("明天的", hours=24))
    soup = BeautifulSoup(client.get(page.url).content.decode(), "html.parser")
    past = soup.select(".syllabus tr.past")
    assert [row.select_one("th").get_text() for row in past] == ["昨天的"]  # type: ignore[union-attr]
    assert "已讲" in past[0].get_text()


@pytest.mark.parametrize(
    ("values", "is_right"),
    [
        ({"hours": 24, "place": ""}, False),
        ({"hours": 24, "place": "茶馆"}, True),
        ({"hours": None, "place": ""}, True),
    ],
)
def test_a_time_needs_a_place(county: County, values: dict[str, object], is_right: bool) -> None:
    row = session("讲", **values)  # type: ignore[arg-type]
    if is_right:
        row.clean()
        return
    with pytest.raises(ValidationError) as refused:
        row.clean()
    assert "place" in refused.value.message_dict
