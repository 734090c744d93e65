"""Needs that say much the same: who sees which, the nearer first, at a fixed cost."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exchange.models import Need
from exchange.similar import pairs, similar_needs
from organisations.selectors import reader_for
from tests.factories.exchange import ServiceCounty
from tests.worlds import world

county = world(ServiceCounty)

LAMP = "三组村口的路灯坏了，晚上看不清路"


def put(county: ServiceCounty, words: str, state: str = "accepted", **changes: Any) -> Need:
    need = county.ask(asked={"words": words}, **changes).need
    Need.objects.filter(pk=need.pk).update(state=state)
    return need


def found(words: str, county: ServiceCounty, **options: Any) -> list[Need]:
    return [each.need for each in similar_needs(words, county.station, **options)]


def test_the_like_are_found_and_the_unlike_are_not(county: ServiceCounty) -> None:
    lamp = put(county, "村口路灯不亮，晚上看不清")
    put(county, "想请人来给老人理发")
    assert found(LAMP, county) == [lamp]
    assert found(LAMP, county, but=lamp) == []


def test_the_same_town_comes_first(county: ServiceCounty) -> None:
    far = put(county, LAMP, unit=county.other_station)
    near = put(county, "村口的路灯坏了两盏", unit=county.town)
    assert found(LAMP, county) == [near, far]
    assert [each.same_town for each in similar_needs(LAMP, county.station)] == [True, False]


@pytest.mark.parametrize("state", ["submitted", "returned", "deliberation"])
def test_what_is_not_yet_public_is_seen_by_staff_of_its_unit_alone(county: ServiceCounty, state: str) -> None:
    need = put(county, LAMP, state)
    readers = {
        name: reader_for(getattr(county, name)) for name in ("helper", "dispatcher", "other_dispatcher", "resident")
    }
    seen = {name for name, reader in readers.items() if found(LAMP, county, reader=reader) == [need]}
    assert seen == {"helper", "dispatcher"}
    assert found(LAMP, county) == []


@pytest.mark.parametrize("state", ["rejected", "cancelled", "withdrawn", "expired", "served", "closed"])
def test_what_is_over_is_not_open(county: ServiceCounty, state: str) -> None:
    put(county, LAMP, state)
    assert found(LAMP, county, reader=reader_for(county.dispatcher)) == []


def test_rare_words_weigh_more(county: ServiceCounty) -> None:
    for sign in "窗门床柜桌椅墙瓦":
        put(county, f"想请人修{sign}")
    piano = put(county, "钢琴坏了")
    assert found("想请人调钢琴", county)[0] == piano


def test_five_at_most_and_three_queries_whatever_there_is(county: ServiceCounty) -> None:
    reader = reader_for(county.dispatcher)
    for count in (1, 8):
        for _number in range(count):
            put(county, LAMP)
            put(county, LAMP, "submitted", unit=county.other_station)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            needs = found(LAMP, county, reader=reader, category=county.heating)
            assert all(need.unit.name and need.summary for need in needs)
        assert len(queries) == 3
        assert len(needs) == min(2 * count, 5)


def test_only_public_columns_are_read(county: ServiceCounty) -> None:
    put(county, LAMP)
    (need,) = found(LAMP, county)
    assert {"asker_id", "reason", "receipt_hash", "entered_by_id"} <= need.get_deferred_fields()


def test_pairs_stop_at_marks() -> None:
    assert pairs("路灯坏，ＡＢ c") == {"路灯", "灯坏", "ab"}
    assert pairs("，。！") == frozenset()
