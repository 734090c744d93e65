"""Several items decided together: first what will happen and why, then the result of each."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from common.access import readable
from common.errors import LinliError
from organisations.selectors import reader_of
from workflows.desk import pending
from workflows.desk.forms import BulkForm
from workflows.desk.rows import rows, with_rows
from workflows.enums import UNFINISHED, Decision
from workflows.models import WorkItem
from workflows.services import many, queue

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


def _readable(request: HttpRequest, codes: list[str]) -> QuerySet[WorkItem]:
    """The named items that the person may see, in the order of their time."""
    # NUL, which PostgreSQL takes in no text, is in no code.
    known = [code for code in codes[:MOST] if "\x00" not in code]
    items: QuerySet[WorkItem] = with_rows(readable(WorkItem.objects.filter(code__in=known), reader_of(request)))
    return items


def _chosen(request: HttpRequest) -> list[WorkItem]:
    """The chosen items that still wait. A need is decided on its own page, by what its step asks."""
    codes = (request.POST if request.method == "POST" else request.GET).getlist("item")
    return list(_readable(request, codes).filter(state__in=UNFINISHED, need=None))


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    verb = request.POST.get("do") or request.GET.get("do", "")
    items = _chosen(request)
    if verb not in TITLES or not items:
        return redirect("desk:queue", "mine")
    form = BulkForm(request.POST if request.POST else None, verb=verb, items=items)
    if request.method == "POST" and form.is_valid():
        results = _reassign(request, items, form) if verb == REASSIGN else _decide(request, items, verb, form)
        held = {} if verb == REASSIGN else pending.context(request)
        return render(request, "desk/bulk_result.html", {**_result_context(results, verb), **held})
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
    """One transaction an item: what cannot be done stays where it is. The rest can be taken back for ten seconds."""
    outcome = many.hold_many(
        items,
        actor=request.user,
        decision=Decision(verb),
        text=form.cleaned_data["reason"],
        seen=_shown(request, items),
    )
    pending.remember(request)
    return _said(outcome)


def _said(outcome: list[many.Result]) -> list[Result]:
    return [Result(result.item, str(result.error) if result.error else "") for result in outcome]


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Takes back the decisions of a bulk that have not taken effect, and says which have."""
    items = list(_readable(request, request.POST.getlist("item")))
    if not items:
        return redirect("wagtailadmin_home")
    results = _said(many.undo_many(items, actor=request.user))
    failed = [result for result in results if result.error]
    numbers = {"back": len(results) - len(failed), "failed": len(failed)}
    words = _("%(back)s taken back, %(failed)s not") if failed else _("%(back)s taken back: they are yours again")
    context = {"results": results, "words": words % numbers, "failed": failed, "title": _("Take it back")}
    return render(request, "desk/bulk_result.html", context)


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
    if verb == REASSIGN:
        words = _("%(done)s done, %(failed)s not done") if failed else _("%(done)s done")
    elif failed:
        words = _("%(done)s take effect in a few seconds, %(failed)s not done")
    else:
        words = _("%(done)s take effect in a few seconds")
    words %= {"done": done, "failed": len(failed)}
    return {"results": results, "words": words, "failed": failed, "title": TITLES[verb]}
