"""Decisions of a person that can still be taken back, or that could not be carried out in the end."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflows.models import PendingDecision

KEY = "desk_held"


def remember(request: HttpRequest) -> None:
    """Notes in the session that there is something to ask the database for: most pages have nothing."""
    request.session[KEY] = True


def of(request: HttpRequest) -> list[PendingDecision]:
    """The person's own, newest last."""
    if KEY not in request.session:
        return []
    held = PendingDecision.objects.filter(person_id=request.user.pk)
    found = list(held.select_related("item").order_by("takes_effect_at", "pk"))
    if not found:
        del request.session[KEY]
    return found


def context(request: HttpRequest) -> dict[str, Any]:
    """The bar on top of the next screen with the seconds that are left, and what went wrong meanwhile."""
    now = timezone.now()
    waiting: list[PendingDecision] = []
    failed = []
    for held in of(request):
        if held.error:
            failed.append(
                {"words": f"{held.item.title}：{held.error}", "url": reverse("desk:review", args=[held.item.code])}
            )
        elif (held.takes_effect_at - now).total_seconds() >= 1:
            # What was decided together takes effect together.
            alike = [other for other in waiting if other.takes_effect_at == held.takes_effect_at]
            waiting = [*alike, held]
    return {"pending": _bar(waiting, now) if waiting else None, "failed_decisions": failed}


def _bar(waiting: list[PendingDecision], now: Any) -> dict[str, Any]:
    last = waiting[-1]
    alone = len(waiting) == 1
    return {
        "words": words(last) if alone else _many_words(waiting),
        "seconds": int((last.takes_effect_at - now).total_seconds()),
        "url": reverse("desk:undo", args=[last.item.code]) if alone else reverse("desk:bulk_undo"),
        "codes": [] if alone else [held.item.code for held in waiting],
    }


def _many_words(waiting: list[PendingDecision]) -> str:
    words = ngettext(
        "%(count)s item: %(decision)s. Takes effect in a few seconds.",
        "%(count)s items: %(decision)s. Take effect in a few seconds.",
        len(waiting),
    )
    return words % {"count": len(waiting), "decision": waiting[-1].get_decision_display()}


def words(held: PendingDecision) -> str:
    return _("“%(title)s”: %(decision)s. Takes effect in a few seconds.") % {
        "title": held.item.title,
        "decision": held.get_decision_display(),
    }
