"""Photos of a need: cleaned, bounded, and open to those alone who may read what is personal."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from common.errors import Conflict, Invalid, NotAllowed, NotFound
from exchange.models import Need, NeedPhoto, PersonalRead
from exchange.services.photos import need_photo_add, need_photo_open, need_photo_remove
from exchange.services.privacy import personal_erase
from tests.factories.exchange import ServiceCounty
from tests.factories.media import photo_with_position
from tests.worlds import world

county = world(ServiceCounty)


def upload(data: bytes | None = None, name: str = "我家门口.jpg") -> ContentFile[bytes]:
    return ContentFile(photo_with_position() if data is None else data, name=name)


def add(county: ServiceCounty, need: Need | None = None, **changes: Any) -> NeedPhoto:
    return need_photo_add(**{"need": need or county.ask().need, "file": upload(), "actor": county.resident, **changes})


def test_a_photo_loses_position_and_name(county: ServiceCounty) -> None:
    photo = add(county)
    assert str(photo.file.name).startswith("private/needs/")
    assert "我家" not in str(photo.file.name)
    with photo.file.storage.open(str(photo.file.name)) as file, Image.open(file) as picture:
        assert not picture.getexif()
    with pytest.raises(ValueError, match="no address"):
        _ = photo.file.url


def test_a_large_photo_is_kept_at_a_size_that_a_phone_loads(county: ServiceCounty) -> None:
    photo = add(county, file=upload(photo_with_position(size=(3200, 1200))))
    with photo.file.storage.open(str(photo.file.name)) as file, Image.open(file) as picture:
        # It lay on its side.
        assert picture.size == (600, 1600)


@pytest.mark.parametrize(("data", "name"), [(b"<svg></svg>", "a.svg"), (b"MZ", "a.jpg"), (b"", "a.png")])
def test_what_is_no_picture_is_refused(county: ServiceCounty, data: bytes, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        add(county, file=upload(data, name))
    assert refused.value.field == "file"
    assert not NeedPhoto.objects.exists()


def test_six_are_enough_and_a_closed_need_takes_none(county: ServiceCounty) -> None:
    need = county.ask().need
    for _number in range(6):
        add(county, need)
    with pytest.raises(Invalid):
        add(county, need)
    with pytest.raises(Conflict):
        add(county, county.screened("reject"))


def test_who_adds_opens_and_removes(county: ServiceCounty) -> None:
    order = county.accepted()
    need = order.need
    for who in (county.resident, county.helper):
        add(county, need, actor=who)
    for who in (county.rivals.captain, county.other_dispatcher, None):
        with pytest.raises(NotAllowed):
            add(county, need, actor=who)
    photo = need.photos.first()
    for reader in (county.resident, county.helper, county.dispatcher, county.team.captain):
        opened = need_photo_open(photo=photo, actor=reader)
        assert (opened.file.read(2), opened.content_type) == (b"\xff\xd8", "image/jpeg")
        opened.file.close()
    for stranger in (county.rivals.captain, county.other_dispatcher, None):
        with pytest.raises(NotFound):
            need_photo_open(photo=photo, actor=stranger)
    # Each of the staff and the team once a day, the asker never.
    need_photo_open(photo=photo, actor=county.helper).file.close()
    assert PersonalRead.objects.filter(need=need, fields="photos").count() == 3


def test_a_receipt_opens_its_own_need_and_no_other(county: ServiceCounty) -> None:
    need, other = county.ask(actor=None).need, county.ask(actor=None).need
    photo = add(county, need, actor=None, receipt=need)
    need_photo_open(photo=photo, receipt=need).file.close()
    with pytest.raises(NotFound):
        need_photo_open(photo=photo, receipt=other)
    with pytest.raises(NotAllowed):
        need_photo_remove(photo=photo, receipt=other)


def test_removing_and_erasing_leave_no_file(county: ServiceCounty, django_capture_on_commit_callbacks: Any) -> None:
    need = county.ask().need
    first, second = add(county, need), add(county, need)
    names = [str(first.file.name), str(second.file.name)]
    with django_capture_on_commit_callbacks(execute=True):
        need_photo_remove(photo=first, actor=county.resident)
    assert [default_storage.exists(name) for name in names] == [False, True]
    personal_erase(need=need, actor=county.director, reason="本人要求")
    assert not default_storage.exists(names[1])
