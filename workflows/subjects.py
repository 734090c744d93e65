"""What is reviewed: a page of any type, and the unit that answers for it."""

from typing import Any

from wagtail.models import Page

from organisations.models import Unit


def unit_of(page: Page) -> Unit:
    """The page's own unit; for a page without one, the centre: whoever answers for everything."""
    unit: Unit | None = getattr(page.specific, "unit", None)
    if unit is None:
        unit = Unit.get_first_root_node()
    if unit is None:
        raise ValueError("A review needs a unit, and there is none yet: refused.")
    return unit


def unit_asked_first(process: Any) -> Unit:
    """Where the reviewers of a submission are looked for: the unit of the page when it was submitted."""
    unit: Unit | None = Unit.objects.filter(pk=process.data.get("unit")).first()
    if unit is not None:
        return unit
    page = Page.objects.filter(pk=process.data.get("page")).first()
    if page is None:
        raise ValueError("A review without a page has no unit: refused.")
    return unit_of(page)
