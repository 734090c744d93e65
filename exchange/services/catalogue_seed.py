"""Filling an empty catalogue with the first tree: what the demo county calls, and a county that begins."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from exchange.models import Category, CategoryQuestion, ServiceLimit

if TYPE_CHECKING:
    from exchange.catalogue_data import Kind


@transaction.atomic
def seed_catalogue() -> int:
    """How many categories were made: none where there are any already, so that nothing of staff's is touched."""
    # Above the services: what it holds is made of their words.
    from exchange.catalogue_data import TREE

    if Category.objects.exists():
        return 0
    return _add(None, TREE)


def _add(parent: Category | None, kinds: Sequence["Kind"]) -> int:
    made = 0
    for kind in kinds:
        values = {"name": kind.name, "other_names": kind.other_names, "promise": kind.promise, "hint": kind.hint}
        # Read anew for each child: treebeard counts them in the row.
        above = Category.objects.get(pk=parent.pk) if parent else None
        row: Category = above.add_child(**values) if above else Category.add_root(**values)
        CategoryQuestion.objects.bulk_create(
            CategoryQuestion(
                category=row,
                order=order,
                text=each.text,
                kind=each.kind,
                choices=each.choices,
                required=each.required,
                personal=each.personal,
            )
            for order, each in enumerate(kind.questions)
        )
        ServiceLimit.objects.bulk_create(
            ServiceLimit(category=row, step=step, hours=hours) for step, hours in kind.limits.items()
        )
        made += 1 + _add(row, kind.kinds)
    return made
