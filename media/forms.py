"""The forms of Wagtail's image and document screens (and of its API): errors stand at the file."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms.fields import FileField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from common.errors import Invalid
from media.documents import check_document
from media.pictures import check_picture


class PictureFormField(WagtailImageField):
    """Wagtail's field decodes a picture to learn its size; this one asks `media.pictures`."""

    default_validators: list[Any] = []

    def to_python(self, data: Any) -> Any:
        uploaded: Any = FileField.to_python(self, data)
        if uploaded is None:
            return None
        try:
            header = check_picture(uploaded.file, name=uploaded.name, size=uploaded.size)
        except Invalid as error:
            raise ValidationError(str(error), code=error.code) from error
        uploaded.content_type = f"image/{header.type}"
        return uploaded


class PictureForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            old = self.fields["file"]
            self.fields["file"] = PictureFormField(label=old.label, required=old.required, widget=old.widget)


class DocumentForm(BaseDocumentForm):
    def clean_file(self) -> Any:
        uploaded = self.cleaned_data["file"]
        if "file" in self.changed_data and uploaded:
            try:
                check_document(uploaded.file, name=uploaded.name, size=uploaded.size)
            except Invalid as error:
                raise ValidationError(str(error), code=error.code) from error
        return uploaded
