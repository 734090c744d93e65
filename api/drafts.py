"""Writing drafts: typed fields in, the admin's own form behind, so that its checks hold here as well."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from wagtail.actions.create_page import CreatePageAction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.edit_page import EditPageAction
from wagtail.admin.panels import get_form_for_model
from wagtail.api.v3.form_data import build_form_data

from api.choices import Choices
from api.kinds import KINDS, Kind
from api.preconditions import draft_version, require_match
from cms.models import ContentPage
from cms.services.keeping import refuse_deletion
from cms.slugs import pinyin_slug
from common.errors import Conflict, Invalid, NotAllowed
from workflows.locks import page_lock


def draft_create(*, actor: Any, parent: Any, kind: Kind, values: dict[str, Any]) -> Any:
    """Makes a draft below a page. Raises PermissionDenied, and a ValidationError that names the fields."""
    _refuse_unknown(kind, values)
    for name in kind.needed:
        if not values.get(name):
            raise Invalid("api.needed", _("This type of page cannot be made without it."), field=name)
    # Two who write below the same page at the same moment would be given the same place in the tree.
    with page_lock(parent.pk):
        parent = type(parent).objects.get(pk=parent.pk)
        page = kind.model(owner=actor, locale=parent.locale)
        values = _stored(kind, values, Choices(actor, parent))
        values["unit"] = values.get("unit") or getattr(parent, "unit_id", None)
        values["slug"] = values.get("slug") or _free_slug(parent, values["title"])
        form = _form(kind, page, parent, values, actor)
        CreatePageAction(page, parent, user=actor, form=form).execute()
        return page


def _free_slug(parent: Any, title: str) -> str:
    """As in the browser: an empty address is made from the title, free among its sisters."""
    base = (pinyin_slug(title) or "page")[:240]
    taken = set(parent.get_children().filter(slug__startswith=base).values_list("slug", flat=True))
    candidates = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(candidate for candidate in candidates if candidate not in taken)


def draft_update(*, actor: Any, page: ContentPage, values: dict[str, Any], seen: str) -> Any:
    """Saves a new revision with these fields changed; `seen` is the `If-Match` of whoever sends them.

    Raises TagNeeded or ReadAgain by it, and Conflict while others hold the page.
    """
    kind = KINDS[page._meta.label]
    _refuse_unknown(kind, values)
    with page_lock(page.pk):
        page = type(page).objects.get(pk=page.pk)
        _refuse_locked(page, actor)
        require_match(seen, draft_version(page.pk), required=True)
        draft = page.get_latest_revision_as_object()
        parent = draft.get_parent().specific
        stored = _stored(kind, values, Choices(actor, parent, draft))
        form = _form(kind, draft, parent, stored, actor)
        EditPageAction(draft, user=actor, form=form).execute()
        return draft


def draft_delete(*, actor: Any, page: Any, seen: str) -> None:
    """Deletes a draft that was never public and is not under review.

    Raises TagNeeded, ReadAgain, NotAllowed and Conflict: what was public once is withdrawn and kept.
    """
    with page_lock(page.pk):
        page = type(page).objects.get(pk=page.pk)
        if not isinstance(page, ContentPage):
            raise Invalid("api.type_not_written", _("Pages of this type are written in the editor."))
        if not page.permissions_for_user(actor).can_edit():
            raise NotAllowed("api.may_not_delete", _("Only who may write this page may delete its draft."))
        _refuse_locked(page, actor)
        require_match(seen, draft_version(page.pk), required=True)
        if page.live:
            raise Conflict("api.published", _("The page is public: it is withdrawn by a final reviewer, not deleted."))
        if page.workflow_in_progress:
            raise Conflict("api.under_review", _("The page is under review: take the submission back first."))
        refuse_deletion(page)
        # Only after this: the action knows no rule of ours, and a person without the right hears of it above.
        DeletePageAction(page, user=actor).execute(skip_permission_checks=True)


def _refuse_locked(page: ContentPage, actor: Any) -> None:
    lock = page.get_lock()
    if lock is not None and lock.for_user(actor):
        raise Conflict("api.locked", _("The page is being reviewed or locked: wait, or take the submission back."))


def _refuse_unknown(kind: Kind, values: dict[str, Any]) -> None:
    for name in values:
        if name not in kind.names:
            raise Invalid("api.no_such_field", _("This type of page has no such field."), field=name)


def _stored(kind: Kind, values: dict[str, Any], choices: Choices) -> dict[str, Any]:
    """The values as the form takes them: rows by their keys, and nothing in a body that may not be chosen."""
    for name in kind.streams:
        if name in values:
            block = kind.model._meta.get_field(name).stream_block  # type: ignore[union-attr]
            choices.check_stream(block, values[name], name)
    return choices.stored(values, kind.rows)


class SentFields:
    """Mixed into the editor's form: what the page says of a field that was not sent is told all the same."""

    def _update_errors(self, errors: ValidationError) -> None:
        for name, found in getattr(errors, "error_dict", {}).items():
            if name != NON_FIELD_ERRORS and name not in self.fields:  # type: ignore[attr-defined]
                raise Invalid("api.invalid", " ".join(map(str, found[0].messages)), field=name)
        super()._update_errors(errors)  # type: ignore[misc]


def _form(kind: Kind, page: ContentPage, parent: Any, values: dict[str, Any], actor: Any) -> Any:
    """The editor's form of the page, with no other fields and rows than those sent."""
    handler = kind.model.get_edit_handler()
    options = handler.get_form_options()
    formsets = {name: options["formsets"][name] for name in kind.rows if name in values}
    options |= {"fields": [name for name in values if name not in kind.rows], "formsets": formsets}
    base = handler.base_form_class or kind.model.base_form_class
    sent: Any = type(base)
    form_class = get_form_for_model(kind.model, form_class=sent("SentForm", (SentFields, base), {}), **options)
    return form_class(data=_form_data(form_class, values, page), instance=page, parent_page=parent, for_user=actor)


def _form_data(form_class: Any, values: dict[str, Any], page: ContentPage) -> MultiValueDict[str, Any]:
    try:
        data: MultiValueDict[str, Any] = build_form_data(form_class, values, instance=page)
    except (TypeError, AttributeError, KeyError, IndexError) as error:
        # Wagtail reads nested values as the block's type has them, without looking first.
        raise Invalid("api.unreadable_block", _("A block's value is not of its type."), field="body") from error
    return data
