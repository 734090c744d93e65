"""The teams of one's units: registered, admitted, stopped, and what they can do."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from common.access import InScope, Rule
from common.errors import LinliError
from exchange.services.catalogue import services_set
from organisations.enums import Role
from organisations.models import Dated
from organisations.selectors import reader_of, today, units_on
from volunteers import services
from volunteers.enums import TeamState
from volunteers.models import Team, Vehicle
from workflows.service_desk import team_forms

ON_A_PAGE = 25
KEEPERS = (Role.DIRECTOR, Role.DISPATCHER, Role.ADMINISTRATOR)
KEEP: Rule = InScope(*KEEPERS)


@dataclass(frozen=True)
class TeamVerb:
    """What staff do with a team. `call` takes actor, team and what the form gives."""

    label: Any
    done: Any
    form: Any
    call: Any


def _vehicle(*, actor: Any, team: Team, name: str) -> Vehicle:
    return services.vehicle_save(actor=actor, unit=team.unit, name=name)


def _stop(*, actor: Any, team: Team, to: str, reason: str) -> Team:
    return services.team_stop(actor=actor, team=team, to=TeamState(to), reason=reason)


VERBS = {
    "admit": TeamVerb(
        gettext_lazy("Admit the team"),
        gettext_lazy("Admitted: orders can come."),
        team_forms.TeamVerbForm,
        services.team_admit,
    ),
    "stop": TeamVerb(
        gettext_lazy("Refuse, suspend or end"),
        gettext_lazy("Done. The captain reads why."),
        team_forms.StopForm,
        _stop,
    ),
    "services": TeamVerb(
        gettext_lazy("What the team serves"), gettext_lazy("Saved."), team_forms.ServicesForm, services_set
    ),
    "change": TeamVerb(
        gettext_lazy("Area and capacity"), gettext_lazy("Saved."), team_forms.ChangeForm, services.team_change
    ),
    "member": TeamVerb(gettext_lazy("Add a member"), gettext_lazy("Saved."), team_forms.NameForm, services.member_add),
    "captain": TeamVerb(
        gettext_lazy("Hand it to a new captain"),
        gettext_lazy("Handed over: the new captain answers and plans from now on."),
        team_forms.CaptainForm,
        services.team_hand_over,
    ),
    "vehicle": TeamVerb(
        gettext_lazy("Add a vehicle of the unit"), gettext_lazy("Saved."), team_forms.NameForm, _vehicle
    ),
}


def kept(request: HttpRequest) -> QuerySet[Team]:
    """The teams of the reader's units and those below. 404 for whoever keeps none anywhere."""
    reader = reader_of(request)
    if not reader.paths(KEEPERS):
        raise Http404
    return Team.objects.filter(KEEP.filter(reader)).select_related("unit", "captain")


@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """`?state=`: those that wait for a decision stand first."""
    found = kept(request)
    if request.GET.get("state") in TeamState.values:
        found = found.filter(state=request.GET["state"])
    page: Any = Paginator(found.order_by("-state", "name", "pk"), ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "teams": page,
        "states": TeamState.choices,
        "chosen": request.GET.get("state", ""),
        "page_title": _("Teams"),
    }
    return render(request, "service_desk/teams.html", context)


def _team_or_404(request: HttpRequest, code: str) -> Team:
    team = kept(request).filter(code=code).first()
    if team is None:
        raise Http404
    return team


@require_safe
def team(request: HttpRequest, code: str) -> HttpResponse:
    """One team: who, where, what, and what can be done with it."""
    found = _team_or_404(request, code)
    context = {
        "team": found,
        "verbs": [(name, verb.label) for name, verb in VERBS.items() if _is_open(name, found)],
        "members": found.members.filter(Dated.on(today())),
        "areas": found.areas.all(),
        "services": found.services.select_related("category"),
        "vehicles": Vehicle.objects.filter(unit=found.unit),
        "changes": found.changes.select_related("actor").order_by("-at", "-pk")[:20],
        "page_title": str(found),
    }
    return render(request, "service_desk/team.html", context)


def _is_open(name: str, team: Team) -> bool:
    if name == "admit":
        return team.may_become(TeamState.ACTIVE)
    if name == "captain":
        return team.state not in (TeamState.ENDED, TeamState.REFUSED)
    if name == "stop":
        return team.state in (TeamState.REVIEW, TeamState.ACTIVE, TeamState.SUSPENDED)
    return team.state != TeamState.ENDED


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """One verb on a page of its own; what was typed stays whatever comes back."""
    found, chosen = _team_or_404(request, code), VERBS.get(verb)
    if chosen is None:
        raise Http404
    form, status = chosen.form(request.POST if request.method == "POST" else None, team=found), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                chosen.call(actor=request.user, team=found, **form.given())
            except LinliError as error:
                status = form.said(error)
            else:
                messages.success(request, str(chosen.done))
                return redirect("needs:team", found.code)
    context = {"team": found, "form": form, "page_title": str(chosen.label)}
    return render(request, "service_desk/team_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """A team entered by staff for its captain. The unit above admits it."""
    paths = reader_of(request).paths(KEEPERS)
    if not paths:
        raise Http404
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(path__startswith=path)
    form = team_forms.RegisterForm(request.POST if request.method == "POST" else None, units=units_on().filter(below))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = services.team_register(actor=request.user, **form.given())
            except LinliError as error:
                status = form.said(error)
            else:
                messages.success(request, _("Registered. The unit above decides."))
                return redirect("needs:team", made.code)
    context = {"form": form, "page_title": _("Register a team")}
    return render(request, "service_desk/team_form.html", context, status=status)
