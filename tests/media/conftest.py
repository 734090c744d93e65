"""Uploads of a test go to a folder of its own, and no rendition is remembered from the test before."""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def own_media_root(settings: Any, tmp_path: Path) -> Path:
    cache.clear()
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"
