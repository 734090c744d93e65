"""What a team reads of an order: what is asked and until when; who asks, only while it is in its hands."""

import re
from typing import Any

import pytest
from django.test import Client

from exchange.models import PersonalRead
from tests.portal.team.conftest import TeamCounty, signed_in


def page(client: Client, order: Any, end: str = "") -> str:
    answer = client.get(f"/team/orders/{order.code}/{end}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_says_what_is_asked_where_and_until_when(county: TeamCounty, captain: Client) -> None:
    order = county.assigned(asked={"people_count": 3})
    text = page(captain, order)
    for words in (
        "热水器坏了",
        "百家桥站",
        "3 人",
        "水电",
        "接单以后看得到电话和地址",
        "还能退 2 次",
        "接单",
        "办不了",
    ):
        assert words in text
    assert 'class="due due-' in text
    assert "13800138000" not in text


@pytest.mark.parametrize("stage", ["accepted", "scheduled", "in_service"])
def test_in_its_hands_the_contact_is_read_for_a_purpose_and_on_record(county: TeamCounty, stage: str) -> None:
    order = getattr(county, stage)()
    client = signed_in(county.team.captain)
    assert "13800138000" not in page(client, order)
    assert "13800138000" not in page(client, order, "contact/")
    unsaid = client.post(f"/team/orders/{order.code}/contact/", {})
    assert (unsaid.status_code, PersonalRead.objects.count()) == (422, 0)
    read = client.post(f"/team/orders/{order.code}/contact/", {"purpose": "call"})
    assert "13800138000" in read.content.decode()
    assert "no-store" in read.headers["Cache-Control"]
    row = PersonalRead.objects.get()
    assert (row.person, row.need_id, row.purpose) == (county.team.captain, order.need_id, "打电话约时间")


@pytest.mark.parametrize("stage", ["assigned", "done"])
def test_before_and_after_nothing_personal_is_shown(county: TeamCounty, stage: str) -> None:
    order = getattr(county, stage)()
    client = signed_in(county.team.captain)
    answer = client.post(f"/team/orders/{order.code}/contact/", {"purpose": "call"}, follow=True)
    assert "单在您手上的时候" in answer.content.decode()
    assert "13800138000" not in answer.content.decode()
    assert not PersonalRead.objects.exists()


@pytest.mark.parametrize(
    ("stage", "buttons", "pages"),
    [
        ("assigned", {"accept"}, {"refuse", "extend"}),
        ("accepted", set(), {"plan", "pause", "extend"}),
        ("scheduled", {"start"}, {"plan", "pause", "extend"}),
        ("in_service", set(), {"report", "pause", "extend"}),
        ("done", set(), set()),
    ],
)
def test_what_needs_words_is_a_page_and_the_rest_a_button(
    county: TeamCounty, stage: str, buttons: set[str], pages: set[str]
) -> None:
    order = getattr(county, stage)()
    text = page(signed_in(county.team.captain), order)
    address = f"/team/orders/{order.code}/"
    assert set(re.findall(f'action="{address}([a-z]+)/"', text)) == buttons
    assert set(re.findall(f'href="{address}([a-z]+)/"', text)) - {"contact"} == pages
    for verb in pages:
        assert "<form" in page(signed_in(county.team.captain), order, f"{verb}/")
