"""Pictures by name of size; lists cost the same however long they are."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext

from media.models import Picture
from media.renditions import SIZES, make_ahead, shown
from tests.factories.media import animation, make_picture, picture_bytes

pytestmark = pytest.mark.django_db
LARGE = picture_bytes("jpeg", (1800, 1200))


def render(source: str, **context: Any) -> str:
    return Template("{% load media_tags %}" + source).render(Context(context))


def test_an_image_says_all_its_sizes() -> None:
    picture = make_picture(data=LARGE, description="村口的树")
    html = render('{% responsive picture sizes="cover" %}', picture=picture)
    assert re.findall(r" (\d+)w", html) == ["390", "780", "1536"]
    assert 'width="780" height="488"' in html
    assert 'alt="村口的树"' in html
    assert 'loading="lazy"' in html
    assert "sizes=" in html
    assert html.count(".webp") == 4


@pytest.mark.parametrize("size", sorted(SIZES))
def test_every_named_size_can_be_made(size: str) -> None:
    facts = shown(make_picture(data=LARGE), size)
    assert facts is not None
    assert len(facts.srcset.split(", ")) == len(SIZES[size].specs)


def test_a_small_picture_is_not_blown_up() -> None:
    facts = shown(make_picture(data=picture_bytes("jpeg", (200, 100))), "figure")
    assert facts is not None
    assert (len(facts.srcset.split(", ")), facts.width, facts.height) == (1, 200, 100)


def test_words_are_escaped_decoration_is_said_and_the_first_picture_is_not_lazy() -> None:
    picture = make_picture(data=LARGE, description='"><script>')
    assert "<script>" not in render("{% responsive picture %}", picture=picture)
    html = render('{% responsive picture sizes="cover" alt="" eager=True class_="lead" %}', picture=picture)
    assert 'alt=""' in html
    assert 'fetchpriority="high"' in html
    assert "lazy" not in html
    assert 'class="lead"' in html


def test_no_picture_and_a_lost_file_show_nothing() -> None:
    assert render("{% responsive picture %}", picture=None) == ""
    picture = make_picture(data=LARGE)
    Path(picture.file.path).unlink()
    assert render("{% responsive picture %}", picture=picture) == ""


def test_an_animation_can_be_shown() -> None:
    picture = make_picture(data=animation(size=(500, 400)), name="a.gif")
    assert render("{% responsive picture %}", picture=picture).startswith("<img")


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_pictures_costs_two_queries(count: int) -> None:
    make_ahead([make_picture(title=str(number), data=LARGE, name=f"{number}.jpg") for number in range(count)], "card")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        pictures = Picture.objects.prefetch_renditions(*SIZES["card"].specs)
        for picture in pictures:
            assert shown(picture, "card") is not None
    assert len(queries) == 2, [query["sql"] for query in queries]
