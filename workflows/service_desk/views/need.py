"""The page of one need: what is asked, whose turn it is, and what can be done about it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.errors import Conflict, LinliError
from exchange.services import photos
from exchange.services.privacy import personal_read, readable_fields
from organisations.selectors import reader_of
from workflows.service_desk.access import need_or_404
from workflows.service_desk.actions import BY_NAME, Action, Case
from workflows.service_desk.forms import PurposeForm
from workflows.service_desk.sheet import case_of, form_of, need_context, orders_of

TEMPLATE = "service_desk/need.html"


@require_safe
def need(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, TEMPLATE, need_context(request, need_or_404(request, code)))


def act(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Does what a button says. What was typed stays on the screen where it is refused."""
    found, action = need_or_404(request, code), BY_NAME.get(name)
    if action is None:
        raise Http404
    if request.method != "POST":
        return redirect("needs:need", code)
    case = case_of(request, found, orders_of(found))
    form = form_of(request, case, action, request.POST)
    if form.is_valid():
        try:
            _require_possible(action, case)
            action.run(case, form.cleaned_data)
        except LinliError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, str(action.done))
            return redirect("needs:need", code)
    context = need_context(request, need_or_404(request, code), failed=(name, form))
    return render(request, TEMPLATE, context, status=422)


def _require_possible(action: Action, case: Case) -> None:
    """The order that it is about may be gone since the page was opened."""
    if not action.possible(case):
        raise Conflict("workflows.moved_on", _("This need has moved on since you opened it: look again, then decide."))


@require_POST
@never_cache
def read(request: HttpRequest, code: str) -> HttpResponse:
    """Shows what is personal, once, to who says what for; the reading is on record."""
    found = need_or_404(request, code)
    form = PurposeForm(request.POST, need=found, reader=reader_of(request), auto_id="read_%s")
    shown: dict[str, str] | None = None
    if form.is_valid():
        try:
            fields = readable_fields(found, request.user)
            shown = personal_read(need=found, actor=request.user, fields=fields, purpose=form.cleaned_data["purpose"])
        except LinliError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    context: dict[str, Any] = need_context(request, found, purpose=form, shown=shown)
    return render(request, TEMPLATE, context, status=200 if shown is not None else 422)


@require_safe
@never_cache
def photo(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A photo of the asker, for those who may read what is personal."""
    found = need_or_404(request, code).photos.filter(pk=pk).first()
    if found is None:
        raise Http404
    try:
        opened = photos.need_photo_open(photo=found, actor=request.user)
    except LinliError as error:
        raise Http404 from error
    with opened.file as file:
        response = HttpResponse(file.read(), content_type=opened.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
