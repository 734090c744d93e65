"""The judged questions: enough of them, each with an answer, and figures that are what they are called."""

import json
import math
from pathlib import Path

import pytest

from benchmarks.relevance import __main__ as command
from benchmarks.relevance.documents import documents
from benchmarks.relevance.judging import Judged, figures, judged, reciprocal

KNOWN = ["a:1", "a:2", "b:1", "c:1"]


def test_there_are_more_than_250_and_each_has_an_answer() -> None:
    questions, ids = list(judged()), [row["id"] for row in documents()]
    assert len({question.text for question in questions}) >= 250
    assert [q.text for q in questions if not any(key.startswith(q.answers) for key in ids)] == []
    assert len(ids) == len(set(ids)) > 1000


def test_there_are_questions_in_every_manner_of_writing() -> None:
    texts = {question.text for question in judged()}
    assert sum(text.isascii() and text.isalpha() for text in texts) >= 40
    assert sum(len(text) == 2 for text in texts) >= 15
    assert {"小候鳥", "農家書屋", "反炸", "家书", "老人不会用手机"} <= texts


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (["a:1", "a:2"], (1.0, 1.0, 1.0)),
        (["c:1", "a:1"], (0.5, (1 / math.log2(3)) / (1 + 1 / math.log2(3)), 1.0)),
        (["c:1", "b:1"], (0.0, 0.0, 0.0)),
        ([], (0.0, 0.0, 0.0)),
        (["c:1"] * 10 + ["a:1"], (0.0, 0.0, 0.0)),
    ],
)
def test_figures_are_means_over_the_first_ten(ids: list[str], expected: tuple[float, float, float]) -> None:
    found = figures({Judged("x", ("a:",)): ids}, KNOWN)
    assert (found.mrr, found.ndcg, found.success) == pytest.approx(expected)


def test_of_two_questions_the_mean_is_told() -> None:
    lists = {Judged("x", ("a:",)): ["a:1", "a:2"], Judged("y", ("b:",)): ["c:1", "b:1"]}
    assert figures(lists, KNOWN).mrr == pytest.approx(0.75)
    assert reciprocal([False, False, True]) == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("gains", "code"),
    [
        ({"x": [True], "y": [True]}, 0),
        ({"x": [False, True], "y": [True]}, 0),
        ({"x": [False, True], "y": [False, True]}, 1),
        ({"x": [], "y": [True]}, 1),
        ({"new": [False]}, 0),
    ],
)
def test_a_change_that_loses_more_than_it_wins_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gains: dict[str, list[bool]], code: int
) -> None:
    monkeypatch.setattr(command, "ACCEPTED", tmp_path / "accepted.json")
    (tmp_path / "accepted.json").write_text(json.dumps({"x": 1.0, "y": 0.5}), encoding="utf-8")
    assert command._compared(gains, accept=False) == code
    assert command._compared(gains, accept=True) == 0
    assert command._compared(gains, accept=False) == 0
