"""A paste from a group chat: read, corrected by a person, taken in as one batch."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.errors import LinliError
from exchange.enums import Channel
from exchange.intake.chat import LeftOut
from exchange.services.batches import Taken
from organisations.models import Unit
from workflows.service_desk.access import require_staff, units_served
from workflows.service_desk.batches import PasteForm, candidates_of, candidates_sent
from workflows.service_desk.entering import remembered
from workflows.services import needs


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def chat(request: HttpRequest) -> HttpResponse:
    """First the paste; then what was found in it, ticked and corrected; nothing is taken in before that."""
    units = units_served(require_staff(request))
    if request.method != "POST":
        return _page(request, PasteForm(initial=remembered(request, units), units=units))
    form = PasteForm(request.POST, units=units)
    if not form.is_valid():
        return _page(request, form, status=422)
    if request.POST.get("do") == "take":
        return _take(request, form)
    try:
        reading = form.read()
    except LinliError as error:
        form.add_error("text", str(error))
        return _page(request, form, status=422)
    return _page(request, form, candidates=candidates_of(reading), left_out=reading.left_out)


def _page(request: HttpRequest, form: PasteForm, status: int = 200, **more: Any) -> HttpResponse:
    if "candidates" in more:
        # What was found stands above the paste: the page begins there.
        form.fields["text"].widget.attrs.pop("autofocus", None)
    context = {
        "page_title": _("From a group chat"),
        "crumb": {"url": reverse("needs:list"), "label": _("Needs")},
        "form": form,
        **more,
    }
    return render(request, "service_desk/chat.html", context, status=status)


def _take(request: HttpRequest, form: PasteForm) -> HttpResponse:
    candidates = candidates_sent(request.POST)
    error = ""
    if candidates.is_valid():
        chosen = [each for each in candidates.forms if each.cleaned_data.get("take")]
        try:
            taken = _taken(request, form.cleaned_data["unit"], chosen)
        except LinliError as refused:
            error = _at_field(refused, chosen)
        else:
            count = len(taken.submitted)
            messages.success(request, _("Taken in: %(count)d needs. They wait for the panel.") % {"count": count})
            return redirect("needs:batch", taken.batch.code)
    return _page(request, form, status=422, candidates=candidates, left_out=_left_out(form), error=error)


def _left_out(form: PasteForm) -> list[LeftOut]:
    """Told again from the paste itself, which may have been changed since."""
    try:
        return form.read().left_out
    except LinliError:
        return []


def _taken(request: HttpRequest, unit: Unit, chosen: list[Any]) -> Taken:
    entries = [each.entry() for each in chosen]
    return needs.batch_take_in(actor=request.user, unit=unit, channel=Channel.CHAT, entries=entries)


def _at_field(error: LinliError, chosen: list[Any]) -> str:
    """Puts a refusal at its candidate; what belongs to none is returned."""
    number, _dash, field = (error.field or "").partition("-")
    if number.isdecimal() and int(number) < len(chosen) and field in chosen[int(number)].fields:
        chosen[int(number)].add_error(field, str(error))
        return ""
    return str(error)
