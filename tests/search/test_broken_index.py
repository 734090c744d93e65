"""Whatever happens to the files, search answers, and a check asks for a rebuild."""

from typing import Any

import pytest
from django.core.checks import run_checks

from common.access import ANONYMOUS
from search import folders, generations, lifecycle
from search.services import Query, find, suggest
from tests.factories.search import County


def break_pointer(root: Any) -> None:
    (root / "CURRENT").write_text("20260101-000000-gone")


def break_meta(root: Any) -> None:
    (generations.current().folder / "meta.json").write_text("{")


def break_shape(root: Any) -> None:
    meta = generations.current().folder / "linli.json"
    meta.write_text(meta.read_text().replace('"shape": "', '"shape": "old'))


def remove(root: Any) -> None:
    (root / "CURRENT").unlink()


def break_pointer_file(root: Any) -> None:
    (root / "CURRENT").unlink()
    (root / "CURRENT").mkdir()


WAYS = [break_pointer, break_meta, break_shape, remove, break_pointer_file]


@pytest.mark.parametrize("damage", WAYS)
@pytest.mark.parametrize("text", ["点单", "點單"])
def test_whatever_is_broken_the_database_answers(library: County, search_root: Any, damage: Any, text: str) -> None:
    damage(search_root)
    folders._opened.clear()
    result = find(Query(text), ANONYMOUS)
    assert result.degraded
    assert result.total == 3
    assert {hit.title for hit in result.hits} == {
        "張家港市新時代文明實踐中心",
        "江苏精神文明建设简报第1期",
        "江苏精神文明建设简报第3期",
    }
    assert any("<mark>點單</mark>" in hit.snippet_html for hit in result.hits)
    assert suggest(text, ANONYMOUS) == []


@pytest.mark.parametrize(
    ("damage", "code"), [(break_shape, "search.W001"), (break_pointer, "search.W001"), (break_meta, "search.W002")]
)
def test_a_check_asks_for_a_rebuild(library: County, search_root: Any, damage: Any, code: str) -> None:
    assert not [message for message in run_checks() if message.id and message.id.startswith("search.")]
    damage(search_root)
    folders._opened.clear()
    assert code in {message.id for message in run_checks()}
    lifecycle.rebuild()
    assert code not in {message.id for message in run_checks()}
    assert not find(Query("点单"), ANONYMOUS).degraded
