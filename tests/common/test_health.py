"""What /healthz says of each part, when it takes the site out of service, and that it never tells too much."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from common import health
from common.health import Finding, Probe
from common.models import JobRun, OutboxMessage
from tests.factories.common import OutboxMessageFactory

OK, FAILING = "ok", "failing"


def ago(**values: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(**values)


@pytest.mark.django_db
@pytest.mark.once
def test_a_site_at_work_is_well(client: Client) -> None:
    JobRun.objects.create(name="common.seal_audit", started=ago(seconds=3))
    JobRun.objects.create(name="search.upkeep", started=ago(days=1))
    JobRun.objects.create(name="never.ran")
    answer = client.get("/healthz", headers={"host": "10.1.2.3:8000"})
    checks = answer.json()["checks"]
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert list(checks) == ["database", "cache", "outbox", "worker", "search"]
    assert checks["database"] == checks["cache"] == {"status": OK}
    assert checks["outbox"] == {"status": OK, "lag_seconds": 0, "failing": 0}
    assert checks["worker"]["status"] == OK
    assert 3 <= checks["worker"]["silent_seconds"] < 60


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], (True, 0, 0)),
        ([{"created": {"minutes": 4}}], (True, 240, 0)),
        ([{"created": {"minutes": 6}}], (False, 360, 0)),
        # The oldest counts, also when it waits for its next try.
        ([{"created": {"hours": 2}, "failed": True}, {"created": {"seconds": 1}}], (False, 7200, 1)),
        ([{"created": {"seconds": 9}, "failed": True}, {"created": {"seconds": 8}, "failed": True}], (True, 9, 2)),
        # A clock that was set back.
        ([{"created": {"minutes": -3}}], (True, 0, 0)),
    ],
)
def test_the_lag_of_the_outbox(rows: list[dict[str, Any]], expected: tuple[bool, int, int]) -> None:
    for row in rows:
        OutboxMessageFactory(**{**row, "created": ago(**row["created"])})
    found = health.outbox()
    well, lag, failing = expected
    assert (found.well, found.facts["failing"]) == (well, failing)
    assert lag <= found.facts["lag_seconds"] <= lag + 5


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize(("seconds", "well"), [(0, True), (100, True), (130, False), (90_000, False), (-30, True)])
def test_a_worker_that_has_gone_silent(seconds: int, well: bool) -> None:
    JobRun.objects.create(name="workflows.decisions", started=ago(seconds=seconds))
    assert health.worker().well is well


@pytest.mark.django_db
@pytest.mark.once
def test_a_worker_that_was_never_started_is_missed() -> None:
    assert health.worker() == Finding(well=False)


def fails() -> Finding:
    raise ConnectionRefusedError("password=geheim host=10.0.0.5")


@pytest.fixture
def probes(monkeypatch: pytest.MonkeyPatch) -> dict[str, Probe]:
    own: dict[str, Probe] = {}
    monkeypatch.setattr(health, "_probes", own)
    return own


@pytest.mark.parametrize(
    ("named", "status", "state", "checks"),
    [
        ({}, 200, "ok", {}),
        ({"search": Finding}, 200, "ok", {"search": OK}),
        ({"search": fails}, 200, "degraded", {"search": FAILING}),
        ({"search": fails, "worker": Finding}, 200, "degraded", {"search": FAILING, "worker": OK}),
        ({"search": Finding, "!database": Finding}, 200, "ok", {"database": OK, "search": OK}),
        # Without a database nothing else is asked: each would wait for it in turn.
        ({"search": fails, "!database": fails, "worker": Finding}, 503, "down", {"database": FAILING}),
        ({"search": fails, "!database": Finding}, 200, "degraded", {"database": OK, "search": FAILING}),
    ],
)
def test_the_state_of_the_whole(
    probes: dict[str, Probe], named: dict[str, Any], status: int, state: str, checks: dict[str, str]
) -> None:
    for name, look in named.items():
        health.register_probe(name.removeprefix("!"), look, essential=name.startswith("!"))
    answer = health.answer(RequestFactory().get("/healthz"))
    found = json.loads(answer.content)
    assert (answer.status_code, found["status"]) == (status, state)
    assert {name: part["status"] for name, part in found["checks"].items()} == checks
    assert b"geheim" not in answer.content
    assert b"10.0.0.5" not in answer.content


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_is_only_read(method: str) -> None:
    answer = health.answer(getattr(RequestFactory(), method)("/healthz"))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/healthz/", "/healthzz", "/x/healthz", "/"])
def test_every_other_address_is_passed_on(path: str) -> None:
    middleware = health.health_middleware(lambda _request: HttpResponse("page"))
    assert middleware(RequestFactory().get(path)).content == b"page"


@pytest.mark.django_db
@pytest.mark.once
def test_nothing_is_written_by_asking(client: Client) -> None:
    client.get("/healthz")
    assert (OutboxMessage.objects.count(), JobRun.objects.count(), cache.get("healthz")) == (0, 0, None)
