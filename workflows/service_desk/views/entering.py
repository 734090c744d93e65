"""The fast form for paper slips, and the receipts of a sitting."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.errors import LinliError
from workflows.service_desk.access import require_staff, units_served
from workflows.service_desk.entering import (
    SlipForm,
    entered,
    follow_address,
    remember,
    remembered,
    with_promises,
)
from workflows.services import needs


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """One slip after another: the form is empty again after each, but for what is remembered."""
    units = units_served(require_staff(request))
    if request.method != "POST":
        return _page(request, SlipForm(initial=remembered(request, units), units=units))
    form = SlipForm(request.POST, units=units)
    if form.is_valid():
        data = form.cleaned_data
        try:
            submitted = needs.need_submit(
                actor=request.user,
                unit=data["unit"],
                channel=data["channel"],
                asked=form.asked(),
                category=data["category"],
            )
        except LinliError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            remember(request, form, submitted)
            return redirect("needs:new")
    return _page(request, form, status=422)


def _page(request: HttpRequest, form: SlipForm, status: int = 200) -> HttpResponse:
    context = {
        "page_title": _("Enter paper slips"),
        "crumb": {"url": reverse("needs:list"), "label": _("Needs")},
        "form": form,
        "first_error": next((name for name in form.fields if name in form.errors), ""),
        "entered": entered(request),
        "done": status == 200,
    }
    return render(request, "service_desk/new.html", context, status=status)


@never_cache
@require_safe
def receipts(request: HttpRequest, code: str = "") -> HttpResponse:
    """The receipts of this sitting on paper, all or one. What is not of this sitting is not there."""
    require_staff(request)
    found = [each for each in entered(request) if code in ("", each.need.code)]
    if code and not found:
        raise Http404
    context = {"entered": found, "slips": with_promises(found), "follow": follow_address()}
    return render(request, "service_desk/receipts.html", context)
