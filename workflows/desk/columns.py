"""The columns of the queues: which there are, and which a person wants. The title always stays."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KIND, UNIT, STEP, DUE, SENDER = "kind", "unit", "step", "due", "sender"
COLUMNS: dict[str, str | Promise] = {
    KIND: _("Kind"),
    UNIT: _("Unit and version"),
    STEP: _("Step"),
    DUE: _("Due"),
    SENDER: _("Sent by"),
}


def shown(chosen: Iterable[str]) -> list[str]:
    """The known ones among the chosen, in the order of the list; all of them where none is."""
    wanted = set(chosen)
    return [name for name in COLUMNS if name in wanted] or list(COLUMNS)
