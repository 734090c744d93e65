"""`python -m tests.common.crash_outbox FILE`: for each line read, `write` or `drain`, a process to be killed.

Starting Django takes seconds, so it is started once and forked before it has any connection; the
number of the new process is printed. The writer makes a row of the domain (a calendar day stands
for one) and its event in one transaction. The drainer notes each delivery in FILE, then the outbox row goes.
"""

import datetime as dt
import os
import signal
import sys
import time
from collections.abc import Sequence

import django

FIRST = dt.date(2100, 1, 1)


def write() -> None:
    from django.db import transaction

    from common.events import Event
    from common.models import CalendarDay
    from common.outbox import publish

    last = CalendarDay.objects.filter(date__gte=FIRST).order_by("-date").first()
    number = (last.date - FIRST).days + 1 if last else 0
    while True:
        with transaction.atomic():
            row = CalendarDay.objects.create(date=FIRST + dt.timedelta(days=number), kind="working")
            publish(Event.of("crash.row_made", row))
        number += 1


def drain() -> None:
    from common.delivery import drain as deliver

    while True:
        deliver()
        time.sleep(0.005)


def register(path: str) -> None:
    from common import outbox
    from common.models import OutboxMessage

    def note(batch: Sequence[OutboxMessage]) -> None:
        with open(path, "a") as file:
            for message in batch:
                file.write(message.object_id + "\n")
            file.flush()
            os.fsync(file.fileno())

    outbox._consumers.clear()
    outbox.register_consumer("crash", ["crash.*"], note)


def main(path: str) -> None:
    django.setup()
    register(path)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # The dead are not kept as zombies.
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            write() if line.strip() == "write" else drain()
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
