"""Pictures that are nobody's but those who may see the row."""

from pathlib import PurePath
from typing import Any

from django.core.files.base import File
from django.db import models
from django.db.models.fields.files import FieldFile

from common.models import new_code
from media.fields import safe_name
from media.pictures import take_picture

# What is broken and where is seen in it, and a phone loads six of them.
LONGEST_SIDE = 1600


class PrivatePictureFile(FieldFile):
    """Cleaned like every picture; kept under a name that tells nothing and that nobody guesses."""

    def save(self, name: str, content: File[bytes], save: bool = True) -> None:
        """Stores the cleaned picture. Raises `Invalid` at `file` where it is refused; nothing is written then."""
        cleaned = take_picture(content, name=safe_name(name), size=content.size, longest=LONGEST_SIDE)
        super().save(f"{new_code()}{new_code()}{PurePath(cleaned.name or '').suffix}", cleaned, save=save)

    @property
    def url(self) -> str:
        """There is none: whoever writes one into a page would make the picture public."""
        raise ValueError("A private picture has no address: open it through its service.")


class PrivatePictureField(models.FileField):
    attr_class: Any = PrivatePictureFile
