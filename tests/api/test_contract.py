"""What the document promises is what a running server does: schemathesis asks everything, rubbish included."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api.document import COMMITTED
from search import lifecycle
from tests.factories import cms as make
from tests.factories.api import ApiCounty, token_for

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "ignored_auth",
)


# How long rubbish is made up; `make fuzz` goes on for ten minutes.
SECONDS = os.environ.get("FUZZ_SECONDS", "40")
# A run that hangs is one that fails.
PATIENCE = 600


def ask(live_server: Any, folder: Path, person: str, **options: str) -> str:
    """What schemathesis says after asking a running server with somebody's token; no finding, or the test fails."""
    county = ApiCounty()
    make.news(county.station_page, title="家书送到百家桥")
    county.submitted()
    lifecycle.rebuild()
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{live_server.url}/api/openapi.json"]
    options |= {
        "header": f"Authorization: Bearer {token_for(getattr(county, person))}",
        "checks": ",".join(CHECKS),
        "max-examples": "5",
        "seed": "1",
        "generation-database": "none",
        "warnings": "off",
    }
    run = subprocess.run(
        [*command, "--continue-on-failure", *(f"--{name}={value}" for name, value in options.items())],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE + int(SECONDS),
    )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    return run.stdout


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("person", ["editor", "first"])
def test_every_operation_does_what_the_document_says(live_server: Any, tmp_path: Path, person: str) -> None:
    operations = sum(map(len, json.loads(COMMITTED.read_bytes())["paths"].values()))
    said = ask(live_server, tmp_path, person, phases="coverage")
    assert f"Tested: {operations}" in said, said[-3000:]


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("person", ["editor", "first"])
def test_rubbish_breaks_nothing(live_server: Any, tmp_path: Path, person: str) -> None:
    said = ask(live_server, tmp_path, person, phases="fuzzing", **{"max-time": SECONDS})
    assert "Tested: " in said, said[-3000:]
