"""The only writers of units, posts, pairings, levels and venues. `actor=None` is the system itself."""

from organisations.services.division_list import Division, DivisionErrors, read_divisions, written_divisions
from organisations.services.divisions import DEFAULT_LABELS, Change, Difference, Outcome, divisions_import
from organisations.services.levels import level_save
from organisations.services.pairings import pairing_end, pairing_make
from organisations.services.posts import delegation_end, delegation_give, post_end, post_give
from organisations.services.units import unit_change, unit_create, unit_end, unit_merge, unit_move, unit_rename
from organisations.services.venues import (
    closure_remove,
    venue_change,
    venue_close,
    venue_create,
    venue_end,
    venue_set_hours,
    venue_set_spaces,
)

__all__ = [
    "DEFAULT_LABELS",
    "Change",
    "Difference",
    "Division",
    "DivisionErrors",
    "Outcome",
    "closure_remove",
    "delegation_end",
    "delegation_give",
    "divisions_import",
    "level_save",
    "pairing_end",
    "pairing_make",
    "post_end",
    "post_give",
    "read_divisions",
    "unit_change",
    "unit_create",
    "unit_end",
    "unit_merge",
    "unit_move",
    "unit_rename",
    "venue_change",
    "venue_close",
    "venue_create",
    "venue_end",
    "venue_set_hours",
    "venue_set_spaces",
    "written_divisions",
]
