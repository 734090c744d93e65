"""However a phone number is typed, one form of it is kept."""

import pytest

from common.phones import bare_phone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("0512-58223344", "051258223344"),
        ("（010）6622 3344", "01066223344"),
        ("58223344", "58223344"),
        ("12800138000", ""),
        ("1380013800", ""),
        ("138001380001", ""),
        ("110", ""),
        ("", ""),
        ("电话不方便说", ""),
        ("9" * 5000, ""),
    ],
)
def test_the_digits_or_nothing(typed: str, kept: str) -> None:
    assert bare_phone(typed) == kept
