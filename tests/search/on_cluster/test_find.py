"""`tests/search/test_find.py` once more, on a cluster."""

import pytest

from tests.search.test_find import *  # noqa: F403

pytestmark = [pytest.mark.elasticsearch, pytest.mark.once, pytest.mark.django_db]
