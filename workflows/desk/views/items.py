"""What is done to one item besides deciding it: claim, give back, hand over, urge, take back, begin."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import LinliError
from organisations.selectors import reader_of
from workflows import selectors
from workflows.desk import pending
from workflows.desk.access import item_or_404
from workflows.desk.forms import ReassignForm
from workflows.services import decisions, queue


def back_to(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Where the person came from, if that is on this site."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    # Not `redirect`: a word without a slash would be looked for among the names of views.
    return HttpResponseRedirect(wanted if safe else otherwise)


@require_safe
def urgent(request: HttpRequest) -> HttpResponse:
    """Opens the item of the person that is due first."""
    item = selectors.next_item(reader_of(request), request.user)
    return redirect("desk:review", item.code) if item else redirect("wagtailadmin_home")


@require_POST
def claim(request: HttpRequest, code: str) -> HttpResponse:
    item = item_or_404(request, code)
    try:
        queue.claim(item, actor=request.user)
    except LinliError as error:
        messages.error(request, str(error))
        return back_to(request, reverse("desk:queue", args=["claimable"]))
    return redirect("desk:review", item.code)


@require_POST
def release(request: HttpRequest, code: str) -> HttpResponse:
    return _done(request, code, queue.release, _("Given back: others can claim it now."))


@require_POST
def urge(request: HttpRequest, code: str) -> HttpResponse:
    return _done(request, code, queue.urge, _("Urged: those in charge have been told."))


def _done(request: HttpRequest, code: str, verb: Any, words: str) -> HttpResponse:
    item = item_or_404(request, code)
    try:
        verb(item, actor=request.user)
    except LinliError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return back_to(request, reverse("desk:queue", args=["mine"]))


@require_http_methods(["GET", "HEAD", "POST"])
def reassign(request: HttpRequest, code: str) -> HttpResponse:
    """Hands an item to somebody else who may decide it."""
    item = item_or_404(request, code)
    form = ReassignForm(request.POST or None, item=item)
    if request.method == "POST" and form.is_valid():
        try:
            queue.reassign(
                item, actor=request.user, person=form.cleaned_data["person"], reason=form.cleaned_data["reason"]
            )
        except LinliError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Handed over to %(name)s.") % {"name": form.cleaned_data["person"].masked_name})
            return redirect("desk:queue", "mine")
    return render(
        request,
        "desk/act.html",
        {
            "item": item,
            "form": form,
            "title": _("Hand to someone else"),
            "back_url": reverse("desk:review", args=[code]),
        },
    )


@require_POST
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """Takes the person's own decision back while it is held."""
    held = next((held for held in pending.of(request) if held.item.code == code), None)
    if held is None:
        messages.error(request, _("Too late to take it back: the decision has taken effect."))
        return redirect("wagtailadmin_home")
    try:
        item = decisions.undo(held, actor=request.user)
    except LinliError as error:
        messages.error(request, str(error))
        return redirect("wagtailadmin_home")
    messages.success(request, _("Taken back. The item is yours again."))
    return redirect("desk:review", item.code)
