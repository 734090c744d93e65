"""A list of units that can be searched: grouped by town, and without JavaScript a plain list."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organisations.models import Unit
from organisations.selectors import Leaf, unit_tree

Choice = tuple[Any, Any]

# Short lists are left as they are.
GROUPED_FROM = 12


class UnitSelect(forms.Select):
    """`data-*` tell the script what to say; it narrows by what is typed."""

    class Media:
        js = ("desk/js/unit_picker.js",)

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        words = {
            "data-unit-picker": "",
            "data-search": _("Type part of a name to narrow the list"),
            "data-found": _("%s units fit."),
        }
        super().__init__(attrs={**words, **(attrs or {})}, choices=choices)


def unit_choices(units: Iterable[Unit], value: Callable[[Unit], Any] = attrgetter("pk")) -> list[Choice]:
    """Options in the order of the tree; in a long list each town is a group of its own.

    `value`: what is sent for a unit.
    """
    leaves = unit_tree(units)
    if len(leaves) < GROUPED_FROM:
        return [(value(leaf.unit), leaf.label) for leaf in leaves]
    choices: list[Choice] = []
    for leaf, following in zip(leaves, [*leaves[1:], None], strict=True):
        if leaf.depth >= 2:
            choices[-1][1].append(_option(leaf, value))
        elif leaf.depth == 1 and following is not None and following.depth > 1:
            choices.append((str(leaf.unit), [_option(leaf, value)]))
        else:
            choices.append((value(leaf.unit), leaf.label))
    return choices


def _option(leaf: Leaf, value: Callable[[Unit], Any]) -> Choice:
    """A group indents what is in it: the town itself stands first in its own."""
    return value(leaf.unit), "　" * (leaf.depth - 1) + str(leaf.unit)
