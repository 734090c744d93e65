"""All units, and all columns: two lists that work without a script."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.selectors import unit_groups


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Where a visitor chooses the own village."""
    return render(request, "pages/units.html", {"groups": unit_groups()})


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """网站地图: every column and every unit on one page."""
    return render(request, "pages/site_map.html", {"groups": unit_groups()})
