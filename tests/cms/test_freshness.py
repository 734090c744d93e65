"""Columns silent too long, and empty ones."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from cms.freshness import column_states
from tests.cms.conftest import County
from tests.factories import cms as make


def states() -> list[tuple[str, str, int | None]]:
    return [(column.title, column.state, column.days) for column in column_states()]


def test_columns_are_sorted_by_need(county: County) -> None:
    make.section(county.home, title="动态")
    make.section(county.home, "policypage", title="政策", silent_days=180)
    make.section(county.town_page, title="镇上动态")
    make.news(county.centre_page, days_ago=15)
    assert states() == [
        ("镇上动态", "empty", None),
        ("政策", "empty", None),
        ("张家港文明实践", "silent", 15),
        ("动态", "silent", 15),
    ]


@pytest.mark.parametrize(("days", "state"), [(14, "fresh"), (15, "silent")])
def test_limit_is_the_columns_own(county: County, days: int, state: str) -> None:
    make.section(county.home, title="动态", silent_days=14)
    make.news(county.village_page, days_ago=days)
    assert ("动态", state, days) in states()


def test_drafts_do_not_freshen_a_column(county: County) -> None:
    make.section(county.home, title="动态")
    make.news(county.village_page, live=False)
    assert ("动态", "empty", None) in states()


@pytest.mark.parametrize("count", [1, 3])
def test_states_ask_the_same_whatever_the_columns(
    county: County, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        make.section(county.town_page)
        make.news(county.village_page)
    with django_assert_num_queries(4):
        assert len(column_states()) == count + 1


def test_report_stands_in_the_admin(county: County, client: Client) -> None:
    make.section(county.home, title="动态")
    client.force_login(User.objects.create_superuser("root", password="x"))
    html = client.get(reverse("cms_freshness")).content.decode()
    assert ("栏目更新情况" in html, "空栏目" in html) == (True, True)
    assert client.get(reverse("cms_freshness") + "?export=csv").status_code == 200


def test_report_needs_the_admin(client: Client, county: County) -> None:
    assert client.get(reverse("cms_freshness")).status_code == 302
