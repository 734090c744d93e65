"""The fields through which pictures and documents reach the disk, by whatever way they came."""

import hashlib
from pathlib import PurePath
from typing import IO, Any

from django.core.files.base import File
from django.db import models
from django.db.models.fields.files import FieldFile
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from media.documents import check_document
from media.headers import Unreadable, read_header
from media.pictures import take_picture

# Chinese letters take three bytes each, and a file system takes 255 bytes.
MAX_STEM_BYTES = 72


def safe_name(name: str) -> str:
    """The last part of a path, short enough for every file system; Django replaces the odd characters."""
    path = PurePath(name.replace("\\", "/")).name or "file"
    stem, suffix = PurePath(path).stem, PurePath(path).suffix.lower()
    short = stem.encode()[:MAX_STEM_BYTES].decode(errors="ignore").strip(" .")
    return f"{short or 'file'}{suffix[:10]}"


def _remember(instance: Any, data: IO[bytes], size: int) -> None:
    """Size and hash of what is really stored: Wagtail took them from the upload."""
    data.seek(0)
    instance.file_size = size
    instance.file_hash = hashlib.sha1(data.read(), usedforsecurity=False).hexdigest()
    data.seek(0)


class PictureFieldFile(WagtailImageFieldFile):
    def save(self, name: str, content: File[bytes], save: bool = True) -> None:
        """Stores the cleaned picture. Raises `Invalid` where it is refused; nothing is written then."""
        cleaned = take_picture(content, name=safe_name(name), size=content.size)
        _remember(self.instance, cleaned, cleaned.size)
        super().save(safe_name(cleaned.name or name), cleaned, save=save)

    def get_image_dimensions(self) -> tuple[int, int]:
        """By the header: Willow would decode the whole picture."""
        close = self.closed
        try:
            self.open()
            header = read_header(self.file)
            if header is None:
                raise Unreadable(self.name)
            return (header.width, header.height)
        except Unreadable:
            # Refused at saving, with words; Wagtail asks for the size as soon as a file is assigned.
            return (0, 0)
        finally:
            if close:
                self.close()
            else:
                self.seek(0)


class PictureField(WagtailImageField):
    attr_class = PictureFieldFile


class DocumentFieldFile(FieldFile):
    def save(self, name: str, content: File[bytes], save: bool = True) -> None:
        """Stores the document. Raises `Invalid` where it is refused; nothing is written then."""
        check_document(content, name=name, size=content.size)
        _remember(self.instance, content, content.size)
        super().save(safe_name(name), content, save=save)


class DocumentField(models.FileField):
    attr_class = DocumentFieldFile
