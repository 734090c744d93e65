"""`tests/search/test_facets.py` once more, on a cluster."""

import pytest

from tests.search.test_facets import *  # noqa: F403

pytestmark = [pytest.mark.elasticsearch, pytest.mark.once, pytest.mark.django_db]
