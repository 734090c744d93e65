"""`python -m tests.deploy.small_site fill|digest`: makes or sums up a small site in the database of DATABASE_URL."""

import datetime as dt
import hashlib
import json
import os
import sys
from decimal import Decimal
from typing import Any
from uuid import UUID

import django
from django.db import models


def fill() -> None:
    """A county with needs in progress, a page under review and a sealed log."""
    from common.sealing import seal
    from tests.factories.needs import NeedCounty
    from tests.factories.workflows import ReviewCounty

    county = NeedCounty()
    county.in_service()
    county.ask()
    ReviewCounty().submitted()
    seal()


def _plain(field: Any, value: Any) -> Any:
    """Objects of Wagtail and Viewflow as they are stored: their own words name a place in memory."""
    known = (str, int, float, bytes, dict, list, dt.date, dt.time, dt.timedelta, Decimal, UUID)
    if value is not None and not isinstance(value, known):
        value = field.get_prep_value(value)
    if isinstance(field, models.JSONField) or field.get_internal_type() == "JSONField":
        # PostgreSQL keeps no order of keys.
        value = json.dumps(json.loads(value) if isinstance(value, str) else value, sort_keys=True)
    return value


def digests() -> dict[str, tuple[int, str]]:
    """Of each table the number of rows and a hash of all their values, as Python reads them."""
    from common.copying import tables

    found = {}
    for model in tables():
        fields = model._meta.local_concrete_fields
        manager: Any = model._base_manager
        found_rows = manager.order_by("pk").values_list(*(field.attname for field in fields))
        rows = [str([_plain(*pair) for pair in zip(fields, row, strict=True)]) for row in found_rows]
        found[model._meta.db_table] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    if sys.argv[1] == "fill":
        fill()
    else:
        sys.stdout.write(json.dumps(digests()))
