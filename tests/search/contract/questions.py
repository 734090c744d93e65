"""Questions of every shape, the same ones each time, and the people who ask them."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle

import opencc
import pypinyin

from search.engines.base import Order
from search.query import SORTS
from tests.factories.library import EVERYONE, KINDS, STATES, SUBJECTS, TOPICS, places, sentences

READERS: Mapping[str, frozenset[str]] = {
    "anonymous": frozenset({EVERYONE}),
    "of a village": frozenset({EVERYONE, f"page|unit:{places()[300][0]}"}),
    "of many villages": frozenset({EVERYONE, *(f"page|unit:{code}" for code, _name, _parent in places()[::3])}),
    "nobody": frozenset(),
}
STRANGE = (
    *("", " ", "。，！", "“”", '"', "-", "- -", "*:*", "title_w:点单", "AND OR NOT", "(点单", "点单)", "[1 TO 2]"),
    *("\\", "/.*/", "<script>", "'; DROP TABLE page; --", "点\x00单", "😀", "点单😀", "𠮷野", "\u2042", "a\x1fb"),
    *("%E7%82%B9", "～点单～", "点单 点单", "\ud800", "点单" * 5000, "word " * 500, "abcdef" * 40),
)


@dataclass(frozen=True)
class Asked:
    """A question: what is typed, what is chosen, in which order, which page, by whom."""

    text: str
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: Order = "relevance"
    page: int = 0
    reader: str = "anonymous"


def _texts(dice: random.Random) -> Iterator[str]:
    traditional = opencc.OpenCC("s2t").convert
    names = [name for _code, name, _parent in places()]
    for subject in SUBJECTS:
        spoken = pypinyin.lazy_pinyin(subject)
        yield subject
        yield traditional(subject)
        yield "".join(spoken)
        yield " ".join(spoken)
        yield "".join(syllable[0] for syllable in spoken)
        yield "".join(spoken)[: 3 + dice.randrange(5)]
        yield f"{dice.choice(names)} {subject}"
        yield f"{dice.choice(names)}{subject}什么时候有？"
        yield f"“{subject}”"
        yield f"{subject} -{dice.choice(SUBJECTS)[:2]}"
        at = dice.randrange(len(subject))
        yield subject[:at] + dice.choice("义易亿飞非请青") + subject[at + 1 :]
    for sentence in dice.sample(sentences(), 40):
        at = dice.randrange(max(1, len(sentence) - 8))
        for length in (1, 2, 4, 8):
            yield sentence[at : at + length]
        yield sentence
    yield from ("ＡＰＰ", "12345", "3月5日", "2024年", "新时代文明实践中心", "中心", "点", "家书", "的", "怎么办")
    yield "文明实践" * 30
    yield from STRANGE


def questions() -> list[Asked]:
    """More than five hundred."""
    dice = random.Random(11)
    readers, orders = cycle(READERS), cycle(SORTS)
    codes = [code for code, _name, parent in places() if parent][:200]
    chosen: cycle[Mapping[str, tuple[str, ...]]] = cycle(
        [
            {},
            {"kind": (KINDS[0],)},
            {"kind": KINDS[1:3], "topic": (TOPICS[2],)},
            {"unit": (dice.choice(codes),)},
            {"year": ("2025",), "state": (STATES[0],)},
            {"month": ("2024-06", "2024-07"), "unit": (places()[0][0],)},
            {"kind": ("nothing",)},
        ]
    )
    found = []
    for number, text in enumerate(_texts(dice)):
        found.append(Asked(text, reader=next(readers)))
        if number % 3 == 0:
            asked = Asked(text, next(chosen), next(orders), dice.randrange(3), "of many villages")
            found.append(asked)
    found += [Asked("", next(chosen), next(orders), page, next(readers)) for page in range(12)]
    return found
