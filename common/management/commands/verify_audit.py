"""`manage.py verify_audit`: proves that the audit log is as it was written, or says where it is not."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.sealing import seal, verify

PROBLEMS = {
    "missing": gettext_lazy("The audit log is broken at number %(number)s: the entry is missing."),
    "changed": gettext_lazy("The audit log is broken at number %(number)s: the entry was changed."),
    "unlinked": gettext_lazy("The audit log is broken at number %(number)s: it does not follow the one before."),
    "cut": gettext_lazy("The audit log is broken at number %(number)s: everything from there on is gone."),
}


class Command(BaseCommand):
    help = "Verify the hash chain of the audit log; ends with an error where it is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at-least", type=int, default=0, help="A number that the log once had reached.")

    def handle(self, *args: Any, at_least: int, **options: Any) -> None:
        found = verify(at_least=at_least)
        self.stdout.write(_("Checked %(checked)s entries of the audit log.") % {"checked": found.checked})
        if not found.holds:
            problem = str(PROBLEMS[found.problem]) % {"number": found.broken_at}
            raise CommandError(problem + _(" Keep a copy of the database now and compare it with the last backup."))
        # Only a log that holds is made longer.
        sealed = seal()
        if sealed:
            found = verify()
            self.stdout.write(_("Sealed %(sealed)s new entries.") % {"sealed": sealed})
        self.stdout.write(
            _("The audit log holds. Last number %(last)s, hash %(hash)s: note them down elsewhere.")
            % {"last": found.last, "hash": found.last_hash or "–"}
        )
