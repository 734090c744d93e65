"""Starts the real servers of a deployment on ports of their own, and ends them."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.architecture.test_sizes import ROOT

DEPLOY = ROOT / "deploy"
HOST = "www.example.cn"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def production(folder: Path, **values: str) -> dict[str, str]:
    """The environment of a deployment, and nothing of this process's but where programs lie."""
    keys = ("SECRET_KEY", "PERSONAL_DATA_KEYS", "PERSONAL_DATA_HASH_KEY")
    return {
        "PATH": os.environ["PATH"],
        "PYTHONDONTWRITEBYTECODE": os.environ.get("PYTHONDONTWRITEBYTECODE", ""),
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "ALLOWED_HOSTS": HOST,
        "BASE_URL": f"https://{HOST}",
        "TRUSTED_PROXIES": "1",
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
        "SEARCH_ROOT": str(folder / "search"),
        "MESSAGES_ROOT": str(folder / "messages"),
        **dict.fromkeys(keys, "5f0c9a1e7b3d48f2a6c4e8b0d1f2a3c4e5b6d7f8091a2b3c4d5e6f708192a3b4"),
        **values,
    }


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def dockerfile_command() -> list[str]:
    """What the image runs, with this interpreter's gunicorn in place of the image's."""
    found = re.findall(r'^CMD \["gunicorn", (.+)\]$', (DEPLOY / "Dockerfile").read_text(), flags=re.MULTILINE)
    assert len(found) == 1
    return [sys.executable, "-m", "gunicorn", *re.findall(r'"([^"]+)"', found[0])]


@contextmanager
def running(command: list[str], environment: dict[str, str], port: int) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        until = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        if process.poll() is not None:
            raise AssertionError(process.communicate()[0])
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=45)


def ask(
    port: int, path: str, *, host: str = HOST, scheme: str = "https", method: str = "GET"
) -> tuple[int, dict[str, str], str]:
    """Status, headers in lower case and text, as the proxy would ask."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        headers = {"Host": host, "X-Forwarded-Proto": scheme, "X-Forwarded-For": "203.0.113.9"}
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text
    finally:
        connection.close()
