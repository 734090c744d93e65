"""Rebuilding, going back, comparing, repairing: and nothing is lost on the way."""

import io
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cms.models import ContentPage
from common.access import ANONYMOUS
from common.errors import Conflict, Invalid
from common.models import OutboxMessage
from search import consistency, folders, generations, lifecycle, sync
from search.engines.embedded import META
from search.models import IndexState, Term
from search.services import Query, find, suggest
from tests.factories.search import County, erase


def total(text: str) -> int:
    result = find(Query(text), ANONYMOUS)
    assert not result.degraded
    return result.total


def message(event: str, page: Any) -> OutboxMessage:
    return OutboxMessage(consumer="search", event=event, object_type="cms.newspage", object_id=str(page.pk))


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_a_rebuild_keeps_the_former_and_forgets_older_ones(library: County) -> None:
    first = generations.pointed(generations.CURRENT)
    lifecycle.rebuild()
    second = generations.pointed(generations.CURRENT)
    built = lifecycle.rebuild()
    assert built.documents == 9
    assert generations.pointed(generations.CURRENT) == built.generation
    assert generations.pointed(generations.FORMER) == second
    left = {folder.name for folder in folders.root().iterdir() if folder.is_dir()}
    assert left == {built.generation, second}
    assert first not in left
    state = IndexState.objects.get()
    assert (state.generation, state.former, state.documents) == (built.generation, second, 9)


def test_what_changes_during_a_rebuild_is_in_the_new_index(library: County, monkeypatch: Any) -> None:
    """A page is published, one is changed and one deleted after their rows were read, and delivered meanwhile."""
    gone = library.page("要删的反诈", "反诈")
    changed = library.page("旧的反诈", "反诈")
    original = lifecycle.read
    happened: list[str] = []

    def slow(kind: Any, pks: Any) -> Any:
        for source in original(kind, pks):
            yield source
            then(source)

    def then(source: Any) -> None:
        if source.key.startswith("unit:") and not happened:
            happened.append("once")  # all content pages are read by now
            fresh = library.page("新的反诈", "反诈")
            ContentPage.objects.filter(pk=changed.pk).update(title="改过的")
            messages = [message("cms.page_deleted", gone), message("cms.page_changed", changed)]
            erase(ContentPage.objects.filter(pk=gone.pk))
            sync.handle([message("cms.page_published", fresh), *messages])

    monkeypatch.setattr(lifecycle, "read", slow)
    built = lifecycle.rebuild()
    assert happened
    assert built.replayed == 3
    assert total("新的反诈") == 1
    assert total("要删的反诈") == 0
    assert total("“旧的反诈”") == 0
    assert consistency.compare(generations.current()).keys == ()


def test_readers_never_meet_an_empty_index_while_it_is_swapped(library: County) -> None:
    stop, totals = threading.Event(), set()

    def read() -> None:
        while not stop.is_set():
            engine = generations.current()
            totals.add(engine.documents())

    reading = threading.Thread(target=read)
    reading.start()
    try:
        for _swap in range(4):
            lifecycle.rebuild()
    finally:
        stop.set()
        reading.join()
    assert totals == {9}


def test_a_failing_rebuild_leaves_the_index_in_use(library: County, monkeypatch: Any) -> None:
    before = generations.pointed(generations.CURRENT)

    def broken(*_arguments: Any) -> Any:
        raise ValueError("a row that cannot be read")

    monkeypatch.setattr(lifecycle, "read", broken)
    with pytest.raises(CommandError):
        run("rebuild_search")
    assert generations.pointed(generations.CURRENT) == before
    assert total("点单") == 3
    monkeypatch.undo()
    lifecycle.rebuild()
    assert len([folder for folder in folders.root().iterdir() if folder.is_dir()]) == 2


def test_one_rebuild_at_a_time(library: County) -> None:
    with generations.rebuilding(), pytest.raises(Conflict) as refused:
        lifecycle.rebuild()
    assert refused.value.code == "search_rebuild_running"
    assert not generations.is_rebuilding()


def test_going_back_takes_along_what_changed_since(library: County) -> None:
    first = generations.pointed(generations.CURRENT)
    lifecycle.rebuild()
    page = library.page("后来的反诈", "反诈")
    sync.handle([message("cms.page_published", page)])
    assert lifecycle.go_back() == first
    assert total("后来的反诈") == 1
    assert lifecycle.go_back() != first
    assert total("后来的反诈") == 1


def test_there_is_no_way_back_from_the_first_index(library: County) -> None:
    with pytest.raises(Invalid) as refused:
        lifecycle.go_back()
    assert refused.value.code == "search_no_former"


def test_a_former_index_of_other_code_is_refused(library: County) -> None:
    lifecycle.rebuild()
    meta = folders.root() / generations.pointed(generations.FORMER) / META
    meta.write_text(meta.read_text().replace('"shape": "', '"shape": "old'))
    current = generations.pointed(generations.CURRENT)
    with pytest.raises(Invalid) as refused:
        lifecycle.go_back()
    assert refused.value.code == "search_former_unusable"
    assert generations.pointed(generations.CURRENT) == current


def test_own_words_take_effect_with_the_next_rebuild(library: County) -> None:
    library.page("善港种善", "善港村的事")
    Term.objects.create(word="善港")
    assert [s.query for s in suggest("shangang", ANONYMOUS) if s.query] == []
    said = run("check_search", "--repair")
    assert generations.pointed(generations.CURRENT) in said
    assert "本地词" in said
    lifecycle.rebuild()
    assert [s.query for s in suggest("shangang", ANONYMOUS) if s.query] == ["善港"]
    assert find(Query("sg"), ANONYMOUS).words == ("善港",)
    assert "本地词" not in run("check_search")


def test_the_comparison_names_what_is_missing_stale_and_extra(library: County) -> None:
    missing = library.page("没进索引", "反诈")
    stale = ContentPage.objects.get(title="江苏精神文明建设简报第3期")
    ContentPage.objects.filter(pk=stale.pk).update(live=False)
    extra = ContentPage.objects.get(title="江苏精神文明建设简报第4期")
    extra_key = f"page:{extra.pk}"
    erase(ContentPage.objects.filter(pk=extra.pk))
    found = consistency.compare(generations.current())
    assert found.missing == (f"page:{missing.pk}",)
    assert found.stale == (f"page:{stale.pk}",)
    assert found.extra == (extra_key,)
    with pytest.raises(CommandError):
        run("check_search")
    assert "3" in run("check_search", "--repair")
    assert consistency.compare(generations.current()).keys == ()
    run("check_search")


def test_commands_fail_without_an_index(library: County, search_root: Path) -> None:
    (search_root / "CURRENT").unlink()
    with pytest.raises(CommandError):
        run("check_search")
    with pytest.raises(CommandError):
        run("rebuild_search", "--back")


def test_the_command_shows_how_far_it_is(library: County) -> None:
    lines = run("rebuild_search").splitlines()
    assert len(lines) == 3
    assert "5" in lines[0]
    assert generations.pointed(generations.CURRENT) in lines[-1]
    former = generations.pointed(generations.FORMER)
    assert former in run("rebuild_search", "--back")
    assert generations.pointed(generations.CURRENT) == former
