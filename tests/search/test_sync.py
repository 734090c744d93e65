"""Events to entries."""

from typing import Any

import pytest
from django.db import transaction
from wagtail.models import Page, PageViewRestriction

from cms.models import ContentPage, RoutePage, RouteStop
from common.access import ANONYMOUS
from common.events import Event
from common.models import OutboxMessage
from common.outbox import publish
from organisations.models import Unit, Venue
from search import generations, lifecycle, sync
from search.engines.base import EngineUnavailable
from search.services import Query, find
from tests.factories.search import County, erase


def deliver(*events: Event) -> None:
    """Publishes, and hands what waits for search to its handler as a drainer would."""
    with transaction.atomic():
        publish(*events)
    waiting = list(OutboxMessage.objects.filter(consumer=sync.CONSUMER).order_by("id"))
    assert len(waiting) >= len(events)
    sync.handle(waiting)
    OutboxMessage.objects.filter(pk__in=[message.pk for message in waiting]).delete()


def titles(text: str, **how: Any) -> list[str]:
    return [hit.title for hit in find(Query(text, **how), ANONYMOUS).hits if hit.exact]


@pytest.fixture
def indexed(county: County) -> County:
    lifecycle.rebuild()
    return county


def test_a_published_page_is_found_and_an_unpublished_one_is_not(indexed: County) -> None:
    page = indexed.page("反诈进村", "反诈")
    deliver(Event.of("cms.page_published", page))
    assert titles("反诈") == ["反诈进村"]
    ContentPage.objects.filter(pk=page.pk).update(live=False)
    deliver(Event.of("cms.page_unpublished", page))
    assert find(Query("反诈"), ANONYMOUS).facets[0].values == ()


def test_a_change_replaces_and_a_repeat_changes_nothing(indexed: County) -> None:
    page = indexed.page("反诈进村", "反诈")
    deliver(Event.of("cms.page_published", page))
    page.title = "垃圾分类进村"
    page.save()
    for _again in range(3):
        deliver(Event.of("cms.page_changed", page))
    assert titles("反诈进村") == ["垃圾分类进村"]  # by its body; the title is a new one
    assert titles("“反诈进村”") == []
    assert titles("垃圾分类") == ["垃圾分类进村"]
    assert find(Query("垃圾分类"), ANONYMOUS).total == 1


def test_a_deleted_page_is_gone_from_the_counts(indexed: County) -> None:
    page = indexed.page("反诈进村", "反诈")
    deliver(Event.of("cms.page_published", page))
    event = Event.of("cms.page_deleted", page)
    erase(ContentPage.objects.filter(pk=page.pk))
    deliver(event)
    result = find(Query("反诈"), ANONYMOUS)
    assert (result.total, result.facets[0].values) == (0, ())


def test_the_words_of_a_drafts_newest_revision_are_found_by_its_own(indexed: County) -> None:
    page = indexed.page("草稿", "旧词", live=False, owner=indexed.person())
    page.title, page.body = "草稿二", [("paragraph", "<p>新词语</p>")]
    page.save_revision()
    deliver(Event.of("cms.page_changed", page))
    reader = type(ANONYMOUS)(page.owner_id)
    hits = [hit for hit in find(Query("新词语"), reader).hits if hit.exact]
    assert [(hit.title, hit.draft, hit.url) for hit in hits] == [("草稿二", True, "")]
    assert find(Query("旧词"), reader).total == 0


def test_a_moved_unit_takes_along_everything_below(indexed: County) -> None:
    page = indexed.page("反诈进村", "反诈", unit=indexed.baijiaqiao)
    deliver(Event.of("cms.page_published", page))
    assert titles("反诈", units=(indexed.tangqiao.code,)) == []
    station = Unit.objects.get(pk=indexed.baijiaqiao.pk)
    station.move(Unit.objects.get(pk=indexed.tangqiao.pk), "last-child")
    deliver(Event.of("organisations.unit_moved", Unit.objects.get(pk=station.pk)))
    assert titles("反诈", units=(indexed.tangqiao.code,)) == ["反诈进村"]
    assert titles("反诈", units=(indexed.yangshe.code,)) == []
    assert "百家桥村实践站" in titles("实践站", units=(indexed.tangqiao.code,))


def test_a_renamed_unit_is_found_by_its_new_name(indexed: County) -> None:
    deliver(Event.of("cms.page_published", indexed.page("进村", "反诈")))
    Unit.objects.filter(pk=indexed.baijiaqiao.pk).update(name="新桥村实践站")
    deliver(Event.of("organisations.unit_changed", indexed.baijiaqiao))
    assert "进村" in titles("新桥村")
    assert "进村" not in titles("百家桥")


def test_a_moved_page_takes_along_its_children(indexed: County) -> None:
    parent = indexed.pages[indexed.baijiaqiao.pk]
    Page.objects.filter(pk=parent.pk).update(title="搬走的站")
    deliver(Event.of("cms.page_moved", indexed.home))
    assert titles("搬走的站") == ["搬走的站"]


def test_a_venues_new_name_reaches_the_routes_that_stop_there(indexed: County) -> None:
    venue = Venue.objects.create(name="旧书院", owner=indexed.baijiaqiao)
    route = indexed.page("一条线", model=RoutePage)
    RouteStop.objects.create(page=route, venue=venue)
    deliver(Event.of("cms.page_published", route))
    assert titles("旧书院") == ["一条线"]
    Venue.objects.update(name="梁丰书院")
    deliver(Event.of("organisations.venue_changed", venue))
    assert titles("梁丰书院") == ["一条线"]


def test_a_restriction_reaches_the_index_by_itself(indexed: County) -> None:
    page = indexed.page("反诈进村", "反诈")
    deliver(Event.of("cms.page_published", page))
    restriction = PageViewRestriction.objects.create(page=indexed.home, restriction_type="login")
    deliver()
    assert find(Query("反诈"), ANONYMOUS).facets[0].values == ()
    restriction.delete()
    deliver()
    assert titles("反诈") == ["反诈进村"]


@pytest.mark.parametrize(
    ("event", "object_type", "object_id"),
    [
        ("cms.topic_changed", "cms.topic", "1"),
        ("cms.page_changed", "cms.newspage", "999999"),
        ("organisations.unit_moved", "organisations.unit", "999999"),
        ("cms.page_moved", "wagtailcore.page", "999999"),
        ("cms.odd", "no.such", "x"),
    ],
)
def test_events_of_no_concern_are_taken_without_harm(
    indexed: County, event: str, object_type: str, object_id: str
) -> None:
    before = find(Query(), ANONYMOUS).total
    deliver(Event(event, object_type, object_id))
    assert find(Query(), ANONYMOUS).total == before


def test_without_an_index_there_is_nothing_to_do(county: County) -> None:
    deliver(Event.of("cms.page_published", county.page("反诈进村", "反诈")))
    assert generations.pointed(generations.CURRENT) == ""


def test_a_broken_index_keeps_the_messages_waiting(indexed: County) -> None:
    (generations.current().folder / "meta.json").write_text("{")
    with pytest.raises(EngineUnavailable):
        deliver(Event.of("cms.page_published", indexed.page("反诈进村", "反诈")))
    assert OutboxMessage.objects.filter(consumer=sync.CONSUMER).exists()


@pytest.mark.parametrize("pages", [1, 3])
def test_indexing_takes_the_same_queries_for_one_page_and_for_three(
    indexed: County, connection_queries: Any, pages: int
) -> None:
    made = [indexed.page(f"反诈{number}", "反诈") for number in range(pages)]
    messages = [
        OutboxMessage(consumer="search", event="cms.page_changed", object_type="cms.newspage", object_id=str(page.pk))
        for page in made
    ]
    with connection_queries() as queries:
        sync.handle(messages)
    assert len(queries) == 7, "\n".join(query["sql"][:160] for query in queries)
