"""What the audit log says to people."""

import pytest
from django.utils.translation import override

from common.audit_words import ACTIONS, action_words, object_words


@pytest.mark.parametrize("action", ACTIONS)
def test_every_known_action_is_said_in_chinese(action: str) -> None:
    with override("zh-hans"):
        assert not action_words(action).isascii()


def test_objects_are_named_as_their_model_calls_itself() -> None:
    with override("zh-hans"):
        words = object_words("accounts.user", "6")
    assert words.endswith(" 6")
    assert not words.isascii()


def test_unknown_codes_stay_readable() -> None:
    assert action_words("lost.found") == "lost.found"
    assert object_words("lost.thing", "3") == "lost.thing 3"
    assert object_words("nonsense", "3") == "nonsense 3"
