"""`tests/search/test_lifecycle.py` once more, on a cluster."""

import pytest

from tests.search.test_lifecycle import *  # noqa: F403

pytestmark = [pytest.mark.elasticsearch, pytest.mark.once, pytest.mark.django_db]

# Say something of folders.
del test_a_rebuild_keeps_the_former_and_forgets_older_ones  # noqa: F821
del test_a_failing_rebuild_leaves_the_index_in_use  # noqa: F821
del test_a_former_index_of_other_code_is_refused  # noqa: F821
del test_commands_fail_without_an_index  # noqa: F821
