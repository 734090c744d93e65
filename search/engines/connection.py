"""Reaching the cluster: who waits how long, and what happens when it does not answer.

A reader waits a second and a half at most and then leaves the cluster alone for some seconds; the one who
writes, in the background, waits longer.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.exceptions import UnsupportedProductError
from elasticsearch.helpers import BulkIndexError

from search.engines.base import EngineUnavailable, NeedsRebuild

# A server that sends byte after byte never exceeds a time limit between two of them.
DEADLINE = 1.4
REST_SECONDS = 5.0
T = TypeVar("T")
RETRIED = (429, 502, 503, 504)


@contextmanager
def guarded() -> Iterator[None]:
    """Turns whatever the client throws into EngineUnavailable; an index that is gone asks for a rebuild."""
    try:
        yield
    except NotFoundError as error:
        raise NeedsRebuild(f"{error.message}: {error.status_code}") from error
    except (ApiError, TransportError, BulkIndexError, UnsupportedProductError) as error:
        raise EngineUnavailable(f"{type(error).__name__}: {error}") from error


def reader(hosts: str, ca_certs: str = "") -> Elasticsearch:
    """A client for questions. `hosts`: addresses separated by commas; with several, a dead one is not noticed."""
    several = "," in hosts
    return Elasticsearch(
        _split(hosts),
        request_timeout=0.6 if several else 1.2,
        max_retries=1 if several else 0,
        retry_on_timeout=several,
        retry_on_status=(502, 503, 504),
        dead_node_backoff_factor=1,
        max_dead_node_backoff=30,
        **_trust(ca_certs),
    )


def writer(hosts: str, ca_certs: str = "") -> Elasticsearch:
    """A client for the background."""
    return Elasticsearch(
        _split(hosts),
        request_timeout=20,
        max_retries=3,
        retry_on_timeout=True,
        retry_on_status=RETRIED,
        **_trust(ca_certs),
    )


def _split(hosts: str) -> list[str]:
    """Each address with its port, which the client insists on."""
    found = []
    for host in filter(None, map(str.strip, hosts.split(","))):
        parts = urlsplit(host if "//" in host else f"http://{host}")
        netloc = parts.netloc if parts.port else f"{parts.netloc}:{443 if parts.scheme == 'https' else 9200}"
        found.append(urlunsplit((parts.scheme, netloc, parts.path, "", "")))
    return found


def _trust(ca_certs: str) -> dict[str, Any]:
    return {"ca_certs": ca_certs} if ca_certs else {}


class Breaker:
    """Lets calls through until one fails; then for some seconds none, and then one to see whether it is back."""

    def __init__(self, rest: float = REST_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._rest, self._clock = rest, clock
        self._until = 0.0
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(8, thread_name_prefix="search")

    def call(self, work: Callable[[], T]) -> T:
        """The work's result; EngineUnavailable when it fails, takes too long or is not tried."""
        with self._lock:
            if self._clock() < self._until:
                raise EngineUnavailable("The cluster did not answer a moment ago.")
            if self._until:
                # This call finds out; the others go on without until it has.
                self._until = self._clock() + self._rest
        try:
            result = self._pool.submit(work).result(DEADLINE)
        except NeedsRebuild:
            raise
        except (EngineUnavailable, TooLate) as error:
            with self._lock:
                self._until = self._clock() + self._rest
            raise EngineUnavailable(str(error) or f"No answer within {DEADLINE} s.") from error
        with self._lock:
            self._until = 0.0
        return result


@cache
def breaker(hosts: str) -> Breaker:
    """One for each cluster and process."""
    return Breaker()
