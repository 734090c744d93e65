"""The tree of collections follows the tree of units."""

from collections.abc import Iterable

from django.db import transaction
from wagtail.models import Collection

from organisations.models import Unit
from organisations.selectors import paths_above


@transaction.atomic
def collections_of(units: Iterable[Unit], *, write: bool = True) -> dict[int, int]:
    """The collection of each unit by the unit's id, made, named and put in its place as needed.

    Those above get one too, so that a right at a town covers its villages' pictures.
    """
    wanted = {unit.pk for unit in units}
    paths = {path for unit in units for path in paths_above(unit)}
    chain = Unit.objects.filter(path__in=paths).select_related("collection").order_by("path")
    made: dict[str, Collection] = {}
    for unit in chain:
        above = made.get(unit.path[: -Unit.steplen])
        collection = unit.collection
        if write:
            collection = _in_place(unit, above)
        if collection:
            made[unit.path] = collection
    return {unit.pk: made[unit.path].pk for unit in chain if unit.pk in wanted and unit.path in made}


def _in_place(unit: Unit, above: Collection | None) -> Collection:
    parent = above or Collection.get_first_root_node()
    collection: Collection | None = unit.collection
    if collection is None:
        collection = Collection.objects.get(pk=parent.pk).add_child(name=unit.name)
        Unit.objects.filter(pk=unit.pk).update(collection=collection)
        return collection
    if collection.name != unit.name:
        Collection.objects.filter(pk=collection.pk).update(name=unit.name)
    # Moving one changes the paths of those read before it.
    collection.refresh_from_db()
    if collection.path[: -Collection.steplen] != Collection.objects.get(pk=parent.pk).path:
        collection.move(Collection.objects.get(pk=parent.pk), pos="sorted-child")
        collection.refresh_from_db()
    return collection
