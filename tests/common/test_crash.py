"""Writer and drainer are killed 25 times in the middle of their work: nothing is lost, nothing is made up."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from common.models import CalendarDay, OutboxMessage
from tests.common.crash_outbox import FIRST

KILLS = 25
ROOT = Path(__file__).resolve().parents[2]


def database_url() -> str:
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    return f"postgres://{config['USER']}:{config['PASSWORD']}@{config['HOST']}:{config['PORT']}/{config['NAME']}"


class Nursery:
    """Makes processes that write or drain, and kills them."""

    def __init__(self, notes: Path) -> None:
        environment = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
        command = [sys.executable, "-m", "tests.common.crash_outbox", str(notes)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True)
        self.alive: set[int] = set()

    def start(self, role: str) -> int:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{role}\n")
        self.process.stdin.flush()
        number = int(self.process.stdout.readline())
        self.alive.add(number)
        return number

    def kill(self, number: int) -> None:
        os.kill(number, signal.SIGKILL)
        self.alive.discard(number)

    def close(self) -> None:
        for number in list(self.alive):
            self.kill(number)
        self.process.communicate(timeout=10)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes"
    path.touch()
    return path


@pytest.fixture
def nursery(transactional_db: None, notes: Path) -> Iterator[Nursery]:
    nursery = Nursery(notes)
    yield nursery
    nursery.close()


def test_25_kills_lose_nothing(nursery: Nursery, notes: Path) -> None:
    chance = random.Random(25)
    running = {role: nursery.start(role) for role in ("write", "drain")}
    for number in range(KILLS):
        time.sleep(chance.uniform(0.05, 0.2))
        role = ("write", "drain")[number % 2]
        nursery.kill(running[role])
        running[role] = nursery.start(role)
    nursery.kill(running["write"])
    until = time.monotonic() + 30
    while OutboxMessage.objects.exists() and time.monotonic() < until:
        time.sleep(0.05)
    made = set(map(str, CalendarDay.objects.filter(date__gte=FIRST).values_list("pk", flat=True)))
    told = Counter(notes.read_text().split())
    assert len(made) > KILLS
    assert (made - set(told), set(told) - made) == (set(), set())
    assert not OutboxMessage.objects.exists()
