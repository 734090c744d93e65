"""A live server with the small county, and a browser that tells what it asked for."""

import os
import sqlite3
from typing import Any

import pytest
from django.db import connection

# Playwright's synchronous API keeps a running loop in the thread of the test.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(autouse=True)
def _migrated_rows(transactional_db: None) -> None:
    """A flush after each live test also takes what migrations made (root page, locale): put it back first."""
    template = connection.settings_dict["TEST"].get("LINLI_TEMPLATE")
    if connection.vendor == "sqlite" and template:
        connection.ensure_connection()
        source = sqlite3.connect(template)
        source.backup(connection.connection)
        source.close()
        _forget_remembered_rows()


def _forget_remembered_rows() -> None:
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Site

    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()


@pytest.fixture
def axe() -> Any:
    """Serious and critical findings of axe on a page, as readable lines."""
    from axe_playwright_python.sync_playwright import Axe

    engine = Axe()

    def findings(page: Any) -> list[str]:
        answer = engine.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        return [
            f"{each['id']}: {node['html'][:160]} — {node.get('failureSummary', '')[:200]}"
            for each in answer.response["violations"]
            if each["impact"] in ("serious", "critical")
            for node in each["nodes"]
        ]

    return findings
