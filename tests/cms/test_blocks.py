"""The blocks of a body: what each holds, refuses, and shows."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction

from cms.blocks import BodyBlock, BriefingBlock, FigureBlock, LetterBlock, public_pages
from tests.cms.conftest import County
from tests.factories import cms as make
from tests.factories.media import PDF, make_picture, upload

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>\"'&"


@pytest.fixture(autouse=True)
def _files(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def body(*blocks: tuple[str, Any], of: Any = BodyBlock) -> Any:
    return of().to_python([{"type": name, "value": value} for name, value in blocks])


def shown(name: str, value: Any, of: Any = BodyBlock) -> str:
    html: SafeString = body((name, value), of=of)[0].render()
    return " ".join(html.split())


def file(title: str = "名单") -> Any:
    from media.models import File

    return File.objects.create(title=title, file=upload(PDF, "a.pdf"))


# What each shows


@pytest.mark.parametrize(
    ("name", "value", "parts"),
    [
        ("heading", "缘起", ["<h2>缘起</h2>"]),
        ("paragraph", "<p>一<b>二</b></p>", ['<div class="rich">', "<p>一<b>二</b></p>"]),
        ("voice", {"words": "真好", "speaker": "村民 陈**"}, ["<p>“真好”</p>", "<footer>村民 陈**</footer>"]),
        (
            "letter",
            {"greeting": "各位乡亲：", "text": "一\n二\n\n三", "signature": "村里", "date": "三月"},
            [
                '<p class="letter-head">家书</p>',
                "<p>各位乡亲：</p>",
                '<p class="para">三</p>',
                '<p class="signed">三月</p>',
            ],
        ),
        ("facts", [{"figure": "29.4万", "meaning": "志愿者"}], ["<dt>志愿者</dt><dd>29.4万</dd>"]),
    ],
)
def test_a_block_shows_what_it_holds(name: str, value: Any, parts: list[str]) -> None:
    html = shown(name, value)
    assert [part for part in parts if part not in html] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("heading", EVIL),
        ("voice", {"words": EVIL, "speaker": EVIL}),
        ("letter", {"greeting": EVIL, "text": EVIL, "signature": EVIL, "date": EVIL}),
        ("facts", [{"figure": EVIL, "meaning": EVIL}]),
    ],
)
def test_what_was_typed_is_never_markup(name: str, value: Any) -> None:
    html = shown(name, value)
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_what_was_typed_at_a_picture_or_a_file_is_never_markup() -> None:
    picture = make_picture(title=EVIL, credit=EVIL)
    for name, value in (
        ("figure", {"image": picture.pk, "alt": EVIL, "caption": EVIL}),
        ("file", {"document": file(EVIL).pk, "title": ""}),
    ):
        assert "<script" not in shown(name, value), name


@pytest.mark.parametrize(
    ("alt", "description", "read_aloud"),
    [("村口的信箱", "描述", "村口的信箱"), ("", "图片自己的话", "图片自己的话"), ("", "", "")],
)
def test_a_figure_is_read_aloud_by_its_own_words_first(alt: str, description: str, read_aloud: str) -> None:
    picture = make_picture(description=description)
    value = body(("figure", {"image": picture.pk, "alt": alt, "caption": ""}))[0].value
    assert value.read_aloud == read_aloud
    assert f'alt="{read_aloud}"' in shown("figure", {"image": picture.pk, "alt": alt, "caption": ""})


def test_a_figure_whose_picture_is_gone_shows_nothing() -> None:
    picture = make_picture()
    block = {"image": picture.pk, "alt": "", "caption": "还在的说明"}
    assert "还在的说明" in shown("figure", block)
    picture.delete()
    assert shown("figure", block) == ""


def test_the_caption_names_who_took_the_picture() -> None:
    picture = make_picture(credit="摄影 小李")
    assert "<figcaption>村口 <span" in shown("figure", {"image": picture.pk, "alt": "", "caption": "村口"})
    assert "figcaption" not in shown("figure", {"image": make_picture().pk, "alt": "", "caption": ""})


@pytest.mark.parametrize(("title", "label"), [("", "名单"), ("二〇二六年名单", "二〇二六年名单")])
def test_a_file_is_called_by_its_title_or_its_own(title: str, label: str) -> None:
    html = shown("file", {"document": file().pk, "title": title})
    assert (label in html, "PDF" in html) == (True, True)


def test_a_file_that_is_gone_shows_nothing() -> None:
    gone = file()
    pk = gone.pk
    gone.delete()
    block = body(("file", {"document": pk, "title": "名单"}))[0]
    assert (block.render().strip(), block.value.label) == ("", "名单")


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("", []),
        ("一", ["一"]),
        ("一\n二", ["一\n二"]),
        ("一\n\n二", ["一", "二"]),
        ("一\n \t\n\n二\n\n", ["一", "二"]),
        ("\n\n  一  \n\n", ["一"]),
    ],
)
def test_an_empty_line_begins_a_paragraph_of_a_letter(text: str, paragraphs: list[str]) -> None:
    assert LetterBlock().to_python({"text": text}).paragraphs == paragraphs


# What each refuses


@pytest.mark.parametrize(
    ("name", "value", "missing"),
    [
        ("heading", "", None),
        ("voice", {"words": "", "speaker": "陈**"}, {"words"}),
        ("letter", {"greeting": "", "text": "", "signature": "", "date": ""}, {"greeting", "text", "signature"}),
        ("figure", {"image": None, "alt": "", "caption": ""}, {"image"}),
        ("file", {"document": None, "title": ""}, {"document"}),
    ],
)
def test_what_is_missing_is_said_at_its_field(name: str, value: Any, missing: set[str] | None) -> None:
    block = BodyBlock().child_blocks[name]
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python(value))
    assert set(getattr(refused.value, "block_errors", None) or []) == (missing or set())


def test_a_letter_begins_with_the_usual_greeting() -> None:
    assert LetterBlock().get_default()["greeting"] == "各位乡亲："


def test_a_body_may_be_empty(county: County) -> None:
    page = make.news(county.village_page, live=False, body=[])
    page.full_clean()
    assert list(page.body) == []


def test_blocks_of_a_kind_that_is_no_more_are_left_out() -> None:
    value = BodyBlock().to_python([{"type": "carousel", "value": {}}, {"type": "heading", "value": "还在"}])
    assert [block.block_type for block in value] == ["heading"]


@pytest.mark.parametrize("tag", ["h1", "h2", "img", "iframe", "script", "table", "code", "style"])
def test_rich_text_allows_words_lists_and_links_alone(tag: str) -> None:
    from wagtail.rich_text import features

    allowed = BodyBlock().child_blocks["paragraph"].features
    assert set(allowed) == {"bold", "italic", "link", "document-link", "ol", "ul"}
    assert tag not in allowed
    assert set(allowed) <= set(features.get_default_features()) | {"document-link"}


# Pages that are mentioned


def test_only_public_pages_are_mentioned(county: County) -> None:
    public = make.news(county.village_page, title="公开的")
    draft = make.news(county.village_page, title="草稿", live=False)
    closed = make.news(county.village_page, title="内部")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    html = shown("mentions", [draft.pk, public.pk, closed.pk])
    assert ("文中提到" in html, "公开的" in html) == (True, True)
    assert ("草稿" in html, "内部" in html) == (False, False)


def test_pages_are_mentioned_in_their_order(county: County) -> None:
    pages = [make.news(county.village_page, title=f"第{number}篇") for number in range(3)]
    assert [page.pk for page in public_pages([pages[2], pages[0], None, pages[1]])] == [pages[n].pk for n in (2, 0, 1)]


@pytest.mark.parametrize("pages", [[], [None], [None, None]])
def test_nothing_mentioned_is_nothing_shown(pages: list[Any]) -> None:
    assert public_pages(pages) == []
    assert shown("mentions", []) == ""


@pytest.mark.parametrize("count", [1, 3])
def test_mentions_cost_the_same_however_many(
    county: County, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pages = [make.news(county.village_page, title=f"第{number}篇") for number in range(count)]
    with django_assert_num_queries(1):
        assert len(public_pages(pages)) == count


# Sections of a briefing


def section(**item: Any) -> Any:
    return {"heading": "工作动态", "items": [{"title": "村晚", "text": "<p>热闹</p>", "page": None, **item}]}


def test_a_section_shows_its_items(county: County) -> None:
    html = shown("section", section(), of=BriefingBlock)
    assert ("<h2>工作动态</h2>" in html, "<h3>村晚</h3>" in html, "热闹" in html) == (True, True, True)
    assert "看全文" not in html


@pytest.mark.parametrize("live", [True, False])
def test_an_item_leads_to_its_source_only_when_that_is_public(county: County, live: bool) -> None:
    source = make.news(county.village_page, title="全文在此", live=live)
    html = shown("section", section(page=source.pk), of=BriefingBlock)
    assert ("看全文" in html, source.url in html) == (live, live)


def test_what_was_typed_in_a_section_is_never_markup(county: County) -> None:
    html = shown("section", {"heading": EVIL, "items": [{"title": EVIL, "text": "", "page": None}]}, of=BriefingBlock)
    assert "<script" not in html


def test_a_section_needs_a_heading_and_its_items_titles() -> None:
    block = BriefingBlock().child_blocks["section"]
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python({"heading": "", "items": [{"title": "", "text": "<p>一</p>"}]}))
    assert set(refused.value.block_errors) == {"heading", "items"}


def test_a_figure_is_told_apart_by_its_words_not_by_its_place() -> None:
    """The same picture twice may say two things."""
    picture = make_picture(description="一般的话")
    value = body(
        ("figure", {"image": picture.pk, "alt": "第一处", "caption": ""}),
        ("figure", {"image": picture.pk, "alt": "", "caption": ""}),
    )
    assert [block.value.read_aloud for block in value] == ["第一处", "一般的话"]
    assert isinstance(BodyBlock().child_blocks["figure"], FigureBlock)
