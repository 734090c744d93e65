"""The gate inside Wagtail's editor: hits stand at their fields, and a submit becomes a saved draft."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages as wagtail_messages
from wagtail.blocks.base import BlockField
from wagtail.models import Page

from cms.block_errors import block_error
from cms.checks.gate import blocks_of_draft
from cms.checks.personal import Hit
from cms.checks.texts import raw_of
from cms.models import ContentPage

SUBMITS = ("action-submit", "action-restart-workflow")


def mark_hits(form: Any) -> None:
    """Shows what the gate found in a stored draft at the fields of its unbound form."""
    form.gate_hits = blocks_of_draft(form.instance)
    if not form.gate_hits:
        return
    form._errors = ErrorDict()
    for name in dict.fromkeys(hit.field for hit in form.gate_hits):
        if name in form.fields:
            found = [hit for hit in form.gate_hits if hit.field == name]
            value = getattr(form.instance, name)
            form._errors[name] = form.error_class([_error_of(form.fields[name], value, found)])


def sentence(hit: Hit) -> str:
    said = {"kind": hit.kind_label, "value": hit.value, "masked": hit.masked}
    return _("%(kind)s “%(value)s”: write “%(masked)s”, or ask a second person to release it.") % said


def _error_of(field: forms.Field, value: Any, hits: list[Hit]) -> ValidationError:
    if not isinstance(field, BlockField):
        return ValidationError([sentence(hit) for hit in hits])
    return block_error(field.block, raw_of(value), [(hit.path[1:], sentence(hit)) for hit in hits])


def hold_back(request: HttpRequest, draft: Page) -> bool:
    """Turns a submit into “save draft” while the gate blocks; True if it did. Nothing typed is lost."""
    hits = blocks_of_draft(draft)
    if not hits:
        return False
    post = request.POST.copy()
    for name in SUBMITS:
        post.pop(name, None)
    request.POST = post
    count = len(hits)
    message = ngettext(
        "Saved as a draft, not submitted: %(count)d place shows personal data. It is marked below.",
        "Saved as a draft, not submitted: %(count)d places show personal data. They are marked below.",
        count,
    )
    buttons = []
    if draft.pk:
        buttons = [wagtail_messages.button(reverse("cms_gate", args=[draft.pk]), _("Mask or release"))]
    wagtail_messages.error(request, message % {"count": count}, buttons=buttons)
    return True


def draft_from_post(request: HttpRequest, page: Page, parent: Page) -> Page:
    """The page as it was just typed, without storing or validating anything but its texts."""
    form_class = page.get_edit_handler().get_form_class()
    form = form_class(request.POST, request.FILES, instance=page, parent_page=parent, for_user=request.user)
    _take_texts(form)
    for name, formset in form.formsets.items():
        if name != "comments":
            kept = [row for row in formset.forms if not row.data.get(row.add_prefix("DELETE"))]
            for row in kept:
                _take_texts(row)
            getattr(page, name).set([row.instance for row in kept])
    return page


def _take_texts(form: Any) -> None:
    for name, field in form.fields.items():
        if isinstance(field, forms.CharField | BlockField):
            raw = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
            try:
                setattr(form.instance, name, field.to_python(raw) if isinstance(field, forms.CharField) else raw)
            except ValidationError:
                continue


def is_submit(request: HttpRequest) -> bool:
    return request.method == "POST" and any(name in request.POST for name in SUBMITS)


def gate_before_edit(request: HttpRequest, page: Page) -> None:
    if is_submit(request) and isinstance(page, ContentPage):
        hold_back(request, draft_from_post(request, page.get_latest_revision_as_object(), page.get_parent()))


def gate_before_create(request: HttpRequest, parent: Page, page_class: type[Page]) -> None:
    if is_submit(request) and issubclass(page_class, ContentPage):
        hold_back(request, draft_from_post(request, page_class(owner=request.user), parent))
