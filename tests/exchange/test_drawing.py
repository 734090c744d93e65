"""Samples, shares and likeness from plain values: the same in, the same out, and no database."""

import math
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.models import Category, Need, Order
from exchange.services.followup import Share, draw
from exchange.similar import LEAST_ALIKE, _alike, _weights, pairs, town_path
from organisations.models import Unit

TOWNS = [Unit(pk=number, path=f"0001000{number}0001") for number in (1, 2, 3)]
KINDS = [Category(pk=1, path="0001"), Category(pk=2, path="00020001"), None]


def orders(count: int) -> list[Order]:
    return [
        Order(code=f"c{number:04}", mode="pooled" if number % 5 else "assigned",
              need=Need(unit=TOWNS[number % 3], category=KINDS[number % 3]))
        for number in range(count)
    ]  # fmt: skip


def codes(count: int, share: str = "20", seed: str = "s", strata: tuple[str, ...] = ("town",)) -> list[str]:
    return [order.code for order, _name in draw(orders(count), share=Decimal(share), seed=seed, strata=strata)]


@pytest.mark.parametrize(
    "strata", [(), ("town",), ("category",), ("mode",), ("mode", "town"), ("category", "mode", "town")]
)
@pytest.mark.parametrize("share", ["0.1", "5", "33.3", "100"])
def test_every_stratum_gives_its_share_and_at_least_one(share: str, strata: tuple[str, ...]) -> None:
    population = orders(60)
    drawn = draw(population, share=Decimal(share), seed="s", strata=strata)
    whole = draw(population, share=Decimal(100), seed="s", strata=strata)
    assert len(whole) == 60
    size = Counter(name for _order, name in whole)
    taken = Counter(name for _order, name in drawn)
    assert set(taken) == set(size)
    for name, many in size.items():
        assert taken[name] == min(many, max(1, round(many * float(share) / 100)))


def test_the_order_of_the_rows_and_of_the_strata_changes_nothing() -> None:
    population = orders(40)
    one = draw(population, share=Decimal(20), seed="s", strata=("town", "mode"))
    other = draw(population[::-1], share=Decimal(20), seed="s", strata=("mode", "town"))
    assert [(order.code, name) for order, name in one] == [(order.code, name) for order, name in other]


@pytest.mark.parametrize("seed", ["t", "", "S", "s "])
def test_another_seed_draws_others(seed: str) -> None:
    assert codes(60) == codes(60)
    assert codes(60, seed=seed) != codes(60)


def test_what_is_drawn_comes_in_the_order_of_its_codes_and_once() -> None:
    drawn = codes(60, share="50")
    assert drawn == sorted(set(drawn))


def test_one_more_elsewhere_changes_no_other_stratum() -> None:
    before = {code for code in codes(60) if int(code[1:]) % 3 == 0}
    more = [*orders(60), Order(code="c9999", mode="pooled", need=Need(unit=TOWNS[1]))]
    drawn = draw(more, share=Decimal(20), seed="s", strata=("town",))
    assert {order.code for order, _name in drawn if order.need.unit == TOWNS[0]} == before


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_are_drawn_whole(count: int) -> None:
    assert codes(count, share="1") == [order.code for order in orders(count)]


# Shares


@pytest.mark.parametrize(
    ("count", "of", "value", "low", "high"),
    [
        (0, 10, 0.0, 0.0, 0.2775),
        (10, 10, 1.0, 0.7225, 1.0),
        (5, 10, 0.5, 0.2366, 0.7634),
        (50, 100, 0.5, 0.4038, 0.5962),
        (1, 1, 1.0, 0.2065, 1.0),
        (95, 100, 0.95, 0.8882, 0.9785),
    ],
)
def test_the_interval_of_wilson(count: int, of: int, value: float, low: float, high: float) -> None:
    share = Share(count, of)
    assert share.value == value
    assert share.interval == pytest.approx((low, high), abs=0.0001)


@given(of=st.integers(1, 5000), data=st.data())
def test_an_interval_holds_its_share_and_stays_between_nought_and_one(of: int, data: st.DataObject) -> None:
    share = Share(data.draw(st.integers(0, of)), of)
    assert share.interval is not None
    low, high = share.interval
    assert 0.0 <= low <= (share.value or 0.0) + 1e-9
    assert (share.value or 0.0) - 1e-9 <= high <= 1.0
    wider = Share(share.count * 2, of * 2).interval
    assert wider is not None
    assert wider[1] - wider[0] <= high - low + 1e-9


# Likeness


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("路灯坏了", {"路灯", "灯坏", "坏了"}),
        ("路灯，坏了", {"路灯", "坏了"}),
        ("路 灯", set()),
        ("灯", set()),
        ("", set()),
        ("。，！", set()),
        ("ＡＢc", {"ab", "bc"}),
        ("Wi-Fi", {"wi", "fi"}),
        ("3号楼", {"3号", "号楼"}),
        ("路灯路灯", {"路灯", "灯路"}),
    ],
)
def test_pairs_of_neighbours(text: str, found: set[str]) -> None:
    assert pairs(text) == found


def alike(asked: str, *texts: str) -> list[float]:
    held = [pairs(text) for text in texts]
    weight = _weights(held)
    return [_alike(pairs(asked), each, weight) for each in held]


def test_the_same_words_are_wholly_alike_and_strange_ones_not_at_all() -> None:
    found = alike("村口的路灯坏了", "村口的路灯坏了", "想请人理发")
    assert found[0] == pytest.approx(1.0)
    assert found[1] == 0.0


def test_what_is_rare_counts_more_than_what_everybody_writes() -> None:
    common = ["请人来看看热水器", "请人来看看水管", "请人来看看门锁", "请人来看看电视"]
    found = alike("请人来看看热水器坏了", *common)
    assert found[0] == max(found)
    assert found[0] > 2 * found[1]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("三组村口的路灯坏了，晚上看不清路", "村口路灯不亮，晚上看不清", True),
        ("热水器坏了，老人洗澡不方便", "家里热水器不热，洗澡冷", True),
        ("下水道堵了三天", "下水道又堵了", True),
        ("路灯坏了", "想请人来给老人理发", False),
        ("想学智能手机", "楼道灯不亮", False),
    ],
)
def test_likeness_of_real_words(one: str, other: str, near: bool) -> None:
    rest = ["想请志愿者上门量血压", "孩子放学没人管", "垃圾桶满了", "想看一场锡剧", "空调不制冷"]
    assert (alike(one, other, *rest)[0] >= LEAST_ALIKE) is near


@given(
    st.text("路灯坏了村口想理发 ，", max_size=20), st.lists(st.text("路灯坏了村口想理发 ，", max_size=20), max_size=6)
)
def test_likeness_lies_between_nought_and_one(asked: str, texts: list[str]) -> None:
    assert all(0.0 <= each <= 1.0 and not math.isnan(each) for each in alike(asked, *texts))


@pytest.mark.parametrize(
    ("path", "town"),
    [("0001", "0001"), ("00010002", "00010002"), ("000100020003", "00010002"), ("0001000200030004", "00010002")],
)
def test_the_town_of_a_unit(path: str, town: str) -> None:
    assert town_path(Unit(path=path)) == town
