"""Asking a sample of those served: drawn by who steers the work, asked by an organisation that serves nobody."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.access import Reader, readable
from common.errors import LinliError
from exchange.models import FollowUp, FollowUpSample
from exchange.rules import WATCHERS
from exchange.services.followup import (
    ASSESSES,
    ORDERS,
    FollowUpReport,
    Share,
    follow_up_contact,
    follow_up_report,
    sample_draw,
)
from organisations.selectors import reader_of, units_on
from workflows.desk import exports
from workflows.service_desk.access import under
from workflows.service_desk.follow_up_forms import STRATA_WORDS, CallForm, SampleForm
from workflows.services import needs

ON_A_PAGE = 25


def asker_of(request: HttpRequest) -> Reader:
    """Whoever orders, makes or looks over follow-ups anywhere; 404 for everybody else."""
    reader = reader_of(request)
    if not reader.paths((*WATCHERS, *ASSESSES)):
        raise Http404
    return reader


@require_safe
def samples(request: HttpRequest) -> HttpResponse:
    """Newest first, with how many are still to be asked."""
    reader = asker_of(request)
    found = readable(FollowUpSample.objects.select_related("ordered_by", "assessor"), reader).annotate(
        size=Count("follow_ups"), left=Count("follow_ups", filter=Q(follow_ups__reach=""))
    )
    page: Any = Paginator(found.order_by("-pk"), ON_A_PAGE).get_page(request.GET.get("p"))
    context = {"samples": page, "page_obj": page, "query": "", "page_title": _("Follow-up")}
    context["draws"] = bool(reader.paths(ORDERS))
    return render(request, "service_desk/follow_up/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    """A sample, by a share, a seed and strata; what was typed stays where it is refused."""
    paths = reader_of(request).paths(ORDERS)
    if not paths:
        raise Http404
    units = units_on().filter(under(paths, "path")).order_by("path")
    form, status = SampleForm(request.POST if request.method == "POST" else None, units=units), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = sample_draw(actor=request.user, **form.given())
            except LinliError as error:
                status = form.said(error)
            else:
                messages.success(request, _("Drawn. The organisation that asks finds it in its list."))
                return redirect("needs:sample", made.pk)
    context = {"form": form, "page_title": _("Draw a sample"), "crumb": crumb()}
    return render(request, "service_desk/follow_up/draw.html", context, status=status)


def crumb() -> dict[str, str]:
    return {"url": reverse("needs:samples"), "label": _("Follow-up")}


@require_safe
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """The report, as a page or a file; for the assessor the calls to make, those still open first."""
    reader = asker_of(request)
    found = readable(FollowUpSample.objects.select_related("ordered_by", "assessor"), reader).filter(pk=pk).first()
    if found is None:
        raise Http404
    report = follow_up_report(found)
    if request.GET.get("export") in (exports.CSV, exports.XLSX):
        write = exports.as_csv if request.GET["export"] == exports.CSV else exports.as_xlsx
        head = [_("What"), _("Number"), _("Of"), _("Share in per cent"), _("From"), _("To")]
        return write(f"{_('Follow-up')}-{found.pk}", head, list(rows(report)), notes(found))
    context = {"sample": found, "report": report, "notes": notes(found), "rows": rows(report), "crumb": crumb()}
    context["page_title"] = _("Sample of %(days)s") % {"days": found}
    calls = calls_of(reader).filter(sample=found).order_by("reach", "pk")
    if reader.paths(ASSESSES):
        page: Any = Paginator(calls, ON_A_PAGE).get_page(request.GET.get("p"))
        context |= {"calls": page, "page_obj": page, "query": ""}
    return render(request, "service_desk/follow_up/sample.html", context)


def notes(sample: FollowUpSample) -> list[str]:
    """By what it was drawn: enough to draw it again."""
    strata = "、".join(str(STRATA_WORDS[name]) for name in sample.strata) or _("none")
    return [
        f"{_('Unit')}：{sample.ordered_by.name}",
        f"{_('Organisation that asks')}：{sample.assessor.name}",
        f"{_('Done')}：{sample.done_from:%Y-%m-%d} – {sample.done_to:%Y-%m-%d}",
        f"{_('Share in per cent')}：{sample.share}",
        f"{_('Seed')}：{sample.seed}",
        f"{_('At least one of each')}：{strata}",
    ]


def rows(report: FollowUpReport) -> Iterator[list[object]]:
    """Each figure with its base; per cent with the interval that holds the truth in 95 of 100 samples."""
    yield [_("Drawn"), report.size, report.population, *per_cent(Share(report.size, report.population))[:1], "", ""]
    yield [_("Reached"), report.reached.count, report.reached.of, *per_cent(report.reached)]
    yield [_("Served"), report.served.count, report.served.of, *per_cent(report.served)]
    yield [_("Satisfied"), report.satisfied.count, report.satisfied.of, *per_cent(report.satisfied)]


def per_cent(share: Share) -> list[object]:
    if share.value is None or share.interval is None:
        return ["", "", ""]
    return [round(100 * each, 1) for each in (share.value, *share.interval)]


def calls_of(reader: Reader) -> Any:
    """The calls of the reader's own organisation, and nobody else's."""
    found = FollowUp.objects.filter(under(reader.paths(ASSESSES), "sample__assessor__path"))
    return found.select_related("sample__assessor", "order__need__unit", "order__need__category", "order__team")


def call_or_404(request: HttpRequest, pk: int, call: int) -> FollowUp:
    found: FollowUp | None = calls_of(reader_of(request)).filter(sample=pk, pk=call).first()
    if found is None:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, pk: int, call: int) -> HttpResponse:
    """One person to ask. An answer is written once."""
    found = call_or_404(request, pk, call)
    form, status = CallForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                needs.follow_up_record(follow_up=found, actor=request.user, **form.given())
            except LinliError as error:
                status = form.said(error)
            else:
                messages.success(request, _("On record. It is not changed any more."))
                return redirect("needs:sample", pk)
    return _call_page(request, found, form, status)


@never_cache
@require_POST
def contact(request: HttpRequest, pk: int, call: int) -> HttpResponse:
    """Name and phone, once; the reading is on record."""
    found = call_or_404(request, pk, call)
    try:
        shown = follow_up_contact(follow_up=found, actor=request.user)
    except LinliError as error:
        messages.error(request, str(error))
        return _call_page(request, found, CallForm(), error.status)
    return _call_page(request, found, CallForm(), 200, shown=shown)


def _call_page(request: HttpRequest, found: FollowUp, form: CallForm, status: int, **more: Any) -> HttpResponse:
    sample = reverse("needs:sample", args=[found.sample_id])
    context = {"call": found, "form": form, "page_title": _("Follow-up of %(code)s") % {"code": found.order.code}}
    context["crumb"] = {"url": sample, "label": _("Sample of %(days)s") % {"days": found.sample}}
    return render(request, "service_desk/follow_up/call.html", context | more, status=status)
