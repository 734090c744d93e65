"""What is reviewed: a page of any type, and the unit that answers for it."""

from typing import Any

from django.db.models import CharField, Count, OuterRef, Subquery
from django.db.models.functions import Cast
from wagtail.models import Page, Revision, get_default_page_content_type

from organisations.models import Unit


def unit_of(page: Page) -> Unit:
    """The page's own unit; for a page without one, the centre: whoever answers for everything."""
    unit: Unit | None = getattr(page.specific, "unit", None)
    if unit is None:
        unit = Unit.get_first_root_node()
    if unit is None:
        raise ValueError("A review needs a unit, and there is none yet: refused.")
    return unit


def versions(until: Any) -> Any:
    """The revisions of a page that count up to a revision: how many there are is what people call the version."""
    return Revision.objects.filter(base_content_type=get_default_page_content_type(), pk__lte=until)


def page_to_review(page_id: Any) -> Page:
    """The page with its newest text, the number of that version and, if it is a story, its unit: one query."""
    earlier = versions(OuterRef("latest_revision")).filter(object_id=Cast(OuterRef("pk"), CharField()))
    number = earlier.order_by().values("object_id").annotate(count=Count("pk")).values("count")
    pages = Page.objects.select_related("latest_revision", "contentpage__unit")
    page: Page = pages.annotate(version=Subquery(number)).get(pk=page_id)
    if page.latest_revision:
        page.latest_revision.number = page.version
    return page


def _unit_at_hand(process: Any) -> Unit | None:
    """While a submission begins its page has just been read, with its unit."""
    begun = getattr(process, "begun_for", None)
    story = getattr(begun.workflow_state.content_object, "contentpage", None) if begun else None
    return story.unit if story is not None and story.unit_id == process.data.get("unit") else None


def unit_asked_first(process: Any) -> Unit:
    """Where the reviewers of a submission are looked for: the unit of the page when it was submitted."""
    at_hand = _unit_at_hand(process)
    if at_hand is not None:
        return at_hand
    unit: Unit | None = Unit.objects.filter(pk=process.data.get("unit")).first()
    if unit is not None:
        return unit
    page = Page.objects.filter(pk=process.data.get("page")).first()
    if page is None:
        raise ValueError("A review without a page has no unit: refused.")
    return unit_of(page)
