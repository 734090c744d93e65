"""docs/deploy.md: each command that it gives exists, so do the paths, services, units and variables that it names."""

import re

import pytest
from django.core.management import get_commands

from config.env import VARIABLES
from tests.architecture.test_sizes import ROOT
from tests.deploy.servers import DEPLOY
from tests.deploy.test_compose import COMPOSE_ONLY, SERVICES
from tests.deploy.test_systemd import UNITS

GUIDE = (ROOT / "docs" / "deploy.md").read_text()
BLOCKS = [line for block in re.findall(r"```\n(.+?)```", GUIDE, flags=re.DOTALL) for line in block.splitlines()]
INLINE = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", GUIDE)
COMMANDS = BLOCKS + INLINE
COMPOSE = "docker compose -f deploy/compose.yaml "
# Of the distribution, of Docker or of the shell.
SYSTEM = {
    "apt-get", "cd", "chmod", "cp", "docker", "envsubst", "export", "git", "install", "mkdir", "nginx", "python3",
    "runuser", "set", "sysctl", "systemctl", "useradd", "openssl", "sh",
}  # fmt: skip
OURS = {"manage.py", "deploy/restore.sh", "deploy/backup.sh", "gunicorn"}


def test_there_is_much_to_check() -> None:
    assert (len(BLOCKS) > 40, len(INLINE) > 60) == (True, True)


def test_every_management_command_exists() -> None:
    named = {name for line in COMMANDS for name in re.findall(r"manage\.py (\w+)", line)}
    assert {"migrate", "copy_database", "rebuild_search", "verify_audit", "work"} <= named
    assert named - set(get_commands()) == set()


@pytest.mark.parametrize("line", BLOCKS)
def test_every_line_begins_with_a_known_program(line: str) -> None:
    program = re.sub(r"^PATH=\S+ ", "", line).split()[0]
    assert program in SYSTEM or (program.startswith(".venv/bin/") and program.split("/")[-1] in {"python", "pip"})


@pytest.mark.parametrize("line", [line for line in COMMANDS if line.startswith("docker")])
def test_every_service_is_one_of_the_compose_file(line: str) -> None:
    assert line.startswith(COMPOSE)
    verb, *rest = line.removeprefix(COMPOSE).split()
    assert verb in {"up", "exec", "run", "stop", "logs"}
    words = [word for word in rest if not word.startswith("-")]
    if verb == "exec":
        assert words[0] in SERVICES
    elif verb == "run":
        assert (words[0] in SERVICES, "--rm" in rest) == (True, True)
    else:
        assert set(words) <= set(SERVICES)


def test_every_path_of_the_project_exists() -> None:
    made = {"deploy/.env", "deploy/certs", "deploy/backups"}
    paths = {path for line in COMMANDS for path in re.findall(r"(?<![\w/.])(?:deploy|scripts)/[\w./-]+[\w]", line)}
    paths |= set(re.findall(r"\]\((?!https?:)([^)#]+)\)", GUIDE))
    assert len(paths) > 8
    assert {path for path in paths - made if not any((base / path).exists() for base in (ROOT, ROOT / "docs"))} == set()


def test_every_unit_exists() -> None:
    named = {name for line in COMMANDS for name in re.findall(r"linli-\w+\.(?:service|timer)", line)}
    assert named <= {unit.name for unit in UNITS}
    # Those that start by themselves are all switched on.
    started = {unit.name for unit in UNITS if "[Install]" in unit.read_text()}
    enabled = next(line for line in BLOCKS if line.startswith("systemctl enable"))
    assert started == set(re.findall(r"linli-\w+\.(?:service|timer)", enabled))


def test_every_variable_is_a_setting() -> None:
    named = {name for text in INLINE for name in re.findall(r"\b([A-Z]+(?:_[A-Z]+)+)\b", text)}
    assert len(named) > 15
    template = (DEPLOY / "nginx" / "linli.conf.template").read_text()
    of_the_proxy = set(re.findall(r"\$\{(LINLI_\w+)\}", template))
    assert named - set(VARIABLES) - COMPOSE_ONLY - of_the_proxy == set()
    substituted = next(line for line in BLOCKS if line.startswith("envsubst"))
    assert set(re.findall(r"\$(LINLI_\w+)", substituted)) == of_the_proxy


def test_the_table_of_health_names_every_part() -> None:
    from common.health import _probes

    table = GUIDE[GUIDE.index("| part |") :]
    assert set(re.findall(r"^\| `(\w+)` \|", table, flags=re.MULTILINE)) == set(_probes)
