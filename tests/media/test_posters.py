"""The poster: set by the rules of Chinese, whole within its frame, and its code can be read."""

import io
from itertools import pairwise

import pytest
from PIL import Image, ImageChops

from media import posters
from media.posters import HEIGHT, WIDTH, poster
from media.typesetting import NOT_FIRST, NOT_LAST, font, shorten, width, wrap, wrap_evenly

TITLE = "大新镇中山村“您开单我接单、我供单您点单”文明实践志愿服务项目集中发布活动暨“张闻明帮你忙”启动仪式今天在村里举行"
SUMMARY = "“群众要什么”与“我们有什么”有机结合，平台（友爱港城网）改版以来，平均每天发布56个项目。" * 3


def make(**changes: object) -> Image.Image:
    facts = {
        "title": TITLE,
        "unit": "大新镇中山村新时代文明实践站",
        "date_text": "11月28日 周六",
        "summary": SUMMARY,
        "url": "https://linli.example.cn/daxin/zhongshan/dian-dan/",
        "cover": None,
    }
    return Image.open(io.BytesIO(poster(**(facts | changes))))  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [24, 34, 54, 76])
@pytest.mark.parametrize("limit", [200, 410, 912])
def test_no_line_begins_or_ends_with_a_mark_that_must_not_stand_there(size: int, limit: int) -> None:
    face = font("sans", size)
    for text in (TITLE, SUMMARY):
        lines = wrap(text, face, limit)
        assert "".join(lines) == text
        for above, below in pairwise(lines):
            assert below[0] not in NOT_FIRST
            assert above[-1] not in NOT_LAST
        assert all(width(line, face) <= limit for line in lines)


def test_words_and_figures_stay_whole_and_a_word_too_long_is_cut() -> None:
    face = font("sans", 30)
    assert any("1330.5" in line for line in wrap("全市成立1330.5支志愿服务团队", face, 120))
    lines = wrap("https://linli.example.cn/" + "a" * 60, face, 300)
    assert len(lines) > 1
    assert all(width(line, face) <= 300 for line in lines)
    assert wrap("", face, 300) == wrap("  ", face, 300) == []


def test_a_single_last_character_gets_company() -> None:
    face = font("sans", 34)
    text = "百家桥村家家户户外墙上都挂着一个苏南民居样式的小信箱呀。"
    assert len(wrap(text, face, 34 * 26)[-1]) <= 2
    assert len(wrap_evenly(text, face, 34 * 26)[-1]) > 2


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    face = font("sans", 34)
    lines = shorten(wrap(SUMMARY, face, 600), 2, face, 600)
    assert len(lines) == 2
    assert lines[1].endswith("……")
    assert width(lines[1], face) <= 600


@pytest.mark.parametrize("title", ["家书", "每月一封“家书”，送进百家信箱", TITLE, TITLE[:60], "長" * 60, "A" * 60])
def test_titles_up_to_sixty_characters_are_shown_whole(title: str) -> None:
    text = posters._Text.set(title, "单位", "今天", SUMMARY)
    assert "".join(text.title) == title
    assert text.height + posters.COVER_LOWEST + posters.EAVE_HEIGHT + posters.FOOT_HEIGHT <= HEIGHT


def test_a_longer_title_is_shortened_not_squeezed() -> None:
    assert posters._Text.set("长" * 200, "", "", "").title[-1].endswith("……")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"summary": "", "unit": "", "date_text": ""},
        {"cover": Image.new("RGB", (300, 2000), "green")},
        {"title": "志" * 120},
    ],
    ids=["usual", "bare", "tall-cover", "long"],
)
def test_nothing_touches_the_margins(changes: dict[str, object]) -> None:
    image = make(**changes).convert("RGB")
    assert image.size == (WIDTH, HEIGHT)
    paper = Image.new("RGB", image.size, posters.PAPER)
    below_eave = posters.COVER_HIGHEST + posters.EAVE_HEIGHT + 2
    for box in ((0, below_eave, 60, HEIGHT), (WIDTH - 24, below_eave, WIDTH, HEIGHT), (0, HEIGHT - 10, WIDTH, HEIGHT)):
        assert ImageChops.difference(image.crop(box), paper.crop(box)).getbbox() is None


def test_the_code_and_the_written_address_are_the_address() -> None:
    import segno

    url = "https://linli.example.cn/daxin/zhongshan/dian-dan/"
    code = posters._qr(url, 188)
    modules = segno.make(url, error="m", micro=False).symbol_size(border=1)[0]
    scale = code.width // modules
    dark = [
        [code.getpixel((x * scale + scale // 2, y * scale + scale // 2))[0] < 128 for x in range(modules)]  # type: ignore[index]
        for y in range(modules)
    ]
    expected = [
        [bool(module) for module in row] for row in segno.make(url, error="m", micro=False).matrix_iter(border=1)
    ]
    assert dark == expected
    assert "".join(posters._address_lines(url, 400)) == "linli.example.cn/daxin/zhongshan/dian-dan"


def test_a_cover_takes_the_place_of_the_drawn_town() -> None:
    image = make(cover=Image.new("RGB", (64, 40), (10, 200, 30))).convert("RGB")
    assert image.getpixel((540, 100)) == (10, 200, 30)
    assert make().convert("RGB").getpixel((10, 10)) == (0xE8, 0xF1, 0xEE)


def test_the_same_article_gives_the_same_poster() -> None:
    assert make().tobytes() == make().tobytes()
