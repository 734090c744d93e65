import datetime as dt
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from portal.sketch import HEIGHT, WIDTH, sketch
from tests.portal.conftest import Site


def next_monday() -> dt.date:
    today = timezone.localdate()
    return today + dt.timedelta(days=7 - today.weekday())


def stop(name: str, latitude: float | None, longitude: float | None) -> SimpleNamespace:
    class Stop(SimpleNamespace):
        def __str__(self) -> str:
            return name

    return Stop(venue=SimpleNamespace(latitude=latitude, longitude=longitude))


def test_a_closed_stop_is_told_with_two_ways_out(client: Client, site: Site) -> None:
    monday = next_monday()
    page = client.get(site.pages["route"], {"day": monday.isoformat()}).content.decode()
    assert "展示馆" in page
    assert f"?day={(monday + dt.timedelta(days=1)).isoformat()}" in page
    assert f"/leaflet/{site.route.pk}/?day={monday.isoformat()}&amp;open=1" in page


def test_an_open_day_says_when_one_is_done(client: Client, site: Site) -> None:
    page = client.get(site.pages["route"], {"day": (next_monday() + dt.timedelta(days=1)).isoformat()})
    assert "各站都开着" in page.content.decode()


def test_the_leaflet_has_a_code_for_each_stop(client: Client, site: Site) -> None:
    monday = next_monday().isoformat()
    address = f"/leaflet/{site.route.pk}/"
    whole = client.get(address, {"day": monday}).content.decode()
    assert whole.count("<figcaption>") == 2
    open_only = client.get(address, {"day": monday, "open": "1"}).content.decode()
    assert open_only.count("<figcaption>") == 1
    assert client.get(f"/leaflet/{site.news.pk}/").status_code == 404


def test_pins_keep_their_bearing_and_stay_in_the_frame() -> None:
    drawn = sketch([stop("北", 31.9, 120.5), stop("南", 31.8, 120.5), stop("东", 31.85, 120.6)])
    north, south, east = drawn.pins
    assert north.y < east.y < south.y
    assert east.x > north.x
    assert all(0 < pin.x < WIDTH and 0 < pin.y < HEIGHT for pin in drawn.pins)
    assert drawn.scale_metres > 0


def test_without_places_the_stops_follow_a_winding_line_without_a_scale() -> None:
    drawn = sketch([stop("一", None, None), stop("二", 31.8, 120.5), stop("三", None, None)])
    assert [pin.number for pin in drawn.pins] == [1, 2, 3]
    assert drawn.scale_metres == 0
    assert drawn.path.count("Q") == 2


@pytest.mark.parametrize("count", [0, 1, 9])
def test_any_number_of_stops_can_be_drawn(count: int) -> None:
    same = [stop("同", 31.8, 120.5) for _ in range(count)]
    assert len(sketch(same).pins) == count
