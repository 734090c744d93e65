"""Typing paper slips: one after the other without the mouse, a receipt for each (民情收发室)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.errors import LinliError
from exchange.services import Asked
from organisations.enums import SERVICE_ROLES
from organisations.models import Unit
from organisations.selectors import reader_of, units_on
from workflows.service_desk.forms import SlipForm
from workflows.service_desk.views.listing import _below
from workflows.services import needs

TYPED = "service_desk_slips"
REMEMBERED = ("unit", "channel", "category")
MOST = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def slip(request: HttpRequest) -> HttpResponse:
    units = units_on().filter(_below(reader_of(request).paths(SERVICE_ROLES)))
    if not units.exists():
        raise Http404
    form = SlipForm(units, request.POST or None, initial=request.session.get(f"{TYPED}_last", {}))
    if request.method == "POST" and form.is_valid():
        try:
            return _take_in(request, form.cleaned_data)
        except LinliError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    context = {
        "form": form,
        "typed": request.session.get(TYPED, []),
        "last": request.session.pop(f"{TYPED}_new", None),
        "page_title": _("Enter a slip"),
    }
    return render(request, "service_desk/slip.html", context, status=422 if request.method == "POST" else 200)


def _take_in(request: HttpRequest, data: dict[str, Any]) -> HttpResponse:
    unit: Unit = data["unit"]
    names = ("words", "name", "phone", "address", "vulnerable")
    submitted = needs.need_submit(
        actor=request.user,
        unit=unit,
        channel=data["channel"],
        asked=Asked(**{name: data[name] for name in names}),
        category=data["category"],
    )
    need, code = submitted.need, submitted.receipt
    entry = {"code": need.code, "summary": need.summary, "unit": str(unit)}
    request.session[TYPED] = [entry, *request.session.get(TYPED, [])][:MOST]
    # The code of the receipt is shown once, for printing, and not kept with the list.
    request.session[f"{TYPED}_new"] = {**entry, "receipt": f"{code[:4]} {code[4:]}"}
    request.session[f"{TYPED}_last"] = {
        "unit": unit.pk,
        "channel": data["channel"],
        "category": data["category"].pk if data["category"] else None,
    }
    messages.success(request, _("Taken in: %(words)s") % {"words": need.summary})
    return redirect("service_desk:slip")
