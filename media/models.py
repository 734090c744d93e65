"""Pictures and files, in place of Wagtail's images and documents (whose class names are taken)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition, get_upload_to
from wagtail.images.models import Image as WagtailImage

from media.fields import DocumentField, PictureField


class TakesFile(models.Model):
    """Takes the file in before the row's transaction begins: a refusal leaves the caller's one usable."""

    file: Any

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        held = self.file
        if held and not held._committed:
            held.save(held.name, held.file, save=False)
        super().save(*args, **kwargs)


class Picture(TakesFile, AbstractImage):  # noqa: DJ008 (Wagtail's has it)
    """A picture. `description` (Wagtail's) is the text read aloud in its place."""

    file = PictureField(verbose_name=_("file"), upload_to=get_upload_to, width_field="width", height_field="height")
    credit = models.CharField(_("credit"), max_length=80, blank=True)
    people_consented = models.BooleanField(_("the people shown have agreed"), default=False)

    admin_form_fields = (*WagtailImage.admin_form_fields, "credit", "people_consented")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_picture", "Can choose picture")]


class Rendition(AbstractRendition):
    """A scaled copy of an image."""

    image = models.ForeignKey(Picture, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class File(TakesFile, AbstractDocument):  # noqa: DJ008 (Wagtail's has it)
    """A file to download."""

    file = DocumentField(upload_to="documents", verbose_name=_("file"))

    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_file", "Can choose file")]
