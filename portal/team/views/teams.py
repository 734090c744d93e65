"""The team itself: registering it, its members and vehicles, and its week."""

import contextlib
import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import LinliError, NotAllowed
from portal.team.access import for_teams, team_or_404
from portal.team.selectors import members_on, vehicles_for, week_of
from portal.team.team_forms import ChangeTeamForm, MemberForm, NewTeamForm
from volunteers import services
from volunteers.models import Team

Form = ChangeTeamForm | MemberForm | NewTeamForm


def _say(form: Form, error: LinliError) -> int:
    """Puts an error where it belongs, and gives the status to answer with. No right looks like nothing there."""
    if isinstance(error, NotAllowed):
        raise Http404
    field = "username" if error.field == "user" else error.field
    form.add_error(field if field in form.fields else None, str(error))
    return error.status


@require_http_methods(["GET", "HEAD", "POST"])
@for_teams
def new(request: HttpRequest) -> HttpResponse:
    """Registers a team: its captain asks, the unit above decides."""
    form, status = NewTeamForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.team_register(actor=request.user, captain=request.user, **form.cleaned_data)
            except LinliError as error:
                status = _say(form, error)
            else:
                messages.success(request, _("Registered. The unit above looks at it; then orders can come."))
                return redirect("portal:team-home")
    context = {"form": form, "title": _("Register a team"), "lead": _("A name, a unit, and how much you can do.")}
    return render(request, "pages/team/team_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_teams
def change(request: HttpRequest, code: str) -> HttpResponse:
    """What the team can do and where, and who stands in for the captain."""
    team, status = team_or_404(request, code), 200
    may_name = team.captain_id == request.user.pk
    form = ChangeTeamForm(request.POST if request.method == "POST" else None, team=team, may_name=may_name)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.team_change(actor=request.user, team=team, **form.cleaned_data)
            except LinliError as error:
                status = _say(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect("portal:team-members", team.code)
    context = {"form": form, "team": team, "title": _("What the team can do"), "lead": str(team)}
    return render(request, "pages/team/team_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_teams
def members(request: HttpRequest, code: str) -> HttpResponse:
    """Who goes along, and with what. Adds a member."""
    team, status = team_or_404(request, code), 200
    form = MemberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.member_add(actor=request.user, team=team, name=form.cleaned_data["name"], user=form.user)
            except LinliError as error:
                status = _say(form, error)
            else:
                messages.success(request, _("Added: the person can be planned now."))
                return redirect("portal:team-members", team.code)
    context: dict[str, Any] = {
        "team": team,
        "form": form,
        "members": members_on(team),
        "deputies": set(team.deputies.values_list("pk", flat=True)),
        "vehicles": vehicles_for(team).select_related("unit"),
    }
    return render(request, "pages/team/members.html", context, status=status)


@require_POST
@for_teams
def leave(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Takes a member off the team."""
    team = team_or_404(request, code)
    member = get_object_or_404(members_on(team), pk=pk)
    try:
        services.member_end(actor=request.user, team=team, member=member)
    except LinliError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(name)s is no longer planned. What was done stays.") % {"name": member.name})
    return redirect("portal:team-members", team.code)


@require_safe
@for_teams
def week(request: HttpRequest, code: str) -> HttpResponse:
    """The plans of a week; `?from=2026-11-23` chooses which."""
    team: Team = team_or_404(request, code)
    day = timezone.localdate()
    with contextlib.suppress(ValueError):
        day = dt.date.fromisoformat(request.GET.get("from", ""))
    if not 2000 <= day.year <= 2100:
        day = timezone.localdate()
    monday = day - dt.timedelta(days=day.weekday())
    context = {
        "team": team,
        "days": week_of(team, monday),
        "today": timezone.localdate(),
        "before": (monday - dt.timedelta(days=7)).isoformat(),
        "after": (monday + dt.timedelta(days=7)).isoformat(),
    }
    return render(request, "pages/team/week.html", context)
