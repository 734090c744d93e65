"""`manage.py tick`: runs the periodic jobs that are due, once. For cron, beside or instead of `work`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from common.jobs import run_due_jobs


class Command(BaseCommand):
    help = "Run the periodic jobs that are due, once."

    def handle(self, *args: Any, **options: Any) -> None:
        ran = run_due_jobs()
        for name, well in ran.items():
            self.stdout.write((_("%(job)s: done.") if well else _("%(job)s: failed, see the log.")) % {"job": name})
        if not ran:
            self.stdout.write(_("No job is due."))
        if not all(ran.values()):
            raise CommandError(_("Some jobs failed. They will be tried again at their next time."))
