"""Counts with the names that people know: which values are offered, how they are named, and where names are kept."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.core.cache import cache
from django.core.cache.backends.base import memcache_key_warnings
from django.utils import translation

from cms.models import Topic
from organisations.models import Unit
from search import facets
from search.engines.base import Ask
from search.facets import count_facets
from search.results import Facet
from tests.factories.search import County

ALL = Ask(frozenset({"public"}))


class Counting:
    """An engine that has counted already."""

    own_words: frozenset[str] = frozenset()

    def __init__(self, **counts: list[tuple[str, int]]) -> None:
        self.counts = counts

    def facets(self, ask: Ask, names: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
        return {name: self.counts.get(name, []) for name in names}


def count(chosen: dict[str, tuple[str, ...]] | None = None, **counts: list[tuple[str, int]]) -> dict[str, Facet]:
    found = count_facets(Counting(**counts), ALL, chosen or {})  # type: ignore[arg-type]
    return {facet.name: facet for facet in found}


def shown(facet: Facet) -> list[tuple[str, int]]:
    return [(value.label, value.count) for value in facet.values]


def units_of(county: County, **counts: int) -> list[tuple[str, int]]:
    return [(getattr(county, name).code, many) for name, many in counts.items()]


@pytest.fixture
def theory(county: County) -> Topic:
    return Topic.objects.create(name="理论宣讲", slug="theory")


EVERY = {"centre": 9, "yangshe": 6, "baijiaqiao": 4, "tangqiao": 3, "jinqiao": 3}


@pytest.mark.parametrize(
    ("chosen", "labels"),
    [
        # The towns alone, until one is chosen: then its stations with it.
        (None, ["杨舍镇实践所", "塘桥镇实践所"]),
        ("yangshe", ["杨舍镇实践所", "百家桥村实践站", "塘桥镇实践所"]),
        ("tangqiao", ["杨舍镇实践所", "塘桥镇实践所", "金桥村实践站"]),
        # A chosen one never vanishes, however deep it hangs.
        ("baijiaqiao", ["杨舍镇实践所", "百家桥村实践站", "塘桥镇实践所"]),
        ("centre", ["张家港市新时代文明实践中心", "杨舍镇实践所", "塘桥镇实践所"]),
    ],
)
def test_units_open_step_by_step(county: County, chosen: str | None, labels: list[str]) -> None:
    picked = {"unit": (getattr(county, chosen).code,)} if chosen else {}
    facet = count(picked, unit=units_of(county, **EVERY))["unit"]
    assert [value.label for value in facet.values] == labels
    assert [value.value for value in facet.values if value.chosen] == list(picked.get("unit", ()))


def test_a_unit_says_how_deep_it_hangs_and_stands_below_the_one_above(county: County) -> None:
    facet = count({"unit": (county.yangshe.code,)}, unit=units_of(county, **EVERY))["unit"]
    assert [(value.label, value.depth, value.count) for value in facet.values] == [
        ("杨舍镇实践所", 1, 6),
        ("百家桥村实践站", 2, 4),
        ("塘桥镇实践所", 1, 3),
    ]


def test_a_chosen_value_without_rows_is_shown_with_none(county: County, theory: Topic) -> None:
    found = count(
        {"topic": ("theory",), "kind": ("casepage",), "year": ("1999",), "state": ("draft",)},
        kind=[("newspage", 4)],
        year=[("2026", 4)],
    )
    assert shown(found["topic"]) == [("理论宣讲", 0)]
    assert ("casepage", 0, True) in [(value.value, value.count, value.chosen) for value in found["kind"].values]
    assert shown(found["year"]) == [("2026", 4), ("1999", 0)]
    assert [(value.value, value.count, value.chosen) for value in found["state"].values] == [("draft", 0, True)]


def test_what_the_database_does_not_know_is_not_offered(county: County, theory: Topic) -> None:
    """A topic or a unit that has gone is still in an index that is a minute old."""
    found = count(
        {"unit": ("no-such-unit",), "topic": ("gone",)},
        unit=[("vanished", 3), *units_of(county, yangshe=1)],
        topic=[("vanished", 3), ("theory", 1)],
    )
    assert shown(found["unit"]) == [("杨舍镇实践所", 1)]
    assert shown(found["topic"]) == [("理论宣讲", 1)]


def test_the_slug_of_a_topic_is_no_unit_and_the_code_of_a_unit_no_topic(county: County, theory: Topic) -> None:
    code = county.yangshe.code
    found = count(
        {"unit": ("theory",), "topic": (code,)},
        unit=units_of(county, centre=2, yangshe=2),
        topic=[("theory", 1)],
    )
    assert shown(found["unit"]) == [("杨舍镇实践所", 2)]
    assert shown(found["topic"]) == [("理论宣讲", 1)]


def test_years_come_newest_first_however_often_they_occur(db: None) -> None:
    found = count(year=[("2019", 9), ("2026", 1), ("2023", 4)])
    assert shown(found["year"]) == [("2026", 1), ("2023", 4), ("2019", 9)]


@pytest.mark.parametrize(
    ("language", "names", "states"),
    [
        ("zh-hans", ["类型", "单位", "平台", "年份", "状态"], ["已公开", "未公开"]),
        ("en", ["Kind", "Unit", "Topic", "Year", "State"], ["public", "not public"]),
    ],
)
def test_facets_are_named_in_the_readers_language(db: None, language: str, names: list[str], states: list[str]) -> None:
    with translation.override(language):
        found = count(state=[("live", 2), ("draft", 1)], kind=[("newspage", 1), ("never-heard-of", 1)])
    assert [facet.label for facet in found.values()] == names
    assert [value.label for value in found["state"].values] == states
    # A kind without a name has its value, never nothing.
    assert [value.label for value in found["kind"].values][1] == "never-heard-of"


def test_without_rows_every_facet_is_there_and_empty(db: None) -> None:
    assert {name: facet.values for name, facet in count().items()} == dict.fromkeys(facets.LABELS, ())


# --- where names are kept ------------------------------------------------------------------------

TYPED = ["a b", "换\n行", "长" * 400, "x" * 300, "\x7f", "'; drop table", "%00", "村", "😀", ""]


def test_typed_values_make_keys_that_every_cache_takes(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = cache.get_many
    monkeypatch.setattr(cache, "get_many", lambda keys: asked.extend(keys) or real(keys))
    count({"unit": tuple(TYPED), "topic": tuple(TYPED)}, unit=units_of(county, yangshe=1))
    assert len(asked) == len(set(asked)) == 2 * len(TYPED) + 1
    assert [warning for key in asked for warning in memcache_key_warnings(f":1:{key}")] == []
    assert max(map(len, asked)) < 100


def test_a_name_is_read_once_a_minute_and_hits_are_counted_without_a_query(
    county: County, theory: Topic, django_assert_num_queries: Any
) -> None:
    asked = {"unit": units_of(county, **EVERY), "topic": [("theory", 2)]}
    with django_assert_num_queries(1):
        first = count(**asked)
    with django_assert_num_queries(0):
        again = count(**asked)
    assert first == again
    Unit.objects.filter(pk=county.yangshe.pk).update(name="杨舍新名字")
    assert shown(count(**asked)["unit"])[0][0] == "杨舍镇实践所"
    cache.clear()
    assert shown(count(**asked)["unit"])[0][0] == "杨舍新名字"


@pytest.mark.parametrize("many", [1, 3])
def test_names_cost_one_query_however_many(county: County, many: int, django_assert_num_queries: Any) -> None:
    for number in range(many):
        Topic.objects.create(name=f"平台{number}", slug=f"topic-{number}")
    codes = units_of(county, **dict(list(EVERY.items())[:many]))
    with django_assert_num_queries(1):
        found = count(unit=codes, topic=[(f"topic-{number}", 1) for number in range(many)])
    assert len(found["topic"].values) == many


def test_a_name_that_was_learnt_of_one_value_is_not_given_to_another(county: County, theory: Topic) -> None:
    count(topic=[("theory", 1)])
    Topic.objects.create(name="科普", slug="science")
    assert shown(count(topic=[("science", 2), ("theory", 1)])["topic"]) == [("科普", 2), ("理论宣讲", 1)]
