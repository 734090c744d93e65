"""Actions that begin at the same moment, each in a thread with a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from common.errors import LinliError


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """What each returned, or the error that it raised, in the order of the actions."""
    barrier, results = threading.Barrier(len(actions)), [None] * len(actions)

    def run(number: int) -> None:
        try:
            barrier.wait(timeout=20)
            results[number] = actions[number]()
        except BaseException as error:  # handed back: the test says which errors are right
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def together(*actions: Callable[[], Any]) -> list[Any]:
    """As `at_once`; anything but what a person is told is a fault."""
    results = at_once(*actions)
    strange = [each for each in results if isinstance(each, BaseException) and not isinstance(each, LinliError)]
    assert strange == []
    return results


def won(results: list[Any]) -> int:
    """How many were not refused."""
    return sum(1 for each in results if not isinstance(each, Exception))
