"""Compares the index with the database; repairs it where asked to."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from search import consistency
from search.engines.base import EngineUnavailable
from search.generations import current, store, writing
from search.models import IndexState, Term

SHOWN = 20


class Command(BaseCommand):
    help = "Compares the index with the database: missing, stale and extra documents. --repair sets them right."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="set right what differs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            engine = current()
            difference = consistency.compare(engine)
            if options["repair"] and difference.keys:
                with writing():
                    consistency.repair(engine, difference)
        except EngineUnavailable as error:
            raise CommandError(_("The index cannot be used: %s. Run rebuild_search.") % error) from error
        for label, keys in (
            (_("missing"), difference.missing),
            (_("stale"), difference.stale),
            (_("extra"), difference.extra),
        ):
            more = "" if len(keys) <= SHOWN else " …"
            self.stdout.write(f"{label}: {len(keys)} {' '.join(keys[:SHOWN])}{more}".rstrip())
        self.stdout.write(_("Rows compared: %d") % difference.checked)
        self._say_what_is_in_use(engine.own_words)
        if not difference.keys:
            self.stdout.write(_("The index agrees with the database."))
        elif options["repair"]:
            self.stdout.write(_("Repaired: %d") % len(difference.keys))
        else:
            raise CommandError(_("The index differs from the database. Run check_search --repair."))

    def _say_what_is_in_use(self, own_words: frozenset[str]) -> None:
        state = IndexState.objects.filter(name=store().NAME).first()
        if state:
            built = timezone.localtime(state.built_at).strftime("%Y-%m-%d %H:%M")
            self.stdout.write(_("Index of %(built)s: %(name)s") % {"built": built, "name": state.generation})
        if own_words != set(Term.objects.values_list("word", flat=True)):
            self.stdout.write(_("Own words have changed since. They take effect with the next rebuild_search."))
