"""Finished pages for visitors: kept for a minute, dropped together when anything is published.

An entry carries the version that it was rendered under. `bump` makes a new version, so every
entry of before is stale at once, in every process. Opening hours move with the clock: that is
why an entry lives no longer than a minute, published or not.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

SECONDS = 60
VERSION_KEY = "portal.page-version"


@dataclass(frozen=True)
class Entry:
    """A response as it left the site, and the version it was rendered under."""

    version: str
    etag: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


def _in_memory() -> bool:
    return bool(settings.CACHES["default"]["BACKEND"].endswith("LocMemCache"))


def _file() -> Path:
    return Path(settings.PAGE_VERSION_FILE)


def current_version() -> str:
    """A cache in the memory of one process cannot tell the others: there, a small file does."""
    if not _in_memory():
        return str(cache.get(VERSION_KEY, "0"))
    try:
        return str(os.stat(settings.PAGE_VERSION_FILE).st_mtime_ns)
    except FileNotFoundError:
        return "0"


def bump() -> None:
    """Makes every kept page stale."""
    if not _in_memory():
        cache.set(VERSION_KEY, secrets.token_hex(8), None)
        return
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    fresh.write_text(secrets.token_hex(8))
    fresh.replace(path)


def fetch(key: str) -> Entry | None:
    """The kept page, unless something was published since."""
    entry: Entry | None = cache.get(key)
    return entry if entry is not None and entry.version == current_version() else None


def keep(key: str, entry: Entry) -> None:
    cache.set(key, entry, SECONDS)
