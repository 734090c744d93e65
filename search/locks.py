"""Who may write to an index, and who rebuilds it: one each, on one host or on many.

On one host the operating system holds the locks, and they go with their process. Where a cluster serves
several hosts, they are PostgreSQL's, held by a connection of their own, and go with that.
"""

import fcntl
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections


class Taken(Exception):
    """Somebody else holds it."""


@contextmanager
def held(name: str, *, wait: bool, shared: bool = False) -> Iterator[None]:
    """Holds a lock. Without `wait` Taken is raised while another holds it; `shared` only asks whether one does."""
    if settings.ELASTICSEARCH_URL and connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
        with _in_database(name, wait=wait, shared=shared):
            yield
    else:
        with _in_folder(name, wait=wait, shared=shared):
            yield


@contextmanager
def _in_folder(name: str, *, wait: bool, shared: bool) -> Iterator[None]:
    root = Path(settings.SEARCH_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    flags = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
    with open(root / f"{name}.lock", "w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, flags)
        except BlockingIOError as error:
            raise Taken(name) from error
        yield


@contextmanager
def _in_database(name: str, *, wait: bool, shared: bool) -> Iterator[None]:
    number = zlib.crc32(f"{settings.ELASTICSEARCH_INDEX}.{name}".encode())
    verb = "pg_try_advisory_lock" if not wait else "pg_advisory_lock"
    connection = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {verb}{'_shared' if shared else ''}(%s)", [number])
            if not wait and cursor.fetchone()[0] is not True:
                raise Taken(name)
            yield
    finally:
        connection.close()
