"""The embedded engine: order, traps, folders."""

from pathlib import Path
from typing import Any

import pytest

from search.engines.base import TEXTS, Ask, EngineUnavailable, Entry, NeedsRebuild, Phrase, Weighted
from search.engines.embedded import META, Embedded, guarded

ALL = frozenset({"public"})


def made(key: str, text: str = "", *, perm: str = "public", day: int = 0, kind: str = "news") -> Entry:
    texts = dict.fromkeys(TEXTS, f"⁂ {text}")
    return Entry(
        key=key,
        keywords={"perm": [perm], "kind": [kind]},
        lists={"lex": [f"{text}\x1f{text}"] if text else [], "stamp": [f"{key}\x1fs"]},
        texts=texts,
        numbers={"date": day, "sortkey": day},
        payload=key.encode(),
    )


@pytest.fixture
def engine(tmp_path: Path) -> Embedded:
    return Embedded.create(tmp_path / "one", ["百家桥"])


def keys(engine: Embedded, ask: Ask, **how: Any) -> list[str]:
    engine.refresh()
    return [key for key, *_rest in engine.search(ask, **how).hits]


def scored(token: str) -> Ask:
    return Ask(ALL, scored=(Weighted("all_b", token, 1.0),))


def test_equal_scores_come_in_the_order_of_keys_on_every_page(engine: Embedded) -> None:
    engine.write([made(f"k{n:03}", "点单") for n in reversed(range(130))])
    found = [key for page in range(13) for key in keys(engine, scored("点单"), offset=page * 10)]
    assert found == [f"k{n:03}" for n in range(130)]


def test_an_entry_replaces_the_one_before_in_one_commit(engine: Embedded) -> None:
    engine.write([made("a", "点单"), made("b", "点单")])
    engine.write([made("a", "派单")], ["b", "never"])
    assert keys(engine, scored("点单")) == []
    assert keys(engine, scored("派单")) == ["a"]


def test_a_failing_batch_leaves_everything_as_it_was(engine: Embedded) -> None:
    def broken() -> Any:
        yield made("b", "点单")
        raise ValueError("a row that cannot be read")

    engine.write([made("a", "点单")])
    with pytest.raises(EngineUnavailable):
        engine.write(broken(), ["a"])
    assert keys(engine, scored("点单")) == ["a"]
    engine.write([made("c", "点单")])
    assert keys(engine, scored("点单")) == ["a", "c"]


def test_no_token_of_the_reader_finds_nothing(engine: Embedded) -> None:
    engine.write([made("a", "点单")])
    assert keys(engine, Ask(frozenset(), scored=(Weighted("all_b", "点单", 1.0),))) == []
    assert engine.values("lex", "", frozenset(), 10) == []


def test_sentinel_is_no_word_of_anybody(engine: Embedded) -> None:
    engine.write([made("a")])
    assert keys(engine, Ask(ALL, must=(Phrase("all_b", ("点单",)),))) == []
    assert keys(engine, Ask(ALL)) == ["a"]


def test_traps_of_the_library_do_not_show(engine: Embedded) -> None:
    engine.write([made("a", "文明 明实 实践", day=5), made("b", "文明", day=9)])
    assert keys(engine, Ask(ALL), limit=0) == []
    assert keys(engine, Ask(ALL, must=(Phrase("all_b", ("文明",)),)), order="oldest") == ["a", "b"]
    assert keys(engine, Ask(ALL, must=(Phrase("all_b", ("文明", "明实")),))) == ["a"]
    assert keys(engine, Ask(ALL, without=(Phrase("all_b", ("明实",)),))) == ["b"]
    assert keys(engine, Ask(ALL), order="newest", offset=99) == []
    with pytest.raises(EngineUnavailable):
        engine.search(Ask(ALL, must=(Phrase("title_w", ("文明", "实践")),)))


def test_panics_become_errors_that_can_be_caught() -> None:
    class Panic(BaseException):
        pass

    with pytest.raises(EngineUnavailable, match="Panic"), guarded():
        raise Panic("rust")
    with pytest.raises(KeyboardInterrupt), guarded():
        raise KeyboardInterrupt


def test_facets_leave_out_their_own_filter(engine: Embedded) -> None:
    engine.write([made("a", kind="news"), made("b", kind="news"), made("c", kind="unit"), made("d", perm="secret")])
    engine.refresh()
    ask = Ask(ALL, filters={"kind": ("unit",)})
    assert engine.facets(ask, ["kind", "perm"]) == {"kind": [("news", 2), ("unit", 1)], "perm": [("public", 1)]}
    assert engine.search(ask).total == 1


def test_an_index_of_other_code_asks_for_a_rebuild(engine: Embedded) -> None:
    meta = engine.folder / META
    meta.write_text(meta.read_text().replace('"shape": "', '"shape": "old'))
    with pytest.raises(NeedsRebuild):
        Embedded(engine.folder)


def test_a_broken_index_is_out_of_reach_not_a_crash(engine: Embedded) -> None:
    (engine.folder / "meta.json").write_text("{")
    with pytest.raises(EngineUnavailable):
        Embedded(engine.folder)


def test_own_words_are_kept_with_the_index(engine: Embedded) -> None:
    assert Embedded(engine.folder).own_words == {"百家桥"}
