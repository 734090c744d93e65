"""What leaves through the outbox when pages change; each once a transaction."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from cms import events
from cms.models import NewsPage
from common.models import OutboxMessage
from tests.cms.conftest import County
from tests.factories import cms as make
from tests.factories.common import only_consumer


@pytest.fixture(autouse=True)
def listener(county: County) -> Iterator[None]:
    """One consumer of what cms tells of pages; the county was made before it listened."""
    OutboxMessage.objects.all().delete()
    with only_consumer(lambda messages: None, "cms.page_*"):
        yield


def told(clear: bool = True) -> list[str]:
    names = [name.removeprefix("cms.page_") for name in OutboxMessage.objects.values_list("event", flat=True)]
    if clear:
        OutboxMessage.objects.all().delete()
    return names


@pytest.mark.django_db(transaction=True)
def test_the_life_of_a_page(county: County) -> None:
    page = make.news(county.village_page, live=False)
    assert told() == ["changed"]
    revision = page.save_revision()
    assert told() == ["changed"]
    revision.publish()
    assert sorted(set(told())) == ["changed", "published"]
    page.refresh_from_db()
    page.unpublish()
    assert sorted(set(told())) == ["changed", "unpublished"]
    page.move(county.town_page, pos="last-child")
    assert "moved" in told()


@pytest.mark.django_db(transaction=True)
def test_editor_that_saves_row_and_revision_tells_once(county: County) -> None:
    page = make.news(county.village_page, live=False)
    told()
    with transaction.atomic():
        page.title = "改了"
        page.save()
        page.save_revision()
        page.save()
    assert told() == ["changed"]


@pytest.mark.django_db(transaction=True)
def test_two_transactions_tell_twice(county: County) -> None:
    page = make.news(county.village_page, live=False)
    told()
    page.save()
    page.save()
    assert told() == ["changed", "changed"]


@pytest.mark.django_db(transaction=True)
def test_rolled_back_savepoint_does_not_swallow_the_next(county: County) -> None:
    page = make.news(county.village_page, live=False)
    told()
    with transaction.atomic():
        with transaction.atomic():
            page.save()
            transaction.set_rollback(True)
        page.save()
    assert told() == ["changed"]


@pytest.mark.django_db(transaction=True)
def test_rolled_back_change_tells_nothing(county: County) -> None:
    page = make.news(county.village_page, live=False)
    told()
    with transaction.atomic():
        page.save()
        transaction.set_rollback(True)
    assert told() == []


def test_event_names_type_key_and_places(county: County) -> None:
    page = make.news(county.village_page, live=False)
    message = OutboxMessage.objects.get()
    assert (message.event, message.object_type, message.object_id) == (
        events.PAGE_CHANGED,
        "cms.newspage",
        str(page.pk),
    )
    assert message.data == {"path": page.path, "url_path": page.url_path}


def test_move_carries_the_subtree(county: County) -> None:
    page = make.news(county.village_page, live=False)
    told()
    before = county.village_page.url_path
    county.village_page.refresh_from_db()
    county.village_page.move(county.centre_page, pos="last-child")
    message = OutboxMessage.objects.get(event=events.PAGE_MOVED)
    moved = NewsPage.objects.get(pk=page.pk)
    assert message.object_type == "cms.unitpage"
    assert moved.path.startswith(message.data["path"])
    assert message.data["url_path_before"] == before


def test_new_slug_is_a_move_of_addresses(county: County) -> None:
    page = county.village_page
    page.slug = "another"
    page.save()
    assert OutboxMessage.objects.filter(event=events.PAGE_MOVED, object_id=str(page.pk)).count() == 1


def test_deleted_draft_is_told(county: County) -> None:
    page = make.news(county.village_page, live=False)
    told()
    key, path = str(page.pk), page.path
    page.delete()
    message = OutboxMessage.objects.get(event=events.PAGE_DELETED)
    assert (message.object_type, message.object_id, message.data["path"]) == ("cms.newspage", key, path)
