"""Named locks between processes: whoever comes second is told so and does not wait.

PostgreSQL keeps them in the server (free the moment a connection dies), SQLite in files beside
the database (free the moment a process dies).
"""

import fcntl
import hashlib
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError, connection

_held = threading.local()


def _number(name: str) -> int:
    """The signed 64-bit key that PostgreSQL knows a lock by."""
    return int.from_bytes(hashlib.sha256(f"linli:{name}".encode()).digest()[:8], "big", signed=True)


def lock_file(name: str) -> Path:
    """The file that stands for a lock: beside a database file, or in the temporary folder."""
    database = Path(str(connection.settings_dict["NAME"]))
    if not database.is_absolute():
        key = hashlib.sha256(str(database).encode()).hexdigest()[:12]
        database = Path(tempfile.gettempdir()) / f"linli-{key}"
    safe = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)
    return database.with_name(f"{database.name}.{safe}.lock")


@contextmanager
def _file_lock(name: str) -> Iterator[bool]:
    with lock_file(name).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


@contextmanager
def _server_lock(name: str) -> Iterator[bool]:
    number = _number(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        got: Any = cursor.fetchone()
    if not got[0]:
        yield False
        return
    try:
        yield True
    finally:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
        except (InterfaceError, OperationalError):
            connection.close()  # The server freed the lock when it lost the connection.


@contextmanager
def try_lock(name: str) -> Iterator[bool]:
    """Yields True while this thread alone holds the lock, False at once where somebody else does.

    Not reentrant: a thread that asks again while holding it is refused like any other.
    """
    held: set[str] = _held.__dict__.setdefault("names", set())
    if name in held:
        yield False
        return
    with (_server_lock if connection.vendor == "postgresql" else _file_lock)(name) as got:
        if not got:
            yield False
            return
        held.add(name)
        try:
            yield True
        finally:
            held.discard(name)
