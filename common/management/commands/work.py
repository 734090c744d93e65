"""`manage.py work`: the one worker process. Delivers the outbox and runs the periodic jobs until stopped."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection
from django.utils.translation import gettext as _

from common.delivery import drain
from common.jobs import run_due_jobs


class Command(BaseCommand):
    help = "Deliver the outbox and run the periodic jobs until stopped (SIGTERM ends it after the step in hand)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what is due now, then end.")
        parser.add_argument("--pause", type=float, default=1.0, help="Seconds to wait when nothing is due.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stop = threading.Event()
        if not options["once"] and threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: self.stop.set())
            self.stdout.write(_("Working. Stop with Ctrl-C."))
        while not self.stop.is_set():
            try:
                moved = self.step()
            except DatabaseError as problem:
                if options["once"]:
                    raise
                # The database is away for a moment: a worker that ends would have to be started by hand.
                self.stderr.write(_("The database does not answer: %(problem)s") % {"problem": problem})
                connection.close()
                moved = 0
            if options["once"] and not moved:
                break
            if not options["once"] and not moved:
                close_old_connections()
                self.stop.wait(options["pause"])
        if not options["once"]:
            self.stdout.write(_("Stopped."))

    def step(self) -> int:
        """One round; how much it moved."""
        drained = drain()
        ran = run_due_jobs()
        if drained.done or drained.failed:
            self.stdout.write(
                _("Delivered %(delivered)s, put off %(failed)s.")
                % {"delivered": drained.done, "failed": drained.failed}
            )
        for name, well in ran.items():
            if not well:
                self.stderr.write(_("%(job)s: failed, see the log.") % {"job": name})
        return drained.done + len(ran)
