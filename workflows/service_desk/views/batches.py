"""What came in together: the list, one batch with its needs, and taking it back."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common.access import readable
from common.errors import LinliError
from exchange.models import NeedBatch
from organisations.selectors import reader_of
from workflows.desk.forms import ReasonForm
from workflows.desk.pages import CountingPaginator
from workflows.service_desk.access import needs_of_staff, require_staff
from workflows.services import needs

ON_A_PAGE = 25


def _crumb() -> dict[str, str]:
    return {"url": reverse("needs:list"), "label": _("Needs")}


@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    found = readable(NeedBatch.objects.select_related("unit", "entered_by"), require_staff(request))
    counted = found.annotate(many=Count("needs")).order_by("-pk")
    page = CountingPaginator(counted, ON_A_PAGE).get_page(request.GET.get("p"))
    context = {"page_title": _("Batches of needs"), "crumb": _crumb(), "page_obj": page, "query": ""}
    return render(request, "service_desk/batches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, code: str) -> HttpResponse:
    """One batch; a POST takes it back with the reason."""
    reader = require_staff(request)
    found = readable(NeedBatch.objects.select_related("unit", "entered_by").filter(code=code), reader).first()
    if found is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            taken_back = needs.batch_undo(batch=found, actor=request.user, reason=form.cleaned_data["reason"])
        except LinliError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Taken back: %(count)d needs.") % {"count": len(taken_back)})
            return redirect("needs:batch", code)
    context = {
        "page_title": str(found),
        "crumb": {"url": reverse("needs:batches"), "label": _("Batches of needs")},
        "batch": found,
        "needs": needs_of_staff(reader_of(request))
        .filter(batch=found)
        .select_related("unit", "category")
        .order_by("pk"),
        "form": form,
    }
    return render(request, "service_desk/batch.html", context, status=422 if form.errors else 200)
