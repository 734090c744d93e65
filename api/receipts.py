"""Following a need by its receipt: so many wrong tries, then nobody is answered for a while."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

from accounts.client_address import client_address
from api.limits import TooMany
from common.errors import NotFound
from exchange.models import Need
from exchange.selectors import by_receipt

# As on the public site, where the same tries are counted under the same names: two doors, one count.
WRONG_TRIES, PAUSE = 10, 15 * 60


def need_of_receipt(request: HttpRequest, code: str, tail: str) -> Need:
    """The need of a receipt code and the last four digits of the phone.

    Raises NotFound, and TooMany after ten wrong tries.
    """
    digits = "".join(filter(str.isdigit, code))
    counted = [_key("address", client_address(request)), _key("code", digits)]
    if any(cache.get(key, 0) >= WRONG_TRIES for key in counted):
        raise TooMany(PAUSE)
    try:
        return by_receipt(code, tail)
    except NotFound:
        for key in counted:
            cache.add(key, 0, PAUSE)
            cache.incr(key)
        raise


def _key(kind: str, value: str) -> str:
    return f"receipt-tries:{kind}:{hashlib.blake2s(value.encode()).hexdigest()}"
