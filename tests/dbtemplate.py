"""A migrated database made once and copied for every run and worker: migrating takes 15 s, a copy 0.1 s."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "var" / "testdb"


def fingerprint() -> str:
    """Changes when a migration or a locked dependency changes."""
    digest = hashlib.sha256(sys.version.encode())
    migrations = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/*/migrations/*.py")]
    for path in sorted([*migrations, *ROOT.glob("requirements*.lock")]):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def migrate(url: str) -> None:
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, "manage.py", "migrate", "-v0", "--no-input"]
    subprocess.run(command, cwd=ROOT, check=True, env=environment)


def sqlite_copy(key: str, worker: str) -> tuple[Path, Path]:
    """The template file and this worker's copy of it."""
    template = CACHE / f"{key}.sqlite3"
    if not template.exists():
        fresh = template.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        migrate(f"sqlite:///{fresh}")
        with sqlite3.connect(fresh) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode=DELETE")
        connection.close()
        fresh.rename(template)
    base = Path("/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir())
    clone = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    copy = base / f"linli-test-{os.getuid()}-{clone}-{worker}.sqlite3"
    for old in copy.parent.glob(f"{copy.name}*"):
        old.unlink()
    shutil.copyfile(template, copy)
    return template, copy


def postgresql_server(config: dict[str, Any]) -> Any:
    import psycopg

    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    dsn = {ours: config[theirs] for ours, theirs in names.items() if config[theirs]}
    return psycopg.connect(**dsn, dbname="postgres", autocommit=True)


def postgresql_copy(config: dict[str, Any], key: str, worker: str) -> tuple[str, str]:
    """The names of the template database and of this worker's copy of it."""
    clone = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    template, name = f"linli_template_{key}", f"linli_test_{clone}_{worker}"
    with postgresql_server(config) as connection:
        if not connection.execute("select 1 from pg_database where datname=%s", [template]).fetchone():
            connection.execute(f'drop database if exists "{template}_new"')
            connection.execute(f'create database "{template}_new"')
            host = f"{config['HOST']}:{config['PORT']}"
            migrate(f"postgres://{config['USER']}:{config['PASSWORD']}@{host}/{template}_new")
            connection.execute(f'alter database "{template}_new" rename to "{template}"')
        connection.execute(f'drop database if exists "{name}" with (force)')
        connection.execute(f'create database "{name}" template "{template}"')
    return template, name


def restore(test: Any) -> None:
    """After a test that really committed: the template again.

    Django's flush would leave the database without the root page, the locale and the calendar,
    and the audit log refuses to be emptied.
    """
    from django.db import connections

    connection = connections["default"]
    config = connection.settings_dict
    template, name = config["TEST"]["LINLI_TEMPLATE"], config["NAME"]
    if connection.vendor == "sqlite":
        with sqlite3.connect(template) as source:
            connection.ensure_connection()
            source.backup(connection.connection)
        source.close()
        return
    connection.close()
    with postgresql_server(config) as server:
        server.execute(f'drop database if exists "{name}" with (force)')
        server.execute(f'create database "{name}" template "{template}"')


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    from django.db import connections
    from django.test import TransactionTestCase

    connection = connections["default"]
    config = connection.settings_dict
    CACHE.mkdir(parents=True, exist_ok=True)
    key, worker = fingerprint(), os.environ.get("PYTEST_XDIST_WORKER", "main")
    with open(CACHE / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor == "sqlite":
            template, copy = sqlite_copy(key, worker)
            config["TEST"]["NAME"] = str(copy)
            config["TEST"]["LINLI_TEMPLATE"] = str(template)
        else:
            template_name, config["TEST"]["NAME"] = postgresql_copy(config, key, worker)
            config["TEST"]["LINLI_TEMPLATE"] = template_name
    config["TEST"]["MIGRATE"] = False
    TransactionTestCase._fixture_teardown = restore  # type: ignore[method-assign]
