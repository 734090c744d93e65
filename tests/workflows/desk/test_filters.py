"""What an address asks of a list: every filter, alone and together, and everything that is not one."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.http import QueryDict
from django.utils import timezone

from cms.models import CasePage
from tests.factories.workflows import ReviewCounty, item_of
from workflows.desk.filters import Filters, Menu
from workflows.desk.person import Heap
from workflows.models import WorkItem

# Wednesday, noon.
NOW = dt.datetime(2026, 3, 11, 4, tzinfo=dt.UTC)


def filters(address: str) -> Filters:
    return Filters(QueryDict(address))


def heap(step: str = "first_review", *, kind: int | None = None, unit: int = 1, many: int = 1) -> Heap:
    return Heap("mine", kind, unit, f"单位{unit}", step, many)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("", ""),
        ("q=%20 ", ""),
        ("q=a%00b", "q=ab"),
        ("kind=3&kind=1&kind=3", "kind=1&kind=3"),
        ("kind=-1&kind=1.5&kind=one&kind=99999999999", ""),
        ("unit=7&unit='", "unit=7"),
        ("step=first_review&step=burn", "step=first_review"),
        ("due=week&due=late&due=year", "due=late&due=week"),
        ("sort=-due", "sort=-due"),
        ("sort=owner__password", ""),
        ("p=3&export=csv&next=//evil&due=today", "due=today"),
        ("due=today&unit=2&q=x&sort=-due&kind=1", "q=x&kind=1&unit=2&due=today&sort=-due"),
    ],
)
def test_the_address_is_written_one_way_with_known_values(address: str, kept: str) -> None:
    assert filters(address).address == kept
    assert filters(kept).address == kept


def test_a_search_is_cut_not_refused() -> None:
    assert len(filters("q=" + "长" * 500).search) == 100


@pytest.mark.parametrize(
    ("address", "active"),
    [("", False), ("sort=-due", False), ("q=x", True), ("kind=1", True), ("unit=1", True),
     ("step=co_sign", True), ("due=late", True), ("due=never", False)],
)  # fmt: skip
def test_the_order_alone_is_no_filter(address: str, active: bool) -> None:
    assert filters(address).active is active


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("", 10),
        ("kind=5", 7),
        ("unit=2", 5),
        ("step=first_review", 6),
        ("step=first_review&step=co_sign", 7),
        ("kind=5&unit=2", 4),
        ("kind=5&unit=2&step=co_sign", 0),
        ("unit=404", 0),
        ("q=x", None),
        ("due=late", None),
        ("kind=5&due=late", None),
    ],
)
def test_what_was_counted_already_is_not_counted_again(address: str, count: int | None) -> None:
    heaps = [
        heap(kind=5, unit=1, many=2),
        heap(kind=5, unit=2, many=4),
        heap("co_sign", kind=6, unit=2, many=1),
        heap("final_review", kind=6, unit=3, many=2),
        heap("final_review", kind=5, unit=3, many=1),
    ]
    assert filters(address).count_in(heaps) == count


def menu(found: list[Menu], name: str) -> Menu:
    return next(menu for menu in found if menu.name == name)


def test_menus_hold_what_occurs_in_the_order_of_work() -> None:
    found = filters("step=co_sign&unit=2").menus([heap("final_review", unit=2), heap("co_sign"), heap("first_review")])
    assert [choice.value for choice in menu(found, "step").choices] == ["first_review", "co_sign", "final_review"]
    assert [choice.label for choice in menu(found, "step").chosen] == ["会签"]
    assert [(choice.value, choice.chosen) for choice in menu(found, "unit").choices] == [("1", False), ("2", True)]


def test_time_is_a_filter_for_what_is_still_to_be_done() -> None:
    assert [choice.label for choice in menu(filters("").menus([]), "due").choices] == ["已逾期", "今天到期", "本周到期"]
    assert all(found.name != "due" for found in filters("").menus([], by_time=False))
    # A filter that is in force can be seen and taken off, wherever it came from.
    assert menu(filters("due=late").menus([], by_time=False), "due").chosen


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "全部"),
        ("q=取暖", "搜索：取暖"),
        ("step=co_sign&step=first_review", "环节：初审、会签"),
        ("q=a&due=week&due=late", "搜索：a；期限：已逾期、本周到期"),
    ],
)
def test_the_filter_as_a_sentence(address: str, words: str) -> None:
    asked = filters(address)
    assert asked.words(asked.menus([heap("first_review"), heap("co_sign")])) == words


@pytest.fixture
def titles(county: ReviewCounty, copied: Callable[..., WorkItem]) -> Callable[[str], list[str]]:
    """Items due around a Wednesday noon; answers the titles that an address leaves."""
    first = item_of(county.submitted(title="周日"))
    due = {
        "昨天": dt.timedelta(days=-1),
        "刚过": dt.timedelta(minutes=-1),
        "今晚": dt.timedelta(hours=11, minutes=59),
        "零点": dt.timedelta(hours=12),
        "周一": dt.timedelta(days=4, hours=12),
    }
    WorkItem.objects.filter(pk=first.pk).update(due_at=NOW + dt.timedelta(days=4, hours=11))
    for title, after in due.items():
        copied(first, title=title, due_at=NOW + after)

    def left(address: str) -> list[str]:
        asked = filters(address)
        return [item.title for item in asked.order(asked.narrow(WorkItem.objects.all()))]

    return left


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("due=late", ["昨天", "刚过"]),
        ("due=today", ["今晚"]),
        ("due=week", ["今晚", "零点", "周日"]),
        ("due=late&due=today", ["昨天", "刚过", "今晚"]),
        ("", ["昨天", "刚过", "今晚", "零点", "周日", "周一"]),
        ("sort=-due", ["周一", "周日", "零点", "今晚", "刚过", "昨天"]),
        ("due=week&q=周", ["周日"]),
        ("q=%25", []),
        ("q=_", []),
    ],
)
def test_time_and_words_narrow_the_rows(
    address: str, left: list[str], titles: Callable[[str], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    assert titles(address) == left


def test_a_unit_is_found_by_its_name(county: ReviewCounty) -> None:
    item = item_of(county.submitted())
    for search, found in ((county.baijiaqiao.name, [item]), ("没有这个单位", [])):
        assert list(filters(f"q={search}").narrow(WorkItem.objects.all())) == found


def test_a_kind_is_that_of_the_page(county: ReviewCounty) -> None:
    from django.contrib.contenttypes.models import ContentType

    item = item_of(county.submitted())
    own = item.page.content_type_id
    other = ContentType.objects.get_for_model(CasePage).pk
    assert list(filters(f"kind={own}").narrow(WorkItem.objects.all())) == [item]
    assert list(filters(f"kind={other}").narrow(WorkItem.objects.all())) == []
    assert list(filters(f"kind={own}&kind={other}").narrow(WorkItem.objects.all())) == [item]
