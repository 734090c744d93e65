"""Following a need (查进度): by account, or by receipt code and phone; and what its asker can do with it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.errors import Invalid, LinliError
from exchange.enums import NeedState, RatedBy
from exchange.models import Extension, Need
from exchange.selectors import followed
from exchange.services.photos import need_photo_add, need_photo_remove
from portal.needs import line
from portal.needs.grants import need_or_404, open_by_receipt
from portal.needs.photos import count_photo, photos_context
from portal.needs.promises import promise_words, promised
from portal.needs.scores import scores
from workflows.services import needs
from workflows.turns import latest_order


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Receipt code and last four digits."""
    code, tail, problem = request.POST.get("code", ""), request.POST.get("tail", ""), None
    if request.method == "POST":
        try:
            need = open_by_receipt(request, code[:40], tail[:8])
            return redirect("portal:need_progress", need.code)
        except LinliError as error:
            problem = error
    given = {"code": code, "tail": tail, "problem": problem}
    return _lookup_page(request, given, status=problem.status if problem else 200)


def _lookup_page(request: HttpRequest, given: dict[str, Any], status: int) -> HttpResponse:
    mine = Need.objects.filter(asker=request.user.pk).order_by("-submitted_at")[:5] if request.user.pk else []
    return render(request, "pages/needs/lookup.html", given | {"mine": mine}, status=status)


@never_cache
@require_safe
def progress(request: HttpRequest, code: str) -> HttpResponse:
    """What a link of a message leads to. Whoever is not known yet is asked for the receipt, there or not."""
    try:
        need, speaker = need_or_404(request, code)
    except Http404:
        return _lookup_page(request, {"unknown": True}, status=404)
    return _shown(request, need, speaker)


def _shown(
    request: HttpRequest, need: Need, speaker: Any, problem: LinliError | None = None, verb: str = ""
) -> HttpResponse:
    # What was asked with an account is changed with it; the receipt reads and rates.
    speaks = need.asker_id is None or speaker is not None
    same = followed(need)
    order = latest_order(same)
    own_order = order if same.pk == need.pk else latest_order(need)
    plan = getattr(order, "plan", None) if order is not None else None
    until = promised(same, order)
    context = {
        "need": need,
        "joined": same if same.pk != need.pk else None,
        "order": order,
        "plan": plan,
        "report": getattr(order, "report", None) if order is not None else None,
        "extension": Extension.objects.filter(order=order).first() if order is not None else None,
        "stages": line.stages(need),
        "log": line.log(need),
        "next": line.next_words(same, order),
        "until": until,
        "promise": promise_words(same, order, until) if same.pk == need.pk else "",
        "own_words": need.personal.words or need.public_text,
        "may_rate": line.may_rate(need, order),
        "may_add": speaks and need.state == NeedState.RETURNED,
        "may_cancel": speaks and line.may_cancel(need, own_order),
        "may_urge": speaks and same.pk == need.pk and line.may_urge(need, order),
        "scores": scores(),
        "problem": problem,
        "verb": verb,
        "typed": request.POST,
    } | photos_context(need, speaks=speaks)
    return render(request, "pages/needs/progress.html", context, status=problem.status if problem else 200)


@never_cache
@require_http_methods(["POST"])
def act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """What the asker does: add, take back, urge, rate. A refusal comes back with what was typed."""
    need, speaker = need_or_404(request, code)
    try:
        done = _ACTIONS[verb](request, need, speaker)
    except KeyError as unknown:
        raise Http404 from unknown
    except LinliError as error:
        fresh = Need.objects.select_related("unit", "master", "personal").get(pk=need.pk)
        return _shown(request, fresh, speaker, error, verb)
    messages.success(request, done)
    if request.POST.get("back") == "mine":
        return redirect("portal:my-needs")
    return redirect("portal:need_progress", need.code)


def _add(request: HttpRequest, need: Need, speaker: Any) -> str:
    needs.need_supplement(need=need, actor=speaker, words=request.POST.get("words", ""))
    return _("Added. The station looks at it again.")


def _cancel(request: HttpRequest, need: Need, speaker: Any) -> str:
    needs.need_cancel(need=need, actor=speaker, reason=request.POST.get("reason", "")[:300])
    return _("Taken back. You can ask again at any time.")


def _urge(request: HttpRequest, need: Need, speaker: Any) -> str:
    needs.need_urge(need=need, actor=speaker)
    return _("They have been told that you are waiting.")


def _rate(request: HttpRequest, need: Need, speaker: Any) -> str:
    order = latest_order(need)
    if order is None:
        raise Http404
    typed = request.POST.get("score", "")
    score = int(typed) if typed in {"1", "2", "3", "4", "5"} else 0
    by = RatedBy.ACCOUNT if speaker is not None else RatedBy.RECEIPT
    needs.order_rate(order=order, actor=speaker, score=score, by=by, text=request.POST.get("text", "")[:300])
    return _("Thank you. What you say is not changed by anybody.")


def _photo(request: HttpRequest, need: Need, speaker: Any) -> str:
    files = request.FILES.getlist("photos")
    if not files:
        raise Invalid("exchange.no_file", _("Choose a photo first."), field="file")
    for file in files:
        count_photo(request)
        need_photo_add(need=need, file=file, actor=speaker, receipt=need if speaker is None else None)
    return _("The photo is with it now. Only those who deal with it see it.")


def _unphoto(request: HttpRequest, need: Need, speaker: Any) -> str:
    typed = request.POST.get("photo", "")
    photo = (
        need.photos.filter(pk=int(typed)).first()
        if typed.isascii() and typed.isdecimal() and typed[18:] == ""
        else None
    )
    if photo is None:
        raise Http404
    need_photo_remove(photo=photo, actor=speaker, receipt=need if speaker is None else None)
    return _("The photo has been taken away.")


_ACTIONS = {"add": _add, "cancel": _cancel, "urge": _urge, "rate": _rate, "photo": _photo, "unphoto": _unphoto}
