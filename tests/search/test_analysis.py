"""Text to tokens."""

import pytest

from search.analysis.normalise import normalise, normalise_mapped, to_simplified, to_traditional
from search.analysis.pinyin import letters_of, sounds
from search.analysis.segment import bigrams, characters, runs, segmenter
from tests.factories.search import document_text


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("點單", "点单"),
        ("点單", "点单"),
        ("ＡＢＣ１２３", "abc123"),
        ("Ⅷ号楼", "viii号楼"),
        ("㈱", "(株)"),
        ("İstanbul", "i̇stanbul"),
        ("", ""),
    ],
)
def test_what_reads_the_same_is_spelled_the_same(written: str, folded: str) -> None:
    assert normalise(written) == folded
    assert normalise_mapped(written).text == folded


def test_simplifying_keeps_the_length_of_a_whole_document() -> None:
    traditional = document_text(2)
    assert "張家港市" in traditional
    simplified = to_simplified(traditional)
    assert len(simplified) == len(traditional)
    assert "张家港市" in simplified
    assert "張" not in simplified


def test_traditional_writing_is_the_way_back() -> None:
    assert to_traditional("点单实践") == "點單實踐"


def test_the_map_leads_back_to_the_original() -> None:
    mapped = normalise_mapped("第Ⅷ號樓")
    start = mapped.text.index("号")
    assert mapped.original_span(start, start + 2) == (2, 4)
    assert mapped.original_span(1, 5) == (1, 2)


def test_runs_keep_numbers_and_versions_whole() -> None:
    assert list(runs("第8.14版,15-4号。A股")) == ["第", "8.14", "版", "15-4", "号", "A", "股"]


def test_bigrams_cross_no_punctuation() -> None:
    assert list(bigrams("文明。实践abc点")) == ["文明", "实践", "abc", "点"]
    assert list(bigrams("文明实践")) == ["文明", "明实", "实践"]
    assert list(characters("点单a1。")) == ["点", "单"]


def test_own_words_are_words() -> None:
    assert segmenter().words("点单派单，去农家书屋") == ["点单", "派单", "去", "农家书屋"]
    assert "百家桥" not in segmenter().words("百家桥村")
    assert "百家桥" in segmenter(frozenset({"百家桥"})).words("百家桥村")


def test_sounds_know_phrases() -> None:
    assert sounds("点单") == ("diandan", "dd")
    assert sounds("重庆") == ("chongqing", "cq")


@pytest.mark.parametrize(
    ("typed", "letters"), [("xi'an", "xian"), ("dd", "dd"), ("d", "d"), ("d1", ""), ("点", ""), ("", "")]
)
def test_letters_are_pinyin_only_where_nothing_else_is(typed: str, letters: str) -> None:
    assert letters_of(typed) == letters
