"""What a browser sends to the page editor: told when it is cut off, refused where it names what is not the sender's.

Wagtail reads blocks by their counters and trusts both the counters and the ids: a cut-off post ends in a
server error, and any picture, file or page can be named by its number.
"""

import json
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import ModelChoiceField
from django.utils.translation import gettext as _
from wagtail.admin.widgets import BaseChooser
from wagtail.blocks.base import BlockField
from wagtail.models import Page

from cms.block_errors import block_error
from cms.checks.links import DOCUMENT, PAGE, PICTURE, Target, targets_in
from cms.checks.texts import Path, raw_of
from cms.rights_scope import Reach
from cms.rules import PUBLISHED
from common.access import ANONYMOUS
from common.errors import LinliError
from media.models import File, Picture
from organisations.selectors import reader_for

# What reading made-up counters, orders, ids and rich text ends in.
UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError, RecursionError)
# Revisions that the editor names, and that Wagtail looks up as they come.
NUMBERS = ("loaded_revision_id", "overwrite_revision_id")
_row_id = re.compile(r"\w+-\d+-id")
KINDS = {PAGE: Page, DOCUMENT: File, PICTURE: Picture}


def _incomplete() -> LinliError:
    return LinliError(
        "cms.form_incomplete",
        _("The form arrived incomplete, so nothing was saved. Go back, copy what you wrote, reload and try again."),
    )


def _is_number(value: object) -> bool:
    """Programs hand in numbers, browsers their digits."""
    text = "" if value is None else str(value)
    return not text or (text.isascii() and text.isdecimal() and len(text) < 19)


def _check_numbers(form: Any) -> None:
    """Ids that Wagtail looks up as they come: of revisions, of rows, of what was chosen."""
    asked = [form.data.get(name) for name in NUMBERS]
    rows = [key for key in form.data if _row_id.fullmatch(key) and key.split("-")[0] in form.formsets]
    asked += [form.data[key] for key in rows]
    asked += [form.data.get(form.add_prefix(name)) for name in _choosers(form)]
    if not all(map(_is_number, asked)):
        raise _incomplete()
    if not all(_is_all_there(formset) for formset in form.formsets.values()):
        raise _incomplete()
    rows = [row for formset in form.formsets.values() for row in formset.forms]
    if not all(_is_number(row.data.get(row.add_prefix(name))) for row in rows for name in _choosers(row)):
        raise _incomplete()


def _is_all_there(formset: Any) -> bool:
    """Whether as many rows were sent as are said to be: else up to two thousand empty ones would be drawn."""
    total = formset.data.get(f"{formset.prefix}-TOTAL_FORMS", "")
    if not (total.isascii() and total.isdecimal() and int(total)):
        return True
    last = f"{formset.prefix}-{int(total) - 1}-"
    return any(key.startswith(last) for key in formset.data)


def _choosers(form: Any) -> list[str]:
    return [name for name, field in form.fields.items() if isinstance(field.widget, BaseChooser)]


def check_whole(form: Any) -> None:
    """Raises LinliError (400) when a body in the post cannot be read, or no database could store it."""
    _check_numbers(form)
    for name, field in form.fields.items():
        if isinstance(field, BlockField):
            try:
                value = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
                stored = json.dumps(raw_of(value), ensure_ascii=False)
                stored.encode()  # half of a surrogate pair
            except UNREADABLE as error:
                raise _incomplete() from error
            if "\\u0000" in stored:
                raise _incomplete()


class _Choice:
    """What a person may newly name. The reach is looked up only when something is."""

    def __init__(self, user: Any) -> None:
        self.user = user

    @cached_property
    def reach(self) -> Reach:
        return Reach(reader_for(self.user), everything=self.user.is_superuser)

    def among(self, kind: str, ids: set[Any]) -> set[Any]:
        """Those of the ids that exist and are the person's own; a public page may be named by everybody."""
        if not ids:
            return set()
        allowed = self.reach.collection_query()
        if kind == PAGE:
            allowed = self.reach.page_query() | PUBLISHED.filter(ANONYMOUS)
        return set(KINDS[kind].objects.filter(allowed, pk__in=ids).values_list("pk", flat=True))


def refuse_foreign(form: Any, user: Any) -> None:
    """Errors at the fields that newly name a picture, a file or a page beyond the person's reach.

    What the page named already stays: a colleague with a wider reach may have chosen it.
    """
    choice = _Choice(user)
    for name, field in form.fields.items():
        if name not in form.cleaned_data:
            continue
        if isinstance(field, BlockField):
            _refuse_in_blocks(form, name, field, choice)
        elif isinstance(field, ModelChoiceField):
            _refuse_choice(form, name, choice)
    for formset_name, formset in form.formsets.items():
        if formset_name != "comments":
            for row in formset.forms:
                for name, field in row.fields.items():
                    if isinstance(field, ModelChoiceField) and not row.errors and name in row.cleaned_data:
                        _refuse_choice(row, name, choice)


def _refuse_choice(form: Any, name: str, choice: _Choice) -> None:
    chosen = form.cleaned_data[name]
    kind = next((kind for kind, model in KINDS.items() if isinstance(chosen, model)), None)
    if kind and chosen.pk != form.initial.get(name) and not choice.among(kind, {chosen.pk}):
        form.add_error(name, _message(kind))


def _refuse_in_blocks(form: Any, name: str, field: BlockField, choice: _Choice) -> None:
    raw = raw_of(form.cleaned_data[name])
    before = {target for _path, target in _named(field, raw_of(form.initial.get(name)))}
    fresh = [(path, target) for path, target in _named(field, raw) if target not in before]
    own = {
        (kind, pk)
        for kind in KINDS
        for pk in choice.among(kind, {value for _path, (named, value) in fresh if named == kind})
    }
    foreign = [(path, _message(target[0])) for path, target in fresh if target not in own]
    if foreign:
        form.add_error(name, ValidationError([block_error(field.block, raw, foreign)]))


def _named(field: BlockField, raw: Any) -> Iterator[tuple[Path, Target]]:
    """Own things only: addresses are the machine check's business."""
    return ((path, target) for path, target in targets_in(field.block, raw, ()) if target[0] in KINDS)


def _message(kind: str) -> str:
    if kind == PICTURE:
        return _("This picture is not your unit's. Choose one of your own, or upload it.")
    if kind == DOCUMENT:
        return _("This file is not your unit's. Choose one of your own, or upload it.")
    return _("This page is neither public nor your unit's. Choose another.")
