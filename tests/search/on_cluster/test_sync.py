"""`tests/search/test_sync.py` once more, on a cluster."""

import pytest

from tests.search.test_sync import *  # noqa: F403

pytestmark = [pytest.mark.elasticsearch, pytest.mark.once, pytest.mark.django_db]

# Says something of folders.
del test_a_broken_index_keeps_the_messages_waiting  # noqa: F821
