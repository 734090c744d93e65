"""The question every verb asks first. `actor=None` is the system itself: commands and imports."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from common.access import Rule
from common.errors import NotAllowed
from organisations.enums import Role
from organisations.models import Unit
from organisations.rules import GOVERN_UNIT
from organisations.selectors import reader_for


def require(actor: Any, rule: Rule, row: Any) -> None:
    """Raises NotAllowed unless the rule lets the actor govern the row."""
    if actor is not None and not rule.check(reader_for(actor), row):
        raise NotAllowed(
            "organisations.not_yours",
            _("You are not an administrator of this unit. An administrator at or above it can do this."),
        )


def require_administrator(actor: Any, unit: Unit) -> None:
    """At the unit or above it."""
    require(actor, GOVERN_UNIT, unit)


def require_administrator_above(actor: Any, unit: Unit) -> None:
    """Above the unit: nobody moves, merges or ends the unit that the own right rests on. Roots govern themselves."""
    require(actor, GOVERN_UNIT, unit if unit.is_root() else unit.get_parent(update=True))


def require_administrator_of_all(actor: Any) -> None:
    """At the root of a tree: what concerns the whole county."""
    if actor is None:
        return
    if not any(len(path) == Unit.steplen for path in reader_for(actor).paths([Role.ADMINISTRATOR])):
        raise NotAllowed(
            "organisations.centre_only",
            _("This concerns the whole county: only an administrator of the centre can change it."),
        )
