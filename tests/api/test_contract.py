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


# Everything once is seen long before; `make fuzz` goes on for ten minutes.
SECONDS = os.environ.get("FUZZ_SECONDS", "40")


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("person", ["editor", "first"])
def test_nothing_breaks_and_nothing_is_undocumented(live_server: Any, tmp_path: Path, person: str) -> None:
    county = ApiCounty()
    make.news(county.station_page, title="家书送到百家桥")
    county.submitted()
    lifecycle.rebuild()
    token = token_for(getattr(county, person))
    operations = sum(map(len, json.loads(COMMITTED.read_bytes())["paths"].values()))
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{live_server.url}/api/openapi.json"]
    options = {
        "header": f"Authorization: Bearer {token}",
        "checks": ",".join(CHECKS),
        "phases": "coverage,fuzzing",
        "max-examples": "5",
        "max-time": SECONDS,
        "seed": "1",
        "generation-database": "none",
        "warnings": "off",
    }
    run = subprocess.run(
        [*command, "--continue-on-failure", *(f"--{name}={value}" for name, value in options.items())],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=int(SECONDS) + 150,
    )
    assert f"Tested: {operations}" in run.stdout, run.stdout[-3000:]
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
