"""Pictures of a document between its preview and its draft: kept as Wagtail keeps half-done uploads.

They are cleaned when they are kept (`media.receivers`), belong to who sent them, and are thrown away with
the draft that is made of them, or after two days.
"""

import base64
import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from wagtail.models import UploadedFile

from cms.importer.draft import ImportedPicture
from common.errors import Invalid
from media.models import Picture

DAYS = 2
THUMBNAIL = 320


@dataclass(frozen=True)
class KeptPicture:
    """A row of the preview. `thumbnail` is a small data address."""

    upload: int
    number: int
    alt: str
    thumbnail: str


def keep(pictures: list[ImportedPicture], *, actor: Any) -> tuple[list[KeptPicture], list[str]]:
    """Stores the pictures until the draft is made; what turns out bad is told and left out."""
    kept, refused = [], []
    for picture in pictures:
        upload = UploadedFile(for_content_type=ContentType.objects.get_for_model(Picture), uploaded_by_user=actor)
        upload.file = ContentFile(picture.data, name=f"import-{picture.number}.{picture.extension}")
        try:
            upload.save()
        except Invalid as error:
            refused.append(str(error))
            continue
        kept.append(KeptPicture(upload.pk, picture.number, picture.alt, thumbnail_of(upload)))
    return kept, refused


def uploads_of(ids: list[int], *, actor: Any) -> dict[int, UploadedFile]:
    """Those that are still there and the person's own."""
    pictures = ContentType.objects.get_for_model(Picture)
    found = UploadedFile.objects.filter(pk__in=ids, uploaded_by_user=actor, for_content_type=pictures)
    return {upload.pk: upload for upload in found if upload.file and upload.file.storage.exists(upload.file.name)}


def read(upload: UploadedFile) -> bytes:
    with upload.file.open("rb") as file:
        data: bytes = file.read()
    return data


def thumbnail_of(upload: UploadedFile) -> str:
    with upload.file.open("rb") as file, Image.open(file) as picture:
        picture.draft(None, (THUMBNAIL, THUMBNAIL))
        small = picture.convert("RGB")
        small.thumbnail((THUMBNAIL, THUMBNAIL))
        out = io.BytesIO()
        small.save(out, "JPEG", quality=70)
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()


def throw_away(uploads: list[UploadedFile]) -> None:
    for upload in uploads:
        upload.file.delete(save=False)
        upload.delete()


def sweep(at: dt.datetime | None = None) -> int:
    """Throws away what was kept for a draft that nobody made; says how many."""
    limit = (at or timezone.now()) - dt.timedelta(days=DAYS)
    old = [
        upload
        for upload in UploadedFile.objects.filter(file__contains="import-")
        if not upload.file.storage.exists(upload.file.name)
        or upload.file.storage.get_modified_time(upload.file.name) < limit
    ]
    throw_away(old)
    return len(old)
