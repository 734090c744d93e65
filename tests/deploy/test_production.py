"""The web server as the image starts it: production settings, a real PostgreSQL, collected static files."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.common.test_crash import database_url
from tests.deploy.servers import DEPLOY, HOST, ask, dockerfile_command, free_port, manage, production, running
from tests.factories import cms as make
from tests.factories.media import picture_bytes

REFUSED = [
    "/media/private/needs/abc.jpg",
    "/media/images/../private/needs/abc.jpg",
    "/media/images/%2e%2e/private/needs/abc.jpg",
    "/media//private/needs/abc.jpg",
    "/media/./private/needs/abc.jpg",
    "/media/documents/plan.pdf",
    "/media/",
    "/media/images/",
    "/media/images/none.jpg",
    "/static/../manage.py",
]


@dataclass
class Web:
    port: int
    environment: dict[str, str]
    process: subprocess.Popen[str]


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files as an image holds them: hashed names, packed copies."""
    folder = tmp_path_factory.mktemp("collected")
    done = manage(production(folder), "collectstatic", "--no-input", "-v0")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder / "static"


@pytest.fixture
def web(transactional_db: None, collected: Path, tmp_path: Path) -> Iterator[Web]:
    make.home()
    for name in ("private/needs/abc.jpg", "documents/plan.pdf", "images/town.jpg"):
        (tmp_path / "media" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "media" / name).write_bytes(picture_bytes("jpeg", (31, 17)))
    port = free_port()
    values = {"DATABASE_URL": database_url(), "WEB_BIND": f"127.0.0.1:{port}", "WEB_WORKERS": "1"}
    environment = production(tmp_path, **values, STATIC_ROOT=str(collected))
    with running(dockerfile_command(), environment, port) as process:
        yield Web(port, environment, process)


@pytest.mark.postgresql
def test_the_server_of_the_image_answers_as_it_must(web: Web) -> None:
    status, headers, page = ask(web.port, "/")
    assert (status, "张家港文明实践" in page) == (200, True)
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains; preload"
    assert "default-src 'self'" in headers["content-security-policy"]

    # Linked by the hash of its content, kept for ever.
    sheet = re.findall(r'href="(/static/css/tokens\.[0-9a-f]{12}\.css)"', page)
    status, headers, css = ask(web.port, sheet[0])
    assert (status, headers["content-type"], "--paper" in css) == (200, 'text/css; charset="utf-8"', True)
    assert "immutable" in headers["cache-control"]

    # A public picture, and nothing else of what was uploaded.
    status, headers, _body = ask(web.port, "/media/images/town.jpg")
    assert (status, headers["content-type"], headers["x-content-type-options"]) == (200, "image/jpeg", "nosniff")
    assert {path: ask(web.port, path)[0] for path in REFUSED} == dict.fromkeys(REFUSED, 404)

    # Without TLS nothing but the health is answered, and no other host.
    status, headers, _body = ask(web.port, "/units/?q=1", scheme="http")
    assert (status, headers["location"]) == (301, f"https://{HOST}/units/?q=1")
    assert ask(web.port, "/", host="evil.example")[0] == 400
    status, headers, body = ask(web.port, "/healthz", host="10.0.0.9:8000", scheme="http")
    assert (status, headers["cache-control"]) == (200, "no-store")
    assert json.loads(body)["checks"]["database"] == {"status": "ok"}

    # What Docker asks; and a stop that waits for requests.
    check = [sys.executable, str(DEPLOY / "healthcheck.py")]
    assert subprocess.run(check, env=web.environment, check=False).returncode == 0
    web.process.send_signal(signal.SIGTERM)
    assert web.process.wait(timeout=45) == 0
    dead = subprocess.run(check, env=web.environment, capture_output=True, text=True, check=False)
    assert (dead.returncode, dead.stderr.partition(":")[0]) == (1, "no answer")


@pytest.mark.once
@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "PERSONAL_DATA_KEYS", "PERSONAL_DATA_HASH_KEY"])
def test_nothing_starts_without_its_keys(missing: str, tmp_path: Path) -> None:
    environment = production(tmp_path)
    del environment[missing]
    command = [sys.executable, "-c", "import config.settings.production"]
    done = subprocess.run(command, cwd=DEPLOY.parent, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert missing in last
    assert last.endswith("required in production.")
