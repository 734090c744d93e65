"""Folders, pointers and locks: what is current is always whole, and what nobody names is removed."""

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from common.errors import Conflict
from search import folders, generations
from search.engines.base import EngineUnavailable, NeedsRebuild
from search.engines.embedded import SHAPE

NOTHING: tuple[str, ...] = ()


@pytest.fixture
def root(search_root: Path) -> Path:
    search_root.mkdir(parents=True)
    return search_root


def made() -> str:
    return generations.create(NOTHING).name


def test_a_new_site_has_no_index_and_says_so(search_root: Path) -> None:
    assert generations.pointed(generations.CURRENT) == ""
    with pytest.raises(NeedsRebuild):
        generations.current()
    assert not search_root.exists()


def test_a_generation_is_named_by_its_time_and_its_shape(root: Path) -> None:
    first, second = made(), made()
    assert first.endswith(f"-{SHAPE}")
    assert first < second


def test_a_generation_is_in_use_once_it_is_pointed_to(root: Path) -> None:
    name = made()
    with pytest.raises(NeedsRebuild):
        generations.current()
    generations.point(name, former="")
    assert generations.current().name == name
    assert not list(root.glob("*.new"))


def test_the_pointer_is_followed_by_whoever_reads_on(root: Path) -> None:
    first, second = made(), made()
    generations.point(first, former="")
    opened = generations.current()
    assert generations.current() is opened
    generations.point(second, former=first)
    assert generations.current().name == second
    assert generations.pointed(generations.FORMER) == first


def test_one_index_is_held_open_at_a_time(root: Path) -> None:
    for _turn in range(3):
        generations.point(made(), former="")
        generations.current()
    assert len(folders._opened) == 1


def test_a_forked_child_opens_its_own(root: Path, monkeypatch: Any) -> None:
    generations.point(made(), former="")
    parents = generations.current()
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert generations.current() is not parents


def test_a_pointer_to_nothing_is_out_of_reach_and_not_a_crash(root: Path) -> None:
    (root / generations.CURRENT).write_text("20260101-gone")
    with pytest.raises(EngineUnavailable):
        generations.current()
    assert folders._opened == {}


def test_what_neither_pointer_names_is_removed(root: Path) -> None:
    old, former, current, unfinished = made(), made(), made(), made()
    generations.point(current, former=former)
    (root / "note.txt").write_text("no folder")
    assert set(generations.forget_others()) == {old, unfinished}
    assert {entry.name for entry in root.iterdir() if entry.is_dir()} == {former, current}
    assert (root / "note.txt").exists()


# --- locks ------------------------------------------------------------------------------------


def test_a_second_writer_waits_for_the_first(root: Path) -> None:
    order: list[str] = []
    inside, second = threading.Event(), threading.Event()

    def write() -> None:
        second.set()
        with generations.writing():
            order.append("second")

    with generations.writing():
        thread = threading.Thread(target=write)
        thread.start()
        assert second.wait(5)
        inside.wait(0.1)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]


def test_a_second_rebuild_is_refused_in_words(root: Path) -> None:
    with generations.rebuilding():
        assert generations.is_rebuilding()
        with pytest.raises(Conflict) as refused, generations.rebuilding():
            pytest.fail("two rebuilds at once")
    assert refused.value.code == "search_rebuild_running"
    assert "重建" in str(refused.value)
    assert not generations.is_rebuilding()


def test_a_rebuild_that_breaks_frees_its_lock(root: Path) -> None:
    with pytest.raises(ValueError, match="broken"), generations.rebuilding():
        raise ValueError("broken")
    assert not generations.is_rebuilding()
    with generations.rebuilding():
        pass


def test_asking_whether_one_runs_does_not_keep_one_from_running(root: Path) -> None:
    assert not generations.is_rebuilding()
    with generations.rebuilding():
        assert generations.is_rebuilding()
        assert generations.is_rebuilding()


# --- what changes meanwhile -------------------------------------------------------------------


def test_notes_are_taken_once_each_in_their_order_and_then_forgotten(root: Path) -> None:
    with generations.rebuilding():
        generations.note(["page:2", "page:1"])
        generations.note(["page:2", "unit:9"])
        assert generations.take_notes() == ["page:2", "page:1", "unit:9"]
        assert generations.take_notes() == []


def test_a_rebuild_begins_without_the_notes_of_a_broken_one(root: Path) -> None:
    with generations.rebuilding():
        generations.note(["page:1"])
    with generations.rebuilding():
        assert generations.take_notes() == []
