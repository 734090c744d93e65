"""Guessing at receipts: ten wrong tries from an address or at a code, then a quarter of an hour of silence."""

import datetime as dt

import pytest
import time_machine
from django.core.cache import cache
from django.utils import translation

from common.errors import NotFound
from exchange.receipt_tries import PAUSE, WRONG_TRIES, TooManyTries, open_by_receipt
from exchange.services import Submitted
from tests.factories.exchange import ServiceCounty
from tests.worlds import world

county = world(ServiceCounty)
HERE, THERE = "203.0.113.5", "2001:db8::9"


@pytest.fixture
def made(county: ServiceCounty) -> Submitted:
    return county.ask(actor=None)


def wrong(code: str, *, times: int = WRONG_TRIES, address: str = HERE, tail: str = "0000") -> None:
    for _ in range(times):
        with pytest.raises(NotFound):
            open_by_receipt(code, tail, address=address)


@pytest.mark.parametrize("written", ["{0}{1}", "{0} {1}", " {0}-{1} ", "编号{0}{1}", "{0}\u3000{1}"])
def test_a_code_is_read_however_it_is_parted(made: Submitted, written: str) -> None:
    code = written.format(made.receipt[:4], made.receipt[4:])
    assert open_by_receipt(code, " 8000 ", address=HERE) == made.need


@pytest.mark.parametrize("tail", ["8000", " 8000", "８０００", "８０００　"])
def test_digits_of_a_chinese_keyboard_are_digits(made: Submitted, tail: str) -> None:
    wide = made.receipt.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    assert open_by_receipt(wide, tail, address=HERE) == made.need


def test_the_owner_may_look_as_often_as_wanted(made: Submitted) -> None:
    for _ in range(3 * WRONG_TRIES):
        assert open_by_receipt(made.receipt, "8000", address=HERE) == made.need


def test_after_ten_wrong_ones_nobody_there_is_answered(made: Submitted) -> None:
    for number in range(WRONG_TRIES):
        wrong(f"{number:08}", times=1)
    with translation.override("zh-hans"), pytest.raises(TooManyTries) as refused:
        open_by_receipt(made.receipt, "8000", address=HERE)
    assert (refused.value.status, refused.value.code, refused.value.wait) == (429, "exchange.too_many_tries", PAUSE)
    assert "一刻钟" in str(refused.value) or "15" in str(refused.value)
    assert open_by_receipt(made.receipt, "8000", address=THERE) == made.need


def test_a_code_that_many_guess_at_is_closed_for_all(made: Submitted) -> None:
    for number in range(WRONG_TRIES):
        wrong(made.receipt, times=1, address=f"198.51.100.{number}")
    with pytest.raises(TooManyTries):
        open_by_receipt(made.receipt, "8000", address=THERE)


@pytest.mark.parametrize("written", ["{0} {1}", "{0}-{1}", "x{0}{1}"])
def test_the_same_code_written_otherwise_is_the_same(made: Submitted, written: str) -> None:
    for number in range(WRONG_TRIES):
        wrong(written.format(made.receipt[:4], made.receipt[4:]), times=1, address=f"198.51.100.{number}")
    with pytest.raises(TooManyTries):
        open_by_receipt(made.receipt, "8000", address=THERE)


def test_nine_wrong_ones_and_the_right_one_open(made: Submitted) -> None:
    wrong(made.receipt, times=WRONG_TRIES - 1)
    assert open_by_receipt(made.receipt, "8000", address=HERE) == made.need


def test_a_right_one_takes_back_no_wrong_one(made: Submitted, county: ServiceCounty) -> None:
    own = county.ask(actor=None)
    wrong(made.receipt, times=WRONG_TRIES - 1)
    for _ in range(5):
        open_by_receipt(own.receipt, "8000", address=HERE)
    wrong(made.receipt, times=1)
    with pytest.raises(TooManyTries):
        open_by_receipt(made.receipt, "8000", address=HERE)


@pytest.mark.parametrize(("after", "answered"), [(PAUSE - 5, False), (PAUSE + 5, True)])
def test_the_pause_ends_a_quarter_of_an_hour_after_the_first(made: Submitted, after: int, answered: bool) -> None:
    begin = dt.datetime(2026, 11, 2, 1, tzinfo=dt.UTC)
    with time_machine.travel(begin, tick=False):
        wrong(made.receipt)
    with time_machine.travel(begin + dt.timedelta(seconds=after), tick=False):
        if answered:
            assert open_by_receipt(made.receipt, "8000", address=HERE) == made.need
            return
        with pytest.raises(TooManyTries):
            open_by_receipt(made.receipt, "8000", address=HERE)


def test_neither_code_nor_address_lies_readable_in_the_cache(made: Submitted) -> None:
    wrong(made.receipt, times=1)
    keys = " ".join(cache._cache)  # type: ignore[attr-defined]
    assert keys.count("receipt-tries:") == 2
    assert made.receipt not in keys
    assert HERE not in keys


@pytest.mark.parametrize("code", ["", "编号", "12345678", "0" * 500, "１２３４５６７８"])
def test_a_code_that_is_none_is_not_found(made: Submitted, code: str) -> None:
    with pytest.raises(NotFound) as refused:
        open_by_receipt(code, "8000", address=HERE)
    assert refused.value.code == "exchange.no_receipt"
