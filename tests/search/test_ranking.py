"""The second look at the best hits, and what the tokens of a question weigh."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest

from search.analysis.field_words import WEAK_WORDS
from search.engines.base import Ask, Found, Row, Weighted
from search.frequencies import Frequencies, rarity
from search.ranking import AGAIN, HEAD, POWER, TITLE, WHOLE, Weights, again, search, weigh

ALL = frozenset({"public"})


def row(key: str, text: str, *, title: str = "", score: float = 0.0) -> Row:
    return Row(key, json.dumps({"norm": text, "head": title}).encode(), score)


def order(rows: Iterable[Row], **terms: float) -> list[str]:
    return [hit.key for hit in again(rows, terms)]


@dataclass
class Shelf:
    """An engine of rows in a fixed order, which notes what it is asked."""

    rows: tuple[Row, ...] = ()
    frequencies: Frequencies = field(default_factory=Frequencies)
    asked: list[tuple[str, int, int]] = field(default_factory=list)

    def search(self, _ask: Ask, *, order: str, offset: int, limit: int) -> Found:
        self.asked.append((order, offset, limit))
        return Found(len(self.rows), self.rows[offset : offset + limit])

    def frequency(self, _field: str, token: str) -> int:
        return {"点单": 4}.get(token, 0)

    def documents(self) -> int:
        return 8


def test_terms_in_one_sentence_beat_the_same_terms_far_apart() -> None:
    apart = row("a", "点单在村里。然后是别的事。派单在镇上。")
    together = row("b", "点单派单都在村里。然后是别的事。")
    assert order([apart, together], 点单=1.0, 派单=1.0) == ["b", "a"]


def test_a_term_in_the_title_counts_on_top() -> None:
    plain, titled = row("a", "点单"), row("b", "点单", title="点单")
    assert order([plain, titled], 点单=1.0) == ["b", "a"]
    assert [hit.score for hit in again([titled], {"点单": 2.0})] == [2.0 + 2.0 + HEAD * 2.0]


def test_letters_and_figures_count_as_whole_words_only() -> None:
    party, art = row("a", "the party"), row("b", "art 展览")
    assert order([party, art], art=1.0) == ["b", "a"]
    assert [hit.score for hit in again([party], {"art": 1.0})] == [0.0]
    assert [hit.score for hit in again([row("c", "a+b*c 15-4")], {"15-4": 1.0, "a+b": 1.0})] == [4.0]


def test_equal_rows_come_by_key_and_tiny_differences_decide_nothing() -> None:
    rows = [row("b", "点单", score=1.00001), row("a", "点单", score=1.00002), row("c", "点单", score=1.01)]
    assert order(rows, 点单=1.0) == ["c", "a", "b"]


def test_a_text_without_sentences_or_without_anything_is_looked_at() -> None:
    assert order([row("a", ""), row("b", "点单" * 3)], 点单=1.0) == ["b", "a"]
    assert order([row("a", "。！？"), row("b", "x")]) == ["a", "b"]


def test_a_tokens_weight_rises_with_its_rarity_and_falls_for_question_words() -> None:
    table = Frequencies(100, {"w": {"点单": 2, "文明": 80, "怎么": 2}}, 1)
    shelf: Any = Shelf(frequencies=table)
    weights = weigh({"w": ("点单", "文明", "怎么")}, shelf)
    terms = weights.terms or {}
    assert terms["点单"] == pytest.approx(WHOLE["w"] * rarity(2, 100) ** POWER)
    assert terms["文明"] < terms["怎么"] == pytest.approx(terms["点单"] / 2)
    boosts = {(w.field, w.token): w.boost for w in weights.scored}
    assert boosts["title_w", "点单"] == pytest.approx(boosts["all_w", "点单"] * TITLE["w"])
    assert weights.total == pytest.approx(sum(terms.values()))


def test_a_token_of_several_streams_is_worth_their_sum_in_the_second_look() -> None:
    shelf: Any = Shelf(frequencies=Frequencies(10, {}, 1))
    each = [(weigh({stream: ("点",)}, shelf).terms or {})["点"] for stream in ("w", "b", "u")]
    together = (weigh({"w": ("点",), "b": ("点",), "u": ("点",)}, shelf).terms or {})["点"]
    assert together == pytest.approx(sum(each))


def test_an_index_that_has_counted_nothing_is_asked_itself() -> None:
    shelf: Any = Shelf()
    weights = weigh({"w": ("点单", "派单")}, shelf)
    terms = weights.terms or {}
    assert terms["点单"] == pytest.approx(rarity(4, 8) ** POWER)
    assert terms["派单"] == pytest.approx(rarity(0, 8) ** POWER)


@pytest.mark.parametrize("word", ["怎么", "什么", "怎", "什", "请问", "问题", "为什"])
def test_question_words_and_their_parts_are_weak(word: str) -> None:
    assert word in WEAK_WORDS


@pytest.mark.parametrize("word", ["点单", "文明", "家书", "义诊"])
def test_words_of_the_field_are_not_weak(word: str) -> None:
    assert word not in WEAK_WORDS


ROWS = tuple(row(f"k{n:02}", "点单" if n == 15 else "别的", score=50.0 - n) for n in range(40))
ASK = Ask(ALL, scored=(Weighted("all_w", "点单", 1.0),))
HEAVY = Weights(ASK.scored, {"点单": 100.0})


def found(offset: int, limit: int, **how: Any) -> tuple[list[str], Shelf]:
    shelf = Shelf(ROWS)
    engine: Any = shelf
    how = {"order": "relevance", **how}
    return [hit.key for hit in search(engine, ASK, HEAVY, offset=offset, limit=limit, **how).hits], shelf


def test_the_first_page_is_looked_at_again_and_the_second_goes_on_from_it() -> None:
    first, _shelf = found(0, 10)
    second, _shelf = found(10, 10)
    assert first == ["k15", *(f"k{n:02}" for n in range(9))]
    assert sorted(first + second) == [f"k{n:02}" for n in range(AGAIN)]


def test_later_pages_keep_the_engines_order() -> None:
    keys, shelf = found(20, 10)
    assert keys == [f"k{n}" for n in range(20, 30)]
    assert shelf.asked == [("relevance", 20, 10)]


def test_by_date_nothing_is_looked_at_again() -> None:
    keys, shelf = found(0, 5, order="newest")
    assert keys == [f"k{n:02}" for n in range(5)]
    assert shelf.asked == [("newest", 0, 5)]


def test_a_large_page_is_looked_at_again_at_its_beginning_only() -> None:
    keys, shelf = found(0, 30)
    assert keys[0] == "k15"
    assert keys[AGAIN:] == [f"k{n}" for n in range(AGAIN, 30)]
    assert shelf.asked == [("relevance", 0, 30)]
