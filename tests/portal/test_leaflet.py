"""A route on paper and a page as a poster: what is printed is what may be read."""

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from media.models import Picture
from portal.views import poster as poster_view
from tests.factories import cms as make
from tests.portal.conftest import Site

MONDAY, TUESDAY = "2026-11-30", "2026-12-01"


@pytest.fixture(autouse=True)
def wednesday() -> object:
    with time_machine.travel(dt.datetime(2026, 11, 25, 4, tzinfo=dt.UTC), tick=False):
        yield


def leaflet(client: Client, site: Site, **params: str) -> BeautifulSoup:
    answer = client.get(f"/leaflet/{site.route.pk}/", params)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content.decode(), "html.parser")


def stops(sheet: BeautifulSoup) -> list[str]:
    return [heading.get_text(strip=True) for heading in sheet.select(".back h3")]


def test_each_stop_has_its_time_and_a_code(client: Client, site: Site) -> None:
    sheet = leaflet(client, site, day=TUESDAY)
    assert len(stops(sheet)) == 2
    assert len(sheet.select(".back figure svg")) == 2
    lines = [line.get_text(" ", strip=True) for line in sheet.select(".back li p:first-of-type")]
    assert lines[0].startswith("09:00")
    assert lines[1].startswith("09:52"), "forty minutes of stay and twelve of way"


def test_codes_differ_from_stop_to_stop(client: Client, site: Site) -> None:
    drawings = {str(figure.svg) for figure in leaflet(client, site, day=TUESDAY).select(".back figure")}
    assert len(drawings) == 2


def test_on_a_day_with_a_closed_stop_the_open_ones_can_be_printed(client: Client, site: Site) -> None:
    assert len(stops(leaflet(client, site, day=MONDAY))) == 2
    kept = stops(leaflet(client, site, day=MONDAY, open="1"))
    assert len(kept) == 1
    assert "展示馆" not in kept[0]


@pytest.mark.parametrize("day", ["abc", "2026-13-40", "1999-01-01", "2099-01-01", ""])
def test_a_strange_day_prints_today(client: Client, site: Site, day: str) -> None:
    assert "2026年11月25日" in leaflet(client, site, day=day).get_text()


@pytest.mark.parametrize("kind", ["news", "venue", "home", "village"])
def test_only_routes_have_a_leaflet(client: Client, site: Site, kind: str) -> None:
    assert client.get(f"/leaflet/{getattr(site, kind).pk}/").status_code == 404


def test_what_was_withdrawn_is_printed_no_more(client: Client, site: Site) -> None:
    site.route.unpublish()
    assert client.get(f"/leaflet/{site.route.pk}/").status_code == 404
    assert client.get(f"/poster/{site.route.pk}.png").status_code == 404


@pytest.mark.parametrize("url", ["/leaflet/{}/", "/poster/{}.png"])
def test_neither_can_be_posted_to(client: Client, site: Site, url: str) -> None:
    assert client.post(url.format(site.route.pk)).status_code == 405


def test_a_poster_is_a_picture_that_is_drawn_once(client: Client, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[dict[str, object]] = []
    real = poster_view.draw_poster

    def counted(**facts: object) -> bytes:
        drawn.append(facts)
        return real(**facts)  # type: ignore[arg-type]

    monkeypatch.setattr(poster_view, "draw_poster", counted)
    first, second = (client.get(f"/poster/{site.news.pk}.png") for _ in range(2))
    assert first.content == second.content
    assert len(drawn) == 1
    picture = Image.open(BytesIO(first.content))
    assert picture.format == "PNG"
    assert picture.height > picture.width


@pytest.mark.parametrize(
    ("mode", "colour", "seen"),
    [
        # Nothing there, half there, there: over the paper, never over black.
        ("RGBA", (0, 0, 0, 0), (250, 247, 241)),
        ("RGBA", (0, 0, 0, 128), (124, 123, 120)),
        ("RGBA", (20, 98, 91, 255), (20, 98, 91)),
        ("LA", (0, 0), (250, 247, 241)),
        ("RGB", (20, 98, 91), (20, 98, 91)),
        ("L", 90, (90, 90, 90)),
    ],
)
def test_what_is_empty_in_a_cover_shows_the_paper(
    mode: str, colour: object, seen: tuple[int, int, int], site: Site, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    out = BytesIO()
    Image.new(mode, (60, 40), colour).save(out, "PNG")  # type: ignore[arg-type]
    site.news.cover = Picture.objects.create(title="图", file=SimpleUploadedFile("cover.png", out.getvalue()))
    cover = poster_view._cover(site.news)
    assert cover is not None
    assert (cover.mode, cover.size) == ("RGB", (60, 40))
    assert all(abs(found - wanted) <= 1 for found, wanted in zip(cover.getpixel((30, 20)), seen, strict=True))  # type: ignore[arg-type]


def test_a_poster_says_whose_it_is_and_the_day_of_the_event(
    client: Client, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make.news(site.village, title="重阳敬老", summary="一起吃糕", happened_on=dt.date(2026, 10, 18))
    seen: dict[str, object] = {}
    monkeypatch.setattr(poster_view, "draw_poster", lambda **facts: seen.update(facts) or b"png")
    assert client.get(f"/poster/{page.pk}.png").status_code == 200
    assert (seen["title"], seen["summary"], seen["date_text"]) == ("重阳敬老", "一起吃糕", "2026年10月18日")
    assert seen["unit"] == "百家桥村新时代文明实践站"
    assert str(seen["url"]).startswith("http://testserver/")
