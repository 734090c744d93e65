"""The units for a machine without containers: they hold together and start what exists."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.architecture.test_sizes import ROOT
from tests.deploy.servers import DEPLOY, dockerfile_command

UNITS = sorted((DEPLOY / "systemd").iterdir())
HOME = "/opt/linli"
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]


def value(unit: Path, key: str) -> str:
    return re.findall(rf"^{key}=(.+)$", unit.read_text(), flags=re.MULTILINE)[0]


def test_the_units_are_these() -> None:
    assert [unit.name for unit in UNITS] == [
        "linli-backup.service",
        "linli-backup.timer",
        "linli-tick.service",
        "linli-tick.timer",
        "linli-web.service",
        "linli-work.service",
    ]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_what_a_unit_starts_exists(unit: Path) -> None:
    command = value(unit, "ExecStart").split()
    assert command[0].startswith(HOME)
    if "manage.py" in command:
        assert command[command.index("manage.py") + 1] in get_commands()
    elif "gunicorn" not in command[0]:
        assert (ROOT / command[0].removeprefix(f"{HOME}/")).stat().st_mode & 0o111


def test_the_web_server_is_started_as_in_the_image() -> None:
    command = value(DEPLOY / "systemd" / "linli-web.service", "ExecStart").split()
    assert command[1:] == dockerfile_command()[3:]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_a_unit_may_do_little(unit: Path) -> None:
    names = ("User", "EnvironmentFile", "NoNewPrivileges", "ProtectSystem", "ProtectHome", "PrivateTmp")
    found = [value(unit, name) for name in names]
    assert found == ["linli", "/etc/linli/linli.env", "true", "strict", "true", "true"]


@pytest.mark.parametrize("timer", [unit for unit in UNITS if unit.suffix == ".timer"], ids=lambda unit: unit.stem)
def test_a_timer_has_its_service(timer: Path) -> None:
    assert timer.with_suffix(".service") in UNITS
    assert value(timer, "WantedBy") == "timers.target"


if shutil.which("systemd-analyze"):

    def test_systemd_takes_them(tmp_path: Path) -> None:
        for unit in UNITS:
            (tmp_path / unit.name).write_text(unit.read_text().replace(HOME, str(ROOT)))
        command = [
            "systemd-analyze",
            "verify",
            "--man=no",
            "--recursive-errors=no",
            *map(str, sorted(tmp_path.iterdir())),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        said = [line for line in done.stderr.splitlines() if "linli" in line]
        assert (done.returncode, said) == (0, [])
