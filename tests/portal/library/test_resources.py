"""The register on the public site: only what is listed is there, its hours are told, its contact by right."""

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common.models import OutboxMessage
from exchange.enums import ResourceState
from exchange.models import Audience, Resource, ResourceContactRead
from exchange.services.resource_facts import Hours
from exchange.services.resources import resource_hours
from organisations.opening import DayKinds
from portal import receivers
from tests.factories.resources import ResourceCounty
from tests.worlds import world

county = world(ResourceCounty)
LIST = "/library/"
PHONE = "13800138000"


@pytest.fixture(autouse=True)
def _no_kept_pages(db: Any) -> None:
    cache.clear()


def client_of(user: Any = None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(resource: Resource) -> str:
    return reverse("portal:resource", args=[resource.code])


def names(client: Client, query: str = "") -> list[str]:
    return [row.name for row in client.get(LIST + query).context["resources"]]


def test_only_what_is_listed_and_not_over_is_there(county: ResourceCounty) -> None:
    made = {state: county.resource_in(state, f"资源{state}") for state in ResourceState}
    over = county.listed("昨天到期")
    Resource.objects.filter(pk=over.pk).update(
        valid_from=dt.date(2020, 1, 1), valid_to=timezone.localdate() - dt.timedelta(days=1)
    )
    for user in (None, county.resident, county.director):
        client = client_of(user)
        assert names(client) == [made[ResourceState.LISTED].name]
        answers = {state: client.get(url(row)).status_code for state, row in made.items()}
        assert answers == {state: 200 if state == ResourceState.LISTED else 404 for state in ResourceState}
        assert client.get(url(over)).status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?kind=talent", ["反诈讲师"]),
        ("?kind=venue", ["凤凰书场"]),
        ("?kind=%00", ["凤凰书场", "反诈讲师"]),
        ("?unit={town}", ["反诈讲师"]),
        ("?category={repairs}", ["反诈讲师"]),
        ("?audience={elders}", ["凤凰书场"]),
        ("?audience=none&page=x", ["凤凰书场", "反诈讲师"]),
    ],
)
def test_it_is_narrowed_by_kind_town_category_and_audience(
    county: ResourceCounty, query: str, expected: list[str]
) -> None:
    elders = Audience.objects.create(name="老年人")
    county.listed("反诈讲师")
    county.listed("凤凰书场", unit=county.other_station, kind="venue", category=None, audiences=[elders])
    filled = query.format(town=county.town.code, repairs=county.repairs.pk, elders=elders.code)
    assert names(client_of(), filled) == expected


def test_the_cost_of_the_list_does_not_grow(county: ResourceCounty, django_assert_num_queries: Any) -> None:
    county.listed("第一位讲师")
    client = client_of(county.resident)
    client.get(LIST)
    with django_assert_num_queries(12):
        client.get(LIST)
    for number in range(2):
        county.listed(f"讲师{number}")
    with django_assert_num_queries(12):
        assert len(client.get(LIST).context["resources"]) == 3


def test_the_page_tells_when_it_is_free_and_how_to_ask(county: ResourceCounty) -> None:
    resource = county.listed("反诈讲师", text="讲防范诈骗", place="村委会二楼")
    today = timezone.localdate()
    day = DayKinds().types_of(today + dt.timedelta(days=1))[0]
    hours = Hours([(day, dt.time(19), dt.time(21))], [(today + dt.timedelta(days=3), None, "外出学习")])
    resource_hours(resource=resource, actor=county.helper, hours=hours)
    answer = client_of().get(url(resource))
    page = answer.content.decode()
    assert [bool(line.hours) for line in answer.context["week"]] == [False, True, *[False] * 5]
    for told in ("讲防范诈骗", "村委会二楼", "19:00—21:00", "外出学习", f"/needs/ask/?unit={county.station.code}"):
        assert told in page
    assert PHONE not in page
    assert "陆建新" not in page
    assert 'name="purpose"' not in page


@pytest.mark.parametrize(
    ("who", "purpose", "status"),
    [("helper", "约课", 200), ("helper", " ", 422), ("resident", "约课", 403), (None, "约课", 403)],
)
def test_the_contact_is_shown_by_right_with_a_purpose(
    county: ResourceCounty, who: str | None, purpose: str, status: int
) -> None:
    resource = county.listed()
    client = client_of(getattr(county, who) if who else None)
    before = client.get(url(resource)).content.decode()
    assert PHONE not in before
    assert ('name="purpose"' in before) == (who == "helper")
    answer = client.post(url(resource), {"purpose": purpose})
    assert answer.status_code == status
    assert (PHONE in answer.content.decode()) == (status == 200)
    assert ResourceContactRead.objects.count() == (status == 200)
    if status == 200:
        assert "no-store" in answer.headers["Cache-Control"]


def test_a_change_reaches_the_kept_pages(county: ResourceCounty) -> None:
    resource = county.listed()
    sent = OutboxMessage.objects.filter(consumer=receivers.CONSUMER, object_id=str(resource.pk))
    assert "exchange.resource_changed" in sent.values_list("event", flat=True)
