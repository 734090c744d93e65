"""A small county with one public page of each kind, as visitors meet it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from cms.models import (
    BriefingPage,
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
    SiteSettings,
    UnitPage,
    VenuePage,
)
from organisations.enums import UnitKind
from portal import page_cache
from tests.factories import cms as make
from tests.worlds import world

LETTER = {"greeting": "各位乡亲：", "text": "入冬了。\n\n取暖要当心。", "signature": "百家桥站", "date": "十月"}


@dataclass
class Site:
    """The pages by kind; `village` is the unit page that all stand below."""

    home: HomePage
    section: SectionPage
    village: UnitPage
    news: NewsPage
    project: ProjectPage
    case: CasePage
    policy: PolicyPage
    briefing: BriefingPage
    route: RoutePage
    lecture: LecturePage
    venue: VenuePage

    @property
    def pages(self) -> dict[str, str]:
        """Name of the page type to address."""
        return {name: page.get_url() for name, page in self.__dict__.items()}


@pytest.fixture(autouse=True)
def _no_kept_pages(settings: Any, tmp_path: Path) -> Iterator[None]:
    """A version of our own: tests that run beside this one publish too."""
    settings.PAGE_VERSION_FILE = str(tmp_path / "page-version")
    cache.clear()
    page_cache.bump()
    yield
    cache.clear()


def build_site() -> Site:
    centre = make.unit(short_name="张家港市")
    home = make.home(centre)
    SiteSettings.objects.create(site=home.get_site(), name="张家港文明实践", phone="0512-5800 0000")
    station = make.unit("百家桥村新时代文明实践站", below=centre, short_name="百家桥村", kind=UnitKind.STATION)
    village = make.unit_page(home, station)
    venue = make.venue(station)
    closed = make.venue(station, "展示馆", rules=[("mon", "", ""), ("every_day", "09:00", "17:00")])
    topic = make.topic(slug="li-lun", hue="gui", cover="lecture")
    text = [("paragraph", "<p>村里人管它叫“家书”。</p>")]
    voice = [("voice", {"words": "字大，念着顺。", "speaker": "村民 陈**"})]
    soon = timezone.now() + dt.timedelta(days=3)
    stops = [RouteStop(venue=closed, stay_minutes=40), RouteStop(venue=venue, way_minutes=12, way_metres=1800)]
    sections = [("section", {"heading": "工作动态", "items": [{"title": "家书进户", "text": "<p>每月一封。</p>"}]})]
    return Site(
        home=home,
        section=make.section(home),
        village=village,
        news=make.news(
            village, title="每月一封家书", topic=topic, summary="不错过一件事", body=[*text, ("letter", LETTER), *voice]
        ),
        project=make.content(ProjectPage, village, title="科普大篷车", year=2026, body=text),
        case=make.content(CasePage, village, title="田头十分钟", deed="讲了一整年", body=voice),
        policy=make.content(PolicyPage, village, title="实施意见", document_number="张文明〔2026〕1号", body=text),
        briefing=make.briefing(village, make.series(), title="第一期简报", number=1, sections=sections, copies=400),
        route=make.route(village, stops, title="从驿站到家书"),
        lecture=make.content(
            LecturePage,
            village,
            title="冬季课表",
            sessions=[LectureSession(topic="民法典里的邻里", lecturer="吴**", starts_at=soon, place="百姓茶馆")],
        ),
        venue=make.content(VenuePage, village, title="百家桥站", venue=venue),
    )


site = world(build_site)
