"""Taking in a spreadsheet: tried first without writing anything, then all of it or nothing."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import Invalid
from exchange.enums import Channel
from exchange.intake.naming import CategoryNames
from exchange.intake.spreadsheet import BY_KEY, COLUMN_OF, CellError, Row, Table, read_rows, read_table
from exchange.services.batches import Entry, Taken, batch_hash, batch_take_in, require_new
from exchange.services.intake import Asked, check_asked
from exchange.services.rights import require_role
from organisations.enums import SERVICE_ROLES
from organisations.models import Unit
from organisations.selectors import units_under


@dataclass
class Draft:
    """What a file would become. Nothing is written while it has errors, and nothing by making it."""

    entries: list[Entry] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    ignored: tuple[str, ...] = ()


class BadRows(Invalid):
    """`errors` says each, by row and column."""

    def __init__(self, errors: list[CellError]) -> None:
        words = _("Nothing was taken in: %(count)d cells need a correction.") % {"count": len(errors)}
        super().__init__("exchange.sheet_errors", words, field="file")
        self.errors = errors


def spreadsheet_try(*, actor: Any, unit: Unit, data: bytes, name: str) -> Draft:
    """Reads the file as it would be taken in, and writes nothing.

    Raises NotAllowed, TakenBefore, and Invalid at `file` where it is no table at all.
    """
    require_role(actor, SERVICE_ROLES, unit)
    table = read_table(data, name)
    require_new(batch_hash(data), actor)
    names = CategoryNames.read()
    prefetch_related_objects(names.leaves, "questions")
    draft = Draft(ignored=table.ignored)
    seen: dict[tuple[str, str], int] = {}
    for row in read_rows(table, names, _units_by_name(unit), timezone.now()):
        asked = Asked(**row.values)
        _check(row, asked, table)
        first = seen.setdefault((asked.words, asked.phone), row.number)
        if first != row.number:
            words = _("This repeats row %(row)d: delete one of the two.") % {"row": first}
            row.errors.append(CellError(row.number, table.headings["words"], words))
        draft.errors += row.errors
        draft.entries.append(Entry(asked, row.category, row.unit))
    if not draft.entries:
        raise Invalid("exchange.sheet_empty", _("There is no row under the headings."), field="file")
    return draft


def _check(row: Row, asked: Asked, table: Table) -> None:
    """The same checks as one need gets, where the cells themselves were understood."""
    if row.errors:
        return
    try:
        check_asked(asked, row.category, answers_needed=False)
    except Invalid as error:
        key = COLUMN_OF.get(error.field or "", error.field or "words")
        heading = table.headings.get(key) or (BY_KEY[key].heading if key in BY_KEY else "")
        row.errors.append(CellError(row.number, heading, str(error.message)))


def _units_by_name(unit: Unit) -> dict[str, Unit | None]:
    found: dict[str, Unit | None] = {}
    for each in units_under(unit):
        for name in {each.name, each.short_name} - {""}:
            found[name] = None if name in found else each
    return found


@transaction.atomic
def spreadsheet_take_in(*, actor: Any, unit: Unit, data: bytes, name: str) -> Taken:
    """Takes in every row, or raises BadRows and writes nothing."""
    draft = spreadsheet_try(actor=actor, unit=unit, data=data, name=name)
    if draft.errors:
        raise BadRows(draft.errors)
    return batch_take_in(
        actor=actor, unit=unit, channel=Channel.SPREADSHEET, entries=draft.entries, name=name, content=data
    )
