"""Pictures and documents: taken in as the admin takes them, by the same forms and the same checks."""

from functools import wraps
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File as Upload
from ninja import Form, Router, Schema, Status, UploadedFile
from ninja.decorators import decorate_view
from pydantic import Field

from api.auth import Bearer
from api.errors import answers, problem
from api.idempotency import HEADER_PARAMETER, Run, idempotent
from api.kinds import Strict
from api.models import Scope
from api.uploads import document_take, image_take
from api.values import Code, Line, headers

write = Bearer(Scope.WRITE)
images = Router(tags=["files"], auth=write)
documents = Router(tags=["files"], auth=write)

# The fields of the form and its borders come on top of the file.
ROOM = 64 * 1024

Title = Annotated[str, Field(min_length=1, max_length=255)]


class ImageIn(Strict):
    """`unit` is the public code of the unit on whose shelf it is put; `description` is what is read aloud."""

    unit: Code
    title: Title
    description: Annotated[str, Field(max_length=255)] = ""
    credit: Line = ""
    people_consented: bool = False


class DocumentIn(Strict):
    unit: Code
    title: Title


class ImageOut(Schema):
    """`id` is what `cover`, the image of a stop and a figure in a body name."""

    id: int
    title: str
    description: str
    credit: str
    people_consented: bool
    width: int
    height: int
    file_size: int


class DocumentOut(Schema):
    """`id` is what an attachment and a file in a body name."""

    id: int
    title: str
    filename: str
    file_size: int


def not_larger(limit: int) -> Any:
    """Refuses by the length that is announced, before anything is read."""

    def decorate(run: Run) -> Run:
        @wraps(run)
        def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            announced = request.META.get("CONTENT_LENGTH") or "0"
            if announced.isdecimal() and int(announced) > limit + ROOM:
                return problem(413, "api.file_too_big", _("The file is too big: send at most 20 MB."))
            return run(request, **kwargs)

        return wrapper

    return decorate


@images.post(
    "/",
    response=answers(201, ImageOut, 413),
    operation_id="images_create",
    summary="Upload a picture",
    openapi_extra=headers(HEADER_PARAMETER),
)
@decorate_view(idempotent(write), not_larger(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE))
def create_image(request: HttpRequest, data: Form[ImageIn], file: Upload[UploadedFile]) -> Any:
    return Status(201, image_take(actor=request.user, file=file, **data.model_dump()))


@documents.post(
    "/",
    response=answers(201, DocumentOut, 413),
    operation_id="documents_create",
    summary="Upload a document",
    openapi_extra=headers(HEADER_PARAMETER),
)
@decorate_view(idempotent(write), not_larger(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE))
def create_document(request: HttpRequest, data: Form[DocumentIn], file: Upload[UploadedFile]) -> Any:
    return Status(201, document_take(actor=request.user, file=file, **data.model_dump()))
