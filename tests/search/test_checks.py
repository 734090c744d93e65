"""What must not be forgotten."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.checks import run_checks

from search.kinds.pages import PAGES
from search.models import IndexState
from search.registry import kind_labels, kind_of, kinds, register, unregister


@pytest.fixture
def odd_kind() -> Any:
    yield lambda **changes: register(replace(PAGES, name="odd", **changes))
    unregister("odd")


def found() -> set[str | None]:
    return {message.id for message in run_checks() if message.id and message.id.startswith("search.E")}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"model": IndexState}, "search.E001"),
        ({"facets": ("kind", "colour")}, "search.E002"),
        ({"facets": ("perm",)}, "search.E002"),
        ({"sorts": ("fame",)}, "search.E002"),
        ({"suggest": "nickname"}, "search.E002"),
        ({}, None),
    ],
)
def test_a_kind_without_a_rule_or_a_field_is_refused(odd_kind: Any, changes: dict[str, Any], code: str | None) -> None:
    odd_kind(**changes)
    assert found() == ({code} if code else set())


def test_the_embedded_index_serves_one_host(settings: Any) -> None:
    assert found() == set()
    settings.SEARCH_MULTI_HOST = True
    assert found() == {"search.E003"}


def test_each_kind_is_registered_with_names() -> None:
    assert [kind.name for kind in kinds()] == ["page", "unit", "need", "resource"]
    assert {"newspage", "briefingpage", "policypage", "unit", "need"} <= set(kind_labels())
    assert kind_of("page:7") == (PAGES, "7")
    assert kind_of("gone:7") is None
