"""Fixtures that every test may use."""

import os
import shutil
from typing import Any

import pytest
from django.core.cache import cache

from tests.dbtemplate import django_db_keepdb, django_db_modify_db_settings

__all__ = ["django_db_keepdb", "django_db_modify_db_settings"]

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
