"""One command that answers a file of questions from a file of documents, and how well it does."""

import io
import json
from pathlib import Path
from typing import Any

import pypinyin
import pytest
from django.core.management import CommandError, call_command

from search import scratch
from search.analysis.normalise import normalise
from search.engines.base import Engine
from tests.factories.library import SUBJECTS, places, sentences

SPACE = "\u3000"
ROWS = [
    {"id": "letter", "title": "写给乡亲的一封家书", "body": "各位乡亲：见字如面。家书每月一封。"},
    {"id": "library", "title": "农家书屋开放", "body": "农家书屋里有书，农家书屋天天开。"},
    {"id": "fraud", "title": "反诈宣讲进村", "body": "陌生电话不要信。宣讲员讲了三个案例。"},
    {"id": "clinic", "title": "周五义诊", "body": "量血压、測血糖，地點在百家桥村。"},
    {"id": "repair", "title": "家电维修", "body": "免费修电饭煲和电风扇，ＡＰＰ 预约，电话 0512-12345。"},
    {"id": "empty", "title": "", "body": ""},
]


def written(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def evaluated(folder: Path, queries: list[dict[str, str]], **options: Any) -> dict[str, list[str]]:
    said = io.StringIO()
    documents, asked = written(folder / "d", ROWS), written(folder / "q", queries)  # type: ignore[arg-type]
    call_command("search_eval", documents=documents, queries=asked, stdout=said, **options)
    rows = [json.loads(line) for line in said.getvalue().splitlines()]
    assert [row["id"] for row in rows] == [query["id"] for query in queries]
    return {row["id"]: row["ids"] for row in rows}


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("家书", "letter"),
        ("農家書屋", "library"),
        ("nongjiashuwu", "library"),
        ("nong jia shu wu", "library"),
        ("njsw", "library"),
        ("反炸宣讲", "fraud"),
        ("fanzha", "fraud"),
        ("什么时候有义诊？", "clinic"),
        ("测血糖", "clinic"),
        ("app", "repair"),
        ("ＡＰＰ", "repair"),
        ("0512-12345", "repair"),
        ("“电饭煲和”", "repair"),
        ("修", "repair"),
        ("一封 -书屋", "letter"),
    ],
)
def test_the_best_document_comes_first(tmp_path: Path, query: str, first: str) -> None:
    assert evaluated(tmp_path, [{"id": "1", "query": query}])["1"][0] == first


@pytest.mark.parametrize("query", ["", "。！？", "qwxz", "\u2042", "\ud800", "-", "“”", SPACE])
def test_what_asks_for_nothing_is_answered_too(tmp_path: Path, query: str) -> None:
    with open(tmp_path / "q2", "w", encoding="utf-8", errors="surrogatepass") as file:
        file.write(json.dumps({"id": "1", "query": query}) + "\n")
    said = io.StringIO()
    documents = written(tmp_path / "d", ROWS)  # type: ignore[arg-type]
    call_command("search_eval", documents=documents, queries=str(tmp_path / "q2"), stdout=said)
    answer = json.loads(said.getvalue())
    assert answer["id"] == "1"
    # Nothing typed is no question: everything is listed. Anything else finds nothing here.
    assert bool(answer["ids"]) is (not query.strip())


def test_no_more_are_named_than_asked_for_and_none_twice(tmp_path: Path) -> None:
    for top in (1, 3, 50):
        found = evaluated(tmp_path, [{"id": "1", "query": "农家书屋 家书 宣讲"}], top=top)["1"]
        assert len(found) <= top
        assert len(set(found)) == len(found)


@pytest.mark.parametrize(("line", "said"), [("{", ":1:"), ('{"query": "x"}', "'id'"), ("[1]", ":1:"), ('"x"', ":1:")])
def test_a_broken_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "broken").write_text(line + "\n", encoding="utf-8")
    good = written(tmp_path / "d", ROWS)  # type: ignore[arg-type]
    for files in ({"documents": str(tmp_path / "broken"), "queries": good}, {"documents": good, "queries": "nowhere"}):
        with pytest.raises(CommandError) as refused:
            call_command("search_eval", stdout=io.StringIO(), **files)
        assert said in str(refused.value) or "nowhere" in str(refused.value)


def test_without_a_cluster_the_other_engine_says_so(tmp_path: Path) -> None:
    good = written(tmp_path / "d", ROWS)  # type: ignore[arg-type]
    with pytest.raises(CommandError, match="ELASTICSEARCH_URL"):
        call_command("search_eval", documents=good, queries=good, engine="elasticsearch", stdout=io.StringIO())


@pytest.fixture(scope="module")
def shelf() -> Any:
    """A thousand places, each with a story."""
    rows = [
        {"id": code, "title": f"{name}{SUBJECTS[n % len(SUBJECTS)]}", "body": sentences()[n % len(sentences())]}
        for n, (code, name, _parent) in enumerate(places())
    ]
    with scratch.index("embedded", rows) as engine:
        yield engine, rows


def holders(rows: list[dict[str, str]], word: str) -> set[str]:
    return {row["id"] for row in rows if word in normalise(row["title"] + "\n" + row["body"])}


@pytest.mark.parametrize("length", [1, 2])
def test_short_words_are_found_wherever_they_stand_and_before_everything_else(shelf: Any, length: int) -> None:
    engine, rows = shelf
    words = {normalise(row["body"])[n % 20 : n % 20 + length] for n, row in enumerate(rows[:150])}
    words = {word for word in words if len(word) == length and all("\u4e00" <= char <= "\u9fff" for char in word)}
    assert len(words) > 40
    for word in words:
        held = holders(rows, word)
        found = scratch.ids(engine, word, len(rows))
        assert set(found[: len(held)]) == held, word


def missed(engine: Engine, asked: list[tuple[str, set[str]]]) -> float:
    return sum(not set(scratch.ids(engine, text, 10)) & wanted for text, wanted in asked) / len(asked)


def test_a_title_is_found_by_its_pinyin(shelf: Any) -> None:
    engine, rows = shelf
    asked = [("".join(pypinyin.lazy_pinyin(row["title"])), {row["id"]}) for row in rows[:200]]
    assert missed(engine, asked) <= 0.01


def test_a_title_is_found_with_one_character_of_the_same_sound(shelf: Any) -> None:
    engine, rows = shelf
    same = {"村": "存", "会": "汇", "区": "驱", "社": "设", "委": "伟", "反": "返", "义": "易", "书": "输", "理": "礼"}
    asked = []
    for row in rows[:300]:
        place = next((n for n, char in enumerate(row["title"]) if char in same), None)
        if place is not None:
            title = row["title"]
            asked.append((title[:place] + same[title[place]] + title[place + 1 :], {row["id"]}))
    assert len(asked) > 100
    assert missed(engine, asked) <= 0.01
