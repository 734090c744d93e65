"""What neighbours have asked for: accepted needs, masked, by kind, town and state."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from exchange.enums import PUBLIC_STATES, NeedState
from exchange.models import Category
from exchange.selectors import public_needs
from organisations.enums import UnitKind
from organisations.selectors import units_on
from portal.paging import paged

ON_A_PAGE = 20


@require_safe
def public_list(request: HttpRequest) -> HttpResponse:
    """`?category=`, `?unit=` and `?state=` narrow it; what is none of these is no filter."""
    kinds = list(Category.objects.filter(depth=1, is_open=True))
    towns = list(units_on().filter(kind=UnitKind.INSTITUTE))
    found = public_needs()
    kind = next((each for each in kinds if str(each.pk) == request.GET.get("category")), None)
    town = next((each for each in towns if each.code == request.GET.get("unit")), None)
    state = request.GET.get("state", "")
    if kind is not None:
        found = found.filter(category__path__startswith=kind.path)
    if town is not None:
        found = found.filter(unit__path__startswith=town.path)
    if state in PUBLIC_STATES:
        found = found.filter(state=state)
    page = paged(request, found, ON_A_PAGE)
    context = {
        "needs": page["rows"],
        "page": page,
        "kinds": kinds,
        "towns": towns,
        "states": [(each.value, each.label) for each in map(NeedState, PUBLIC_STATES)],
        "kind": kind,
        "town": town,
        "state": state,
    }
    return render(request, "pages/needs/list.html", context)


@require_safe
def public_detail(request: HttpRequest, code: str) -> HttpResponse:
    """The public part of one. What is not public is not there."""
    need = public_needs().filter(code=code).first()
    if need is None:
        raise Http404
    return render(request, "pages/needs/detail.html", {"need": need})
