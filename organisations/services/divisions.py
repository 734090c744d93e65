"""The unit tree of a county from the national division list: all of it or nothing, as often as you like.

County → centre, towns → institutes, villages → stations. A unit is known again by its division code.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from common import audit, outbox
from common.errors import Conflict
from organisations import events
from organisations.enums import UnitKind
from organisations.models import Level, Unit
from organisations.selectors import today
from organisations.services.division_list import KINDS, Division, short_name_of
from organisations.services.rights import require_administrator, require_administrator_of_all
from organisations.services.units import lock_tree, unit_move

DEFAULT_LABELS = {
    UnitKind.CENTRE: "中心",
    UnitKind.BRANCH: "分中心",
    UnitKind.INSTITUTE: "所",
    UnitKind.STATION: "站",
    UnitKind.POINT: "点",
}
NETWORK = "新时代文明实践"


@dataclass(frozen=True)
class Difference:
    """A detail of a unit that the list has otherwise. `detail`: a field of Unit, or `parent`."""

    detail: str
    was: str
    becomes: str


@dataclass(frozen=True)
class Change:
    """A unit that is put right, by the name it gets."""

    name: str
    differences: tuple[Difference, ...]


@dataclass
class Outcome:
    """What an import did, or would do: names of units, shown as they stand in the list."""

    added: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def changed(self) -> list[str]:
        return [change.name for change in self.changes]

    @property
    def fingerprint(self) -> str:
        """The same for two runs that would write the same."""
        return hashlib.sha256(repr((self.added, self.changes)).encode()).hexdigest()


@transaction.atomic
def divisions_import(
    *,
    actor: Any,
    divisions: Sequence[Division],
    labels: Mapping[UnitKind, str] | None = None,
    dry_run: bool = False,
    expected: str | None = None,
) -> Outcome:
    """Makes and corrects units from checked rows, parents first. `dry_run` says what it would do.

    Units in the tree that the list lacks are reported as missing and left alone: ending one is
    a decision. Levels are made as labelled; names of units follow the labels. `expected`: the fingerprint
    of what somebody has seen and agreed to; raises Conflict if something else would be written by now.
    """
    lock_tree()
    codes = [row.code for row in divisions]
    held = Unit.objects.filter(division_code__in=codes).select_related("level")
    # Of two units with one code the one in use is meant: a code goes on when a unit is ended and made anew.
    in_use_last = held.order_by(F("valid_to").asc(nulls_last=True), "path")
    known = {unit.division_code: unit for unit in in_use_last}
    _require(actor, divisions, known)
    importer = _Importer(actor, {**DEFAULT_LABELS, **(labels or {})}, known, dry_run)
    for row in divisions:
        importer.take(row)
    importer.outcome.missing = _missing(divisions)
    if dry_run:
        return importer.outcome
    if expected is not None and expected != importer.outcome.fingerprint:
        raise Conflict(
            "organisations.divisions_moved_on",
            _("The units have changed since you looked. Nothing was imported: look again."),
        )
    importer.write()
    return importer.outcome


def _require(actor: Any, divisions: Sequence[Division], known: Mapping[str, Unit]) -> None:
    root = known.get(divisions[0].code)
    if root is None:
        require_administrator_of_all(actor)
    else:
        require_administrator(actor, root)


def _missing(divisions: Sequence[Division]) -> list[str]:
    held = Unit.objects.filter(division_code__startswith=divisions[0].code, valid_to__isnull=True)
    return [unit.name for unit in held.exclude(division_code__in=[row.code for row in divisions])]


class _Importer:
    """One run: decides row by row, then writes new units in one go."""

    def __init__(self, actor: Any, labels: Mapping[UnitKind, str], known: dict[str, Unit], dry_run: bool) -> None:
        self.actor = actor
        self.labels = labels
        self.known = known
        self.dry_run = dry_run
        self.levels = self._levels()
        self.outcome = Outcome()
        self.new: list[Unit] = []
        self.updated: list[Unit] = []
        self.moves: list[tuple[Unit, str]] = []
        self.names = {unit.division_code: unit.short_name for unit in known.values()}
        self.parents: dict[str, str] = {}
        self.day = today()

    def _levels(self) -> dict[UnitKind, Level]:
        found = {level.label: level for level in Level.objects.all()}
        fresh = [
            Level(label=label, order=order)
            for order, label in enumerate(dict.fromkeys(self.labels.values()))
            if label not in found
        ]
        if not self.dry_run:
            Level.objects.bulk_create(fresh)
        found.update({level.label: level for level in fresh})
        return {kind: found[label] for kind, label in self.labels.items()}

    def take(self, row: Division) -> None:
        kind = KINDS[row.level]
        short = short_name_of(row.name, self.names.get(row.parent_code, "") if row.level == "village" else "")
        values = {
            "name": f"{short}{NETWORK}{self.labels[kind]}",
            "short_name": short,
            "kind": kind,
            "level": self.levels[kind],
        }
        unit = self.known.get(row.code)
        self.names[row.code] = short
        if unit is None:
            self._add(row, values)
        else:
            self._compare(row, unit, values)

    def _add(self, row: Division, values: dict[str, Any]) -> None:
        unit = Unit(division_code=row.code, valid_from=self.day, numchild=0, **values)
        self.parents[row.code] = row.parent_code
        self.known[row.code] = unit
        self.new.append(unit)
        self.outcome.added.append(unit.name)

    def _compare(self, row: Division, unit: Unit, values: dict[str, Any]) -> None:
        parent = self.known.get(row.parent_code)
        # A parent that is new has no path yet: a unit below it was elsewhere.
        moved = parent is not None and (not parent.path or unit.path[: -Unit.steplen] != parent.path)
        differences = self._differences(unit, values)
        for name, value in values.items():
            setattr(unit, name, value)
        if differences:
            self.updated.append(unit)
        if moved:
            self.moves.append((unit, row.parent_code))
            differences.append(Difference("parent", "", str(parent)))
        if differences:
            self.outcome.changes.append(Change(unit.name, tuple(differences)))
        else:
            self.outcome.unchanged.append(unit.name)

    @staticmethod
    def _differences(unit: Unit, values: dict[str, Any]) -> list[Difference]:
        def shown(name: str, value: Any) -> str:
            return str(UnitKind(value).label if name == "kind" else value)

        return [
            Difference(name, shown(name, getattr(unit, name)), shown(name, value))
            for name, value in values.items()
            if getattr(unit, name) != value
        ]

    def write(self) -> None:
        self._place_new()
        Unit.objects.bulk_create(self.new)
        Unit.objects.bulk_update(self.updated, ["name", "short_name", "kind", "level"])
        outbox.publish(
            *(events.unit_changed(unit, created=True) for unit in self.new),
            *(events.unit_changed(unit) for unit in self.updated),
        )
        for unit, parent_code in self.moves:
            unit_move(actor=self.actor, unit=unit, parent=self.known[parent_code])
        done = self.outcome
        if done.added or done.changes:
            root = next(iter(self.known.values())).get_root()
            audit.record(
                "organisations.divisions_imported",
                root,
                actor=self.actor,
                unit_path=root.path,
                added=done.added,
                changed=done.changed,
            )

    def _place_new(self) -> None:
        """Gives new units their paths: treebeard's own way asks the database for each."""
        last = Unit.get_last_root_node()
        roots = Unit._str2int(last.path) if last else 0
        grown: dict[str, Unit] = {}
        taken: dict[str, int] = {}
        for unit in self.new:
            parent = self.known.get(self.parents[unit.division_code])
            if parent is None:
                roots += 1
                unit.path, unit.depth = Unit._get_path("", 1, roots), 1
                continue
            if parent.path not in taken:
                taken[parent.path] = self._last_step(parent)
            taken[parent.path] += 1
            unit.depth = parent.depth + 1
            unit.path = Unit._get_path(parent.path, unit.depth, taken[parent.path])
            parent.numchild += 1
            if parent.pk:
                grown[parent.path] = parent
        Unit.objects.bulk_update(grown.values(), ["numchild"])

    def _last_step(self, parent: Unit) -> int:
        if not parent.pk:
            return 0
        last = parent.get_last_child()
        return Unit._str2int(last.path[-Unit.steplen :]) if last else 0
