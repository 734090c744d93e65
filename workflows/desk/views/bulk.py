"""Several items decided together: first what will happen and why, then the result of each."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from common.access import rule_for
from common.errors import LinliError
from organisations.selectors import reader_of
from workflows.desk.forms import BulkForm
from workflows.desk.rows import rows, with_rows
from workflows.enums import UNFINISHED, Decision
from workflows.models import WorkItem
from workflows.services import decisions, queue

MOST = 100
REASSIGN = "reassign"
TITLES = {
    Decision.APPROVE: gettext_lazy("Approve together"),
    Decision.RETURN_TO_AUTHOR: gettext_lazy("Return together"),
    REASSIGN: gettext_lazy("Hand to someone else"),
}


@dataclass(frozen=True)
class Result:
    """What became of one item; `error` is empty where it went well."""

    item: WorkItem
    error: str = ""


def _chosen(request: HttpRequest) -> list[WorkItem]:
    """The chosen items that the person may see and that still wait, in the order of their time."""
    codes = (request.POST if request.method == "POST" else request.GET).getlist("item")[:MOST]
    readable = rule_for(WorkItem).filter(reader_of(request))
    return list(with_rows(WorkItem.objects.filter(readable, code__in=codes, state__in=UNFINISHED)).distinct())


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    verb = request.POST.get("do") or request.GET.get("do", "")
    items = _chosen(request)
    if verb not in TITLES or not items:
        return redirect("desk:queue", "mine")
    form = BulkForm(request.POST if request.POST else None, verb=verb, items=items)
    if request.method == "POST" and form.is_valid():
        results = _reassign(request, items, form) if verb == REASSIGN else _decide(request, items, verb, form)
        return render(request, "desk/bulk_result.html", _result_context(results, verb))
    listed = rows(items)
    context = {
        "rows": listed,
        "form": form,
        "verb": verb,
        "title": TITLES[verb],
        "needs_reason": verb != Decision.APPROVE,
    }
    return render(request, "desk/bulk.html", context)


def _decide(request: HttpRequest, items: list[WorkItem], verb: str, form: BulkForm) -> list[Result]:
    """One transaction an item: what cannot be done stays where it is."""
    outcome = decisions.decide_many(
        items,
        actor=request.user,
        decision=Decision(verb),
        text=form.cleaned_data["reason"],
        seen=_shown(request, items),
    )
    return [Result(result.item, str(result.error) if result.error else "") for result in outcome]


def _shown(request: HttpRequest, items: list[WorkItem]) -> dict[str, int]:
    """Which revision of each page the first step showed, by the item's code."""
    posted = {item.code: request.POST.get(f"seen-{item.code}", "") for item in items}
    return {code: int(number) for code, number in posted.items() if number.isdecimal()}


def _reassign(request: HttpRequest, items: list[WorkItem], form: BulkForm) -> list[Result]:
    person: User = form.cleaned_data["person"]
    results = []
    for item in items:
        try:
            queue.reassign(item, actor=request.user, person=person, reason=form.cleaned_data["reason"])
        except LinliError as error:
            results.append(Result(item, str(error)))
        else:
            results.append(Result(item))
    return results


def _result_context(results: list[Result], verb: str) -> dict[str, Any]:
    failed = [result for result in results if result.error]
    done = len(results) - len(failed)
    words = _("%(done)s done") % {"done": done}
    if failed:
        words = _("%(done)s done, %(failed)s not done") % {"done": done, "failed": len(failed)}
    return {"results": results, "words": words, "failed": failed, "title": TITLES[verb]}
