"""Opening a need by its receipt: after so many wrong tries nobody is answered for a while, at whichever door."""

import hashlib
import unicodedata
from contextlib import suppress

from django.core.cache import cache
from django.utils.translation import gettext as _

from common.errors import LinliError
from exchange.models import Need
from exchange.selectors import by_receipt

# From one address, or at one code.
WRONG_TRIES, PAUSE = 10, 15 * 60


class TooManyTries(LinliError):
    """`wait` is in seconds."""

    status = 429
    wait = PAUSE

    def __init__(self) -> None:
        words = _("Too many tries. Wait a quarter of an hour, or call the station.")
        super().__init__("exchange.too_many_tries", words)


def open_by_receipt(code: str, tail: str, *, address: str) -> Need:
    """The need of a receipt code and the last four digits of the phone, asked from a network address.

    Raises NotFound, and TooManyTries after ten wrong ones. Counted before it is looked at: many at once are
    slowed down as well.
    """
    # Typed as Chinese keyboards write digits: ８０００.
    code, tail = (unicodedata.normalize("NFKC", typed) for typed in (code, tail))
    digits = "".join(filter(str.isdigit, code))
    counted = [_key("address", address), _key("code", digits)]
    if max([_count(key) for key in counted]) > WRONG_TRIES:
        raise TooManyTries
    need = by_receipt(code, tail.strip())
    for key in counted:
        # Only this try was right: the wrong ones before it still count.
        _take_back(key)
    return need


def _take_back(key: str) -> None:
    with suppress(ValueError):
        cache.decr(key)


def _count(key: str) -> int:
    cache.add(key, 0, PAUSE)
    try:
        return cache.incr(key)
    except ValueError:
        # It ended between the two.
        return 1


def _key(kind: str, value: str) -> str:
    return f"receipt-tries:{kind}:{hashlib.blake2s(value.encode()).hexdigest()}"
