"""The worker as a process: it starts, works, and stops when it is told to."""

import os
import signal
import subprocess
import sys
import time

import pytest

from common.models import JobRun
from tests.common.test_crash import ROOT, database_url


@pytest.mark.django_db(transaction=True)
def test_worker_stops_cleanly_on_sigterm() -> None:
    environment = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, "manage.py", "work", "--pause", "0.1"]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        until = time.monotonic() + 60
        while not JobRun.objects.filter(name="common.seal_audit").exists() and time.monotonic() < until:
            time.sleep(0.1)
        worker.send_signal(signal.SIGTERM)
        output, _ = worker.communicate(timeout=30)
    finally:
        worker.kill()
    assert worker.returncode == 0
    assert output.splitlines()[-1] == "已停止。"
