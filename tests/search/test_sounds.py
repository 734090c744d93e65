"""Letters and sounds: how letters may be cut, and how Chinese may be read."""

import pytest

from search.analysis.pinyin import MOST_READINGS, MOST_WAYS, known, readings, syllables, ways


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("农家书屋", "nong jia shu wu"),
        ("重庆银行", "chong qing yin hang"),
        ("长江app2", "chang jiang app2"),
        ("15-4 点单", "15-4 dian dan"),
        ("", ""),
        ("。！", ""),
    ],
)
def test_a_text_is_read_as_it_is_spoken(text: str, expected: str) -> None:
    assert " ".join(syllables(text)) == expected


@pytest.mark.parametrize(
    ("letters", "one_of_them"),
    [
        ("diandan", ("dian", "dan")),
        ("xian", ("xian",)),
        ("xian", ("xi", "an")),
        ("fangan", ("fang", "an")),
        ("fangan", ("fan", "gan")),
        ("nongjiashuwu", ("nong", "jia", "shu", "wu")),
        ("lvyou", ("lv", "you")),
        ("nongjiash", ("nong", "jia", "shu")),
        ("dianda", ("dian", "da")),
    ],
)
def test_letters_are_cut_in_every_way_that_syllables_allow(letters: str, one_of_them: tuple[str, ...]) -> None:
    assert one_of_them in ways(letters)


@pytest.mark.parametrize("letters", ["qwx", "vvv", "iou", "bcd", "zzz"])
def test_letters_that_are_no_syllables_have_no_way(letters: str) -> None:
    assert [way for way in ways(letters) if len(way) > 1] == []


def test_the_ways_are_few_and_those_of_fewest_syllables_come_first() -> None:
    found = ways("xianxianxianxianxianxian")
    assert len(found) == MOST_WAYS
    assert [len(way) for way in found] == sorted(len(way) for way in found)
    assert all("".join(way) == "xian" * 6 for way in found)
    assert len(ways("a" * 120)) <= MOST_WAYS


@pytest.mark.parametrize(
    ("pieces", "all_known"), [(("dian", "dan"), True), (("a", "e"), True), (("dian", "qw"), False)]
)
def test_pieces_typed_apart_are_syllables_or_not(pieces: tuple[str, ...], all_known: bool) -> None:
    assert known(pieces) is all_known


def test_characters_of_several_sounds_are_read_in_several_ways_the_likeliest_first() -> None:
    found = readings("银行")
    assert found[0] == ("yin", "hang")
    assert ("yin", "xing") in found
    assert len(readings("行重长乐行重长乐")) <= MOST_READINGS
    assert len(set(found)) == len(found)
