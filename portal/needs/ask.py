"""Asking for help (要帮忙): four steps, a look through, and the receipt."""

from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from common.access import ANONYMOUS
from common.cipher import decrypt, encrypt
from common.errors import LinliError
from common.personal import masked
from exchange.enums import Channel
from exchange.services import Submitted
from exchange.similar import similar_needs
from media.codes import qr_code
from organisations.models import Unit
from organisations.selectors import units_on
from portal.needs.draft import KEY, Draft, frame
from portal.needs.forms import FORMS, StepForm, asked_here
from portal.needs.grants import grant
from portal.needs.promises import looked_at_by, promises
from portal.preferences import preferences_of
from workflows.services import needs

RECEIPT = "need_receipt"
# At which step a field of the verb was asked for.
STEP_OF = {"category": "what", "words": "words", "people_count": "words", "wanted_from": "words", "unit": "where"}


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Where one left off; without a draft, the first step. `?unit=` chooses the place beforehand."""
    draft, code = Draft.of(request), request.GET.get("unit", "")
    chosen = asked_here().filter(code=code).first() if code else None
    if chosen is not None and chosen.pk != draft.unit:
        draft.unit = chosen.pk
        draft.keep(request)
    step = draft.next_step
    return redirect("portal:need_check" if step == "check" else reverse("portal:need_step", args=[step]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, name: str) -> HttpResponse:
    if name not in FORMS:
        raise Http404
    draft = Draft.of(request)
    form = _form(name, draft, request)
    if request.method == "POST" and form.is_valid():
        form.into(draft)
        draft.keep(request, name)
        return redirect("portal:need_ask")
    context: dict[str, Any] = {"form": form} | frame(name, draft)
    if name == "words":
        context["seen"] = masked(form["words"].value() or draft.words)
    status = 422 if request.method == "POST" else 200
    return render(request, f"pages/needs/{name}.html", context, status=status)


def _form(name: str, draft: Draft, request: HttpRequest) -> StepForm:
    given: dict[str, Any] = {"initial": draft.values(name)}
    if name == "where":
        given["mine"] = _my_unit(request)
    if name == "contact":
        given["phone_needed"] = not _is_resident(request)
    return FORMS[name](draft, request.POST or None, **given)


def _my_unit(request: HttpRequest) -> Unit | None:
    code = preferences_of(request).unit
    return units_on().filter(code=code).first() if code else None


def _is_resident(request: HttpRequest) -> bool:
    return request.user.is_authenticated and getattr(request.user, "kind", "") == User.Kind.RESIDENT


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Everything once more, what others have asked nearby, and the button that sends it."""
    draft = Draft.of(request)
    if draft.next_step != "check":
        return redirect("portal:need_receipt" if request.session.get(RECEIPT) else "portal:need_ask")
    problem = None
    if request.method == "POST":
        try:
            return _send(request)
        except LinliError as error:
            problem = error
    category, unit = draft.row_of_category, draft.row_of_unit
    no_category = category is None and not draft.unsure
    if no_category or unit is None:
        # Closed meanwhile: chosen anew.
        draft.done = [each for each in draft.done if each != ("what" if no_category else "where")]
        draft.keep(request)
        return redirect("portal:need_ask")
    field = getattr(problem, "field", None) or ""
    context = {
        "draft": draft,
        "category": category,
        "unit": unit,
        "answers": [(each.text, draft.answers[str(each.pk)]) for each in (category.questions.all() if category else ())
                    if draft.answers.get(str(each.pk))],
        "seen": masked(draft.words),
        "promises": promises(category),
        "similar": similar_needs(words=draft.words, unit=unit, reader=ANONYMOUS, category=category),
        "problem": problem,
        "problem_step": STEP_OF.get(field, "words" if field.startswith("answer-") else "contact"),
    }  # fmt: skip
    return render(request, "pages/needs/check.html", context, status=422 if problem else 200)


def _send(request: HttpRequest) -> HttpResponse:
    """Sends it once, however often the button is pressed: the draft is taken under the lock of its session."""
    with transaction.atomic():
        list(Session.objects.select_for_update().filter(session_key=request.session.session_key))
        fresh = type(request.session)(request.session.session_key).get(KEY)
        draft = Draft.read(fresh)
        if draft is None:
            return redirect("portal:need_receipt")
        unit, category = draft.row_of_unit, draft.row_of_category
        if unit is None or (category is None and not draft.unsure):
            return redirect("portal:need_check")
        resident = _is_resident(request)
        submitted = needs.need_submit(
            actor=request.user if resident else None,
            unit=unit,
            channel=Channel.ACCOUNT if resident else Channel.VISITOR,
            asked=draft.asked(),
            category=category,
        )
        del request.session[KEY]
        _remember(request, submitted)
        request.session.save()
    return redirect("portal:need_receipt")


def _remember(request: HttpRequest, submitted: Submitted) -> None:
    """The code is shown to this session, and by no address that can be guessed."""
    request.session[RECEIPT] = {"code": encrypt(submitted.receipt), "need": submitted.need.pk}
    grant(request, submitted.need)


@never_cache
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    kept = request.session.get(RECEIPT)
    if not kept:
        return redirect("portal:need_lookup")
    from exchange.models import Need  # reason: one read of a row that this session has just made

    need = Need.objects.select_related("unit", "category").filter(pk=kept["need"]).first()
    if need is None:
        raise Http404
    code = decrypt(kept["code"])
    context = {
        "need": need,
        "code": f"{code[:4]} {code[4:]}",
        "qr": qr_code(request.build_absolute_uri(reverse("portal:need_lookup")) + f"#{code}"),
        "title": _("We have it. Do not worry."),
        "looked_at_by": looked_at_by(need),
        "promises": promises(need.category),
    }
    return render(request, "pages/needs/receipt.html", context)
