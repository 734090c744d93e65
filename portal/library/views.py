"""What the county can lend its people: listed places, talents, funds and service projects."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cms.selectors.venues import WEEK, DayLine, VenueNow
from common.errors import LinliError
from exchange.enums import ResourceKind
from exchange.models import Audience, Category
from exchange.selectors import listed_resources, may_read_contact
from exchange.services.resources import contact_read
from organisations.enums import UnitKind
from organisations.opening import DayKinds, hours_on, state_at
from organisations.selectors import reader_for, units_on
from portal.paging import paged

ON_A_PAGE = 20


@require_safe
def resources(request: HttpRequest) -> HttpResponse:
    """`?kind=`, `?category=`, `?unit=` and `?audience=` narrow it; what is none of these is no filter."""
    categories = list(Category.objects.filter(depth=1, is_open=True))
    towns = list(units_on().filter(kind=UnitKind.INSTITUTE))
    audiences = list(Audience.objects.all())
    found, kind = listed_resources(), request.GET.get("kind", "")
    category = next((each for each in categories if str(each.pk) == request.GET.get("category")), None)
    town = next((each for each in towns if each.code == request.GET.get("unit")), None)
    audience = next((each for each in audiences if each.code == request.GET.get("audience")), None)
    if kind in ResourceKind:
        found = found.filter(kind=kind)
    if category is not None:
        found = found.filter(category__path__startswith=category.path)
    if town is not None:
        found = found.filter(unit__path__startswith=town.path)
    if audience is not None:
        found = found.filter(audiences=audience)
    page = paged(request, found, ON_A_PAGE)
    chosen = {"kind": kind, "category": category, "town": town, "audience": audience}
    offered = {"kinds": ResourceKind.choices, "categories": categories, "towns": towns, "audiences": audiences}
    return render(request, "pages/library/list.html", {"resources": page["rows"], "page": page} | chosen | offered)


@require_http_methods(["GET", "HEAD", "POST"])
def resource(request: HttpRequest, code: str) -> HttpResponse:
    """One entry. What is not listed is not there. Whoever may asks for the contact with a purpose."""
    found = listed_resources().prefetch_related("opening_rules", "closures", "audiences", "sharing_units")
    row: Any = found.select_related("team").filter(code=code).first()
    if row is None:
        raise Http404
    context = _free(row) | {"resource": row, "may_read": may_read_contact(row, reader_for(request.user))}
    problem: LinliError | None = None
    if request.method == "POST":
        context["purpose"] = request.POST.get("purpose", "")[:120]
        try:
            context["contact"] = contact_read(resource=row, actor=request.user, purpose=context["purpose"])
        except LinliError as error:
            context["problem"] = problem = error
    answer = render(request, "pages/library/detail.html", context, status=problem.status if problem else 200)
    if "contact" in context:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _free(row: Any) -> dict[str, Any]:
    """When it is free: now, on the next seven days, and what is excepted. One query for the calendar."""
    at, first = timezone.now(), timezone.localdate()
    kinds = DayKinds.ahead_of(at)
    days = [first + dt.timedelta(days=ahead) for ahead in range(WEEK)]
    return {
        "now": VenueNow(row, None, state_at(row, at, kinds)) if row.opening_rules.all() else None,
        "week": [DayLine(day, hours_on(row, day, kinds)) for day in days],
        "closures": [each for each in row.closures.all() if each.valid_to is None or each.valid_to >= first],
    }
