"""The tree of unit pages follows the tree of units: made, moved and taken down with them."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms.models import HomePage, UnitPage
from cms.slugs import pinyin_slug
from common.models import OutboxMessage
from organisations.models import Dated, Unit
from organisations.selectors import paths_above, today

CONSUMER = "cms.unit_pages"
EVENTS = ("organisations.unit_changed", "organisations.unit_moved", "organisations.unit_ended",
          "organisations.unit_merged")  # fmt: skip


def _parent_of(unit: Unit, home: HomePage, pages: dict[str, UnitPage]) -> Page:
    """The page of the nearest unit above that has one; the home page for a root."""
    for end in range(len(unit.path) - Unit.steplen, 0, -Unit.steplen):
        if unit.path[:end] in pages:
            return pages[unit.path[:end]]
    return home


def _free_slug(wanted: str, taken: set[str]) -> str:
    slug, number = wanted, 2
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    taken.add(slug)
    return slug


@transaction.atomic
def make_unit_pages(units: Iterable[Unit]) -> list[UnitPage]:
    """Makes the missing pages of units, parents first; those that exist are left alone."""
    home = HomePage.objects.first()
    if home is None:
        return []
    pages = {page.unit.path: page for page in UnitPage.objects.select_related("unit")}
    made = []
    slugs: dict[int, set[str]] = {}
    for unit in sorted(units, key=lambda each: each.path):
        if unit.path in pages:
            continue
        parent = _parent_of(unit, home, pages)
        if parent.pk not in slugs:
            parent.refresh_from_db()
            slugs[parent.pk] = set(parent.get_children().values_list("slug", flat=True))
        slug = _free_slug(pinyin_slug(str(unit)) or unit.code, slugs[parent.pk])
        page = UnitPage(title=unit.name, slug=slug, unit=unit, live=True, show_in_menus=False)
        parent.add_child(instance=page)
        pages[unit.path] = page
        made.append(page)
    return made


@transaction.atomic
def follow_unit(unit: Unit) -> None:
    """Brings the page of a unit to where the unit stands, under the name it has; takes it down when it ended.

    Saved without Wagtail's validation: until the page has arrived, page and unit stand at different places.
    """
    page = UnitPage.objects.filter(unit=unit).first()
    if page is None:
        if unit.holds_on(today()):
            make_unit_pages([unit])
        return
    if not unit.holds_on(today()):
        _take_down(page, unit)
        return
    if page.title != unit.name:
        page.title = page.draft_title = unit.name
        page.save(clean=False, update_fields=["title", "draft_title"])
    parent = _page_above(unit)
    if parent is not None and page.get_parent(update=True).pk != parent.pk:
        slug = _free_slug(page.slug, set(parent.get_children().values_list("slug", flat=True)))
        if slug != page.slug:
            page.slug = slug
            page.save(clean=False, update_fields=["slug"])
        page.move(parent, pos="last-child")


def _page_above(unit: Unit) -> Page | None:
    """The page of the nearest unit above that has one; the home page for a root."""
    above = UnitPage.objects.filter(unit__path__in=paths_above(unit)[:-1]).order_by("-unit__depth").first()
    return above or HomePage.objects.first()


def _take_down(page: UnitPage, unit: Unit) -> None:
    if not page.live:
        return
    address = page.get_url()
    page.unpublish()
    heir = UnitPage.objects.filter(unit=unit.merged_into, live=True).first() if unit.merged_into_id else None
    if heir is not None and address:
        Redirect.add_redirect(address, redirect_to=heir, is_permanent=True)


def handle(messages: Sequence[OutboxMessage]) -> None:
    """The outbox consumer: each unit once, as it is now, from the top of the tree down."""
    ids = {int(message.object_id) for message in messages}
    for unit in Unit.objects.filter(pk__in=ids).select_related("merged_into").order_by("path"):
        follow_unit(unit)


def current_units() -> list[Unit]:
    return list(Unit.objects.filter(Dated.on(today())).order_by("path"))


def keep_up() -> int:
    """Units begin and end with the day, without anything being done: their pages follow. How many did."""
    begun = Unit.objects.filter(Dated.on(today()), page=None)
    ended = Unit.objects.filter(page__live=True, valid_to__lt=today())
    units = [*begun.order_by("path"), *ended.select_related("merged_into")]
    for unit in units:
        follow_unit(unit)
    return len(units)
