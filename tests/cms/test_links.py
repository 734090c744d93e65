"""Links inside the site, silent pictures and wrong words: what the machine check sees in every place of a page."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction

from cms.blocks import BodyBlock
from cms.checks.alts import figures_without_words
from cms.checks.links import ADDRESS, DOCUMENT, PAGE, PICTURE, dead_links, targets_in, targets_of
from cms.checks.machine import Severity, check_draft
from cms.checks.texts import texts_of
from cms.checks.words import Rule, WordList, word_list
from cms.models import BriefingPage, NewsPage, WordRule
from tests.cms.conftest import County
from tests.factories import cms as make
from tests.factories.media import PDF, make_picture, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def article(county: County, *body: tuple[str, Any], **values: Any) -> NewsPage:
    return make.news(county.village_page, live=False, body=list(body), **{"summary": "一句话", **values})


def dead(page: Any) -> list[tuple[str, str, Any]]:
    return [("/".join(map(str, path)), *target) for path, target in dead_links(page, texts_of(page))]


def rich(link: str) -> tuple[str, str]:
    return "paragraph", f"<p>{link}看</a></p>"


# Where a link leads


@pytest.mark.parametrize(
    ("anchor", "target"),
    [
        ('<a linktype="page" id="7">', (PAGE, 7)),
        ('<a id="7" linktype="page">', (PAGE, 7)),
        ('<A LINKTYPE="page" ID="7">', None),
        ('<a linktype="page" id="x">', (PAGE, 0)),
        ('<a linktype="page">', (PAGE, 0)),
        ('<a linktype="document" id="3">', (DOCUMENT, 3)),
        ('<a href="/news/">', (ADDRESS, "/news/")),
        ('<a href="/news/?page=2#top">', (ADDRESS, "/news/")),
        ('<a href="#top">', None),
        ('<a href="mailto:a@b.cn">', None),
        ('<a href="tel:12345">', None),
        ('<a href="https://www.gov.cn/x/">', None),
        ('<a href="//cdn.cn/x/">', None),
        ('<a href="javascript:alert(1)">', None),
        ("<a>", None),
    ],
)
def test_what_a_link_in_rich_text_leads_to(anchor: str, target: Any) -> None:
    raw = [{"type": "paragraph", "value": f"<p>{anchor}看</a></p>", "id": "b"}]
    found = [each for _path, each in targets_in(BodyBlock(), raw, ("body",))]
    assert found == ([target] if target else [])


def test_choosers_are_targets_where_they_stand(county: County) -> None:
    picture = make_picture()
    page = article(
        county,
        ("figure", {"image": picture, "alt": "村口", "caption": ""}),
        ("mentions", [county.village_page]),
    )
    assert [("/".join(map(str, path)), *target) for path, target in targets_of(page, texts_of(page))] == [
        ("body/0/value/image", PICTURE, picture.pk),
        ("body/1/value/0/value", PAGE, county.village_page.pk),
    ]


def test_every_kind_of_dead_target_is_found(county: County) -> None:
    draft, gone = make.news(county.village_page, title="稿", live=False), make_picture()
    withdrawn = make.news(county.village_page, title="撤")
    withdrawn.unpublish()
    page = article(
        county,
        rich(f'<a linktype="page" id="{draft.pk}">'),
        rich(f'<a linktype="page" id="{withdrawn.pk}">'),
        rich('<a linktype="page" id="999999">'),
        rich('<a linktype="document" id="999999">'),
        rich('<a href="/nowhere/">'),
        ("figure", {"image": gone, "alt": "村口", "caption": ""}),
    )
    page.save()
    gone.delete()
    page = NewsPage.objects.get(pk=page.pk)
    assert [where for where, _kind, _value in dead(page)] == [
        *(f"body/{number}/value" for number in range(5)),
        "body/5/value/image",
    ]


def test_what_is_there_is_alive(county: County) -> None:
    from media.models import File

    public = make.news(county.village_page, title="公开")
    file = File.objects.create(title="文", file=upload(PDF, "a.pdf"))
    page = article(
        county,
        rich(f'<a linktype="page" id="{public.pk}">'),
        rich(f'<a linktype="document" id="{file.pk}">'),
        rich(f'<a href="{public.url}">'),
        rich('<a href="/">'),
        rich('<a href="/feed/">'),
        rich('<a href="/search/?q=x">'),
        rich('<a href="https://elsewhere.cn/gone/">'),
        ("file", {"document": file, "title": ""}),
        ("mentions", [public]),
    )
    assert dead(page) == []


def test_a_page_behind_a_login_is_dead_for_visitors(county: County) -> None:
    closed = make.news(county.village_page, title="内部")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    page = article(county, rich(f'<a linktype="page" id="{closed.pk}">'), rich(f'<a href="{closed.url}">'))
    assert [kind for _where, kind, _value in dead(page)] == [PAGE, ADDRESS]


def test_links_of_briefing_items_are_looked_at(county: County) -> None:
    draft = make.news(county.village_page, live=False)
    page = make.briefing(county.centre_page, make.series(), live=False)
    item = {"title": "一", "text": '<p><a href="/nowhere/">看</a></p>', "page": draft.pk}
    value = [{"type": "section", "value": {"heading": "动态", "items": [{"type": "item", "value": item, "id": "i"}]}}]
    page.sections = BriefingPage._meta.get_field("sections").stream_block.to_python(value)
    assert [where for where, _kind, _value in dead(page)] == [
        "sections/0/value/items/0/value/text",
        "sections/0/value/items/0/value/page",
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_looking_for_dead_links_costs_the_same_however_many(
    county: County, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    links = [rich('<a linktype="page" id="999">'), rich('<a linktype="document" id="999">'), rich('<a href="/x/">')]
    page = article(county, *links * count)
    texts = texts_of(page)
    with django_assert_num_queries(4):
        assert len(dead_links(page, texts)) == 3 * count


# Pictures that say nothing


def figure(alt: str, description: str = "") -> tuple[str, dict[str, Any]]:
    return "figure", {"image": make_picture(description=description), "alt": alt, "caption": "图注不算"}


@pytest.mark.parametrize(
    ("alt", "description", "silent"),
    [("", "", True), ("  ", "", True), ("", "   ", True), ("村口", "", False), ("", "村口", False)],
)
def test_a_picture_needs_words(county: County, alt: str, description: str, silent: bool) -> None:
    found = figures_without_words(article(county, ("heading", "一"), figure(alt, description)))
    assert found == ([("body", 1, "value", "alt")] if silent else [])


@pytest.mark.parametrize(("description", "silent"), [("", True), ("村口", False)])
def test_a_cover_needs_words_too(county: County, description: str, silent: bool) -> None:
    page = article(county, cover=make_picture(description=description))
    assert figures_without_words(page) == ([("cover",)] if silent else [])


def test_a_figure_without_a_picture_is_not_silent(county: County) -> None:
    assert figures_without_words(article(county, ("figure", {"image": None, "alt": "", "caption": ""}))) == []


# Wrong words


def words(*rules: tuple[str, str]) -> WordList:
    return WordList.of([Rule(word, fix, "look", "") for word, fix in rules])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("一", []),
        ("坐谈", ["坐谈"]),
        ("开坐谈会", ["坐谈会"]),
        ("坐谈坐谈会坐谈", ["坐谈", "坐谈会", "坐谈"]),
        ("坐\n谈", []),
        ("渡假", ["渡假"]),
        ("Ａ", ["Ａ"]),
        ("aA", ["A"]),
    ],
)
def test_the_longest_word_at_each_place_is_found(text: str, found: list[str]) -> None:
    listed = words(("坐谈", "座谈"), ("坐谈会", "座谈会"), ("渡假", "度假"), ("A", ""), ("Ａ", ""))
    assert [rule.word for _at, rule in listed.find(text)] == found


def test_an_empty_list_finds_nothing() -> None:
    assert list(words().find("坐谈会")) == []


def findings(page: Any, code: str) -> list[tuple[str, str, str]]:
    return [(each.where, each.found, each.fix) for each in check_draft(page) if each.code == code and each.found]


@pytest.fixture
def rules(db: None) -> None:
    WordRule.objects.all().delete()
    WordRule.objects.create(word="坐谈会", replacement="座谈会", severity="stop", reason="错别字。")
    WordRule.objects.create(word="弱势群体", severity="look", reason="换一种说法。")


@pytest.mark.usefixtures("rules")
def test_words_are_found_in_every_place_also_across_tags(county: County) -> None:
    page = article(
        county,
        ("paragraph", "<p>开<b>坐谈</b>会</p>"),
        ("facts", [{"figure": "3", "meaning": "场坐谈会"}]),
        title="坐谈会",
        place="坐谈会现场",
    )
    assert sorted(where for where, _found, _fix in findings(page, "word")) == [
        "body/0/value",
        "body/1/value/0/value/meaning",
        "place",
        "title",
    ]


@pytest.mark.usefixtures("rules")
def test_a_word_that_stops_comes_before_one_to_look_at(county: County) -> None:
    page = article(county, ("paragraph", "<p>关心弱势群体，开坐谈会</p>"))
    found = [each for each in check_draft(page) if each.found]
    assert [(each.severity, each.found) for each in found] == [
        (Severity.STOP, "坐谈会"),
        (Severity.LOOK, "弱势群体"),
    ]
    assert found[0].message == "“坐谈会”应为“座谈会”：…关心弱势群体，开坐谈会… 错别字。"
    assert "弱势群体" in found[1].message
    assert "换一种说法" in found[1].message


@pytest.mark.usefixtures("rules")
def test_the_list_is_read_once_until_it_changes(
    county: County, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    word_list()
    with django_assert_num_queries(1):
        assert list(word_list().find("坐谈会"))
    WordRule.objects.filter(word="坐谈会").delete()
    with django_assert_num_queries(2):
        assert list(word_list().find("坐谈会")) == []


@pytest.mark.usefixtures("rules")
def test_a_changed_rule_counts_at_once(county: County) -> None:
    rule = WordRule.objects.get(word="坐谈会")
    rule.word = "坐谈"
    rule.save()
    assert [each.word for _at, each in word_list().find("坐谈会")] == ["坐谈"]


@pytest.mark.parametrize(("length", "over"), [(36, 0), (37, 1), (60, 24)])
def test_a_title_longer_than_lists_show_is_said_with_how_much(county: County, length: int, over: int) -> None:
    page = article(county, title="长" * length)
    (found,) = [each for each in check_draft(page) if each.code == "title_length"]
    assert (found.severity, str(over) in found.message) == ((Severity.LOOK, True) if over else (Severity.PASS, False))


def test_a_clean_page_passes_in_every_point(county: County) -> None:
    found = check_draft(article(county, ("paragraph", "<p>新鲜事</p>"), title="家书"))
    assert {each.severity for each in found} == {Severity.PASS}
    assert [each.code for each in found] == ["personal_data", "word", "alt", "link", "title_length", "summary"]
    assert not any(each.message.isascii() for each in found)
