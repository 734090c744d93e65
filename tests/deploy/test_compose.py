"""The compose file and the images, read and not run: what they name exists, nothing floats, nothing is open in vain."""

import re
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from config.env import VARIABLES
from tests.architecture.test_sizes import ROOT
from tests.deploy.servers import DEPLOY

COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
EXAMPLE = (DEPLOY / ".env.example").read_text()
GUIDE = (ROOT / "docs" / "deploy.md").read_text()
# A name and three numbers: never what somebody else may move.
PINNED = re.compile(r"[a-z]+:\d+\.\d+(\.\d+)?(-[a-z]+)*")
OURS = {"linli-app:local", "linli-proxy:local"}
APPLICATION = ("release", "web", "work")
# Of the compose file itself; explained in docs/deploy.md.
COMPOSE_ONLY = {"POSTGRES_PASSWORD", "ELASTIC_PASSWORD", "HTTP_PORT", "HTTPS_PORT", "BACKUPS"}
SECRETS = {
    "SECRET_KEY",
    "PERSONAL_DATA_KEYS",
    "PERSONAL_DATA_HASH_KEY",
    "POSTGRES_PASSWORD",
    "ELASTIC_PASSWORD",
    "SMS_GATEWAY_SECRET",
}


def test_every_part_of_the_site_is_there() -> None:
    assert set(SERVICES) == {"db", "search", "cache", "release", "web", "work", "proxy", "backup", "restore"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_images_are_pinned(name: str) -> None:
    image, built = SERVICES[name]["image"], "build" in SERVICES[name]
    assert (image in OURS) is built
    assert built or PINNED.fullmatch(image), image


def test_the_images_are_built_on_pinned_ones() -> None:
    names = re.findall(r"^FROM (\S+)", DOCKERFILE, flags=re.MULTILINE)
    stages = set(re.findall(r"^FROM \S+ AS (\S+)", DOCKERFILE, flags=re.MULTILINE))
    assert [name for name in names if name not in stages and not PINNED.fullmatch(name)] == []
    assert {SERVICES[name]["build"]["target"] for name in (*APPLICATION, "proxy")} <= stages


def environment_of(service: dict[str, Any]) -> set[str]:
    return set(service.get("environment", {}))


def test_every_variable_is_in_the_reference() -> None:
    used = {name for service in APPLICATION for name in environment_of(SERVICES[service])}
    used |= {name for service in ("backup", "restore") for name in environment_of(SERVICES[service])}
    used |= set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, flags=re.MULTILINE)) - COMPOSE_ONLY
    stage = DOCKERFILE[DOCKERFILE.index("FROM base AS app") : DOCKERFILE.index("FROM nginx")]
    used |= set(re.findall(r"\b([A-Z_]+)=", stage)) - {"PATH", "DJANGO_SETTINGS_MODULE"}
    assert len(used) > 20
    assert used - set(VARIABLES) == set()


def test_what_only_compose_reads_is_explained() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    assert set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text)) == COMPOSE_ONLY
    assert [name for name in sorted(COMPOSE_ONLY) if f"`{name}`" not in GUIDE] == []


def test_the_example_holds_no_secret() -> None:
    values = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", EXAMPLE, flags=re.MULTILINE))
    assert {name: values[name] for name in SECRETS} == dict.fromkeys(SECRETS, "")
    # Without it production does not start; with it nothing else is missing.
    assert {name for name, variable in VARIABLES.items() if "Required in production" in variable.help} <= set(values)


def test_only_the_proxy_is_open() -> None:
    assert [name for name, service in SERVICES.items() if service.get("ports")] == ["proxy"]


@pytest.mark.parametrize("name", APPLICATION)
def test_the_application_may_do_little(name: str) -> None:
    service = SERVICES[name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert "no-new-privileges:true" in service["security_opt"]
    stage = DOCKERFILE[DOCKERFILE.index("FROM base AS app") :]
    assert re.search(r"^USER linli$", stage, flags=re.MULTILINE)
    # What it must write to lies on a volume or in memory.
    folders = set(re.findall(r"_ROOT=(\S+)", stage)) - {"/static"}
    assert {folder.split("/")[1] for folder in folders} == {"data"}
    assert (service["volumes"], "/app/var" in service["tmpfs"]) == (["data:/data"], True)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_what_is_waited_for_can_be_well(name: str) -> None:
    """`service_healthy` of a service without a check never comes."""
    for other, condition in SERVICES[name].get("depends_on", {}).items():
        if condition["condition"] == "service_healthy":
            image_checks = other == "web" and "HEALTHCHECK" in DOCKERFILE
            assert "healthcheck" in SERVICES[other] or image_checks, other


def test_what_it_runs_exists() -> None:
    named = [SERVICES["release"]["command"][-1], SERVICES["backup"]["volumes"][1], SERVICES["restore"]["volumes"][1]]
    paths = [re.sub(r"^\./|:.*$", "", name).removeprefix("deploy/") for name in named]
    assert paths == ["release.sh", "backup.sh", "restore.sh"]
    assert [path for path in paths if not (DEPLOY / path).is_file()] == []
    assert SERVICES["work"]["command"] == ["python", "manage.py", "work"]
    for command in re.findall(r"^python manage\.py (\w+)", (DEPLOY / "release.sh").read_text(), flags=re.MULTILINE):
        assert command in get_commands()
    copied = re.findall(r"^COPY (deploy/\S+|requirements\S+)", DOCKERFILE, flags=re.MULTILINE)
    assert len(copied) == 3
    assert [path for path in copied if not (ROOT / path).is_file()] == []


def test_the_image_takes_in_neither_secrets_nor_rows() -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    assert {"**/.*", "var", "deploy/.env", "deploy/certs"} <= set(ignored)
    tracked_out = (ROOT / ".gitignore").read_text().splitlines()
    assert {"/deploy/.env", "/deploy/certs/", "/deploy/backups/"} <= set(tracked_out)


def test_every_volume_is_used_and_declared() -> None:
    used = {
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if not volume.startswith((".", "/", "$"))
    }
    assert used == set(COMPOSE["volumes"])
