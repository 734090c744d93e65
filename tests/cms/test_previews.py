"""Every page type can be looked at before it is stored, and the briefing on paper."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

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
    VenuePage,
)
from tests.cms.conftest import County
from tests.factories import cms as make


def unsaved(model: type[Any], county: County) -> Any:
    """A page as the editor holds it before the first save."""
    special: dict[type[Any], dict[str, Any]] = {
        BriefingPage: {"series": make.series()},
        VenuePage: {"venue": make.venue(county.village)},
        SectionPage: {"shows": "newspage"},
    }
    page = model(title="还没存的", slug="new", unit=county.village, **special.get(model, {}))
    if model is RoutePage:
        page.stops = [RouteStop(venue=make.venue(county.village))]
    if model is LecturePage:
        page.sessions = [LectureSession(topic="讲", starts_at=timezone.now() + dt.timedelta(days=1), place="礼堂")]
    if model is CasePage:
        page.honours = [CaseHonour(name="优秀案例")]
    page.path = county.village_page.path + "0001"
    page.depth = county.village_page.depth + 1
    page.set_url_path(county.village_page)
    return page


@pytest.mark.parametrize(
    "model",
    [
        *(NewsPage, ProjectPage, CasePage, PolicyPage, BriefingPage, RoutePage, LecturePage, VenuePage),
        *(HomePage, UnitPage, SectionPage),
    ],
)
def test_preview_of_a_page_that_is_not_stored(county: County, model: type[Any]) -> None:
    page = unsaved(model, county)
    response = page.make_preview_request(preview_mode=page.default_preview_mode)
    assert response.status_code == 200
    assert "还没存的" in response.rendered_content


def test_briefing_has_a_print_page(county: County, client: Client) -> None:
    page = make.briefing(county.centre_page, make.series(), number=10, issued_on=dt.date(2022, 3, 28))
    response = client.get(f"{page.url}print/")
    html = response.content.decode()
    assert (response.status_code, "第10期" in html, "2022年3月28日" in html) == (200, True, True)


def test_print_page_of_a_draft_is_not_found(county: County, client: Client) -> None:
    page = make.briefing(county.centre_page, make.series(), live=False, title="还没审的一期")
    assert client.get(f"{page.url}print/").status_code == 404
