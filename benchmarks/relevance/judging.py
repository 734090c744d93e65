"""Judged questions and the three figures that say how well they are answered."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

JUDGED = Path(__file__).with_name("judged.tsv")
TOP = 10


@dataclass(frozen=True)
class Judged:
    """A question, and beginnings of the ids of all documents that answer it."""

    text: str
    answers: tuple[str, ...]

    def gains(self, ids: Sequence[str]) -> list[bool]:
        return [key.startswith(self.answers) for key in ids[:TOP]]


def judged() -> Iterator[Judged]:
    """Each line: what they are about (for readers), questions parted by |, ids parted by blanks."""
    for line in JUDGED.read_text(encoding="utf-8").splitlines():
        _about, texts, answers = line.split("\t")
        for text in texts.split(" | "):
            yield Judged(text, tuple(answers.split(" ")))


@dataclass(frozen=True)
class Figures:
    """Means over all questions: how high the first answer stands, how good the whole list is, how often it has one."""

    mrr: float
    ndcg: float
    success: float

    def __str__(self) -> str:
        return f"MRR@10 {self.mrr:.3f}  nDCG@10 {self.ndcg:.3f}  success@10 {self.success:.3f}"


def reciprocal(gains: Sequence[bool]) -> float:
    return next((1 / place for place, good in enumerate(gains, 1) if good), 0.0)


def figures(lists: Mapping[Judged, Sequence[str]], known: Sequence[str]) -> Figures:
    """`known` are the ids of all documents: the best possible list holds all that answer."""
    gained = {question: question.gains(ids) for question, ids in lists.items()}
    count = max(len(gained), 1)
    return Figures(
        sum(map(reciprocal, gained.values())) / count,
        sum(_ndcg(question, gains, known) for question, gains in gained.items()) / count,
        sum(any(gains) for gains in gained.values()) / count,
    )


def _ndcg(question: Judged, gains: Sequence[bool], known: Sequence[str]) -> float:
    possible = min(sum(key.startswith(question.answers) for key in known), TOP)
    best = sum(1 / math.log2(place + 1) for place in range(1, possible + 1))
    return sum(1 / math.log2(place + 1) for place, good in enumerate(gains, 1) if good) / best if best else 0.0
