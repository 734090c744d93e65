"""Settings out of the environment: each kind as it is written, nothing given as nothing, and no start without keys."""

import os
import subprocess
import sys
from typing import Any

import pytest

from config.env import ROOT, VARIABLES, read


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("SECRET_KEY", "abc", "abc"),
        ("SECRET_KEY", "$abc", "$abc"),
        ("SECRET_KEY", "${HOME}", "${HOME}"),
        ("SECRET_KEY", "a b,c=d#e", "a b,c=d#e"),
        ("SMS_SIGNATURE", "【邻里】", "【邻里】"),
        ("SMS_GATEWAY_SECRET", "$ecret$", "$ecret$"),
        ("ALLOWED_HOSTS", "a.cn", ["a.cn"]),
        ("ALLOWED_HOSTS", "a.cn,b.cn", ["a.cn", "b.cn"]),
        ("ALLOWED_HOSTS", "a.cn,,b.cn,", ["a.cn", "b.cn"]),
        ("OUTBOX_INLINE", "false", False),
        ("OUTBOX_INLINE", "0", False),
        ("OUTBOX_INLINE", "True", True),
        ("OUTBOX_INLINE", "on", True),
        ("REQUIRE_SECOND_FACTOR", "yes", True),
        ("REQUIRE_SECOND_FACTOR", "nonsense", False),
        ("TRUSTED_PROXIES", "2", 2),
        ("API_RATE_TOKEN", "0", 0),
    ],
)
def test_each_kind_as_it_is_written(monkeypatch: pytest.MonkeyPatch, name: str, written: str, value: Any) -> None:
    monkeypatch.setenv(name, written)
    assert read(name) == value


@pytest.mark.parametrize("name", VARIABLES)
@pytest.mark.parametrize("empty", ["", " "])
def test_what_is_empty_is_not_set(monkeypatch: pytest.MonkeyPatch, name: str, empty: str) -> None:
    unset = read(name)
    monkeypatch.setenv(name, empty)
    assert read(name) == unset


@pytest.mark.parametrize(
    ("url", "engine", "facts"),
    [
        ("postgres://u:p@db:5433/linli", "postgresql", {"USER": "u", "PASSWORD": "p", "HOST": "db", "PORT": 5433}),
        ("postgres://u:a%24b%40c@db/linli", "postgresql", {"PASSWORD": "a$b@c", "NAME": "linli"}),
        ("sqlite:///var/other.sqlite3", "sqlite3", {"NAME": "var/other.sqlite3"}),
        ("sqlite:////srv/linli.sqlite3", "sqlite3", {"NAME": "/srv/linli.sqlite3"}),
    ],
)
def test_databases(monkeypatch: pytest.MonkeyPatch, url: str, engine: str, facts: dict[str, Any]) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    found = read("DATABASE_URL")
    assert found["ENGINE"].endswith(engine)
    assert {name: found[name] for name in facts} == facts


@pytest.mark.parametrize("name", ["NOTHING", "PATH", "secret_key", ""])
def test_only_what_is_in_the_table_is_read(name: str) -> None:
    with pytest.raises(KeyError):
        read(name)


@pytest.mark.parametrize("name", ["TRUSTED_PROXIES", "API_RATE_TOKEN", "MESSAGES_TIMEOUT"])
def test_a_number_that_is_none_stops_the_start(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "many")
    with pytest.raises(ValueError, match="many"):
        read(name)


def test_defaults_are_of_the_kind_they_say() -> None:
    kinds = {"str": str, "bool": bool, "int": int, "list": list}
    for name, variable in VARIABLES.items():
        assert isinstance(read(name), kinds.get(variable.kind, dict)), name


KEYS = {
    "SECRET_KEY": "$one-in-fifty-begins-so",
    "ALLOWED_HOSTS": "linli.example",
    "PERSONAL_DATA_KEYS": "k",
    "PERSONAL_DATA_HASH_KEY": "h",
}


def started(given: dict[str, str]) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    code = "from config.settings import production as p; print(p.DEBUG, p.SECRET_KEY, p.SESSION_COOKIE_SECURE)"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**kept, **given}, capture_output=True, text=True, check=False
    )


def test_production_starts_with_its_keys() -> None:
    done = started(KEYS)
    assert (done.returncode, done.stdout.split()) == (0, ["False", KEYS["SECRET_KEY"], "True"]), done.stderr


@pytest.mark.parametrize("missing", KEYS)
def test_production_does_not_start_without_one_of_them(missing: str) -> None:
    done = started({**KEYS, missing: ""})
    assert done.returncode != 0
    assert "ImproperlyConfigured" in done.stderr
    assert missing in done.stderr
