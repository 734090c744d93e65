"""A spreadsheet: tried first with every error by its row, then confirmed as one batch."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.errors import LinliError
from exchange.intake.naming import CategoryNames
from exchange.intake.template import template as template_file
from exchange.services.sheets import spreadsheet_try
from workflows.desk.exports import XLSX_TYPE
from workflows.service_desk.access import require_staff, units_served
from workflows.service_desk.batches import SheetForm
from workflows.service_desk.entering import remembered
from workflows.services import needs


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest) -> HttpResponse:
    units = units_served(require_staff(request))
    if request.method != "POST":
        return _page(request, SheetForm(initial=remembered(request, units), units=units))
    form = SheetForm(request.POST, request.FILES, units=units)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        return _take(request, form) if request.POST.get("do") == "take" else _try(request, form)
    except LinliError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _page(request, form, status=422, refused=getattr(error, "errors", []))


def _try(request: HttpRequest, form: SheetForm) -> HttpResponse:
    data = form.cleaned_data
    draft = spreadsheet_try(actor=request.user, unit=data["unit"], data=data["content"], name=data["name"])
    more = {"draft": draft, "refused": draft.errors, "carried": form.carry(), "carried_name": data["name"]}
    return _page(request, form, status=422 if draft.errors else 200, **more)


def _take(request: HttpRequest, form: SheetForm) -> HttpResponse:
    data = form.cleaned_data
    taken = needs.spreadsheet_take_in(actor=request.user, unit=data["unit"], data=data["content"], name=data["name"])
    count = len(taken.submitted)
    messages.success(request, _("Taken in: %(count)d needs. They wait for the panel.") % {"count": count})
    return redirect("needs:batch", taken.batch.code)


def _page(request: HttpRequest, form: SheetForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "page_title": _("From a spreadsheet"),
        "crumb": {"url": reverse("needs:list"), "label": _("Needs")},
        "form": form,
        **more,
    }
    return render(request, "service_desk/sheet.html", context, status=status)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """An empty table with the own units and the categories to choose from."""
    units = units_served(require_staff(request))
    response = HttpResponse(template_file(CategoryNames.read(), units), content_type=XLSX_TYPE)
    name = f"{_('Needs')}.xlsx"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
