"""Builds a new index beside the one in use and puts it in its place; or goes back to the former."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from common.errors import LinliError
from search import lifecycle
from search.engines.base import EngineUnavailable
from search.registry import Kind


class Command(BaseCommand):
    help = "Rebuilds the index of the library without an empty window. --back returns to the former one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--back", action="store_true", help="go back to the former index")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["back"]:
                self.stdout.write(_("The former index is in use again, brought up to date: %s") % lifecycle.go_back())
                return
            built = lifecycle.rebuild(self._progress)
        except LinliError as error:
            raise CommandError(str(error)) from error
        except EngineUnavailable as error:
            raise CommandError(_("The index could not be built: %s. The one in use is unchanged.") % error) from error
        text = _("Index built: %(documents)d documents, %(replayed)d changed meanwhile and read again. %(generation)s")
        self.stdout.write(text % vars(built))

    def _progress(self, kind: Kind, done: int, total: int) -> None:
        self.stdout.write(_("%(kind)s: %(done)d of %(total)d") % {"kind": kind.label, "done": done, "total": total})
