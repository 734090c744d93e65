"""Personal data at rest: encrypted with a key from the environment, found by a keyed hash.

The first of `PERSONAL_DATA_KEYS` encrypts; all of them decrypt, so that a key can be changed and
old rows stay readable until `rotate` has written them anew. What is hashed is found again only by
who holds the key: a stolen table tells nothing, not even whether a phone number is in it.
"""

import base64
import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.errors import LinliError


class Unreadable(LinliError):
    """The row was written with a key that is not among the present ones."""

    status = 500


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest())


@lru_cache(maxsize=4)
def _cipher(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def cipher() -> MultiFernet:
    return _cipher(tuple(settings.PERSONAL_DATA_KEYS))


def encrypt(text: str) -> str:
    """The text as a token of ASCII letters; the empty text stays empty."""
    return cipher().encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """The text of a token. Raises Unreadable where no present key fits."""
    if not token:
        return ""
    try:
        return cipher().decrypt(token.encode()).decode()
    except InvalidToken as problem:
        raise Unreadable(
            "common.unreadable", _("This was encrypted with a key that is no longer set. Ask the operator.")
        ) from problem


def rotate(token: str) -> str:
    """The same text under the first key."""
    return cipher().rotate(token.encode()).decode() if token else ""


def keyed_hash(text: str, purpose: str) -> str:
    """64 hex digits by which an equal text is found. Another purpose gives another hash."""
    key = _key(settings.PERSONAL_DATA_HASH_KEY)
    return hmac.new(key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that only a process with the key can read. It cannot be searched or ordered by."""

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(value) if isinstance(value, str) else super().get_prep_value(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return decrypt(value) if isinstance(value, str) else value

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None
