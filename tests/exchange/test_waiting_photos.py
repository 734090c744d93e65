"""Photos brought before a need is sent: bounded, its own once it is sent, and gone after a day."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from common.errors import Invalid, NotFound
from exchange.enums import MOST_PHOTOS
from exchange.models import NeedPhoto, WaitingPhoto
from exchange.services.photos import need_photo_open
from exchange.services.waiting_photos import drop_old_photos, photo_drop, photo_keep, waiting_photo_open
from tests.factories.exchange import ServiceCounty
from tests.factories.media import photo_with_position
from tests.worlds import world

county = world(ServiceCounty)


def keep(**changes: Any) -> WaitingPhoto:
    return photo_keep(**{"file": ContentFile(photo_with_position(), name="我家.jpg"), **changes})


def test_they_become_the_needs_own(county: ServiceCounty) -> None:
    first, second = keep(), keep()
    need = county.ask(asked={"photos": (first.pk, second.pk, 0)}).need
    assert [str(photo.file.name) for photo in need.photos.all()] == [str(first.file.name), str(second.file.name)]
    assert not WaitingPhoto.objects.exists()
    photo = need.photos.first()
    assert photo is not None
    opened = need_photo_open(photo=photo, actor=county.resident)
    assert opened.file.read(2) == b"\xff\xd8"
    opened.file.close()
    # Twice sent they are the first's.
    assert county.ask(asked={"photos": (first.pk,)}).need.photos.count() == 0


def test_a_refused_need_leaves_them_waiting(county: ServiceCounty) -> None:
    photo = keep()
    with pytest.raises(Invalid):
        county.ask(asked={"photos": (photo.pk,), "words": ""})
    assert WaitingPhoto.objects.get() == photo
    assert not NeedPhoto.objects.exists()


@pytest.mark.parametrize(("data", "beside"), [(b"MZ", ()), (b"", ()), (photo_with_position(), range(MOST_PHOTOS))])
def test_what_is_refused_leaves_nothing(county: ServiceCounty, data: bytes, beside: Any) -> None:
    with pytest.raises(Invalid) as refused:
        keep(file=ContentFile(data, name="a.jpg"), beside=tuple(beside))
    assert refused.value.field == "file"
    assert not WaitingPhoto.objects.exists()


def test_dropped_it_is_gone_with_its_file(county: ServiceCounty, django_capture_on_commit_callbacks: Any) -> None:
    photo, other = keep(), keep()
    waiting_photo_open(photo=photo.pk).file.close()
    with django_capture_on_commit_callbacks(execute=True):
        assert photo_drop(photos=[photo.pk, 0]) == 1
    assert [default_storage.exists(str(each.file.name)) for each in (photo, other)] == [False, True]
    with pytest.raises(NotFound):
        waiting_photo_open(photo=photo.pk)


def test_after_a_day_they_go(county: ServiceCounty) -> None:
    old, new = keep(), keep()
    WaitingPhoto.objects.filter(pk=old.pk).update(at=timezone.now() - dt.timedelta(hours=25))
    assert (drop_old_photos(), drop_old_photos()) == (1, 0)
    assert WaitingPhoto.objects.get() == new
