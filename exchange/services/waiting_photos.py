"""Photos that are brought while a need is still being written: kept apart, and its own once it is sent."""

import datetime as dt
from collections.abc import Sequence
from functools import partial

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import Invalid, NotFound
from exchange.enums import MOST_PHOTOS
from exchange.models import Need, NeedPhoto, WaitingPhoto
from exchange.services.photos import OpenPhoto, opened

# Longer than any session that could still send it.
KEPT_FOR = dt.timedelta(days=1)


def photo_keep(*, file: File[bytes], beside: Sequence[int] = ()) -> WaitingPhoto:
    """A cleaned photo of a need that is not sent yet; `beside` are those that wait already.

    Raises Invalid at `file` for what is no picture, too large, a bomb, or one too many.
    """
    if len(beside) >= MOST_PHOTOS:
        raise Invalid("exchange.photos_many", _("%(most)d photos are enough.") % {"most": MOST_PHOTOS}, field="file")
    photo = WaitingPhoto()
    photo.file.save(file.name or "", file, save=False)
    try:
        photo.save()
    except BaseException:
        photo.file.delete(save=False)
        raise
    return photo


def waiting_photo_open(*, photo: int) -> OpenPhoto:
    """For whoever brought it: the caller answers for that. Raises NotFound once it is gone."""
    found = WaitingPhoto.objects.filter(pk=photo).first()
    if found is None:
        raise NotFound("exchange.no_photo", _("There is no such photo."))
    return opened(found.file)


@transaction.atomic
def photo_drop(*, photos: Sequence[int]) -> int:
    """Rows and files go; how many there were."""
    found = list(WaitingPhoto.objects.select_for_update().filter(pk__in=photos))
    for photo in found:
        file, storage = str(photo.file.name), photo.file.storage
        photo.delete()
        transaction.on_commit(partial(storage.delete, file))
    return len(found)


def photos_attach(need: Need, photos: Sequence[int]) -> None:
    """They become the need's own, in the transaction that sends it. What is gone meanwhile is passed over."""
    if not photos:
        return
    found = list(WaitingPhoto.objects.select_for_update().filter(pk__in=photos)[:MOST_PHOTOS])
    NeedPhoto.objects.bulk_create(NeedPhoto(need=need, file=str(photo.file.name)) for photo in found)
    WaitingPhoto.objects.filter(pk__in=[photo.pk for photo in found]).delete()


def drop_old_photos(now: dt.datetime | None = None) -> int:
    """What nobody has sent in a day. For the timers."""
    before = (now or timezone.now()) - KEPT_FOR
    return photo_drop(photos=list(WaitingPhoto.objects.filter(at__lt=before).values_list("pk", flat=True)[:500]))
