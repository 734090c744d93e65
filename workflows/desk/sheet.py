"""Everything that the review page shows, gathered from the engine's reads."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from cms.models import Phrase
from organisations.enums import Role
from organisations.models import Dated, Post, Unit
from organisations.selectors import reader_of, today
from workflows import selectors
from workflows.desk import choices, pending, privacy
from workflows.desk.access import held_on
from workflows.desk.compare import SAME, compare, folded
from workflows.desk.due import moment_words
from workflows.desk.forms import DecisionForm
from workflows.desk.opinions import by_people, newest_first
from workflows.desk.progress import stages
from workflows.desk.prose import paragraphs
from workflows.desk.report import check_lines
from workflows.desk.rows import row
from workflows.desk.versions import last_seen, whole_text
from workflows.eligibility import refusal
from workflows.enums import ItemState, Step
from workflows.models import Opinion, WorkItem
from workflows.services.queue import may_hand_on
from workflows.steps import revision_number


def review_context(request: HttpRequest, item: WorkItem, form: DecisionForm) -> dict[str, Any]:
    now = timezone.now()
    page = item.page.specific_class.objects.get(pk=item.page.pk) if item.page else None
    revision = page.latest_revision if page else None
    opinions = _opinions(item)
    against = refusal(item, request.user)
    owned = item.owner_id in (None, request.user.pk)
    held = held_on(item) is not None
    mine = against is None and owned
    number = revision_number(revision)
    return {
        "item": item,
        "topic": getattr(page, "topic", None),
        "row": row(item, now=now),
        "errors": _errors(form),
        "frame_title": f"{item.get_step_display()}：{item.title}",
        "crumb": {"url": reverse("wagtailadmin_home"), "label": _("Today’s work")},
        "pager": _pager(request, item),
        "version_words": _version_words(item, revision, number),
        "sent_words": _("handed in %(when)s") % {"when": moment_words(item.process.created, now)},
        "seen_revision": form["seen_revision"].value() if form.is_bound else (revision.pk if revision else 0),
        "checks": check_lines(page) if page else [],
        "steps": stages(item.process, sorted(opinions, key=lambda opinion: opinion.pk), item if mine else None),
        "opinions": newest_first(by_people(opinions), now),
        "may_decide": mine and not held,
        "may_claim": against is None and item.state == ItemState.OPEN,
        "may_hand_on": item.is_open and not held and may_hand_on(item, request.user),
        "may_release": item.state == ItemState.CLAIMED and item.owner_id == request.user.pk and not held,
        "right_words": _right_words(item, against, owned=owned, held=held),
        **_texts(page, revision, opinions),
        **_links(item, page),
        **_bar(request, item, form, number),
        **pending.context(request),
    }


def _opinions(item: WorkItem) -> list[Opinion]:
    """Of this page, earlier submissions included: what was asked for last time is what to look at now."""
    return list(selectors.history(item.page).select_related("revision")) if item.page else []


def _errors(form: DecisionForm) -> list[dict[str, str]]:
    if not form.is_bound:
        return []
    return [
        {"field": "" if field in ("__all__", "decision", "seen_revision") else field, "words": str(words)}
        for field, errors in form.errors.items()
        for words in errors
    ]


def _version_words(item: WorkItem, revision: Revision | None, number: int) -> str:
    if revision is None:
        return ""
    changed = revision.created_at > item.process.created
    words = (
        _("version %(number)s, changed since it was handed in")
        if changed
        else _("version %(number)s, unchanged since it was handed in")
    )
    return words % {"number": number}


def _right_words(item: WorkItem, against: tuple[str, str] | None, *, owned: bool, held: bool) -> str:
    if held:
        return _("Decided; it takes effect in a few seconds.")
    if not item.is_open:
        return _("This item has been decided already.")
    if against is not None:
        return against[1]
    if not owned and item.owner is not None:
        return _("%(name)s has claimed it.") % {"name": item.owner.masked_name}
    if item.step == Step.FINAL_REVIEW:
        return _("You are not the author and did neither of the first two reviews.")
    return _("You are not the author and decided no other step.")


def _texts(page: Any, revision: Revision | None, opinions: list[Opinion]) -> dict[str, Any]:
    """The text itself, and what changed since the last review or, without one, since it was last public."""
    if page is None or revision is None:
        return {"runs": None, "text": [], "length": 0}
    current = revision.as_object()
    seen = last_seen(revision, opinions)
    before = seen.revision if seen else page.live_revision
    former = before.as_object() if before else None
    private = privacy.found_in(current, former)
    text = whole_text(current)
    length = sum(len(piece.text) for change in text for piece in change.pieces)
    found: dict[str, Any] = {"runs": None, "text": privacy.mark(text, private), "length": length}
    if former is not None:
        changes = privacy.mark(compare(paragraphs(former), paragraphs(current)), private)
        count = sum(change.mark != SAME for change in changes)
        found.update(runs=folded(changes) if count else [], change_count=count)
    return found


def _links(item: WorkItem, page: Any) -> dict[str, Any]:
    return {
        "claim_url": reverse("desk:claim", args=[item.code]),
        "release_url": reverse("desk:release", args=[item.code]),
        "reassign_url": reverse("desk:reassign", args=[item.code]),
        "looking_url": reverse("desk:looking", args=[item.code]),
        "preview_url": reverse("desk:preview", args=[item.code]),
        "history_url": reverse("desk:history", args=[page.pk]) if page else "",
        "edit_url": reverse("wagtailadmin_pages:edit", args=[page.pk]) if page else "",
    }


def _bar(request: HttpRequest, item: WorkItem, form: DecisionForm, number: int) -> dict[str, Any]:
    chosen = form["decision"].value() or choices.MAIN[0].value
    following = choices.more(item)
    cosigns = item.step in (Step.FIRST_REVIEW, Step.CO_SIGN)
    return {
        "form": form,
        "main_choices": choices.MAIN,
        "more_choices": following,
        "chosen": chosen,
        "chosen_is_more": chosen in {choice.value for choice in following},
        "more_wrong": form.is_bound and bool({"publish_at", "to_step", "cosign_units"} & set(form.errors)),
        "to_steps": choices.earlier_steps(item),
        "is_final": item.step == Step.FINAL_REVIEW,
        "may_name_cosigners": item.step == Step.FIRST_REVIEW,
        "cosign_choices": _cosigners(item) if cosigns else [],
        "chosen_cosigners": form["cosign_units"].value() or [],
        "phrases": list(Phrase.objects.values_list("text", flat=True)[:8]),
        "results": choices.results(item, number),
        "next_words": _next_words(request, item),
    }


def _cosigners(item: WorkItem) -> list[Unit]:
    """The units where somebody can sign today."""
    held = Post.objects.filter(Dated.on(today()), role=Role.COSIGNER, person__is_active=True)
    return list(Unit.objects.filter(Dated.on(today()), pk__in=held.values("unit")).order_by("path"))


def _next_words(request: HttpRequest, item: WorkItem) -> str:
    following = selectors.next_item(reader_of(request), request.user, after=item)
    if following is None:
        return _("Then: back to today’s work.")
    return _("Then opens: %(title)s") % {"title": following.title}


def _pager(request: HttpRequest, item: WorkItem) -> dict[str, Any] | None:
    """Where the item stands in the person's own queue."""
    codes = list(
        selectors.mine(reader_of(request), request.user).order_by("due_at", "pk").values_list("code", flat=True)
    )
    if item.code not in codes:
        return None
    index = codes.index(item.code)
    around = {"previous": codes[index - 1] if index else "", "next": codes[index + 1] if index + 1 < len(codes) else ""}
    urls = {name: reverse("desk:review", args=[code]) if code else "" for name, code in around.items()}
    return {"number": index + 1, "total": len(codes), **urls}
