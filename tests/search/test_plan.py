"""What was typed, as a question to an engine."""

import pytest

from search.analysis.segment import segmenter
from search.engines.base import Phrase
from search.plan import MOST_TOKENS, MOST_WORDS, Plan, Spelled, make_plan
from search.query import MAX_SIZE, Query


def plan(text: str, **known: str) -> Plan:
    return make_plan(text, segmenter(), lambda letters, _pieces: Spelled(known.get(letters, letters)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("点單", ("点单",)),
        ("百家桥", ("百家桥",)),
        ("新时代文明实践中心", ("新时代", "文明", "实践", "中心")),
        ("反诈宣讲", ("反诈", "宣讲")),
        ("志愿者怎么点单", ("志愿者", "点单")),
        ("我想去百家桥", ("百家桥",)),
        ("的", ("的",)),
        ("ＡＰＰ 15-4", ("app", "15-4")),
        ("点单 点单", ("点单",)),
        ("。，！", ()),
        ("", ()),
    ],
)
def test_words_that_must_all_be_there(text: str, words: tuple[str, ...]) -> None:
    assert plan(text).words == words


def test_a_word_is_asked_for_by_its_bigrams_side_by_side() -> None:
    assert plan("百家桥").must == (Phrase("all_b", ("百家", "家桥")),)
    assert plan("桥").must == (Phrase("all_u", ("桥",)),)


@pytest.mark.parametrize("text", ['"一队两网三清单"', "“一队两网三清单”", "「一队两网三清单」"])
def test_a_quoted_phrase_is_one_word(text: str) -> None:
    made = plan(f"{text} 张家港")
    assert made.words == ("张家港", "一队两网三清单")
    assert made.quoted == (Phrase("all_b", ("一队", "队两", "两网", "网三", "三清", "清单")),)


def test_minus_refuses_a_word_but_not_inside_one() -> None:
    made = plan("点单 -張家港 15-4")
    assert made.excluded == ("张家港",)
    assert made.words == ("点单", "15-4")
    assert "张家" not in made.tokens["b"]


@pytest.mark.parametrize("text", ["diandan", "dian dan", "Dian  Dan", "dd"])
def test_letters_become_the_word_that_they_spell(text: str) -> None:
    assert plan(text, diandan="点单", dd="点单") == plan("点单")


def test_letters_that_spell_nothing_stay() -> None:
    assert plan("qwxz 点单").words == ("qwxz", "点单")


def test_a_very_long_text_asks_for_a_bounded_number_of_words() -> None:
    made = plan(
        "文明实践志愿服务宣讲队伍阵地项目乡村振兴城乡融合理论教育文化体育科技科普健康卫生法治安全环境生态交通出行" * 9
    )
    assert len(made.words) == MOST_WORDS
    assert [len(tokens) <= MOST_TOKENS for tokens in made.tokens.values()] == [True] * 3


def test_strange_queries_are_brought_within_bounds() -> None:
    cleaned = Query("a" * 500, sort="score;drop", page=-3, size=10_000).cleaned()  # type: ignore[arg-type]
    assert (len(cleaned.text), cleaned.sort, cleaned.page, cleaned.size) == (120, "relevance", 1, MAX_SIZE)
    assert Query(page=10**9).cleaned().page == 100
