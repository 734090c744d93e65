"""Fixtures that every test may use."""

import os
import shutil
from typing import Any

import pytest
from django.core.cache import cache
from django.core.servers.basehttp import WSGIRequestHandler

from tests.dbtemplate import django_db_keepdb, django_db_modify_db_settings
from tests.elastic import elasticsearch_server, on_elasticsearch, pytest_runtest_setup
from tests.worlds import in_order, pytest_fixture_setup

__all__ = [
    "django_db_keepdb",
    "django_db_modify_db_settings",
    "elasticsearch_server",
    "on_elasticsearch",
    "pytest_fixture_setup",
    "pytest_runtest_setup",
]

CHROMIUM = os.environ.get("CHROMIUM_PATH") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
CHROMIUM_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


# Headers and body leave apart: waiting for the first to be acknowledged would cost 40 ms an answer.
WSGIRequestHandler.disable_nagle_algorithm = True

# What makes pytest-django open the database for a test.
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every test runs on the databases where it means something, and is not merely skipped elsewhere."""
    from django.conf import settings

    on_postgresql = "postgresql" in settings.DATABASES["default"]["ENGINE"]
    asked = "cluster" in config.getoption("markexpr")
    kept = [
        item
        for item in items
        if belongs(item, on_postgresql=on_postgresql) and (asked or item.get_closest_marker("cluster") is None)
    ]
    if len(kept) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = in_order(kept)


def belongs(item: pytest.Item, *, on_postgresql: bool) -> bool:
    """The second pass leaves out what never asks a database, or asks it for nothing that could differ."""
    if not on_postgresql:
        return item.get_closest_marker("postgresql") is None
    if item.get_closest_marker("elasticsearch"):
        return True
    uses_database = item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    return bool(uses_database) and item.get_closest_marker("once") is None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where changes are judged nothing may be left out: a tool that is missing is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What one test's pages looked like is no answer in the next: addresses and ids repeat."""
    cache.clear()


@pytest.fixture(autouse=True)
def _calendar_read_anew() -> None:
    """The days that one test entered are no days of the next."""
    from common import calendar

    calendar.forget()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    path = {"executable_path": CHROMIUM} if CHROMIUM else {}
    return {**browser_type_launch_args, **path, "args": CHROMIUM_FLAGS + (["--no-sandbox"] if as_root else [])}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    view = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": {"width": 1280, "height": 800}}
    return {**browser_context_args, **view}
