"""Who may follow a need without an account: a session that has shown the receipt and the phone's last digits."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.client_address import client_address
from common.errors import LinliError, NotFound
from exchange.models import Need
from exchange.selectors import by_receipt

KEY = "need_grants"
MOST = 20
# So many wrong tries, from one address or at one code, until nobody is answered for a while.
WRONG_TRIES, PAUSE = 10, 15 * 60


class Slower(LinliError):
    status = 429

    def __init__(self) -> None:
        super().__init__("portal.too_many_tries", _("Too many tries. Wait a quarter of an hour, or call the station."))


def grant(request: HttpRequest, need: Need) -> None:
    kept = [each for each in request.session.get(KEY, []) if each != need.code]
    request.session[KEY] = [*kept, need.code][-MOST:]


def is_granted(request: HttpRequest, need: Need) -> bool:
    return need.code in request.session.get(KEY, [])


def open_by_receipt(request: HttpRequest, code: str, tail: str) -> Need:
    """The need of the receipt, granted to this session. NotFound, or Slower after too many wrong tries."""
    digits = "".join(filter(str.isdigit, code))
    counted = [_key("address", client_address(request)), _key("code", digits)]
    if any(cache.get(key, 0) >= WRONG_TRIES for key in counted):
        raise Slower
    try:
        need = by_receipt(code, tail.strip())
    except NotFound:
        for key in counted:
            cache.add(key, 0, PAUSE)
            cache.incr(key)
        raise
    grant(request, need)
    return need


def _key(kind: str, value: str) -> str:
    return f"receipt-tries:{kind}:{hashlib.blake2s(value.encode()).hexdigest()}"
