"""A whole site moves from SQLite into another database, row by row the same, and goes on there."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from common.models import AuditEntry, CalendarDay
from exchange.models import Need
from tests.architecture.test_sizes import ROOT
from tests.common.test_crash import database_url
from tests.dbtemplate import CACHE, fingerprint, sqlite_copy
from tests.deploy.small_site import digests
from tests.factories.accounts import UserFactory


def python(*arguments: str, database: str) -> subprocess.CompletedProcess[str]:
    values = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **values}, capture_output=True, text=True, check=False)


def copied_from(file: Path) -> subprocess.CompletedProcess[str]:
    return python("manage.py", "copy_database", "--from", f"sqlite:///{file}", database=database_url())


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a small site that is in use."""
    CACHE.mkdir(parents=True, exist_ok=True)
    template, copy = sqlite_copy(fingerprint(), f"left-{os.getpid()}")
    copy.unlink()
    file = tmp_path_factory.mktemp("left") / "linli.sqlite3"
    shutil.copyfile(template, file)
    done = python("-m", "tests.deploy.small_site", "fill", database=f"sqlite:///{file}")
    assert done.returncode == 0, done.stderr
    return file


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_every_row_arrives_and_the_site_goes_on(left: Path) -> None:
    done = copied_from(left)
    assert done.returncode == 0, done.stderr
    told = python("-m", "tests.deploy.small_site", "digest", database=f"sqlite:///{left}").stdout
    before = {table: tuple(digest) for table, digest in json.loads(told).items()}
    assert {table for table, digest in digests().items() if digest != before[table]} == set()

    # What was there: people, pages, needs in progress, a chained log that still holds.
    filled = {"accounts_user", "wagtailcore_page", "wagtailcore_revision", "exchange_order", "viewflow_process"}
    assert {table for table in filled if before[table][0] == 0} == set()
    rows = sum(count for count, _digest in before.values())
    assert f"、{rows} 条记录已抄好。" in done.stdout
    assert Need.objects.count() == 2
    call_command("verify_audit", stdout=StringIO())

    # New rows get new keys.
    with sqlite3.connect(left) as file:
        (highest,) = file.execute("select max(id) from accounts_user").fetchone()
    file.close()
    assert UserFactory(username="newcomer").pk > highest


@pytest.mark.django_db(transaction=True)
@pytest.mark.once
def test_a_database_in_use_is_left_as_it_is(left: Path) -> None:
    AuditEntry.objects.create(action="units.made", object_type="unit", object_id="1")
    days = CalendarDay.objects.count()
    done = copied_from(left)
    assert (done.returncode, done.stderr) == (1, "CommandError: 目标库里已有操作记录，正在使用。换一个空的库。\n")
    assert (AuditEntry.objects.count(), CalendarDay.objects.count(), Need.objects.count()) == (1, days, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.once
def test_two_versions_are_not_mixed(left: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.sqlite3"
    shutil.copyfile(left, older)
    with sqlite3.connect(older) as file:
        file.execute("delete from django_migrations where app = 'exchange' and name like '0001%'")
    file.close()
    done = copied_from(older)
    assert (done.returncode, "（exchange.0001_" in done.stderr) == (1, True)
    assert Need.objects.count() == 0


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=f"没有 {tmp_path}/none.sqlite3 这个文件。"):
        call_command("copy_database", "--from", f"sqlite:///{tmp_path}/none.sqlite3")
    assert list(tmp_path.iterdir()) == []
