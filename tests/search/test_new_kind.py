"""The steps of docs/how-to/add-a-searchable-kind.md, taken word for word, make a kind that is found."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from common import access
from common.access import ANONYMOUS
from common.models import OutboxMessage
from organisations.models import Venue
from search import lifecycle, sync
from search.registry import kinds, unregister
from search.services import Query, find, suggest
from tests.factories.search import County

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "add-a-searchable-kind.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.fixture
def venues(monkeypatch: Any) -> Any:
    monkeypatch.setattr(access, "_rules", dict(access._rules))
    names: dict[str, Any] = {"__name__": "search.kinds.venues"}
    for block in BLOCKS:
        exec(compile(block, str(PAGE), "exec"), names)  # noqa: S102 our own page
    names["register_venues"]()
    yield names
    unregister("venue")


def test_the_file_is_short_enough(venues: Any) -> None:
    assert len(BLOCKS) == 2
    assert len(BLOCKS[1].splitlines()) <= 80


def test_a_kind_made_from_the_docs_is_found(venues: Any, county: County) -> None:
    venue = Venue.objects.create(name="梁丰书院", owner=county.baijiaqiao, facilities="無障礙通道，茶水")
    lifecycle.rebuild()
    assert [message for message in run_checks() if (message.id or "").startswith("search.")] == []
    hit = find(Query("liangfeng 无障碍"), ANONYMOUS).hits[0]
    assert (hit.kind, hit.title, hit.unit_name) == ("venue", "梁丰书院", "百家桥村实践站")
    assert hit.url == f"/venues/{venue.code}/"
    assert "<mark>無障礙</mark>" in hit.snippet_html
    assert [s.label for s in suggest("梁丰", ANONYMOUS) if s.url] == ["梁丰书院"]
    facet = find(Query("书院"), ANONYMOUS).facet("kind")
    assert facet
    assert [value.value for value in facet.values] == ["venue"]


def test_it_follows_its_events_and_answers_without_an_index(venues: Any, county: County) -> None:
    assert find(Query("书院", kinds=("venue",)), ANONYMOUS).total == 0
    venue = Venue.objects.create(name="梁丰书院", owner=county.baijiaqiao)
    assert find(Query("书院", units=(county.yangshe.code,)), ANONYMOUS).total == 1
    lifecycle.rebuild()
    Venue.objects.update(name="新书院")
    event = {"event": "organisations.venue_changed", "object_type": "organisations.venue", "object_id": str(venue.pk)}
    sync.handle([OutboxMessage(consumer="search", **event)])
    assert find(Query("梁丰"), ANONYMOUS).total == 0
    assert find(Query("新书院"), ANONYMOUS).total == 1
    venue.delete()
    sync.handle([OutboxMessage(consumer="search", **event)])
    assert find(Query("新书院"), ANONYMOUS).total == 0


def test_without_a_rule_it_is_refused(venues: Any) -> None:
    access._rules.pop(Venue)
    assert "search.E001" in {message.id for message in run_checks()}


def test_the_project_itself_is_unchanged() -> None:
    assert "venue" not in {kind.name for kind in kinds()}
