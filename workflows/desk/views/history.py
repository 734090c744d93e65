"""The whole record of a page: every submission with its steps and opinions, and every version."""

import datetime as dt
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.models import Page, Revision

from common.access import InScope, Named, Reader
from organisations.enums import Role
from organisations.selectors import reader_of
from workflows import selectors
from workflows.desk import pending
from workflows.desk.chart import Chart, chart
from workflows.desk.due import moment_words
from workflows.desk.opinions import Said, by_people, newest_first
from workflows.desk.progress import Stage, stages
from workflows.models import ApprovalState, Opinion

# Staff of the page's unit and of those above it, its author, and whoever has said something about it.
RECORD_RULE = InScope(*Role) | Named("owner_id") | Named("opinions__person_id")
STATES = {
    "in_progress": ("tian", gettext_lazy("under review")),
    "approved": ("zhu", gettext_lazy("approved")),
    "rejected": ("gui", gettext_lazy("returned")),
    "cancelled": ("err", gettext_lazy("taken back")),
    "skipped": ("gui", gettext_lazy("skipped")),
}


@dataclass(frozen=True)
class Submission:
    title: str
    state: str
    hue: str
    words: str
    steps: list[Stage]
    opinions: list[Said]
    chart: Chart


@dataclass(frozen=True)
class Version:
    number: int
    when: str
    name: str
    remarks: str


def page_or_404(reader: Reader, page_id: int) -> Page:
    """The page in its own type: every type that passes reviews names a unit."""
    found = Page.objects.filter(pk=page_id).first()
    page = found.specific if found else None
    if page is None or not hasattr(page, "unit") or not RECORD_RULE.check(reader, page):
        raise Http404
    return page


@require_safe
def history(request: HttpRequest, page_id: int) -> HttpResponse:
    page = page_or_404(reader_of(request), page_id)
    now = timezone.now()
    opinions = list(selectors.history(page))
    context = {
        "page": page,
        "title": _("Review record: %(title)s") % {"title": page.title},
        "kind": capfirst(page._meta.verbose_name),
        "submissions": _submissions(page, opinions, now),
        "versions": _versions(page, opinions, now),
        "edit_url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        **pending.context(request),
    }
    return render(request, "desk/history.html", context)


def _submissions(page: Page, opinions: list[Opinion], now: dt.datetime) -> list[Submission]:
    states = ApprovalState.objects.filter(process__isnull=False, revision__object_id=str(page.pk))
    found = []
    for state in states.select_related("process", "workflow_state__requested_by").order_by("-started_at", "-pk"):
        hue, label = STATES.get(state.status, ("tian", state.get_status_display()))
        said = [opinion for opinion in opinions if opinion.process_id == state.process_id]
        steps = stages(state.process, sorted(said, key=lambda opinion: opinion.pk))
        found.append(
            Submission(
                title=_("Handed in %(when)s") % {"when": moment_words(state.started_at, now)},
                state=str(label),
                hue=hue,
                words=_who(state),
                steps=steps,
                opinions=newest_first(by_people(said), now),
                chart=chart(steps, published=state.released_at is not None),
            )
        )
    return found


def _who(state: ApprovalState) -> str:
    person = state.workflow_state.requested_by
    words = _("by %(name)s") % {"name": person.masked_name} if person else ""
    if state.publish_at:
        when = timezone.localtime(state.publish_at).strftime("%Y-%m-%d %H:%M")
        words += _("; to be published %(when)s") % {"when": when}
    return words


def _versions(page: Page, opinions: list[Opinion], now: dt.datetime) -> list[Version]:
    """Newest first, each with who reviewed it and whether it is the public one."""
    revisions = Revision.page_revisions.filter(object_id=str(page.pk)).select_related("user").order_by("pk")
    found = []
    for number, revision in enumerate(revisions.defer("content"), start=1):
        seen = sum(opinion.revision_id == revision.pk and opinion.person_id is not None for opinion in opinions)
        remarks = [_("public now")] if page.live and revision.pk == page.live_revision_id else []
        if seen:
            remarks.append(_("seen in %(count)s opinions") % {"count": seen})
        name = revision.user.masked_name if revision.user else _("the system")
        found.append(Version(number, moment_words(revision.created_at, now), name, "，".join(remarks)))
    return found[::-1]
