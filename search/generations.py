"""The generations of the index: which one is current, which was before, which is being made.

Folders where the engine is embedded, indices where `ELASTICSEARCH_URL` names a cluster: the one module
that decides between the two.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from common.errors import Conflict
from search import cluster, folders, locks
from search.engines.base import Engine, EngineUnavailable, NeedsRebuild

CURRENT = "CURRENT"
FORMER = "FORMER"


class Store(Protocol):
    """Where generations lie: `search.folders` or `search.cluster`."""

    NAME: str

    def pointed(self, pointer: str) -> str: ...

    def opened(self, name: str) -> Engine: ...

    def reopened(self, name: str) -> Engine: ...

    def forget(self, name: str) -> None: ...

    def create(self, own_words: Iterable[str]) -> Engine: ...

    def point(self, pointers: dict[str, str]) -> None: ...

    def forget_others(self, kept: set[str]) -> list[str]: ...

    def clear_notes(self) -> None: ...

    def note(self, keys: Iterable[str]) -> None: ...

    def take_notes(self) -> list[str]: ...


def store() -> Store:
    return cluster if settings.ELASTICSEARCH_URL else folders


def pointed(pointer: str) -> str:
    """The generation that a pointer names, or nothing."""
    return store().pointed(pointer)


def current() -> Engine:
    """The current index, up to date with the last commit. EngineUnavailable where there is none to use."""
    for _attempt in range(3):
        name = pointed(CURRENT)
        if not name:
            raise NeedsRebuild("There is no index yet.")
        try:
            engine = store().opened(name)
            engine.refresh()
            return engine
        except EngineUnavailable:
            store().forget(name)
            if pointed(CURRENT) == name:
                raise
    raise EngineUnavailable("The index is being replaced.")


def reopened(name: str) -> Engine:
    """A generation, opened anew whatever this process holds."""
    return store().reopened(name)


def create(own_words: Iterable[str]) -> Engine:
    """A new, empty generation, named by its time and by the shape of its documents."""
    return store().create(own_words)


def point(name: str, *, former: str) -> None:
    """Makes a generation the current one and remembers which it replaced."""
    store().point({FORMER: former, CURRENT: name})


def forget_others() -> list[str]:
    """Removes the generations that neither pointer names: older ones and unfinished ones."""
    return store().forget_others({pointed(CURRENT), pointed(FORMER)})


@contextmanager
def writing() -> Iterator[None]:
    """Waits until nobody else writes to an index, then keeps others waiting."""
    with locks.held("write", wait=True):
        yield


@contextmanager
def rebuilding() -> Iterator[None]:
    """One rebuild at a time; a second one is refused. Starts with an empty journal."""
    try:
        with locks.held("rebuild", wait=False):
            store().clear_notes()
            yield
    except locks.Taken as error:
        raise Conflict(
            "search_rebuild_running", _("The index is being rebuilt already. Wait until it ends.")
        ) from error


def is_rebuilding() -> bool:
    try:
        with locks.held("rebuild", wait=False, shared=True):
            return False
    except locks.Taken:
        return True


def note(keys: Iterable[str]) -> None:
    """Keeps keys that changed during a rebuild, so that it looks at them again. Under the write lock."""
    store().note(keys)


def take_notes() -> list[str]:
    """The keys kept so far, each once, and forgets them. Under the write lock."""
    return store().take_notes()
