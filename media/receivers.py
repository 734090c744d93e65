"""Wagtail keeps an upload aside while its title or collection is still wrong: that copy is cleaned too."""

from typing import Any

from django.core.files.base import ContentFile
from django.db.models.signals import pre_save
from django.dispatch import receiver
from wagtail.models import UploadedFile

from media.documents import check_document
from media.fields import safe_name
from media.models import Picture
from media.pictures import take_picture


@receiver(pre_save, sender=UploadedFile)
def clean_kept_upload(sender: type[UploadedFile], instance: UploadedFile, **kwargs: Any) -> None:
    held = instance.file
    if not held or held._committed:
        return
    if instance.for_content_type.model_class() is Picture:
        instance.file = take_picture(held.file, name=safe_name(held.name), size=held.size)
    else:
        check_document(held.file, name=held.name, size=held.size)
        held.file.seek(0)
        instance.file = ContentFile(held.file.read(), name=safe_name(held.name))
