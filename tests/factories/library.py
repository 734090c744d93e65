"""A library of any size without a database: documents of the demo county's places, sentences and needs."""

import csv
import datetime as dt
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from search.documents import Document, Source

DATA = Path(__file__).resolve().parents[2] / "demo" / "data"
KINDS = (
    "newspage",
    "briefingpage",
    "projectpage",
    "routepage",
    "lecturepage",
    "casepage",
    "policypage",
    "unit",
    "need",
)
TOPICS = ("theory", "education", "culture", "health", "law", "environment", "safety")
STATES = ("live", "draft")
EVERYONE = "page|public"
_SUBJECTS = """
反诈宣讲 义诊 理发服务 家电维修 法律咨询 农技指导 书法课 太极拳教学 心理咨询 助餐送餐
垃圾分类 消防演练 急救培训 村晚排练 戏曲下乡 送春联 儿童阅读 手机课堂 文明家庭评选 河道巡查
农家书屋开放 一封家书征集 微心愿认领 政策宣讲 就业招聘 非遗剪纸 健步走 环境整治 结对帮扶 议事协商
"""
SUBJECTS = tuple(_SUBJECTS.split())
_FIRST_DAY = dt.date(2024, 1, 1)
_SENTENCE = re.compile(r"[^。！？\n]{6,60}[。！？]")


@cache
def places() -> tuple[tuple[str, str, str], ...]:
    """Code, name and parent's code of every place of the division list."""
    with open(DATA / "divisions.csv", encoding="utf-8") as file:
        return tuple((row["code"], row["name"], row["parent_code"]) for row in csv.DictReader(file))


@cache
def above(code: str) -> tuple[str, ...]:
    """A place and all those above it."""
    parents = {own: parent for own, _name, parent in places()}
    found = [code]
    while parents.get(found[-1]):
        found.append(parents[found[-1]])
    return tuple(found)


@cache
def sentences() -> tuple[str, ...]:
    """What the demo's documents, pages and needs say, sentence by sentence."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((DATA / "documents").glob("*.txt"))]
    texts += [(DATA / name).read_text(encoding="utf-8") for name in ("pages.json", "service.json")]
    return tuple(
        dict.fromkeys(
            sentence for text in texts for sentence in _SENTENCE.findall(text) if not set('"”“') & set(sentence)
        )
    )


def sources(count: int, *, seed: int = 7) -> Iterator[Source]:
    """So many documents, the same ones each time. One in five may be read only by those of its place."""
    dice = random.Random(seed)
    for number in range(count):
        code, name, _parent = dice.choice(places())
        subject, kind = dice.choice(SUBJECTS), dice.choice(KINDS)
        hidden = dice.random() < 0.2
        day = _FIRST_DAY + dt.timedelta(days=dice.randrange(900))
        title = dice.choice((f"{name}{subject}", f"{subject}走进{name}", f"{name}开展{subject}活动", subject))
        text = f"{day:%Y年%-m月%-d日}，{name}{subject}。" + "".join(dice.choices(sentences(), k=dice.randrange(1, 6)))
        facets: dict[str, Any] = {
            "kind": [kind],
            "unit": list(above(code)),
            "topic": [dice.choice(TOPICS)],
            "state": [STATES[hidden]],
        }
        perm = frozenset({f"page|unit:{code}"} if hidden else {EVERYONE})
        yield Source(f"page:{number}", Document(title, text, day, facets), perm)
