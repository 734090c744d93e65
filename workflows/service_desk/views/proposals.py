"""Batch dispatch (批量派单): worked out, looked through line by line, confirmed. Nothing is sent before that."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import Conflict, LinliError
from exchange import batch
from exchange.enums import LineState, ProposalState
from exchange.models import Proposal, ProposalLine
from exchange.rules import WATCHERS
from exchange.services.dispatch import DISPATCHES
from organisations.selectors import reader_of
from volunteers.models import Team
from workflows.desk.pages import CountingPaginator
from workflows.service_desk.proposals import (
    MakeForm,
    counts_of,
    line_shown,
    lines_of,
    may_decide,
    proposals_of,
    without_team,
)
from workflows.services import needs

ON_A_PAGE = 50
# Sent at one press: each is a transaction with its flow, and nobody waits longer than some seconds.
MOST_SENT = 50


@require_http_methods(["GET", "HEAD", "POST"])
def proposals(request: HttpRequest) -> HttpResponse:
    """The batches of the reader's units; a POST works out a new one."""
    reader = reader_of(request)
    if not reader.paths(WATCHERS):
        raise Http404
    form = MakeForm(request.POST if request.method == "POST" else None, reader=reader)
    if request.method == "POST" and form.is_valid():
        try:
            made = batch.proposal_make(unit=form.cleaned_data["unit"], actor=request.user)
        except LinliError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return redirect("needs:proposal", made.code)
    page = CountingPaginator(proposals_of(reader), ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_title": _("Batch dispatch"),
        "crumb": _board_crumb(),
        "page_obj": page,
        "query": "",
        "form": form if reader.paths(DISPATCHES) else None,
    }
    return render(request, "service_desk/proposals/list.html", context, status=422 if form.errors else 200)


@require_safe
def proposal(request: HttpRequest, code: str) -> HttpResponse:
    """One batch, line by line; `?state=` shows those of one state."""
    return _page(request, _proposal(request, code))


@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The teams that fit the order of a line beside all the others; a POST gives it to one of them."""
    found, row = _line(request, code, pk)
    if not may_decide(found, reader_of(request)):
        raise Http404
    problem, status = "", 200
    if request.method == "POST":
        try:
            batch.proposal_line_change(line=row, team=_team(request), actor=request.user)
        except LinliError as error:
            problem, status = str(error), error.status
        else:
            messages.success(request, _("Changed: it goes to another team once you confirm."))
            return redirect(f"{reverse('needs:proposal', args=[code])}#line-{pk}")
    context = {
        "page_title": _("Another team for this order"),
        "crumb": {"url": reverse("needs:proposal", args=[code]), "label": _("Batch dispatch")},
        "proposal": found,
        "line": row,
        "suggestions": batch.line_suggestions(row),
        "problem": problem,
    }
    return render(request, "service_desk/proposals/line.html", context, status=status)


@require_POST
def take_out(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Takes one order out of the batch: it stays waiting."""
    found, row = _line(request, code, pk)
    done = _("Taken out: it stays on the dispatch board.")
    return _did(request, found, lambda: batch.proposal_line_drop(line=row, actor=request.user), lambda _row: done)


@require_POST
def decide(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Sends what stands in the batch, or drops it."""
    found = _proposal(request, code)
    if verb == "confirm":
        return _did(
            request,
            found,
            lambda: batch.proposal_confirm(
                proposal=found, actor=request.user, send=needs.order_assign, most=MOST_SENT
            ),
            _sent_words,
        )  # fmt: skip
    if verb == "drop":
        dropped = _("Dropped: everything stays on the dispatch board.")
        return _did(
            request, found, lambda: batch.proposal_drop(proposal=found, actor=request.user), lambda _row: dropped
        )
    raise Http404


def _sent_words(done: batch.Confirmed) -> str:
    sent, failed, left = len(done.sent), len(done.failed), done.left
    words = [_("%(count)d sent.") % {"count": sent}]
    if failed:
        words.append(_("%(count)d could not be sent: each line says why.") % {"count": failed})
    if left:
        words.append(_("%(count)d are left: press once more.") % {"count": left})
    return " ".join(words)


def _did(
    request: HttpRequest, found: Proposal, verb: Callable[[], Any], words: Callable[[Any], str]
) -> HttpResponse:  # fmt: skip
    try:
        done = verb()
    except LinliError as error:
        return _page(request, _proposal(request, found.code), problem=str(error), status=error.status)
    messages.success(request, words(done))
    return redirect("needs:proposal", found.code)


def _team(request: HttpRequest) -> Team:
    key = request.POST.get("team", "")
    team = Team.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 10 else None
    if team is None:
        raise Conflict("workflows.no_team", _("Choose a team."), field="team")
    return team


def _proposal(request: HttpRequest, code: str) -> Proposal:
    found = proposals_of(reader_of(request)).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _line(request: HttpRequest, code: str, pk: int) -> tuple[Proposal, ProposalLine]:
    found = _proposal(request, code)
    row = lines_of(found).filter(pk=pk).first()
    if row is None:
        raise Http404
    return found, row


def _board_crumb() -> dict[str, str]:
    return {"url": reverse("needs:board"), "label": _("Dispatch board")}


def _page(request: HttpRequest, found: Proposal, *, problem: str = "", status: int = 200) -> HttpResponse:
    reader, counts = reader_of(request), counts_of(found)
    state = request.GET.get("state", "")
    lines = lines_of(found).filter(state=state) if state in LineState.values else lines_of(found)
    page = CountingPaginator(lines, ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_title": _("Batch dispatch"),
        "crumb": {"url": reverse("needs:proposals"), "label": _("Batch dispatch")},
        "proposal": found,
        "is_open": found.state == ProposalState.OPEN,
        "may_decide": may_decide(found, reader),
        "counts": counts,
        "to_send": counts[LineState.PROPOSED],
        "tabs": [("", _("All"), sum(counts.values())), *((each.value, each.label, counts[each]) for each in LineState)],
        "state": state if state in LineState.values else "",
        "lines": [line_shown(each) for each in page],
        "unplaced": without_team(found),
        "page_obj": page,
        "query": f"state={state}&" if state in LineState.values else "",
        "problem": problem,
    }
    return render(request, "service_desk/proposals/page.html", context, status=status)
