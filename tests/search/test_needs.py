"""Needs are found by everybody from the moment they are public, masked, and by nobody before or after."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from common.access import ANONYMOUS
from common.models import OutboxMessage
from exchange.enums import PUBLIC_STATES, NeedState, ScreenOutcome
from exchange.models import Need
from exchange.rules import PUBLIC_NEED
from organisations.models import Unit
from organisations.selectors import reader_for
from search import lifecycle, sync
from search.generations import current
from search.kinds.needs import NEEDS
from search.services import Query, find, suggest
from tests.factories.exchange import ServiceCounty
from tests.permissions.agreement import disagreements
from tests.worlds import world

town = world(ServiceCounty)


def deliver() -> None:
    """Hands what waits for search to its handler as a drainer would."""
    waiting = list(OutboxMessage.objects.filter(consumer=sync.CONSUMER).order_by("id"))
    sync.handle(waiting)
    OutboxMessage.objects.filter(consumer=sync.CONSUMER).delete()


def found(text: str, reader: Any = ANONYMOUS, **how: Any) -> list[str]:
    return [hit.title for hit in find(Query(text, **how), reader).hits if hit.exact]


def need_in(county: ServiceCounty, state: NeedState, number: int) -> Need:
    master = county.ask().need if state == NeedState.DUPLICATE else None
    need = county.ask(asked={"words": f"楼道扶手松了，第{number}户"}).need
    Need.objects.filter(pk=need.pk).update(state=state, master=master)
    return Need.objects.get(pk=need.pk)


def test_only_what_is_public_is_found_counted_and_suggested(town: ServiceCounty) -> None:
    shown = {need_in(town, state, number).summary: state for number, state in enumerate(NeedState)}
    lifecycle.rebuild()
    for reader in (ANONYMOUS, reader_for(town.resident), reader_for(town.director), reader_for(town.team.captain)):
        result = find(Query("扶手", size=50), reader)
        assert {shown[hit.title] for hit in result.hits} == set(PUBLIC_STATES)
        assert result.total == len(PUBLIC_STATES)
        facet = result.facet("kind")
        assert facet
        assert [(value.value, value.label, value.count) for value in facet.values] == [("need", "需求", 4)]
        assert {s.label for s in suggest("楼道扶手", reader) if s.url} <= {
            title for title, state in shown.items() if state in PUBLIC_STATES
        }


def test_what_is_not_public_is_not_even_in_the_index(town: ServiceCounty) -> None:
    public, hidden = need_in(town, NeedState.ACCEPTED, 1), need_in(town, NeedState.SUBMITTED, 2)
    lifecycle.rebuild()
    held = current().stamps()
    assert f"need:{public.pk}" in held
    assert f"need:{hidden.pk}" not in held


def test_a_need_comes_with_its_acceptance_and_goes_with_its_withdrawal(town: ServiceCounty) -> None:
    lifecycle.rebuild()
    words = "路灯不亮，想请人来修"
    need = town.ask(asked={"words": words}).need
    deliver()
    assert found("路灯") == []
    town.screened(need=need)
    deliver()
    assert found("路灯") == [need.summary]
    order = town.open(need)
    town.verbs.need_withdraw(need=order.need, actor=town.dispatcher, reason="路灯归城管")
    deliver()
    assert found("路灯") == []


@pytest.mark.parametrize("outcome", [ScreenOutcome.REJECT, ScreenOutcome.RETURN])
def test_what_was_not_accepted_never_comes(town: ServiceCounty, outcome: ScreenOutcome) -> None:
    lifecycle.rebuild()
    town.screened(outcome, asked={"words": "路灯不亮，想请人来修"})
    deliver()
    assert found("路灯") == []


def test_the_words_are_those_that_passed_the_gate(town: ServiceCounty) -> None:
    asked = {"words": "路灯不亮，周阿婆住三单元401", "name": "周阿婆", "phone": "13912345678"}
    need = town.ask(asked=asked, mask=lambda text: text.replace("周阿婆", "周**").replace("401", "***")).need
    town.screened(need=need)
    lifecycle.rebuild()
    assert found("路灯") == [need.summary]
    for secret in ("周阿婆", "401", "13912345678"):
        hits = find(Query(secret), ANONYMOUS).hits
        assert not [hit for hit in hits if hit.exact]
        assert secret not in "".join(hit.snippet_html + hit.title for hit in hits)


def test_a_hit_says_where_and_what_and_opens_the_public_page(town: ServiceCounty) -> None:
    need = town.screened(asked={"words": "路灯不亮，想请人来修"})
    lifecycle.rebuild()
    hit = find(Query("路灯"), ANONYMOUS).hits[0]
    assert (hit.kind, hit.kind_label, hit.unit_name, hit.topic) == ("need", "需求", "百家桥站", "水电")
    assert hit.url == reverse("portal:need", args=[need.code])
    assert hit.edit_url == ""
    page = Client().get(reverse("portal:search"), {"q": "路灯"}).content.decode()
    assert f'<a href="{hit.url}">' in page
    assert need.summary in Client().get(hit.url).content.decode()


@pytest.mark.parametrize(
    ("text", "how", "there"),
    [
        ("水电", {}, True),
        ("路燈", {}, True),
        ("路灯", {"kinds": ("need",)}, True),
        ("路灯", {"kinds": ("unit",)}, False),
        ("路灯", {"states": ("live",)}, True),
        ("路灯", {"years": ("1999",)}, False),
    ],
)
@pytest.mark.parametrize("indexed", [True, False], ids=["index", "database"])
def test_found_by_category_old_script_and_facets(
    town: ServiceCounty, text: str, how: dict[str, Any], there: bool, indexed: bool
) -> None:
    need = town.screened(asked={"words": "路灯不亮，想请人来修"})
    town.ask(asked={"words": "路灯也不亮"})
    if indexed:
        lifecycle.rebuild()
    titles = [hit.title for hit in find(Query(text, **how), ANONYMOUS).hits]
    assert titles == ([need.summary] if there else [])


@pytest.mark.parametrize(("unit", "there"), [("station", True), ("town", True), ("other_town", False)])
@pytest.mark.parametrize("indexed", [True, False], ids=["index", "database"])
def test_found_below_a_unit(town: ServiceCounty, unit: str, there: bool, indexed: bool) -> None:
    need = town.screened(asked={"words": "路灯不亮，想请人来修"})
    if indexed:
        lifecycle.rebuild()
    assert found("路灯", units=(getattr(town, unit).code,)) == ([need.summary] if there else [])


def test_a_unit_that_moves_takes_its_needs_along(town: ServiceCounty) -> None:
    need = town.screened(asked={"words": "路灯不亮，想请人来修"})
    lifecycle.rebuild()
    Unit.objects.get(pk=town.station.pk).move(Unit.objects.get(pk=town.other_town.pk), pos="last-child")
    message = {"event": "organisations.unit_moved", "object_type": "organisations.unit"}
    sync.handle([OutboxMessage(consumer="search", object_id=str(town.station.pk), **message)])
    assert found("路灯", units=(town.other_town.code,)) == [need.summary]
    assert found("路灯", units=(town.town.code,)) == []


def test_the_rule_says_the_same_three_times(town: ServiceCounty) -> None:
    for number, state in enumerate(NeedState):
        need_in(town, state, number)
    readers = [ANONYMOUS, *(reader_for(person) for person in (town.resident, town.director, town.helper))]
    assert disagreements(PUBLIC_NEED, Need, readers) == []
    assert NEEDS.rule is PUBLIC_NEED


@pytest.mark.parametrize("many", [1, 3])
def test_as_many_queries_for_three_hits_as_for_one(
    town: ServiceCounty, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        need_in(town, NeedState.ACCEPTED, number)
    lifecycle.rebuild()
    find(Query("扶手"), ANONYMOUS)
    with django_assert_num_queries(1):
        assert len(find(Query("扶手"), ANONYMOUS).hits) == many
