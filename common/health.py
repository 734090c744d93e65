"""`/healthz`: whether the site can serve, for proxies, orchestrators and whoever watches.

Packages register probes; one that is `essential` and fails makes the answer 503. Everything else is
`degraded` and still 200: a site that answers more slowly must not be taken out of service. The answer
holds states and seconds, never the words of an error.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.cache import cache, caches
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from common.models import JobRun, OutboxMessage

logger = logging.getLogger(__name__)

PATH = "/healthz"
# Failing consumers are tried again within seconds; what waits longer needs somebody.
LONGEST_LAG = timedelta(minutes=5)
# There are jobs for every second: a worker that is alive has just run one.
LONGEST_SILENCE = timedelta(minutes=2)


@dataclass(frozen=True)
class Finding:
    """What a probe saw: whether all is well, and a few figures."""

    well: bool = True
    facts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Probe:
    name: str
    look: Callable[[], Finding]
    essential: bool = False


_probes: dict[str, Probe] = {}


def register_probe(name: str, look: Callable[[], Finding], *, essential: bool = False) -> None:
    """Adds a probe, cheap enough to run every few seconds. Called in an app's `ready`."""
    _probes[name] = Probe(name, look, essential)


def report() -> tuple[str, dict[str, dict[str, int | str]]]:
    """The state of the whole (ok, degraded, down) and of each part. Without a database nothing else is asked."""
    state, parts = "ok", {}
    for probe in sorted(_probes.values(), key=lambda probe: not probe.essential):
        finding = _look(probe)
        parts[probe.name] = {"status": "ok" if finding.well else "failing", **finding.facts}
        if not finding.well:
            state = "down" if probe.essential else "degraded"
        if state == "down":
            break
    return state, parts


def _look(probe: Probe) -> Finding:
    try:
        return probe.look()
    except Exception as problem:
        logger.warning("Health: %s: %s", probe.name, problem)
        return Finding(well=False)


def database() -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        connection.close()  # The next one to ask gets a fresh connection.
        raise
    return Finding()


def outbox() -> Finding:
    """How long the oldest message has been waiting, and how many have failed so far."""
    oldest = OutboxMessage.objects.order_by("id").values_list("created", flat=True).first()
    lag = max(timezone.now() - oldest, timedelta()) if oldest else timedelta()
    failing = OutboxMessage.objects.filter(attempts__gt=0).count()
    return Finding(lag <= LONGEST_LAG, {"lag_seconds": int(lag.total_seconds()), "failing": failing})


def worker() -> Finding:
    """When a periodic job was last begun; no figure where none ever was."""
    latest = JobRun.objects.exclude(started=None).order_by("-started").values_list("started", flat=True).first()
    if latest is None:
        return Finding(well=False)
    silence = max(timezone.now() - latest, timedelta())
    return Finding(silence <= LONGEST_SILENCE, {"silent_seconds": int(silence.total_seconds())})


def shared_cache() -> Finding:
    """Whether the processes share one cache, where they are set up to."""
    cache.get("healthz")
    return Finding(not getattr(caches["default"], "is_away", False))


def connect() -> None:
    register_probe("database", database, essential=True)
    register_probe("cache", shared_cache)
    register_probe("outbox", outbox)
    register_probe("worker", worker)


def health_middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Outermost of all: whoever asks from inside knows neither the host's name nor TLS, and must not be redirected."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return answer(request) if request.path == PATH else get_response(request)

    return middleware


def answer(request: HttpRequest) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    state, parts = report()
    response = JsonResponse({"status": state, "checks": parts}, status=503 if state == "down" else 200)
    response.headers["Cache-Control"] = "no-store"
    return response
