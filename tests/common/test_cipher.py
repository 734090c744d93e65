"""Personal data at rest: unreadable without the key, found by a keyed hash, and kept readable when a key changes."""

from typing import Any

import pytest
from django.core.exceptions import FieldError

from common.cipher import Unreadable, decrypt, encrypt, keyed_hash, rotate
from exchange.models import PersonalData


@pytest.mark.parametrize("text", ["13800138000", "百家桥村五组", "長者 👵 ", "\x00", "长" * 5000])
def test_what_was_encrypted_is_read_again_and_looks_like_nothing(text: str) -> None:
    token = encrypt(text)
    assert decrypt(token) == text
    assert token.isascii()
    assert text not in token


def test_the_same_text_never_looks_the_same() -> None:
    assert encrypt("13800138000") != encrypt("13800138000")


def test_nothing_stays_nothing() -> None:
    assert (encrypt(""), decrypt(""), rotate("")) == ("", "", "")


def test_a_former_key_still_reads_and_rotating_moves_to_the_new_one(settings: Any) -> None:
    settings.PERSONAL_DATA_KEYS = ["old"]
    token = encrypt("王建国")
    settings.PERSONAL_DATA_KEYS = ["new", "old"]
    assert decrypt(token) == "王建国"
    moved = rotate(token)
    settings.PERSONAL_DATA_KEYS = ["new"]
    assert decrypt(moved) == "王建国"
    with pytest.raises(Unreadable) as refused:
        decrypt(token)
    assert refused.value.code == "common.unreadable"


@pytest.mark.parametrize("token", ["plain text", "gAAAAA", "é"])
def test_what_was_never_encrypted_is_refused(token: str) -> None:
    with pytest.raises(Unreadable):
        decrypt(token)


def test_a_hash_depends_on_text_purpose_and_key(settings: Any) -> None:
    first = keyed_hash("8000", "tail")
    assert first == keyed_hash("8000", "tail")
    assert len({first, keyed_hash("8001", "tail"), keyed_hash("8000", "phone")}) == 3
    settings.PERSONAL_DATA_HASH_KEY = "another"
    assert keyed_hash("8000", "tail") != first


@pytest.mark.parametrize("lookup", ["phone", "phone__contains", "phone__startswith"])
def test_an_encrypted_field_is_not_searched(db: None, lookup: str) -> None:
    with pytest.raises(FieldError):
        PersonalData.objects.filter(**{lookup: "138"}).exists()
