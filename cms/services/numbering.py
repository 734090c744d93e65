"""Issue numbers of briefings: one after the other, without gaps, never given twice.

A number belongs to a series, and to a year where the series begins anew each year. It is taken in
the transaction that stores it, from a counter row that is locked until then: who comes second waits
and gets the next number; who fails gives his number back with his transaction.
"""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from cms.models.snippets import BriefingCounter, BriefingSeries
from organisations.selectors import today

# What the column holds on every database.
HIGHEST = 32_767

if TYPE_CHECKING:
    from cms.models import BriefingPage


def briefing_number_give(*, page: "BriefingPage") -> int:
    """Gives a stored briefing its number, in the row and in its latest revision; idempotent.

    Called on submission: the reviewers see the number, and the reviewed revision is the published one.
    """
    from cms.models import BriefingPage

    with transaction.atomic():
        stored = BriefingPage.objects.select_for_update(of=("self",)).get(pk=page.pk)
        draft = stored.get_latest_revision_as_object()
        if stored.number is None:
            stored.number, stored.issued_on, stored.series_id = draft.number, draft.issued_on, draft.series_id
            take_number(stored)
            BriefingPage.objects.filter(pk=stored.pk).update(number=stored.number, numbering_year=stored.numbering_year)
        _write_into_revision(stored)
    page.number, page.numbering_year = stored.number, stored.numbering_year
    return int(stored.number or 0)


def _write_into_revision(page: "BriefingPage") -> None:
    """The latest revision says what the row says: a number is no change of the text."""
    if page.latest_revision_id is None:
        return
    revision = Revision.objects.select_for_update().get(pk=page.latest_revision_id)
    given = {"number": page.number, "numbering_year": page.numbering_year}
    if any(revision.content.get(name) != value for name, value in given.items()):
        Revision.objects.filter(pk=revision.pk).update(content={**revision.content, **given})


def settle_number(page: "BriefingPage") -> None:
    """Before a briefing is stored: a given number stays, a typed one is claimed, a live issue gets one."""
    from cms.models import BriefingPage

    names = ("number", "numbering_year", "series_id")
    kept = BriefingPage.objects.filter(pk=page.pk).values_list(*names).first() if page.pk else None
    if kept is not None and kept[0] is not None:
        page.number, page.numbering_year, page.series_id = kept
    elif page.series_id and (page.live or page.number is not None):
        take_number(page)


def take_number(page: "BriefingPage") -> None:
    """Takes the typed number, or else the next one, from the locked counter of the series."""
    page.numbering_year = numbering_year(page)
    BriefingCounter.objects.get_or_create(series_id=page.series_id, year=page.numbering_year)
    counter = BriefingCounter.objects.select_for_update().get(series_id=page.series_id, year=page.numbering_year)
    if page.number is None:
        page.number = counter.last + 1
    counter.last = max(counter.last, page.number)
    counter.save(update_fields=["last"])


def numbering_year(page: "BriefingPage") -> int:
    """The year whose numbers the briefing shares; 0 for a series that never begins anew."""
    series = BriefingSeries.objects.get(pk=page.series_id)
    return (page.issued_on or today()).year if series.restarts_yearly else 0


def check_typed_number(page: "BriefingPage") -> None:
    """Raises ValidationError at `number` or `series`: a number is another issue's, or was given already."""
    from cms.models import BriefingPage

    if page.number is not None and not 1 <= page.number <= HIGHEST:
        raise ValidationError({"number": _("Write a number from 1 to %(highest)d.") % {"highest": HIGHEST}})
    if not page.series_id:
        return
    kept = BriefingPage.objects.filter(pk=page.pk, number__isnull=False).values_list("number", "series_id").first()
    if kept is not None and kept[1] != page.series_id:
        raise ValidationError({"series": _("This issue has its number in another series. Write a new one instead.")})
    if kept is not None and kept[0] != page.number:
        raise ValidationError({"number": _("This issue is No. %(number)d for good.") % {"number": kept[0]}})
    if page.number is None or kept is not None:
        return
    others = BriefingPage.objects.filter(
        series_id=page.series_id, numbering_year=numbering_year(page), number=page.number
    )
    if others.exclude(pk=page.pk).exists():
        raise ValidationError(
            {"number": _("This issue number of the series is taken. Leave it empty for the next one.")}
        )
