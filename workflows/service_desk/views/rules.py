"""The rules by which orders find their teams: their list, one of them, and what it would have done."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.access import Reader
from common.errors import LinliError
from exchange.enums import Mode
from exchange.models import Need, RoutingRule
from exchange.services.routing import (
    GOVERNS,
    Routed,
    active_rules,
    dry_run,
    next_place,
    rule_move,
    rule_save,
    rule_switch,
)
from organisations.selectors import reader_of, units_on
from workflows.service_desk.access import needs_of_staff, under
from workflows.service_desk.rule_forms import RuleForm

ON_A_PAGE = 50
MOVES = {"earlier": True, "later": False}
SWITCHES = {"on": True, "off": False}


@dataclass(frozen=True)
class Tried:
    """One need in the table: what the rules do with it now, and what they would do."""

    need: Need
    readable: bool
    now: str
    then: str

    @property
    def changed(self) -> bool:
        return self.now != self.then


def governed(request: HttpRequest) -> tuple[Reader, QuerySet[RoutingRule]]:
    """The rules of the reader's units and those below. 404 for whoever writes none anywhere."""
    reader = reader_of(request)
    paths = reader.paths(GOVERNS)
    if not paths:
        raise Http404
    found = RoutingRule.objects.filter(under(paths, "unit__path"))
    return reader, found.select_related("unit", "category", "team__unit").order_by("order", "pk")


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """In the order in which they are asked."""
    _reader, found = governed(request)
    page: Any = Paginator(found, ON_A_PAGE).get_page(request.GET.get("p"))
    context = {"rules": page, "page_obj": page, "query": "", "page_title": _("Routing rules")}
    return render(request, "service_desk/rules/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new rule or one to change. `try` shows what it would have done, and writes nothing."""
    reader, found = governed(request)
    held = found.filter(pk=pk).first() if pk else None
    if pk and held is None:
        raise Http404
    units = units_on().filter(under(reader.paths(GOVERNS), "path")).order_by("path")
    form = RuleForm(request.POST if request.method == "POST" else None, units=units, rule=held)
    context: dict[str, Any] = {"form": form, "rule": held, "page_title": str(held) if held else _("A new rule")}
    context["crumb"] = {"url": reverse("needs:rules"), "label": _("Routing rules")}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and "try" in request.POST:
            context["tried"], status = tried(form, held, reader), 200
        elif form.is_valid():
            place = held.order if held else next_place()
            try:
                rule_save(actor=request.user, rule=held, order=place, **form.given())
            except LinliError as error:
                status = form.said(error)
            else:
                messages.success(request, _("Saved. It holds for needs accepted from now on."))
                return redirect("needs:rules")
    return render(request, "service_desk/rules/rule.html", context, status=status)


def tried(form: RuleForm, held: RoutingRule | None, reader: Reader) -> list[Tried]:
    """The last needs below the unit, by the rules as they are and as they would be."""
    place = held.order if held else next_place()
    typed = RoutingRule(pk=held.pk if held else None, order=place, **form.given())
    now = active_rules()
    then = [each for each in now if held is None or each.pk != held.pk]
    if typed.is_active:
        then = sorted([*then, typed], key=lambda each: (each.order, each.pk or 0))
    before, after = dry_run(now, typed.unit), dry_run(then, typed.unit)
    shown = [each.need.pk for each in after]
    mine = set(needs_of_staff(reader).filter(pk__in=shown).values_list("pk", flat=True))
    pairs = zip(before, after, strict=True)
    return [Tried(new.need, new.need.pk in mine, said(old), said(new)) for old, new in pairs]


def said(routed: Routed) -> str:
    """What becomes of a need, in words."""
    if routed.rule is None:
        return _("waits for the dispatcher")
    if routed.rule.mode == Mode.POOLED:
        return _("into the pool, by “%(rule)s”") % {"rule": routed.rule.name}
    if routed.team is None:
        return _("waits for the dispatcher: no team fits “%(rule)s”") % {"rule": routed.rule.name}
    return _("to %(team)s, by “%(rule)s”") % {"team": routed.team, "rule": routed.rule.name}


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """`earlier`, `later`, `on`, `off`."""
    _reader, found = governed(request)
    held = found.filter(pk=pk).first()
    if held is None or verb not in MOVES | SWITCHES:
        raise Http404
    if verb in MOVES:
        rule_move(actor=request.user, rule=held, earlier=MOVES[verb])
    else:
        rule_switch(actor=request.user, rule=held, on=SWITCHES[verb])
        messages.success(request, _("Saved. It holds for needs accepted from now on."))
    return redirect("needs:rules")
