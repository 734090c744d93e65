"""The repair desk: what is stuck and why, and four ways out, each with its reason."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from common.errors import LinliError
from organisations.selectors import reader_of
from workflows.desk.access import item_or_404
from workflows.desk.forms import ReasonForm, ReassignForm
from workflows.desk.rows import rows
from workflows.models import WorkItem
from workflows.services import repair as services


@dataclass(frozen=True)
class Way:
    """A way out of being stuck, with the words of its button and of its end."""

    label: str | Promise
    done: str | Promise
    help: str | Promise
    do: Callable[..., Any]


WAYS = {
    "retry": Way(
        gettext_lazy("Try again"),
        gettext_lazy("Tried again: it goes on."),
        gettext_lazy("What failed is run once more; an item without a holder looks for one."),
        services.retry,
    ),
    "reassign": Way(
        gettext_lazy("Give it to somebody"),
        gettext_lazy("Given to somebody else."),
        gettext_lazy("Only somebody whose posts allow this step."),
        services.reassign,
    ),
    "skip": Way(
        gettext_lazy("Skip the step"),
        gettext_lazy("The step was skipped."),
        gettext_lazy(
            "The text goes on without this review, and the record says so. The final review cannot be skipped."
        ),
        services.skip,
    ),
    "cancel": Way(
        gettext_lazy("End the submission"),
        gettext_lazy("The submission has ended; the page stays a draft."),
        gettext_lazy("Nothing is published or deleted: the author can hand the page in again."),
        services.cancel,
    ),
}


def _require_repairer(request: HttpRequest) -> None:
    if not services.may_repair(reader_of(request)):
        raise Http404


@require_safe
def repair(request: HttpRequest) -> HttpResponse:
    _require_repairer(request)
    stuck = services.stuck_items(reader_of(request))
    listed = [{"row": row, "why": found.why} for row, found in zip(rows(f.item for f in stuck), stuck, strict=True)]
    context = {"stuck": listed, "ways": WAYS, "title": _("Repair desk")}
    return render(request, "desk/repair.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    _require_repairer(request)
    if verb not in WAYS:
        raise Http404
    item, way = item_or_404(request, code), WAYS[verb]
    form = _form(request, item, verb)
    if request.method == "POST" and form.is_valid():
        try:
            way.do(item, actor=request.user, **form.cleaned_data)
        except LinliError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, str(way.done))
            return redirect("desk:repair")
    context = {"item": item, "form": form, "title": way.label, "advice": way.help, "back_url": reverse("desk:repair")}
    return render(request, "desk/act.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, item: WorkItem, verb: str) -> forms.Form:
    data = request.POST if request.method == "POST" else None
    return ReassignForm(data, item=item) if verb == "reassign" else ReasonForm(data)
