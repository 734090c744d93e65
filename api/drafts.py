"""Writing drafts: typed fields in, the admin's own form behind, so that its checks hold here as well."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ConfigDict, Field
from wagtail.actions.create_page import CreatePageAction
from wagtail.actions.edit_page import EditPageAction
from wagtail.admin.panels import get_form_for_model
from wagtail.api.v3.form_data import build_form_data

from cms.models import CasePage, ContentPage, NewsPage, PolicyPage, ProjectPage, Topic
from cms.slugs import pinyin_slug
from common.errors import Conflict, Invalid
from organisations.models import Unit
from workflows.locks import page_lock

MODELS: dict[str, type[ContentPage]] = {
    model._meta.label: model for model in (NewsPage, ProjectPage, CasePage, PolicyPage)
}

Line = Annotated[str, Field(max_length=80)]
Year = Annotated[int, Field(ge=1900, le=2200)]
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Block(Schema):
    """A block of the body: its type and a value of that type, as `GET` shows them. `id` keeps it the same block."""

    model_config = ConfigDict(extra="forbid")

    type: Annotated[str, Field(max_length=40)]
    value: Any
    id: Annotated[str, Field(max_length=36)] | None = None


class DraftIn(Schema):
    """The fields of all types that can be written; one that the type does not have is refused.

    `unit` is a public code, `topic` a slug. What is not sent stays as it is.
    """

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Field(min_length=1, max_length=255)] = ""
    slug: Annotated[str, Field(max_length=255)] = ""
    unit: Annotated[str, Field(max_length=16)] = ""
    topic: Annotated[str, Field(max_length=60)] = ""
    summary: Annotated[str, Field(max_length=200)] = ""
    source: Line = ""
    body: Annotated[list[Block], Field(max_length=500)] = []
    seo_title: Annotated[str, Field(max_length=255)] = ""
    search_description: Annotated[str, Field(max_length=500)] = ""
    # Activity news.
    happened_on: dt.date | None = None
    # News and projects.
    place: Line = ""
    # Projects.
    benefit: Literal["general", "special", "mutual"] = "general"
    organiser: Line = ""
    contact: Line = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    # Projects and model cases.
    year: Year | None = None
    # Model cases.
    subject: Line = ""
    deed: Annotated[str, Field(max_length=120)] = ""
    notice_from: dt.date | None = None
    notice_to: dt.date | None = None
    # Policy documents.
    document_number: Line = ""
    issuer: Line = ""
    issued_on: dt.date | None = None
    effective_on: dt.date | None = None
    expires_on: dt.date | None = None


class NewDraftMeta(Schema):
    """`type` as Wagtail names it; `parent_id` is the page of the unit it is written for."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["cms.NewsPage", "cms.ProjectPage", "cms.CasePage", "cms.PolicyPage"]
    parent_id: Id


class NewDraftIn(DraftIn):
    meta: NewDraftMeta
    title: Annotated[str, Field(min_length=1, max_length=255)]


def draft_create(*, actor: Any, parent: Any, model: type[ContentPage], values: dict[str, Any]) -> Any:
    """Makes a draft below a page. Raises PermissionDenied, and a ValidationError that names the fields."""
    values = _stored(model, values)
    # Two who write below the same page at the same moment would be given the same place in the tree.
    with page_lock(parent.pk):
        parent = type(parent).objects.get(pk=parent.pk)
        page = model(owner=actor, locale=parent.locale)
        values["unit"] = values.get("unit") or getattr(parent, "unit_id", None)
        values["slug"] = values.get("slug") or _free_slug(parent, values["title"])
        form = _form(page, parent, values, actor)
        CreatePageAction(page, parent, user=actor, form=form).execute()
        return page


def _free_slug(parent: Any, title: str) -> str:
    """As in the browser: an empty address is made from the title, free among its sisters."""
    base = (pinyin_slug(title) or "page")[:240]
    taken = set(parent.get_children().filter(slug__startswith=base).values_list("slug", flat=True))
    candidates = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(candidate for candidate in candidates if candidate not in taken)


def draft_update(*, actor: Any, page: ContentPage, values: dict[str, Any]) -> Any:
    """Saves a new revision with these fields changed. Raises Conflict while others hold the page."""
    with page_lock(page.pk):
        page = type(page).objects.get(pk=page.pk)
        lock = page.get_lock()
        if lock is not None and lock.for_user(actor):
            raise Conflict("api.locked", _("The page is being reviewed or locked: wait, or take the submission back."))
        draft = page.get_latest_revision_as_object()
        form = _form(draft, draft.get_parent(), _stored(type(page), values), actor)
        EditPageAction(draft, user=actor, form=form).execute()
        return draft


def _stored(model: type[ContentPage], values: dict[str, Any]) -> dict[str, Any]:
    """The values as the form takes them: rows by their keys."""
    known = {field.name for field in model._meta.get_fields()}
    for name in values:
        if name not in known:
            raise Invalid("api.no_such_field", _("This type of page has no such field."), field=name)
    stored = dict(values)
    if stored.get("unit"):
        stored["unit"] = _key_of(Unit.objects.filter(code=stored["unit"]), "unit")
    if stored.get("topic"):
        stored["topic"] = _key_of(Topic.objects.filter(slug=stored["topic"]), "topic")
    return stored


def _key_of(rows: Any, field: str) -> int:
    key: int | None = rows.values_list("pk", flat=True).first()
    if key is None:
        raise Invalid("api.unknown_value", _("There is nothing by this name: check the spelling."), field=field)
    return key


def _form(page: ContentPage, parent: Any, values: dict[str, Any], actor: Any) -> Any:
    """The editor's form of the page, with no other fields than those sent."""
    handler = type(page).get_edit_handler()
    options = {**handler.get_form_options(), "fields": list(values), "formsets": {}}
    base = handler.base_form_class or type(page).base_form_class
    form_class = get_form_for_model(type(page), form_class=base, **options)
    return form_class(data=_form_data(form_class, values, page), instance=page, parent_page=parent, for_user=actor)


def _form_data(form_class: Any, values: dict[str, Any], page: ContentPage) -> MultiValueDict[str, Any]:
    try:
        data: MultiValueDict[str, Any] = build_form_data(form_class, values, instance=page)
    except (TypeError, AttributeError, KeyError, IndexError) as error:
        # Wagtail reads nested values as the block's type has them, without looking first.
        raise Invalid("api.unreadable_block", _("A block's value is not of its type."), field="body") from error
    return data
