"""Rows to entries: the token strings that are stored, whatever a title holds."""

import datetime as dt
from typing import Any

import pytest

from search.analysis.segment import segmenter
from search.documents import MOST_WORDS, SUGGESTED_LETTERS, Source, entry
from search.engines.base import SENTINEL, SEPARATOR, TEXTS
from search.entries import pks_of, read
from search.kinds.pages import PAGES
from search.registry import Document
from tests.factories.search import County

DAY = dt.date(2026, 11, 28)


def made(title: str = "家书进户", text: str = "每月一封家书。", own: tuple[str, ...] = (), **fields: Any) -> Any:
    source = Source(fields.pop("key", "page:7"), Document(title, text, **fields), frozenset({"b", "a"}))
    return entry(source, segmenter(frozenset(own)))


def forms(values: Any) -> list[tuple[str, str]]:
    return [tuple(value.split(SEPARATOR)) for value in values]


@pytest.mark.parametrize("title", ["家书", "", "。", "  ", "😀", "ABC"])
def test_every_text_begins_with_the_sentinel_even_an_empty_one(title: str) -> None:
    found = made(title, "")
    assert set(found.texts) == set(TEXTS)
    assert all(text.split(" ")[0] == SENTINEL for text in found.texts.values())
    assert all("  " not in text for text in found.texts.values())


def test_the_streams_hold_words_pairs_and_letters_of_the_whole_and_of_the_title() -> None:
    found = made("家书", "点单", extra="百家桥")
    streams = {name: text.split(" ")[1:] for name, text in found.texts.items()}
    assert streams["title_w"] == streams["title_b"] == ["家书"]
    assert streams["all_w"][:2] == ["家书", "点单"]
    assert streams["all_b"] == ["家书", "点单", "百家", "家桥"]
    assert streams["all_u"] == list("家书点单百家桥")


@pytest.mark.parametrize(("written", "plain"), [("點單", "点单"), ("ＡＰＰ", "APP"), ("家書進戶", "家书进户")])
def test_both_spellings_make_one_entry(written: str, plain: str) -> None:
    assert made(written, written).texts == made(plain, plain).texts


@pytest.mark.parametrize(
    ("date", "year", "month", "seconds"),
    [
        (DAY, ["2026"], ["2026-11"], 20_785 * 86_400),
        (dt.date(1970, 1, 1), ["1970"], ["1970-01"], 0),
        (dt.date(1969, 12, 31), ["1969"], ["1969-12"], -86_400),
        (None, None, None, 0),
    ],
)
def test_dates_are_counted_and_named(date: Any, year: Any, month: Any, seconds: int) -> None:
    found = made(date=date)
    assert (found.keywords.get("year"), found.keywords.get("month")) == (year, month)
    assert found.numbers["date"] == seconds


def test_rows_of_one_day_are_ordered_by_their_number_and_days_before_that() -> None:
    keys = [
        made(date=DAY, key="page:8").numbers["sortkey"],
        made(date=DAY, key="page:80").numbers["sortkey"],
        made(date=DAY + dt.timedelta(days=1), key="page:1").numbers["sortkey"],
    ]
    assert keys == sorted(keys)
    assert len(set(keys)) == 3


def test_who_may_read_it_is_written_in_order() -> None:
    assert made(facets={"kind": ["newspage"]}).keywords == {"kind": ["newspage"], "perm": ["a", "b"]}


def test_a_word_is_known_by_its_writing_and_its_sound_and_by_initials_where_it_matters() -> None:
    found = forms(made("家书", "农家书屋和广场舞").lists["lex"])
    assert {("家书", "家书"), ("jiashu", "家书"), ("js", "家书")} <= set(found)
    assert ("njsw", "农家书屋") in found
    words = {word for _form, word in found}
    assert "和" not in words
    for form, word in found:
        assert form == word or form.isascii()


def test_a_long_text_gives_a_bounded_list_of_words_with_those_of_the_title_first() -> None:
    text = " ".join(f"word{number}" for number in range(2 * MOST_WORDS))
    found = forms(made("家书", text).lists["lex"])
    assert found[0] == ("家书", "家书")
    assert len({word for _form, word in found}) == MOST_WORDS


def test_a_title_is_offered_from_each_of_its_words_on() -> None:
    found = forms(made("反诈宣讲进村").lists["sug"])
    assert {key for _form, key in found} == {"page:7"}
    starts = {form for form, _key in found}
    assert {"反诈宣讲进村", "宣讲进村", "fanzhaxuanjiangjincun", "fzxjjc"} <= starts
    assert len(found) == len(set(found))
    assert max(len(form) for form in starts) <= SUGGESTED_LETTERS


@pytest.mark.parametrize("title", ["", "。！", "   "])
def test_a_title_without_words_is_offered_nowhere(title: str) -> None:
    assert made(title).lists["sug"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"title": "别的"},
        {"text": "别的"},
        {"extra": "别的"},
        {"date": DAY},
        {"facets": {"kind": ["unit"]}},
    ],
)
def test_a_stamp_changes_with_whatever_is_stored(change: dict[str, Any]) -> None:
    base = {"title": "家书", "text": "正文", "extra": "", "date": None, "facets": {"kind": ["newspage"]}}

    def stamp(perm: frozenset[str] = frozenset({"a"}), **fields: Any) -> str:
        return Source("page:7", Document(**{**base, **fields}), perm).stamp

    assert stamp() == stamp()
    assert stamp(**change) != stamp()
    assert stamp(frozenset({"b"})) != stamp()


def test_a_stamp_does_not_depend_on_the_order_of_rights_or_facets() -> None:
    one = Document("家书", "文", facets={"kind": ("a",), "unit": ("b",)})
    other = Document("家书", "文", facets={"unit": ["b"], "kind": ["a"]})
    stamps = {
        Source("page:7", document, frozenset(perm)).stamp for document, perm in ((one, ["x", "y"]), (other, ["y", "x"]))
    }
    assert len(stamps) == 1


# --- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 3])
def test_rows_are_read_in_few_queries_however_many(county: County, many: int, connection_queries: Any) -> None:
    pks = [county.page(f"第{number}篇", "家书").pk for number in range(many)]
    list(read(PAGES, pks))
    with connection_queries() as queries:
        sources = list(read(PAGES, pks))
    assert [source.key for source in sources] == [f"page:{pk}" for pk in pks]
    assert len(queries) <= 12, "\n".join(query["sql"][:100] for query in queries)


def test_rows_that_are_gone_are_passed_over(county: County) -> None:
    page = county.page("在", "家书")
    assert [source.key for source in read(PAGES, [987_654, page.pk])] == [f"page:{page.pk}"]
    assert list(read(PAGES, [])) == []


def test_keys_come_in_order_and_each_once(county: County) -> None:
    pks = [county.page(f"第{number}篇", "家书").pk for number in range(3)]
    assert pks_of(PAGES) == sorted(pks)
