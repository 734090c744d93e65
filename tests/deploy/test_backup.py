"""A backup is put back and is the same; a damaged one, and a place that holds anything, change nothing."""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.dbtemplate import postgresql_server
from tests.deploy.servers import DEPLOY
from tests.factories.common import CalendarDayFactory

Run = Callable[..., subprocess.CompletedProcess[str]]


def run(script: str, *arguments: object, database: str, media: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": database, "MEDIA_ROOT": str(media)}
    command = ["bash", str(DEPLOY / script), *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def media(tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    for name in ("images/镇上.jpg", "private/needs/abc.jpg"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(name.encode() * 50)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A database in a file, being written to."""
    file = tmp_path / "linli.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute("pragma journal_mode=wal")
        database.execute("create table note (text)")
        database.executemany("insert into note values (?)", [(f"第{number}条",) for number in range(500)])
    database.close()
    return file


def texts(file: Path) -> list[str]:
    with sqlite3.connect(file) as database:
        found = [text for (text,) in database.execute("select text from note")]
    database.close()
    return found


@pytest.fixture
def backup(notes: Path, media: Path, tmp_path: Path) -> Path:
    done = run("backup.sh", tmp_path / "backups", database=f"sqlite:///{notes}", media=media)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def test_a_site_on_sqlite_comes_back(backup: Path, notes: Path, media: Path, tmp_path: Path) -> None:
    assert re.fullmatch(r"\d{8}-\d{6}", backup.name)
    assert sorted(path.name for path in backup.iterdir()) == ["SHA256SUMS", "database.sqlite3", "media.tar"]
    # It holds what residents sent: nobody else reads it.
    assert [oct(path.stat().st_mode & 0o077) for path in (backup, *backup.iterdir())] == ["0o0"] * 4
    there, other = tmp_path / "there.sqlite3", tmp_path / "other"
    done = run("restore.sh", backup, database=f"sqlite:///{there}", media=other)
    assert (done.returncode, done.stderr) == (0, "")
    assert (texts(there), files(other)) == (texts(notes), files(media))


@pytest.mark.parametrize("part", ["database.sqlite3", "media.tar", "SHA256SUMS"])
def test_a_damaged_backup_changes_nothing(backup: Path, tmp_path: Path, part: str) -> None:
    data = bytearray((backup / part).read_bytes())
    data[len(data) // 2] ^= 1
    (backup / part).write_bytes(data)
    there = tmp_path / "there.sqlite3"
    done = run("restore.sh", backup, database=f"sqlite:///{there}", media=tmp_path / "other")
    assert (done.returncode, "nothing was changed" in done.stderr) == (1, True)
    assert (there.exists(), (tmp_path / "other").exists()) == (False, False)


@pytest.mark.parametrize("full", ["database", "media"])
def test_a_place_in_use_is_replaced_only_when_told_to(backup: Path, media: Path, tmp_path: Path, full: str) -> None:
    there, other = tmp_path / "there.sqlite3", tmp_path / "other"
    other.mkdir()
    if full == "database":
        with sqlite3.connect(there) as database:
            database.execute("create table note (text)")
            database.execute("insert into note values ('新的')")
        database.close()
    else:
        (other / "new.jpg").write_bytes(b"new")
    done = run("restore.sh", backup, database=f"sqlite:///{there}", media=other)
    assert (done.returncode, done.stderr.endswith("Nothing was changed. Add --replace to go on.\n")) == (1, True)
    assert (texts(there) if full == "database" else files(other)) == (
        ["新的"] if full == "database" else {"new.jpg": b"new"}
    )

    done = run("restore.sh", backup, "--replace", database=f"sqlite:///{there}", media=other)
    assert done.returncode == 0, done.stderr
    assert (len(texts(there)), files(other)) == (500, files(media))
    # The files that were there are put aside, not thrown away.
    aside = [path for path in tmp_path.iterdir() if path.name.startswith("other.before-")]
    assert [files(path) for path in aside] == ([{"new.jpg": b"new"}] if full == "media" else [])


def test_old_backups_go_and_half_ones_never_count(backup: Path, notes: Path, media: Path, tmp_path: Path) -> None:
    old, foreign = backup.parent / "20200101-000000", backup.parent / "mine"
    for folder in (old, foreign):
        folder.mkdir()
        os.utime(folder, (0, 0))
    done = run("backup.sh", backup.parent, 30, database=f"sqlite:///{notes}", media=tmp_path / "none")
    assert done.returncode != 0
    # A run that failed removes nothing and leaves nothing.
    assert {path.name for path in backup.parent.iterdir()} == {backup.name, "mine", old.name}
    shutil.rmtree(backup)
    done = run("backup.sh", backup.parent, 30, database=f"sqlite:///{notes}", media=media)
    assert {path.name for path in backup.parent.iterdir()} == {Path(done.stdout.strip()).name, "mine"}


@pytest.mark.parametrize("script", ["backup.sh", "restore.sh"])
def test_without_arguments_they_say_what_they_need(script: str, media: Path) -> None:
    done = run(script, database="sqlite:///x", media=media)
    assert (done.returncode != 0, f"usage: {script}" in done.stderr) == (True, True)


@pytest.fixture
def empty_database() -> Iterator[str]:
    """The address of a database of its own beside that of the tests."""
    config: Any = connection.settings_dict
    name = f"linli_restored_{os.getpid()}"
    with postgresql_server(config) as server:
        server.execute(f'create database "{name}"')
        yield f"postgres://{config['USER']}:{config['PASSWORD']}@{config['HOST']}:{config['PORT']}/{name}"
        server.execute(f'drop database "{name}" with (force)')


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_site_on_postgresql_comes_back(empty_database: str, media: Path, tmp_path: Path) -> None:
    import psycopg

    from tests.common.test_crash import database_url

    CalendarDayFactory(date="2031-10-01", name="国庆节")
    done = run("backup.sh", tmp_path / "backups", database=database_url(), media=media)
    assert done.returncode == 0, done.stderr
    backup = done.stdout.strip()
    for replace in ([], ["--replace"]):
        done = run("restore.sh", backup, *replace, database=empty_database, media=tmp_path / "other")
        assert (done.returncode, done.stderr) == (0, "")
    with psycopg.connect(empty_database) as restored, connection.cursor() as cursor:
        count = "select count(*), md5(string_agg(date || kind || name, '' order by id)) from common_calendarday"
        cursor.execute(count)
        assert restored.execute(count).fetchone() == cursor.fetchone()
        # The log keeps its guard.
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
            restored.execute(
                "insert into common_auditentry (at, actor_name, action, object_type, object_id, unit_path, "
                "data, previous_hash, hash) values (now(), '', 'a', 'b', 'c', '', '{}', '', '');"
                "delete from common_auditentry"
            )
    done = run("restore.sh", backup, database=empty_database, media=tmp_path / "third")
    assert (done.returncode, "tables. Nothing was changed." in done.stderr) == (1, True)
