"""Photos of a need: cleaned when they come in, shown to nobody but those who may read what is personal."""

import mimetypes
from dataclasses import dataclass
from typing import IO, Any

from django.core.files.base import File
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext as _

from common import audit
from common.errors import Conflict, Invalid, NotAllowed, NotFound
from exchange.enums import MOST_PHOTOS, OPEN_STATES
from exchange.models import Need, NeedPhoto, PersonalRead
from exchange.services.moves import locked_need
from exchange.services.privacy import readable_fields
from exchange.services.rights import acting_as
from organisations.enums import SERVICE_ROLES

READ_AS = "photos"


@dataclass(frozen=True)
class OpenPhoto:
    """Whoever gets it closes `file`."""

    file: IO[bytes]
    content_type: str


def _is_asker(need: Need, actor: Any, receipt: Need | None) -> bool:
    """`receipt`: the need that `by_receipt` led to, where somebody came by a code and not by an account."""
    if receipt is not None and receipt.pk == need.pk:
        return True
    return actor is not None and actor.is_authenticated and actor.is_active and need.asker_id == actor.pk


def _require_keeper(need: Need, actor: Any, receipt: Need | None) -> None:
    """What was asked with an account is changed with it: its receipt only looks."""
    if need.asker_id is not None:
        receipt = None
    if not (_is_asker(need, actor, receipt) or acting_as(actor, SERVICE_ROLES, need.unit)):
        raise NotAllowed("exchange.not_your_need", _("Only who asked may do this."))


def need_photo_add(*, need: Need, file: File[bytes], actor: Any = None, receipt: Need | None = None) -> NeedPhoto:
    """Adds a photo, without position and other metadata, while the need is open.

    Raises Invalid at `file` for what is no picture, too large, a bomb, or one too many.
    """
    _require_keeper(need, actor, receipt)
    _require_room(need)
    photo = NeedPhoto(need=need)
    # Decoded and cleaned before the transaction: nobody waits for it.
    photo.file.save(file.name or "", file, save=False)
    try:
        with transaction.atomic():
            need = locked_need(need)
            _require_room(need)
            photo.save()
            audit.record("exchange.photo_added", need, actor=actor, unit_path=need.unit.path)
    except BaseException:
        photo.file.delete(save=False)
        raise
    return photo


def _require_room(need: Need) -> None:
    if need.state not in OPEN_STATES:
        raise Conflict("exchange.need_closed", _("This need is closed: nothing is added to it any more."))
    if need.photos.count() >= MOST_PHOTOS:
        words = _("%(most)d photos are enough: remove one first.") % {"most": MOST_PHOTOS}
        raise Invalid("exchange.photos_many", words, field="file")


@transaction.atomic
def need_photo_remove(*, photo: NeedPhoto, actor: Any = None, receipt: Need | None = None) -> None:
    """Row and file go; the file once the row is gone for good."""
    need = locked_need(photo.need)
    _require_keeper(need, actor, receipt)
    file, storage = str(photo.file.name), photo.file.storage
    photo.delete()
    audit.record("exchange.photo_removed", need, actor=actor, unit_path=need.unit.path)
    transaction.on_commit(lambda: storage.delete(file))


def need_photo_open(*, photo: NeedPhoto, actor: Any = None, receipt: Need | None = None) -> OpenPhoto:
    """The picture for who may read what is personal in its need; NotFound for everybody else.

    The first look of a person a day is on record.
    """
    need = photo.need
    if not _is_asker(need, actor, receipt):
        if not readable_fields(need, actor):
            raise NotFound("exchange.no_photo", _("There is no such photo."))
        _record_read(need, actor)
    return opened(photo.file)


def opened(picture: FieldFile) -> OpenPhoto:
    """The stored picture, once the right to see it is settled."""
    name = str(picture.name)
    try:
        file = picture.storage.open(name, "rb")
    except FileNotFoundError as error:
        raise NotFound("exchange.no_photo", _("There is no such photo.")) from error
    return OpenPhoto(file, mimetypes.guess_type(name)[0] or "application/octet-stream")


def _record_read(need: Need, actor: Any) -> None:
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if not PersonalRead.objects.filter(need=need, person=actor, fields=READ_AS, at__gte=since).exists():
        PersonalRead.objects.create(need=need, person=actor, purpose=_("looked at the photos"), fields=READ_AS)
