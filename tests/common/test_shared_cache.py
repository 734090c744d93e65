"""The cache of several processes: shared while Redis is there, each process's own while it is not, and never a wait."""

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from common import cache as shared
from common.cache import SharedCache
from tests.common.redis_stand_in import StandIn


@pytest.fixture(autouse=True)
def _there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "_away_until", 0.0)


def made(port: int) -> SharedCache:
    found = SharedCache(f"redis://127.0.0.1:{port}/0", {})
    found._alone.clear()
    return found


@pytest.fixture
def redis() -> Iterator[StandIn]:
    server = StandIn()
    yield server
    server.die()


@pytest.fixture
def port(redis: StandIn) -> int:
    return int(redis.server_address[1])


def everything(cache: SharedCache) -> list[Any]:
    """Each thing that the project asks of its cache, and what comes back."""
    return [
        cache.get("a"),
        cache.get("a", "default"),
        cache.set("a", {"页": 1}),
        cache.get("a"),
        cache.add("a", 2),
        cache.add("n", 0, 60),
        cache.incr("n"),
        cache.incr("n", 4),
        cache.decr("n"),
        cache.set_many({"b": 1, "c": (2, 3)}),
        cache.get_many(["a", "b", "c", "none"]),
        cache.has_key("b"),
        "c" in cache,
        cache.get_or_set("d", lambda: "made"),
        cache.get_or_set("d", lambda: "again"),
        cache.delete("d"),
        cache.delete("d"),
        cache.delete_many(["b", "c"]),
        cache.get("b"),
    ]


SAME = [
    None, "default", None, {"页": 1}, False, True, 1, 5, 4, [], {"a": {"页": 1}, "b": 1, "c": (2, 3)},
    True, True, "made", "made", True, False, None, None,
]  # fmt: skip


def test_with_redis_two_processes_see_the_same(port: int) -> None:
    one, other = made(port), made(port)
    assert everything(one) == SAME
    assert (other.get("a"), other.incr("n"), one.get("n")) == ({"页": 1}, 5, 5)
    assert not one.is_away


@pytest.mark.parametrize("answers", ["refused", "silent"])
def test_without_redis_the_same_answers_come_from_memory(answers: str) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        if answers == "silent":
            listener.listen(8)
        cache = made(listener.getsockname()[1])
        begun = time.monotonic()
        assert everything(cache) == SAME
        # One wait for all of it, not one for each question.
        assert time.monotonic() - begun < 2
        assert cache.is_away


def test_an_outage_is_asked_about_again(redis: StandIn, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = made(port)
    cache.set("a", "before")
    redis.die()
    # What is counted goes on being counted, at least here.
    assert (cache.get("a"), cache.add("tries", 0), cache.incr("tries"), cache.incr("tries")) == (None, True, 1, 2)
    assert cache.is_away
    back = StandIn(port)
    try:
        assert cache.get("a") is None
        assert back.sockets == []
        monkeypatch.setattr(shared, "_away_until", 0.0)
        cache.set("a", "after")
        assert (made(port).get("a"), cache.is_away) == ("after", False)
    finally:
        back.die()


def test_what_is_wrong_with_a_question_is_still_said(port: int) -> None:
    with pytest.raises(ValueError, match="none"):
        made(port).incr("none")


@pytest.mark.parametrize(
    ("url", "backend"),
    [
        ("rediscache://cache:6379/0", "common.cache.SharedCache"),
        ("locmemcache://", "django.core.cache.backends.locmem.LocMemCache"),
    ],
)
def test_the_settings_take_the_patient_one(url: str, backend: str) -> None:
    import os
    import subprocess
    import sys

    code = "from config.settings.storage import CACHES; print(CACHES['default']['BACKEND'])"
    environment = {**os.environ, "CACHE_URL": url}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == backend
