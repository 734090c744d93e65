"""`manage.py copy_database --from sqlite:///var/linli.sqlite3`: moves a site into the database of DATABASE_URL."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import environ
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.translation import gettext as _

from common.copying import copy_database
from common.errors import LinliError

SOURCE = "copied_from"


class Command(BaseCommand):
    help = "Copy every row of another database into the migrated, unused one of DATABASE_URL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="source", required=True, help="Address of the database that is left.")

    def handle(self, *args: Any, **options: Any) -> None:
        config = self._source(options["source"])
        connections.settings[SOURCE] = config
        try:
            copied = copy_database(SOURCE, "default", self._tell)
        except LinliError as problem:
            raise CommandError(str(problem.message)) from problem
        finally:
            connections[SOURCE].close()
            del connections[SOURCE]
            del connections.settings[SOURCE]
        self.stdout.write(
            _("%(rows)s rows of %(tables)s tables are copied.") % {"rows": sum(copied.values()), "tables": len(copied)}
        )
        self.stdout.write(_("Now run rebuild_search, and check_flows and verify_audit to see that all is well."))

    def _source(self, url: str) -> dict[str, Any]:
        """The settings of the other database, completed as Django does for those of the settings."""
        config: dict[str, Any] = environ.Env.db_url_config(url)
        if config["ENGINE"].endswith("sqlite3") and not Path(config["NAME"]).exists():
            raise CommandError(_("There is no file %s.") % config["NAME"])
        defaults = {key: value for key, value in connections["default"].settings_dict.items() if key not in config}
        return {**defaults, "OPTIONS": {}, **config, "ATOMIC_REQUESTS": False}

    def _tell(self, table: str, rows: int) -> None:
        if rows:
            self.stdout.write(f"{table}: {rows}")
