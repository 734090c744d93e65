"""Arranging the own queues: naming a filter, renaming and deleting it, choosing the columns.

The address keeps the filter of the list, so that a refused form is the same list with its error.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.errors import LinliError, NotFound
from workflows.desk import services
from workflows.desk.filters import Filters
from workflows.desk.tabs import TABS
from workflows.desk.views.queue import queue_context


def _list(tab: str, request: HttpRequest) -> str:
    address = Filters(request.GET).address
    return f"{reverse('desk:queue', args=[tab])}{'?' if address else ''}{address}"


def _refused(request: HttpRequest, tab: str, **wrong: Any) -> HttpResponse:
    return render(request, "desk/queue.html", {**queue_context(request, TABS[tab]), **wrong}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, tab: str) -> HttpResponse:
    """Keeps the filter of the address under the name that was typed."""
    if tab not in TABS:
        raise Http404
    if request.method == "POST":
        name = request.POST.get("name", "")
        try:
            services.save_filter(actor=request.user, tab=tab, name=name, query=Filters(request.GET).address)
        except LinliError as error:
            return _refused(request, tab, save_error=str(error), save_name=name)
        messages.success(request, _("Saved. It stands above the list from now on."))
    return redirect(_list(tab, request))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, tab: str, pk: int) -> HttpResponse:
    """Renames or deletes one of the person's own; anybody else's is not there."""
    if tab not in TABS:
        raise Http404
    if request.method == "POST":
        name = request.POST.get("name", "")
        try:
            messages.success(request, _change(request, pk, name))
        except NotFound:
            raise Http404 from None
        except LinliError as error:
            return _refused(request, tab, rename_error=str(error), rename_name=name, rename_pk=pk)
    return redirect(_list(tab, request))


def _change(request: HttpRequest, pk: int, name: str) -> str:
    if request.POST.get("do") == "delete":
        services.delete_filter(pk, actor=request.user)
        return _("The filter is deleted. The items are untouched.")
    services.rename_filter(pk, actor=request.user, name=name)
    return _("The filter has its new name.")


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, tab: str) -> HttpResponse:
    """Keeps which columns the person wants to see, in every queue."""
    if tab not in TABS:
        raise Http404
    if request.method == "POST":
        try:
            services.choose_columns(request.POST.getlist("column"), actor=request.user)
        except LinliError as error:
            return _refused(request, tab, columns_error=str(error))
    return redirect(_list(tab, request))
