"""The cache that several web processes share, and what happens while its server is away.

Then each process keeps to itself: pages are drawn a little more often, limits on tries are counted for each
process. Nothing fails and nothing waits. The server is asked again after a few seconds.
"""

import logging
import time
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

ASKED_AGAIN_AFTER = 5.0
# Longer than any answer on a sound network takes.
TIMEOUTS = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
METHODS = ("add", "get", "set", "touch", "delete", "get_many", "set_many", "delete_many", "has_key", "incr", "clear")

# For the process: every thread has a cache object of its own.
_away_until = 0.0


class SharedCache(RedisCache):
    """Django's Redis cache that turns to this process's memory while Redis is away."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {**TIMEOUTS, **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})
        self._alone = LocMemCache("while-redis-is-away", {**params, "OPTIONS": {}})

    @property
    def is_away(self) -> bool:
        return time.monotonic() < _away_until

    def _ask(self, name: str, *args: Any, **kwargs: Any) -> Any:
        if not self.is_away:
            try:
                return getattr(super(), name)(*args, **kwargs)
            except RedisError as problem:
                _went_away(problem)
        return getattr(self._alone, name)(*args, **kwargs)


def _went_away(problem: RedisError) -> None:
    global _away_until
    _away_until = time.monotonic() + ASKED_AGAIN_AFTER
    logger.warning("Redis is away, this process keeps to itself: %s", problem)


def _patient(name: str) -> Any:
    def method(self: SharedCache, *args: Any, **kwargs: Any) -> Any:
        return self._ask(name, *args, **kwargs)

    return method


for _name in METHODS:
    setattr(SharedCache, _name, _patient(_name))
