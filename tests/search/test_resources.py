"""Listed resources are found by everybody, with their kinds counted; what is not listed is nowhere."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.checks import run_checks

from common.access import ANONYMOUS
from common.models import OutboxMessage
from exchange.enums import ResourceState
from exchange.models import Audience, Resource
from exchange.services import resources as verbs
from organisations.selectors import reader_for
from search import lifecycle, sync
from search.kinds.resources import register_resources
from search.registry import kinds, unregister
from search.services import Query, find, suggest
from tests.factories.resources import ResourceCounty
from tests.worlds import world

town = world(ResourceCounty)


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    had = any(kind.name == "resource" for kind in kinds())
    register_resources()
    yield
    if not had:
        unregister("resource")


def found(text: str, reader: Any = ANONYMOUS, **how: Any) -> list[str]:
    return [hit.title for hit in find(Query(text, **how), reader).hits if hit.exact]


def changed(resource: Resource) -> None:
    message = OutboxMessage(event="exchange.resource_changed", object_type="exchange.resource", object_id=resource.pk)
    sync.handle([message])


def test_only_what_is_listed_is_found_counted_and_suggested(town: ResourceCounty) -> None:
    for state in ResourceState:
        town.resource_in(state, f"反诈宣讲{state}")
    lifecycle.rebuild()
    assert [message for message in run_checks() if (message.id or "").startswith("search.")] == []
    for reader in (ANONYMOUS, reader_for(town.resident), reader_for(town.director)):
        result = find(Query("反诈", size=50), reader)
        assert [hit.title for hit in result.hits if hit.exact] == ["反诈宣讲listed"]
        facet = result.facet("kind")
        assert result.total == 1
        assert facet
        assert [(value.value, value.label, value.count) for value in facet.values] == [("resource_talent", "人才", 1)]
        assert {each.label for each in suggest("反诈宣讲", reader) if each.url} == {"反诈宣讲listed"}


def test_it_comes_with_its_listing_and_goes_with_its_suspension(town: ResourceCounty) -> None:
    lifecycle.rebuild()
    resource = town.filed("流动书车")
    verbs.resource_submit(resource=resource, actor=town.helper)
    changed(resource)
    assert found("书车") == []
    verbs.resource_list(resource=resource, actor=town.director)
    changed(resource)
    assert found("书车") == ["流动书车"]
    verbs.resource_suspend(resource=resource, actor=town.director, reason="检修")
    changed(resource)
    assert found("书车") == []


@pytest.mark.parametrize(
    ("text", "how", "there"),
    [
        ("水电", {}, True),
        ("反詐", {}, True),
        ("老年人", {}, None),
        ("村委会", {}, True),
        ("反诈", {"kinds": ("resource_talent",)}, True),
        ("反诈", {"kinds": ("resource_fund", "venue")}, False),
        ("反诈", {"states": ("live",)}, True),
        ("反诈", {"years": ("1999",)}, False),
        ("陆建新", {}, False),
        ("13800138000", {}, False),
    ],
)
@pytest.mark.parametrize("indexed", [True, False], ids=["index", "database"])
def test_found_by_its_words_and_facets_never_by_its_contact(
    town: ResourceCounty, text: str, how: dict[str, Any], there: bool | None, indexed: bool
) -> None:
    town.listed("反诈讲师", place="村委会二楼", audiences=[Audience.objects.create(name="老年人")])
    if indexed:
        lifecycle.rebuild()
    # Audiences are many: the database, which stands in for the index, does not look there.
    wanted = indexed if there is None else there
    assert (found(text, **how) == ["反诈讲师"]) == wanted


@pytest.mark.parametrize("below", ["station", "town", "centre", "other_town"])
@pytest.mark.parametrize("indexed", [True, False], ids=["index", "database"])
def test_narrowed_by_the_unit_or_one_above(town: ResourceCounty, below: str, indexed: bool) -> None:
    town.listed("反诈讲师")
    if indexed:
        lifecycle.rebuild()
    assert (found("反诈", units=(getattr(town, below).code,)) == ["反诈讲师"]) == (below != "other_town")


def test_a_hit_opens_the_public_page(town: ResourceCounty) -> None:
    resource = town.listed("反诈讲师", kind="project")
    lifecycle.rebuild()
    hit = find(Query("反诈讲师"), ANONYMOUS).hits[0]
    assert (hit.kind, hit.kind_label, hit.unit_name, hit.topic) == ("resource_project", "服务项目", "百家桥站", "水电")
    assert hit.url == f"/library/{resource.code}/"
