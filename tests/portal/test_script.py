import pytest

from portal.phrases import PHRASES, VARIANTS
from portal.script import html_to_traditional, to_traditional


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("邻里", "鄰里"),
        ("家里的面条", "家裡的麵條"),
        ("头发发现了", "頭髮發現了"),
        ("周六周末", "週六週末"),
        ("线路 1.8 公里", "線路 1.8 公里"),
        ("群众开启", "群眾開啟"),
        ("范仲淹示范", "范仲淹示範"),
        ("平台和舞台", "平台和舞台"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_words_take_the_form_that_people_write(simplified: str, traditional: str) -> None:
    assert to_traditional(simplified) == traditional


@pytest.mark.parametrize(
    "kept",
    [
        '<script>var 动态 = "动态";</script>',
        "<style>.动态 { content: '动态' }</style>",
        "<textarea>动态</textarea>",
        '<a href="/动态/">',
        '<input value="动态">',
        "<!-- 动态 -->",
    ],
)
def test_what_is_no_word_of_the_page_stays(kept: str) -> None:
    assert html_to_traditional(kept) == kept


@pytest.mark.parametrize("attribute", ["title", "alt", "placeholder", "aria-label", "content"])
def test_words_in_attributes_are_converted(attribute: str) -> None:
    assert html_to_traditional(f'<p {attribute}="动态">') == f'<p {attribute}="動態">'


def test_a_greater_sign_inside_quotes_ends_no_tag() -> None:
    html = '<p data-x="a>动态" title="动态">动态</p>'
    assert html_to_traditional(html) == '<p data-x="a>动态" title="動態">動態</p>'


def test_markup_is_unchanged_but_for_the_words() -> None:
    html = "<p>动态 &amp; <b>发现</b> &lt;动态&gt;</p>"
    assert html_to_traditional(html) == "<p>動態 &amp; <b>發現</b> &lt;動態&gt;</p>"


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("村子四周一片金黄", "村子四周一片金黃"),
        ("第四周一起上课", "第四週一起上課"),
        ("四周岁", "四周歲"),
        ("每周一次", "每週一次"),
        ("下周日", "下週日"),
        ("周到的服务", "周到的服務"),
        ("姓周的一家", "姓周的一家"),
    ],
)
def test_a_week_is_not_what_lies_around(simplified: str, traditional: str) -> None:
    assert to_traditional(simplified) == traditional


@pytest.mark.parametrize("phrase", sorted(PHRASES))
def test_a_phrase_is_written_as_the_list_says_within_a_sentence(phrase: str) -> None:
    """The later rule for single letters may still change a form: the list must not contradict it."""
    assert PHRASES[phrase].translate(VARIANTS) == PHRASES[phrase]
    assert to_traditional(f"，{phrase}。") == f"，{PHRASES[phrase]}。"


@pytest.mark.parametrize("html", ["<p title='动态'>", '<p data-label="动态">', '<P TITLE="动态">'])
def test_attributes_in_other_spellings(html: str) -> None:
    """Our templates write double quotes; anything else is left alone rather than broken."""
    converted = html_to_traditional(html)
    assert converted in (html, html.replace("动", "動").replace("态", "態"))
    assert ("動態" in converted) is ('"' in html and "TITLE" not in html)


@pytest.mark.parametrize(
    "html", ["<p", "动态 < 3", "<!-- 没完", "<script>动态", '<p title="没完', "</p></p>", "<>", "a<b>动态"]
)
def test_broken_markup_loses_nothing(html: str) -> None:
    converted = html_to_traditional(html)
    assert len(converted) == len(html)
    assert converted.replace("動態", "动态").replace("沒", "没") == html
