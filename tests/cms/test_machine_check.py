"""The machine check: words, pictures, links, head; a line for each, and fast with a long list."""

import time

import pytest
from django.core.files.images import ImageFile
from pytest_django import DjangoAssertNumQueries

from cms.checks.machine import machine_check
from cms.checks.words import Rule, WordList
from cms.models import NewsPage, WordRule
from media.models import Picture
from tests.cms.conftest import County
from tests.factories import cms as make


def findings(page: NewsPage, severity: str = "look") -> list[tuple[str, str, str]]:
    return [(f.code, f.where, f.fix) for f in machine_check(page) if f.severity == severity]


def article(county: County, **values: object) -> NewsPage:
    return make.news(county.village_page, **{"title": "家书", "summary": "每月一封", **values})


def test_clean_page_passes_every_check(county: County) -> None:
    page = article(county, body=[("paragraph", "<p>好</p>")])
    assert [(f.severity, f.code) for f in machine_check(page)] == [
        ("pass", code) for code in ("personal_data", "word", "alt", "link", "title_length", "summary")
    ]


def test_seeded_words_are_found_with_their_fix(county: County) -> None:
    page = article(county, body=[("paragraph", "<p>市里<b>部</b>暑：注册帐号</p>")])
    assert findings(page, "stop") == [("word", "body/0/value", "部署")]
    assert findings(page) == [("word", "body/0/value", "账号")]


def test_edited_list_is_used_at_once(county: County) -> None:
    page = article(county, summary="土味的说法")
    assert findings(page) == []
    rule = WordRule.objects.create(word="土味")
    assert findings(page) == [("sensitive_word", "summary", "")]
    rule.word = "洋味"
    rule.save()
    assert findings(page) == []


def test_longest_word_wins_and_none_is_found_inside_another() -> None:
    words = WordList.of([Rule("坐谈", "座谈", "look", ""), Rule("坐谈会", "座谈会", "look", "")])
    assert [(at, rule.word) for at, rule in words.find("开坐谈会，再坐谈")] == [(1, "坐谈会"), (6, "坐谈")]


def test_five_thousand_words_in_a_long_text_are_quick() -> None:
    words = WordList.of([Rule(chr(0x4E00 + n % 3000) + chr(0x5000 + n) + "词", "", "look", "") for n in range(5000)])
    text = "文明实践活动丰富多彩。" * 2000
    started = time.process_time()
    assert list(words.find(text)) == []
    assert time.process_time() - started < 2


def test_head_is_looked_at(county: County) -> None:
    page = article(county, title="长" * 40, summary="")
    assert findings(page) == [("title_length", "title", ""), ("summary", "summary", "")]


def picture(description: str = "") -> Picture:
    from io import BytesIO

    from PIL import Image

    data = BytesIO()
    Image.new("RGB", (8, 8), "white").save(data, "PNG")
    return Picture.objects.create(title="图", description=description, file=ImageFile(data, name="t.png"))


def test_picture_needs_words_of_its_own_or_a_description(county: County) -> None:
    silent, told = picture(), picture("村口的信箱")
    body = [("figure", {"image": silent, "alt": ""}), ("figure", {"image": silent, "alt": "信箱"})]
    page = article(county, body=[*body, ("figure", {"image": told, "alt": ""})], cover=silent)
    assert [where for code, where, _fix in findings(page)] == ["body/0/value/alt", "cover"]


def test_dead_links_within_the_site_are_found(county: County) -> None:
    draft, public = make.news(county.village_page, live=False), make.news(county.village_page)
    links = [
        f'<a linktype="page" id="{public.pk}">好</a>',
        f'<a linktype="page" id="{draft.pk}">稿</a>',
        '<a linktype="document" id="999">文</a>',
        '<a href="/nothing/here/">无</a>',
        f'<a href="{public.url}">好</a>',
        '<a href="/feed/">好</a>',
        '<a href="https://www.gov.cn/">外</a>',
    ]
    page = article(county, body=[*(("paragraph", f"<p>{link}</p>") for link in links), ("mentions", [draft])])
    assert [where for code, where, _fix in findings(page) if code == "link"] == [
        "body/1/value",
        "body/2/value",
        "body/3/value",
        "body/7/value/0/value",
    ]


def test_personal_data_stops(county: County) -> None:
    page = article(county, summary="打13812345678")
    found = [f for f in machine_check(page) if f.severity == "stop"]
    assert [(f.code, f.where, f.fix) for f in found] == [("personal_data", "summary", "138****5678")]
    assert "13812345678" not in found[0].message


@pytest.mark.parametrize("count", [1, 3])
def test_check_asks_the_same_whatever_the_length(
    county: County, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    public = make.news(county.village_page)
    link = ("paragraph", f'<p><a linktype="page" id="{public.pk}">好</a></p>')
    page = article(county, body=[link, ("voice", {"words": "好"})] * count)
    machine_check(page)
    with django_assert_num_queries(3):
        machine_check(page)
