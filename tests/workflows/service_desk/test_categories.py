"""The catalogue as the centre edits it: who may, what is written, and what is refused with all that was typed."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from exchange.models import Category, CategoryQuestion, ServiceLimit, TeamService
from organisations.enums import Role
from tests.factories.needs import NeedCounty

HOME = "/admin/needs/categories/"
SignIn = Callable[[Any], Client]


@pytest.fixture
def centre(county: NeedCounty, sign_in: SignIn) -> Client:
    return sign_in(county.holder(Role.ADMINISTRATOR, county.centre))


@pytest.mark.parametrize(
    ("role", "where", "status"),
    [
        (Role.ADMINISTRATOR, "centre", 200),
        (Role.DIRECTOR, "centre", 200),
        (Role.DISPATCHER, "centre", 404),
        (Role.ADMINISTRATOR, "town", 404),
    ],
)
def test_who_edits_the_catalogue(county: NeedCounty, sign_in: SignIn, role: Role, where: str, status: int) -> None:
    client = sign_in(county.holder(role, getattr(county, where)))
    for path in ("", "new/", "limits/", f"{county.repairs.pk}/", f"{county.repairs.pk}/questions/"):
        assert (path, client.get(f"{HOME}{path}").status_code) == (path, status)


def test_a_category_is_added_changed_moved_and_removed(county: NeedCounty, centre: Client) -> None:
    given = {"name": "理发", "other_names": "剪头 剃头", "promise": "三个工作日内上门", "is_open": "on"}
    assert centre.post(f"{HOME}new/", {**given, "parent": county.repairs.get_parent() or ""}).status_code == 302
    made = Category.objects.get(name="理发")
    assert (made.other_names, made.promise, made.is_open) == ("剪头 剃头", "三个工作日内上门", True)
    page = centre.get(f"{HOME}{made.pk}/").content.decode()
    assert "三个工作日内上门" in page
    assert centre.post(f"{HOME}{made.pk}/texts/", {"name": "上门理发"}).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.promise, made.is_open) == ("上门理发", "", False)
    assert centre.post(f"{HOME}{made.pk}/move/", {"parent": "", "after": ""}).status_code == 302
    assert Category.objects.order_by("path").first() == made
    assert centre.post(f"{HOME}{made.pk}/remove/").status_code == 302
    assert not Category.objects.filter(pk=made.pk).exists()


def test_what_is_refused_is_said_with_all_that_was_typed(county: NeedCounty, centre: Client) -> None:
    answer = centre.post(f"{HOME}new/", {"name": "a/b", "promise": "马上到"})
    assert (answer.status_code, 'value="马上到"' in answer.content.decode()) == (422, True)
    county.ask()
    TeamService.objects.create(team=county.team, category=county.repairs)
    used = centre.post(f"{HOME}{county.repairs.pk}/remove/")
    assert (used.status_code, "desk-note--err" in used.content.decode()) == (409, True)
    assert centre.get(f"{HOME}{county.repairs.pk}/paint/").status_code == 404


def test_limits_are_typed_in_working_days_for_a_category_and_the_county(county: NeedCounty, centre: Client) -> None:
    address = f"{HOME}{county.repairs.pk}/limits/"
    assert centre.post(address, {"serve": "3", "dispatch": "0.25"}).status_code == 302
    own = ServiceLimit.objects.filter(category=county.repairs).values_list("step", "hours")
    assert dict(own) == {"serve": Decimal(24), "dispatch": Decimal(2)}
    assert 'value="3"' in centre.get(address).content.decode()
    assert centre.post(address, {"serve": "", "dispatch": "0.25"}).status_code == 302
    assert dict(own.all()) == {"dispatch": Decimal(2)}
    refused = centre.post(address, {"serve": "9999", "dispatch": "1"})
    assert (refused.status_code, 'value="9999"' in refused.content.decode()) == (422, True)
    assert dict(own.all()) == {"dispatch": Decimal(2)}
    assert centre.post(f"{HOME}limits/", {"screen": "2"}).status_code == 302
    assert ServiceLimit.objects.get(category=None, step="screen").hours == 16


def test_questions_are_written_in_order_and_an_error_stands_at_its_row(county: NeedCounty, centre: Client) -> None:
    address = f"{HOME}{county.repairs.pk}/questions/"
    CategoryQuestion.objects.filter(category=county.repairs).delete()
    wrong = {"0-text": "", "1-text": "几楼？", "2-text": "哪一种？", "2-kind": "choice", "2-choices": "水"}
    refused = centre.post(address, wrong)
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["2-choices"]
    assert centre.post(address, {**wrong, "2-choices": "水 电", "2-required": "on"}).status_code == 302
    held = CategoryQuestion.objects.filter(category=county.repairs)
    assert [(row.text, row.kind, row.choices, row.required) for row in held] == [
        ("几楼？", "text", "", False),
        ("哪一种？", "choice", "水 电", True),
    ]
    first = held[0].pk
    assert centre.post(address, {"0-text": "几楼几号？", "0-kind": "text", "0-personal": "on"}).status_code == 302
    assert [(row.pk, row.text, row.personal) for row in held.all()] == [(first, "几楼几号？", True)]


def test_the_tree_costs_the_same_however_large(county: NeedCounty, centre: Client) -> None:
    counts = []
    for number in range(2):
        Category.add_root(name=f"新类{number}", is_open=True)
        centre.get(HOME)
        with CaptureQueriesContext(connection) as caught:
            centre.get(HOME)
        counts.append(len(caught))
    assert counts[0] == counts[1]
