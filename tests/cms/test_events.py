"""What leaves through the outbox when pages change; each once a transaction."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.signals import page_published, page_unpublished, published

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


# --- going public and being taken down ---------------------------------------------------------


def broken(**kwargs: Any) -> None:
    raise RuntimeError("the process dies here")


@pytest.mark.django_db(transaction=True)
def test_a_publication_that_is_stored_is_told_whatever_follows(county: County) -> None:
    """Wagtail stores the page, then sends its signals, then logs: the machine may stop in between."""
    page = make.news(county.village_page, live=False)
    revision = page.save_revision()
    told()
    page_published.connect(broken)
    try:
        with pytest.raises(RuntimeError):
            revision.publish()
    finally:
        page_published.disconnect(broken)
    assert NewsPage.objects.get(pk=page.pk).live
    assert told() == ["changed", "published"]


@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_taken_down_is_told_whatever_follows(county: County) -> None:
    page = make.news(county.village_page)
    told()
    page_unpublished.connect(broken)
    try:
        with pytest.raises(RuntimeError):
            page.unpublish()
    finally:
        page_unpublished.disconnect(broken)
    assert not NewsPage.objects.get(pk=page.pk).live
    assert told() == ["changed", "unpublished"]


def test_a_publication_that_is_rolled_back_is_not_told(county: County) -> None:
    page = make.news(county.village_page, live=False)
    revision = page.save_revision()
    told()
    with transaction.atomic():
        revision.publish()
        assert "published" in told(clear=False)
        transaction.set_rollback(True)
    assert told() == []


@pytest.mark.django_db(transaction=True)
def test_each_new_version_of_a_public_page_is_a_publication(county: County) -> None:
    page = make.news(county.village_page, live=False)
    for title in ("第一版", "第二版"):
        page.title = title
        revision = page.save_revision()
        told()
        revision.publish()
        assert told() == ["changed", "published"]
        page.refresh_from_db()


def test_saving_a_public_page_is_no_publication(county: County) -> None:
    page = make.news(county.village_page)
    told()
    page.save()
    page.summary = "改了摘要"
    page.save(update_fields=["summary"])
    assert told() == []


def test_a_version_that_waits_for_its_time_is_not_public_yet(county: County) -> None:
    page = make.news(county.village_page, live=False)
    page.go_live_at = timezone.now() + dt.timedelta(days=1)
    revision = page.save_revision()
    told()
    revision.publish()
    assert told() == []


def test_a_page_that_expires_is_taken_down(county: County) -> None:
    page = make.news(county.village_page)
    told()
    page.unpublish(set_expired=True)
    assert told() == ["unpublished"]


def test_other_packages_still_hear_wagtails_own_signals(county: County) -> None:
    """Nothing of Wagtail's is switched off: only our events come earlier."""
    heard: list[str] = []

    def listen(instance: Any, **kwargs: Any) -> None:
        heard.append(instance.title)

    published.connect(listen)
    try:
        make.news(county.village_page, live=False, title="发布了").save_revision().publish()
    finally:
        published.disconnect(listen)
    assert heard == ["发布了"]
