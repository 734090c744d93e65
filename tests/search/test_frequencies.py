"""How rare tokens are: the formula, the sample, and the table that is kept with an index."""

import math
from typing import Any

import pytest

from search import frequencies
from search.engines.base import TEXTS, Entry
from search.frequencies import Frequencies, Tally, rarity


def entry(key: str, *words: str) -> Entry:
    return Entry(key, {}, {}, dict.fromkeys(TEXTS, " ".join(("⁂", *words))), {}, b"")


@pytest.mark.parametrize(
    ("found", "documents", "expected"),
    [
        (1, 10, math.log(1 + 9.5 / 1.5)),
        (10, 10, math.log(1 + 0.5 / 10.5)),
        (0, 10, math.log(1 + 9.5 / 1.5)),
        (99, 10, math.log(1 + 0.5 / 10.5)),
        (0, 0, math.log(1 + 0.5 / 1.5)),
    ],
)
def test_rarity_is_that_of_bm25_and_never_below_zero(found: int, documents: int, expected: float) -> None:
    assert rarity(found, documents) == pytest.approx(expected)
    assert rarity(found, documents) > 0


def test_a_document_counts_a_token_once_and_the_sentinel_never() -> None:
    tally = Tally(3)
    made = [entry("a", "点单", "点单", "派单"), entry("b", "点单"), entry("c")]
    assert list(tally.passing(made)) == made
    counted = tally.result()
    assert (tally.passed, counted.documents) == (3, 3)
    assert counted.counts["w"] == {"点单": 2}
    assert counted.rarity("w", "派单") == rarity(1, 3)
    assert counted.rarity("w", "never said") == rarity(1, 3)
    assert counted.rarity("w", "⁂") == rarity(1, 3)


def test_a_table_comes_back_as_it_was_packed() -> None:
    table = Frequencies(12, {"w": {"点单": 3}, "b": {}, "u": {"点": 9}}, 10)
    assert Frequencies.unpack(table.pack()) == table
    assert Frequencies.unpack(Frequencies().pack()) == Frequencies()


def test_a_large_index_keeps_no_rare_tokens_and_takes_them_for_equally_rare(monkeypatch: Any) -> None:
    monkeypatch.setattr(frequencies, "SMALL", 50)
    tally = Tally(60)
    list(tally.passing([entry(f"k{n}", "常见", *(["少见"] if n < 5 else [])) for n in range(60)]))
    counted = tally.result()
    assert counted.counts["w"] == {"常见": 60}
    assert counted.rarity("w", "少见") == counted.rarity("w", "never said") == rarity(frequencies.RARE_IN, 60)


def test_of_very_many_an_even_sample_is_counted_the_same_whatever_their_order(monkeypatch: Any) -> None:
    monkeypatch.setattr(frequencies, "COUNTED", 100)
    made = [entry(f"k{n}", "点单") for n in range(1000)]
    one, other = Tally(1000), Tally(1000)
    assert len(list(one.passing(made))) == len(list(other.passing(made[::-1]))) == 1000
    assert one.result() == other.result()
    assert 60 < one.result().documents < 140
    assert one.passed == 1000
