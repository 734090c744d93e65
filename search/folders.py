"""Where the embedded index lies: a folder for each generation, and two files that name the ones in use.

`SEARCH_ROOT/<generation>/` holds one index, `CURRENT` and `FORMER` name two of them. A pointer is
replaced in one step, so a reader finds the old index or the new one and never none.
"""

import os
import shutil
import threading
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from search.engines.base import EngineUnavailable
from search.engines.embedded import SHAPE, Embedded

NAME = "embedded"
JOURNAL = "journal"

# By process too: a forked child must not go on with its parent's handles.
_opened: dict[tuple[int, str], Embedded] = {}
_opening = threading.Lock()


def root() -> Path:
    return Path(settings.SEARCH_ROOT)


def pointed(pointer: str) -> str:
    try:
        return (root() / pointer).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise EngineUnavailable(str(error)) from error


def opened(name: str) -> Embedded:
    key = (os.getpid(), str(root() / name))
    with _opening:
        if key not in _opened:
            _opened.clear()
            _opened[key] = Embedded(root() / name)
        return _opened[key]


def forget(name: str) -> None:
    """Drops what this process holds open of a generation."""
    _opened.pop((os.getpid(), str(root() / name)), None)


def reopened(name: str) -> Embedded:
    return Embedded(root() / name)


def create(own_words: Iterable[str]) -> Embedded:
    return Embedded.create(root() / f"{timezone.now():%Y%m%d-%H%M%S-%f}-{SHAPE}", own_words)


def point(pointers: dict[str, str]) -> None:
    for pointer, name in pointers.items():
        fresh = root() / f"{pointer}.new"
        fresh.write_text(f"{name}\n", encoding="utf-8")
        os.replace(fresh, root() / pointer)


def forget_others(kept: set[str]) -> list[str]:
    dead = [folder for folder in root().iterdir() if folder.is_dir() and folder.name not in kept]
    for folder in dead:
        shutil.rmtree(folder, ignore_errors=True)
    return [folder.name for folder in dead]


def clear_notes() -> None:
    (root() / JOURNAL).write_text("", encoding="utf-8")


def note(keys: Iterable[str]) -> None:
    with open(root() / JOURNAL, "a", encoding="utf-8") as journal:
        journal.writelines(f"{key}\n" for key in keys)


def take_notes() -> list[str]:
    keys = list(dict.fromkeys((root() / JOURNAL).read_text(encoding="utf-8").split()))
    clear_notes()
    return keys
