"""Which policy documents are in force on which day, also where several replace each other."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from cms.models import PolicyPage
from cms.selectors.shelf import Shelf
from tests.cms.conftest import County
from tests.factories import cms as make

NEW_YEAR = dt.date(2027, 1, 1)


def policy(county: County, title: str, **values: Any) -> PolicyPage:
    made: PolicyPage = make.content(PolicyPage, county.centre_page, title=title, **values)
    return made


def fresh(page: PolicyPage) -> PolicyPage:
    return PolicyPage.objects.get(pk=page.pk)


@pytest.mark.parametrize(
    ("values", "days"),
    [
        # (day, state) over a year's end: the last day is still in force, the first already.
        (
            {"issued_on": dt.date(2026, 12, 1), "effective_on": NEW_YEAR, "expires_on": dt.date(2027, 12, 31)},
            [
                (dt.date(2026, 12, 31), "not_yet"),
                (NEW_YEAR, "in_force"),
                (dt.date(2027, 12, 31), "in_force"),
                (dt.date(2028, 1, 1), "expired"),
            ],
        ),
        ({"issued_on": NEW_YEAR}, [(dt.date(2026, 12, 31), "not_yet"), (NEW_YEAR, "in_force")]),
        # Issued after it came into force: retroactive documents exist.
        ({"issued_on": NEW_YEAR, "effective_on": dt.date(2026, 1, 1)}, [(dt.date(2026, 6, 1), "in_force")]),
        ({"expires_on": dt.date(2024, 2, 29)}, [(dt.date(2024, 2, 29), "in_force"), (dt.date(2024, 3, 1), "expired")]),
        ({}, [(dt.date(1949, 10, 1), "in_force")]),
    ],
)
def test_a_document_holds_from_its_first_day_to_its_last(
    county: County, values: dict[str, Any], days: list[tuple[dt.date, str]]
) -> None:
    page = PolicyPage(**values)
    assert [(day, page.state_on(day)) for day, _state in days] == days


@pytest.mark.parametrize(
    ("later", "before", "after"),
    [
        ([{"effective_on": NEW_YEAR}], "in_force", "replaced"),
        ([{"issued_on": NEW_YEAR}], "in_force", "replaced"),
        ([{}], "replaced", "replaced"),
        ([{"effective_on": NEW_YEAR, "live": False}], "in_force", "in_force"),
        # The first written of two is to come, the second holds already.
        ([{"effective_on": dt.date(2030, 1, 1)}, {"effective_on": NEW_YEAR}], "in_force", "replaced"),
        ([{"effective_on": NEW_YEAR}, {"effective_on": dt.date(2030, 1, 1)}], "in_force", "replaced"),
        ([{"effective_on": dt.date(2030, 1, 1)}] * 3, "in_force", "in_force"),
    ],
)
def test_an_older_document_holds_until_one_of_its_successors_does(
    county: County, later: list[dict[str, Any]], before: str, after: str
) -> None:
    old = policy(county, "旧办法", issued_on=dt.date(2020, 1, 1))
    for number, values in enumerate(later):
        policy(county, f"新办法{number}", replaces=old, **values)
    assert (fresh(old).state_on(dt.date(2026, 12, 31)), fresh(old).state_on(NEW_YEAR)) == (before, after)


def test_replaced_goes_before_expired(county: County) -> None:
    old = policy(county, "旧办法", expires_on=dt.date(2020, 1, 1))
    policy(county, "新办法", replaces=old)
    assert fresh(old).state_on(NEW_YEAR) == "replaced"


def test_a_list_says_the_same_as_the_page(county: County, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    old = policy(county, "旧办法")
    policy(county, "远的", replaces=old, effective_on=dt.date(2090, 1, 1))
    policy(county, "近的", replaces=old, effective_on=dt.date(2020, 1, 1))
    items = {page.title: page for page in Shelf().items(PolicyPage)}
    with django_assert_num_queries(0):
        assert items["旧办法"].state == "replaced"
        assert items["旧办法"].state_label == "已被替代"
    assert (fresh(old).state, fresh(old).state_label) == ("replaced", "已被替代")


@pytest.mark.parametrize("length", [1, 2, 3, 5])
def test_documents_do_not_replace_each_other_in_a_circle(county: County, length: int) -> None:
    pages = [policy(county, "第0号")]
    for number in range(1, length):
        pages.append(policy(county, f"第{number}号", replaces=pages[-1]))
    first = fresh(pages[0])
    first.replaces_id = pages[-1].pk
    with pytest.raises(ValidationError) as refused:
        first.clean()
    assert list(refused.value.message_dict) == ["replaces"]
    first.replaces_id = None
    first.clean()
    last = fresh(pages[-1])
    last.clean()


def test_a_circle_made_elsewhere_is_named_and_ends(county: County) -> None:
    one, two = policy(county, "甲"), policy(county, "乙")
    PolicyPage.objects.filter(pk=one.pk).update(replaces=two)
    PolicyPage.objects.filter(pk=two.pk).update(replaces=one)
    three = PolicyPage(title="丙", unit=county.centre, replaces_id=one.pk)
    with pytest.raises(ValidationError, match="文件不能替代它自己"):
        three.clean()


@pytest.mark.parametrize(
    ("dates", "fits"),
    [
        ({"issued_on": NEW_YEAR, "expires_on": NEW_YEAR}, True),
        ({"issued_on": NEW_YEAR, "expires_on": dt.date(2026, 12, 31)}, False),
        ({"issued_on": dt.date(2026, 1, 1), "effective_on": NEW_YEAR, "expires_on": dt.date(2026, 12, 31)}, False),
        ({"issued_on": NEW_YEAR, "effective_on": dt.date(2026, 1, 1), "expires_on": dt.date(2026, 12, 31)}, True),
        ({"expires_on": dt.date(2026, 12, 31)}, True),
        ({}, True),
    ],
)
def test_a_document_does_not_expire_before_it_holds(dates: dict[str, Any], fits: bool, county: County) -> None:
    page = PolicyPage(title="办法", unit=county.centre, **dates)
    if fits:
        page.clean()
        return
    with pytest.raises(ValidationError) as refused:
        page.clean()
    assert list(refused.value.message_dict) == ["expires_on"]
