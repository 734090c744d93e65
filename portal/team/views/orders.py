"""One order as its team sees it, and everything that the team does with it."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import LinliError, NotAllowed, NotFound
from exchange.enums import OrderState
from exchange.models import Order
from exchange.services.photos import need_photo_open
from portal.pictures import picture
from portal.team.access import for_teams, order_or_404, pooled_or_404, takers
from portal.team.contact import readable_answers
from portal.team.forms import ContactForm, OrderForm
from portal.team.selectors import order_clock
from portal.team.steps import STEPS, WITH_CONTACT, Step, contact, is_binding, open_steps, refusals_left
from workflows.services import needs

USUAL_LENGTH = dt.timedelta(hours=1)


def _shown(request: HttpRequest, order: Order) -> dict[str, Any]:
    return {
        "order": order,
        "need": order.need,
        "clock": order_clock(order),
        "refusals_left": refusals_left(order),
        "binding": is_binding(order),
    }


@require_safe
@for_teams
def order(request: HttpRequest, code: str) -> HttpResponse:
    """What is asked, until when, and what the team can do now."""
    found = order_or_404(request, code)
    context = _shown(request, found) | {
        "answers": found.need.answers.select_related("question"),
        "steps": open_steps(found),
        "has_contact": found.state in WITH_CONTACT,
        "photos": found.need.photos.all() if found.state in WITH_CONTACT else [],
        "takers": takers(request) if found.state == OrderState.POOLED else [],
        "changes": found.changes.order_by("-at", "-pk")[:20] if found.team_id else [],
    }
    return render(request, "pages/team/order.html", context)


@require_safe
@for_teams
def photo(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A photo of the asker, for the team that has taken it on."""
    found = order_or_404(request, code).need.photos.filter(pk=pk).first()
    if found is None:
        raise Http404
    try:
        return picture(need_photo_open(photo=found, actor=request.user))
    except NotFound as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
@for_teams
def step(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """One thing that the team does. What was typed is kept whatever comes back."""
    chosen = STEPS.get(verb)
    if chosen is None:
        raise Http404
    found = order_or_404(request, code)
    if chosen.form is None:
        return _press(request, found, chosen)
    if request.method != "POST":
        return _ask(request, found, chosen)
    form = chosen.form(request.POST, order=found)
    if form.is_valid():
        try:
            chosen.verb(order=found, actor=request.user, **form.given())
        except LinliError as error:
            return _refused(request, found, chosen, form, error)
        return _done(request, found, chosen)
    return _form_page(request, found, chosen, form, status=422)


def _press(request: HttpRequest, order: Order, step: Step) -> HttpResponse:
    """A button without a form. Opened as an address it leads to the order, where the button is."""
    if request.method == "POST":
        try:
            step.verb(order=order, actor=request.user)
        except NotAllowed:
            raise Http404 from None
        except LinliError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, str(step.done))
    return redirect("portal:team-order", order.code)


def _ask(request: HttpRequest, order: Order, step: Step) -> HttpResponse:
    if step not in open_steps(order):
        words = _("This is not possible now: the order is “%(state)s”.") % {"state": order.get_state_display()}
        messages.warning(request, words)
        return redirect("portal:team-order", order.code)
    return _form_page(request, order, step, step.form(order=order, initial=_begin(order, step)))


def _begin(order: Order, step: Step) -> dict[str, Any]:
    """What is known already is not typed again. Figures of a report are never guessed."""
    if step.name != "plan":
        return {}
    plan = getattr(order, "plan", None)
    if plan is not None:
        given = {name: getattr(plan, name) for name in ("starts_at", "ends_at", "place", "space", "vehicle", "note")}
        return given | {"members": list(plan.members.values_list("pk", flat=True))}
    start = order.need.wanted_from
    if start is None or start < timezone.now():
        return {}
    return {"starts_at": start, "ends_at": order.need.wanted_to or start + USUAL_LENGTH}


def _refused(request: HttpRequest, order: Order, step: Step, form: OrderForm, error: LinliError) -> HttpResponse:
    if isinstance(error, NotAllowed):
        raise Http404
    form.add_error(error.field if error.field in form.fields else None, str(error))
    return _form_page(request, order, step, form, status=error.status)


def _done(request: HttpRequest, order: Order, step: Step) -> HttpResponse:
    messages.success(request, str(step.done))
    # Refused, it is no longer this team's.
    return redirect("portal:team-home") if step.name == "refuse" else redirect("portal:team-order", order.code)


def _form_page(request: HttpRequest, order: Order, step: Step, form: OrderForm, status: int = 200) -> HttpResponse:
    context = _shown(request, order) | {"step": step, "form": form}
    return render(request, "pages/team/step.html", context, status=status)


@require_POST
@for_teams
def take(request: HttpRequest, code: str) -> HttpResponse:
    """我们来接: of all that press it one has it, the others are told at once."""
    found = pooled_or_404(request, code)
    teams = {team.code: team for team in takers(request)}
    team = teams.get(request.POST.get("team", "")) or (next(iter(teams.values())) if len(teams) == 1 else None)
    if team is None:
        messages.error(request, _("Choose which of your teams takes it."))
        return redirect("portal:team-order", found.code)
    try:
        needs.order_take(order=found, team=team, actor=request.user)
    except LinliError as error:
        messages.error(request, str(error))
        return redirect("portal:team-home")
    messages.success(request, _("It is yours. Now agree on a time and write the plan."))
    return redirect("portal:team-order", found.code)


@require_http_methods(["GET", "HEAD", "POST"])
@for_teams
def reach(request: HttpRequest, code: str) -> HttpResponse:
    """Who asks and where: after acceptance, for a purpose, and on record."""
    found = order_or_404(request, code)
    if found.state not in WITH_CONTACT:
        messages.warning(request, _("Phone and address are shown while the order is in your hands."))
        return redirect("portal:team-order", found.code)
    form = ContactForm(request.POST if request.method == "POST" else None, order=found)
    context = _shown(request, found) | {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            read = contact(found, actor=request.user, **form.given())
        except NotAllowed:
            raise Http404 from None
        context |= {"personal": read, "answers": readable_answers(read["answers"])}
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "pages/team/contact.html", context, status=status)
