"""A route on paper: one sheet, with a code at each stop that leads back to it."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from cms.models import RoutePage
from media.codes import qr_code
from portal.selectors import public_page


@dataclass(frozen=True)
class PrintedStop:
    """A line of the plan, and the code of the address that its stop has on the page."""

    line: Any
    code: SafeString

    def __getattr__(self, name: str) -> Any:
        return getattr(self.line, name)


@require_safe
def leaflet(request: HttpRequest, pk: int) -> HttpResponse:
    """`?day=` as on the page; `?open=1` leaves out the stops that are closed that day."""
    page = public_page(pk)
    if not isinstance(page, RoutePage):
        raise Http404
    context = page.get_context(request)
    plan = context["plan"]
    if request.GET.get("open") == "1" and plan.open_only is not None:
        plan = plan.open_only
    address = page.get_full_url(request) or ""
    context["plan"] = plan
    context["lines"] = [PrintedStop(line, qr_code(f"{address}#stop-{line.number}")) for line in plan.lines]
    context["stops"] = [line.stop for line in plan.lines]
    return render(request, "print/leaflet.html", context)
