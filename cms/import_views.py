"""The admin's screen 导入文档: choose or paste, look and change, make the draft."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from cms.importer import create_draft
from cms.importer.forms import PreviewForm, UploadForm
from cms.importer.kept import keep, throw_away
from cms.importer.marked import from_marked
from cms.importer.markup import body_data, rich_text
from cms.importer.units import guess_unit_page, unit_pages_for
from common.errors import LinliError


def import_document(request: HttpRequest) -> HttpResponse:
    """GET: the upload form. POST: a document to read (no `step`), an edited preview, or `step=create`."""
    units = unit_pages_for(request.user)
    if not units.exists():
        raise PermissionDenied
    if request.method != "POST":
        return _render(request, "upload", UploadForm())
    if "step" in request.POST:
        return _preview(request, units)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _render(request, "upload", form)
    asked = request.GET.get("unit", "")
    chosen = units.filter(pk=asked).first() if asked.isascii() and asked.isdecimal() and len(asked) < 19 else None
    pictures, refused = keep(form.draft.pictures, actor=request.user)
    form.draft.notes += refused
    unit = chosen or guess_unit_page(form.draft, units)
    preview = PreviewForm.of(form.draft, units=units, unit=unit, user=request.user, pictures=pictures)
    return _render(request, "preview", preview)


def _preview(request: HttpRequest, units: Any) -> HttpResponse:
    form = PreviewForm(request.POST, units=units, user=request.user)
    if form.is_valid() and request.POST["step"] == "create":
        page = _create(request, form)
        if page is not None:
            throw_away(list(form.uploads.values()))
            messages.success(request, _("The draft “%s” is here. It is not public yet.") % page.title)
            return redirect("wagtailadmin_pages:edit", page.pk)
    return _render(request, "preview", form)


def _create(request: HttpRequest, form: PreviewForm) -> Any:
    parent = form.cleaned_data["unit"]
    try:
        return create_draft(
            form.draft(),
            unit=parent.unit,
            kind=form.cleaned_data["kind"],
            parent=parent,
            actor=request.user,
            drop_tail=False,
        )
    except LinliError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None


def _render(request: HttpRequest, name: str, form: Any) -> HttpResponse:
    context = {
        "form": form,
        "errors": [(form[field], texts) for field, texts in form.errors.items() if field in form.fields],
        "page_title": _("Import a document"),
        "header_icon": "upload",
    }
    if name == "preview":
        context |= _shown(form)
    status = 422 if form.is_bound and form.errors else 200
    return TemplateResponse(request, f"desk/import/{name}.html", context, status=status)


def _shown(form: PreviewForm) -> dict[str, Any]:
    """The text as it will look. Everything is escaped in `markup`; only paragraphs, lists and bold are tags."""
    blocks, sections = from_marked(form.shown_text)
    return {
        "shown_title": form["title"].value(),
        "shown_blocks": [
            {part["type"]: mark_safe(part["value"]) if part["type"] == "paragraph" else part["value"]}  # noqa: S308
            for part in body_data(blocks, form.shown_figures)
        ],
        "shown_sections": [
            {
                "heading": section.heading,
                "items": [
                    {"title": item.title, "html": mark_safe(rich_text(item.blocks))}  # noqa: S308
                    for item in section.items
                ],
            }
            for section in sections
        ],
    }
