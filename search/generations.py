"""The folders of the embedded index: which one is current, which was before, which is being made.

`SEARCH_ROOT/<generation>/` holds one index, `CURRENT` and `FORMER` name two of them. A pointer is
replaced in one step, so a reader finds the old index or the new one and never none. Two locks, held
by the operating system and gone with their process: one writer, one rebuild.
"""

import fcntl
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import Conflict
from search.engines.base import EngineUnavailable, NeedsRebuild
from search.engines.embedded import SHAPE, Embedded

CURRENT = "CURRENT"
FORMER = "FORMER"
JOURNAL = "journal"

# By process too: a forked child must not go on with its parent's handles.
_opened: dict[tuple[int, str], Embedded] = {}
_opening = threading.Lock()


def root() -> Path:
    return Path(settings.SEARCH_ROOT)


def pointed(pointer: str) -> str:
    """The generation that a pointer names, or nothing."""
    try:
        return (root() / pointer).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise EngineUnavailable(str(error)) from error


def current() -> Embedded:
    """The current index, up to date with the last commit. EngineUnavailable where there is none to use."""
    for _attempt in range(3):
        name = pointed(CURRENT)
        if not name:
            raise NeedsRebuild("There is no index yet.")
        try:
            engine = _open(name)
            engine.refresh()
            return engine
        except EngineUnavailable:
            _opened.pop((os.getpid(), str(root() / name)), None)
            if pointed(CURRENT) == name:
                raise
    raise EngineUnavailable("The index is being replaced.")


def _open(name: str) -> Embedded:
    key = (os.getpid(), str(root() / name))
    with _opening:
        if key not in _opened:
            _opened.clear()
            _opened[key] = Embedded(root() / name)
        return _opened[key]


def create(own_words: Iterable[str]) -> Embedded:
    """A new, empty generation, named by its time and by the shape of its documents."""
    stem = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{SHAPE}"
    return Embedded.create(root() / stem, own_words)


def point(name: str, *, former: str) -> None:
    """Makes a generation the current one and remembers which it replaced."""
    _write_pointer(FORMER, former)
    _write_pointer(CURRENT, name)


def _write_pointer(pointer: str, name: str) -> None:
    fresh = root() / f"{pointer}.new"
    fresh.write_text(f"{name}\n", encoding="utf-8")
    os.replace(fresh, root() / pointer)


def forget_others() -> list[str]:
    """Removes the folders that neither pointer names: older generations and unfinished ones."""
    kept = {pointed(CURRENT), pointed(FORMER)}
    dead = [folder for folder in root().iterdir() if folder.is_dir() and folder.name not in kept]
    for folder in dead:
        shutil.rmtree(folder, ignore_errors=True)
    return [folder.name for folder in dead]


@contextmanager
def _lock(name: str, flags: int) -> Iterator[IO[str]]:
    root().mkdir(parents=True, exist_ok=True)
    with open(root() / name, "w", encoding="utf-8") as file:
        fcntl.flock(file, flags)
        yield file


@contextmanager
def writing() -> Iterator[None]:
    """Waits until nobody else writes to an index, then keeps others waiting."""
    with _lock("write.lock", fcntl.LOCK_EX):
        yield


@contextmanager
def rebuilding() -> Iterator[None]:
    """One rebuild at a time; a second one is refused. Starts with an empty journal."""
    try:
        with _lock("rebuild.lock", fcntl.LOCK_EX | fcntl.LOCK_NB):
            (root() / JOURNAL).write_text("", encoding="utf-8")
            yield
    except BlockingIOError as error:
        raise Conflict(
            "search_rebuild_running", _("The index is being rebuilt already. Wait until it ends.")
        ) from error


def is_rebuilding() -> bool:
    try:
        with _lock("rebuild.lock", fcntl.LOCK_SH | fcntl.LOCK_NB):
            return False
    except BlockingIOError:
        return True


def note(keys: Iterable[str]) -> None:
    """Keeps keys that changed during a rebuild, so that it looks at them again. Under the write lock."""
    with open(root() / JOURNAL, "a", encoding="utf-8") as journal:
        journal.writelines(f"{key}\n" for key in keys)


def take_notes() -> list[str]:
    """The keys kept so far, each once, and forgets them. Under the write lock."""
    journal = root() / JOURNAL
    keys = list(dict.fromkeys(journal.read_text(encoding="utf-8").split()))
    journal.write_text("", encoding="utf-8")
    return keys
