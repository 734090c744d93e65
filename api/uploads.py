"""Taking in a picture or a document for a unit: the admin's own forms, with the checks of `media` behind them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from wagtail.documents.forms import get_document_form
from wagtail.images.forms import get_image_form
from wagtail.log_actions import log
from wagtail.models import Collection
from wagtail.permissions import policy_registry

from api.choices import NotToChoose
from common.errors import NotAllowed
from media.models import File, Picture
from organisations.models import Dated, Unit
from organisations.selectors import today


def image_take(*, actor: Any, file: Any, unit: str, title: str, **said: Any) -> Picture:
    """Puts a picture on the shelf of a unit (by its code).

    Raises NotAllowed for whoever may add none at all, NotToChoose for a unit that is not theirs, and a
    ValidationError at `file` where the picture is refused.
    """
    picture: Picture = _take(Picture, get_image_form(Picture), actor, unit, file, {"title": title, **said})
    return picture


def document_take(*, actor: Any, file: Any, unit: str, title: str) -> File:
    """Puts a document on the shelf of a unit. Raises as `image_take` does."""
    document: File = _take(File, get_document_form(File), actor, unit, file, {"title": title})
    return document


def _take(model: type[Any], form_class: Any, actor: Any, unit: str, file: Any, said: dict[str, Any]) -> Any:
    shelf = _shelf(model, actor, unit)
    row = model(uploaded_by_user=actor, collection=shelf)
    values = {name: value for name, value in said.items() if value is not False}
    form = form_class({**values, "collection": shelf.pk}, MultiValueDict({"file": [file]}), instance=row, user=actor)
    # Django's own error is told field by field, with the code of the check that refused.
    if not form.is_valid():
        raise ValidationError(dict(form.errors.as_data()))
    with transaction.atomic():
        made = form.save()
        log(instance=made, action="wagtail.create", user=actor)
    return made


def _shelf(model: type[Any], actor: Any, code: str) -> Collection:
    policy = policy_registry.get_by_type(model)
    if not policy.user_has_permission(actor, "add"):
        raise NotAllowed("api.may_not_upload", _("Only editors take in pictures and documents."))
    shelves = policy.collections_user_has_permission_for(actor, "add")
    units = Unit.objects.filter(Dated.on(today()), code=code, collection__in=shelves)
    shelf: Collection | None = Collection.objects.filter(pk__in=units.values("collection")).first()
    if shelf is None:
        raise NotToChoose(("unit",))
    return shelf
