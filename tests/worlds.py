"""A county is built once for all the tests in a row that ask for it: each has a copy and rolls back what it writes.

`county = world(ReviewCounty)` in a conftest is the fixture. The rows stand in a transaction around those of
the tests, which ends before a test that asks for another world, for none, or for real commits.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction

# The fixture of pytest-django that opens the transaction of a test.
OPENS_TRANSACTION = "_django_db_helper"
COMMITS = {"transactional_db", "live_server", "django_db_reset_sequences"}


class Worlds:
    """The world that stands now, if any."""

    def __init__(self) -> None:
        self.build: Callable[[], Any] | None = None
        self.built: Any = None
        self.kept: tuple[dict[str, Any], ...] = ()
        self.outer: transaction.Atomic | None = None

    def turn_to(self, build: Callable[[], Any] | None) -> None:
        if build is self.build:
            return
        self.close()
        if build is None:
            return
        self.outer = transaction.atomic()
        self.outer.__enter__()
        try:
            cache.clear()
            self.built = build()
        except BaseException:
            self.close()
            raise
        self.build = build
        self.kept = remembered()
        # Whoever waits for the commit of the building waits for ever.
        connection.run_on_commit.clear()

    def close(self) -> None:
        if self.outer is not None:
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)
        self.build, self.built, self.outer = None, None, None

    def copy(self, build: Callable[[], Any]) -> Any:
        if self.build is not build:
            return build()
        remember(self.kept)
        return deepcopy(self.built)


def remembered() -> tuple[dict[str, Any], ...]:
    """What the cache of the process holds, as it is after the building."""
    return dict(cache._cache), dict(cache._expire_info)  # type: ignore[attr-defined]


def remember(kept: tuple[dict[str, Any], ...]) -> None:
    values, ends = kept
    cache.clear()
    cache._cache.update(values)  # type: ignore[attr-defined]
    cache._expire_info.update(ends)  # type: ignore[attr-defined]


worlds = Worlds()


def world(build: Callable[[], Any]) -> Any:
    """A fixture that gives a copy of what `build` makes."""

    def made(db: None) -> Any:
        return worlds.copy(build)

    made.build = build  # type: ignore[attr-defined]
    return pytest.fixture(made)


def commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = marker and (marker.kwargs.get("transaction") or marker.kwargs.get("reset_sequences"))
    return bool(asked or COMMITS & set(getattr(item, "fixturenames", ())))


def build_of(item: pytest.Item) -> Callable[[], Any] | None:
    """What must stand before the test begins."""
    if commits(item):
        return None
    found = [getattr(each[-1].func, "build", None) for each in item._fixtureinfo.name2fixturedefs.values()]  # type: ignore[attr-defined]
    return next(filter(None, found), None)


def in_order(items: list[pytest.Item]) -> list[pytest.Item]:
    """The tests of one world after another, and last those that commit."""

    def place(item: pytest.Item) -> tuple[bool, str]:
        build = build_of(item)
        return commits(item), f"{build.__module__}.{build.__qualname__}" if build else ""

    return sorted(items, key=place)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Any, request: pytest.FixtureRequest) -> Iterator[None]:
    if fixturedef.argname == OPENS_TRANSACTION:
        blocker = request.getfixturevalue("django_db_blocker")
        with blocker.unblock():
            worlds.turn_to(build_of(request._pyfuncitem))
    return (yield)
