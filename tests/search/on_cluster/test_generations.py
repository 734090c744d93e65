"""Indices and aliases: what is current is always whole, and what nobody names is removed."""

from typing import Any

import pytest

from common.errors import Conflict
from search import cluster, generations
from search.engines import connection
from search.engines.base import EngineUnavailable, NeedsRebuild
from search.engines.elastic import META, SHAPE
from search.generations import CURRENT, FORMER

pytestmark = [pytest.mark.elasticsearch, pytest.mark.once, pytest.mark.django_db]


def made(*own_words: str) -> str:
    return generations.create(own_words).name


def test_a_new_site_has_no_index_and_says_so() -> None:
    assert generations.pointed(CURRENT) == ""
    with pytest.raises(NeedsRebuild):
        generations.current()


def test_a_generation_is_named_by_its_time_and_shape_and_in_use_once_pointed_to(on_elasticsearch: str) -> None:
    first, second = made("百家桥"), made()
    assert first.startswith(f"{on_elasticsearch}-2")
    assert first.endswith(f"-{SHAPE}")
    assert first < second
    generations.point(first, former="")
    assert (generations.current().name, generations.current().own_words) == (first, {"百家桥"})
    generations.point(second, former=first)
    assert (generations.pointed(CURRENT), generations.pointed(FORMER)) == (second, first)
    generations.point(first, former=second)
    assert (generations.pointed(CURRENT), generations.pointed(FORMER)) == (first, second)


def test_what_neither_alias_names_is_removed() -> None:
    old, former, current, unfinished = (made() for _number in range(4))
    generations.point(current, former=former)
    assert generations.forget_others() == sorted([old, unfinished])
    assert generations.current().name == current
    with pytest.raises(NeedsRebuild):
        generations.reopened(old)


def test_an_index_of_other_code_asks_for_a_rebuild() -> None:
    name = made()
    generations.point(name, former="")
    client, _writer = cluster._pair()
    client.index(index=name, id=META, document={"payload": '{"shape": "other", "own_words": [], "shards": 1}'})
    with pytest.raises(NeedsRebuild):
        generations.current()


def test_what_changes_during_a_rebuild_is_noted_once_and_taken_once() -> None:
    with generations.rebuilding():
        assert generations.is_rebuilding()
        generations.note(["page:1", "page:2"])
        generations.note(["page:2"])
        assert sorted(generations.take_notes()) == ["page:1", "page:2"]
        assert generations.take_notes() == []
        with pytest.raises(Conflict), generations.rebuilding():
            pass
        generations.note(["page:3"])
    assert not generations.is_rebuilding()
    with generations.rebuilding():
        assert generations.take_notes() == []


@pytest.fixture
def nowhere(settings: Any) -> None:
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    connection.breaker.cache_clear()


def test_without_a_cluster_everything_says_that_it_is_out_of_reach(nowhere: None) -> None:
    for work in (lambda: generations.pointed(CURRENT), generations.current, lambda: generations.create(())):
        with pytest.raises(EngineUnavailable):
            work()
