"""What templates are written with: drawings, names of columns, choices as addresses, ways and telephones."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation
from PIL import Image

from portal.covers import DRAWN, FRAMES, NEVER_MIRRORED, SPOKEN_OF, drawn_cover
from portal.kinds import DOORS, LOOKS, OTHER, column_name, look_of
from portal.preferences import Preferences
from portal.selectors import doors_of
from portal.templatetags import portal_tags as tags
from portal.views import poster as poster_view
from tests.factories import cms as make
from tests.portal.conftest import Site

# --- drawings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(DRAWN))
def test_every_drawing_is_there(name: str) -> None:
    assert finders.find(f"art/cover-{name}.svg")


def test_every_word_leads_to_a_drawing() -> None:
    assert set(SPOKEN_OF) <= DRAWN
    assert NEVER_MIRRORED <= DRAWN


@pytest.mark.parametrize(("name", "words"), SPOKEN_OF.items())
def test_a_title_that_speaks_of_something_shows_it(name: str, words: tuple[str, ...]) -> None:
    for word in words:
        assert drawn_cover("village", 0, f"今天的{word}").src.endswith(f"cover-{name}.svg")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        # Of two words the first of the list counts, wherever it stands.
        ("夜里读家书", "letterbox"),
        ("家书与歌", "letterbox"),
        ("", "lamp"),
        ("没有一个词", "lamp"),
    ],
)
def test_a_title_with_two_words_has_one_drawing(title: str, name: str) -> None:
    assert drawn_cover("lamp", 0, title).src.endswith(f"cover-{name}.svg")


@pytest.mark.parametrize("slug", ["", "nothing", "../fan", "FAN", "家书"])
def test_an_unknown_drawing_is_the_village(slug: str) -> None:
    assert drawn_cover(slug, 3).src.endswith("cover-village.svg")


@pytest.mark.parametrize("seed", range(12))
def test_neighbours_in_a_list_look_different(seed: int) -> None:
    assert drawn_cover("lake", seed).classes != drawn_cover("lake", seed + 1).classes
    assert drawn_cover("lake", seed) == drawn_cover("lake", seed + 2 * len(FRAMES))


@pytest.mark.parametrize("seed", [None, "3", "", 2.5])
def test_a_row_without_a_number_has_a_drawing_all_the_same(seed: Any) -> None:
    assert tags.drawn("lake", seed) == drawn_cover("lake", 0)


def test_a_poster_shows_the_photo_of_the_page(client: Client, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.factories.media import make_picture

    page = make.news(site.village, title="有照片的", cover=make_picture())
    seen: dict[str, Any] = {}
    monkeypatch.setattr(poster_view, "draw_poster", lambda **facts: seen.update(facts) or b"png")
    for name, has_photo in ((page.pk, True), (site.news.pk, False), (site.home.pk, False)):
        seen.clear()
        assert client.get(f"/poster/{name}.png").status_code == 200
        assert isinstance(seen["cover"], Image.Image) is has_photo
        assert (seen["cover"].mode == "RGB") if has_photo else (seen["cover"] is None)


# --- kinds and columns ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [*LOOKS, "never heard of", ""])
def test_every_kind_has_a_look(kind: str) -> None:
    look = look_of(kind)
    assert look.icon
    assert look.hue
    assert tags.look(kind) is look
    assert (look is OTHER) is (kind not in LOOKS)


@pytest.mark.parametrize("kind", DOORS)
def test_a_column_with_its_default_name_speaks_the_visitors_language(kind: str) -> None:
    with translation.override("zh-hans"):
        default = str(look_of(kind).name)
        assert column_name(kind, default) == default
    with translation.override("en"):
        assert column_name(kind, default).isascii()
        assert column_name(kind, f"{default}！") == f"{default}！"
        assert tags.section_name(SimpleNamespace(shows=kind, title=default)) == column_name(kind, default)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("title", ["", "我们的栏目", "Our column"])
def test_what_staff_called_it_stays_theirs(language: str, title: str) -> None:
    with translation.override(language):
        assert column_name("newspage", title) == title
        assert column_name("never heard of", title) == title
        assert column_name("unit", title) == title


@pytest.mark.parametrize(
    ("kinds", "most", "opened"),
    [
        ([], 4, []),
        (["casepage"], 4, ["casepage"]),
        (["policypage", "newspage"], 4, ["newspage", "policypage"]),
        (list(DOORS)[::-1], 4, list(DOORS)[:4]),
        (list(DOORS), 0, []),
        (["unknown", "venuepage"], 4, ["venuepage"]),
    ],
)
def test_doors_are_opened_in_their_order(kinds: list[str], most: int, opened: list[str]) -> None:
    sections = [SimpleNamespace(shows=kind) for kind in kinds]
    assert [door.shows for door in doors_of(iter(sections), most)] == opened
    assert tags.doors(sections, most) == doors_of(sections, most)


def test_of_two_columns_of_a_kind_the_first_is_the_door() -> None:
    first, second = SimpleNamespace(shows="newspage", title="一"), SimpleNamespace(shows="newspage", title="二")
    assert doors_of([first, second], 4) == [first]


# --- choices -------------------------------------------------------------------------------------


@pytest.mark.parametrize("here", ["/", "/search/?q=家书&page=2", "/a/?next=//evil.example", "/%E5%8A%A8/?x=1#y"])
@pytest.mark.parametrize("choice", [{"language": "en"}, {"size": 2, "elder": 1}, {"unit": ""}])
def test_a_choice_comes_back_to_this_very_page(here: str, choice: dict[str, Any], client: Client) -> None:
    request = RequestFactory().get(here)
    found = urlsplit(tags.choose(Context({"request": request}), **choice))
    asked = parse_qs(found.query, keep_blank_values=True)
    assert found.path == "/preferences/"
    assert asked.pop("next") == [request.get_full_path()]
    assert asked == {name: [str(value)] for name, value in choice.items()}
    answer = client.get(found.geturl())
    assert answer["Location"] == request.get_full_path()


def test_without_a_request_the_plain_choices_hold() -> None:
    drawn = Template("{% load portal_tags %}{% preferences as p %}{{ p.language }} {{ p.size }} {{ p.elder }}")
    assert drawn.render(Context()) == "zh-hans 0 False"
    assert tags.preferences(Context({"request": None})) == Preferences()


@pytest.mark.parametrize(
    ("language", "gettext", "html"),
    [("zh-hans", "zh-hans", "zh-Hans"), ("zh-hant", "zh-hans", "zh-Hant"), ("en", "en", "en")],
)
def test_a_language_has_its_names(language: str, gettext: str, html: str) -> None:
    chosen = Preferences(language=language)
    assert (chosen.gettext_language, chosen.html_lang) == (gettext, html)


# --- small filters -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metres", "chinese", "english"),
    [
        (0, "0 米", "0 m"),
        (999, "999 米", "999 m"),
        (1000, "1 公里", "1 km"),
        (1049, "1 公里", "1 km"),
        (1050, "1.1 公里", "1.1 km"),
        (10_040, "10 公里", "10 km"),
        (12_340, "12.3 公里", "12.3 km"),
    ],
)
def test_ways_in_both_languages(metres: int, chinese: str, english: str) -> None:
    for language, words in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            assert tags.distance(metres) == words


@pytest.mark.parametrize(
    ("number", "dialled"),
    [
        ("0512-5800 0000", "051258000000"),
        ("+86 512 5800", "+865125800"),
        ("", ""),
        ("（0512）58", "051258"),
        ("无", ""),
    ],
)
def test_a_telephone_number_is_dialled_by_its_figures(number: str, dialled: str) -> None:
    assert tags.tel(number) == dialled


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("", [""]),
        ("一句", ["一句"]),
        ("一句，", ["一句，"]),
        ("一，二，三", ["一，", "二，三"]),
        ("one, two", ["one, two"]),
    ],
)
def test_a_promise_is_broken_once(value: str, lines: list[str]) -> None:
    assert tags.promise_lines(value) == lines


@pytest.mark.parametrize(
    ("value", "shown"),
    [(-1286, "-1\u2009286"), (1_000_000, "1\u2009000\u2009000"), (999, "999"), (12.5, ""), ("12", "")],
)
def test_what_is_no_whole_number_says_nothing(value: Any, shown: str) -> None:
    assert tags.thin(value) == shown


def test_the_mark_is_drawn_into_the_page_once_and_is_a_drawing() -> None:
    first = tags.mark()
    assert first is tags.mark()
    assert first.startswith("<svg")
    assert first.endswith("</svg>")
    assert "<script" not in first
