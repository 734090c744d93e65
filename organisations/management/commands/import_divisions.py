"""`manage.py import_divisions FILE --county 320582 [--labels 中心,分中心,所,站,点] [--dry-run]`"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from common.errors import LinliError
from organisations.enums import UnitKind
from organisations.services import Outcome, divisions_import, read_divisions

LABELLED = (UnitKind.CENTRE, UnitKind.BRANCH, UnitKind.INSTITUTE, UnitKind.STATION, UnitKind.POINT)
# More names than this say less than their number.
SHOWN = 10


class Command(BaseCommand):
    help = "Builds or corrects the unit tree of a county from the national division list."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--county", required=True, help="Six digits, as 320582.")
        parser.add_argument("--labels", default="", help="What the five levels are called, from the top, with commas.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done, and do nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        labels = [label.strip() for label in options["labels"].split(",") if label.strip()]
        if labels and len(labels) != len(LABELLED):
            raise CommandError(_("--labels takes five names, from the top, separated by commas."))
        try:
            outcome = divisions_import(
                actor=None,
                divisions=read_divisions(options["file"], options["county"]),
                labels=dict(zip(LABELLED, labels, strict=True)) if labels else None,
                dry_run=options["dry_run"],
            )
        except LinliError as error:
            raise CommandError(str(error)) from error
        if options["dry_run"]:
            self.stdout.write(_("Dry run: nothing was written."))
        self._tell(outcome)

    def _tell(self, outcome: Outcome) -> None:
        for label, names in (
            (_("Added"), outcome.added),
            (_("Changed"), outcome.changed),
            (_("Unchanged"), outcome.unchanged),
            (_("In the tree but not in the list"), outcome.missing),
        ):
            self.stdout.write(f"{label}：{len(names)}")
            if names and names is not outcome.unchanged:
                more = "" if len(names) <= SHOWN else " …"
                self.stdout.write("  " + "、".join(names[:SHOWN]) + more)
