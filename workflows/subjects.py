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


def page_of(process: Any) -> Page | None:
    """The page of a submission in its own type; None once it is deleted."""
    page = Page.objects.filter(pk=process.data.get("page")).first()
    return page.specific if page else None
