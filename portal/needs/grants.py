"""Who may follow a need without an account: a session that has shown the receipt and the phone's last digits."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.client_address import client_address
from common.errors import LinliError
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
    """The need of the receipt, granted to this session. NotFound, or Slower after too many wrong tries.

    Whoever holds code and phone is the asker, also of what was asked with an account.
    """
    digits = "".join(filter(str.isdigit, code))
    counted = [_key("address", client_address(request)), _key("code", digits)]
    # Counted before it is looked at: many at once are slowed down as well.
    if max([_count(key) for key in counted]) > WRONG_TRIES:
        raise Slower
    need = by_receipt(code, tail.strip())
    for key in counted:
        cache.delete(key)
    grant(request, need)
    return need


def _count(key: str) -> int:
    cache.add(key, 0, PAUSE)
    try:
        return cache.incr(key)
    except ValueError:
        # It ended between the two.
        return 1


def _key(kind: str, value: str) -> str:
    return f"receipt-tries:{kind}:{hashlib.blake2s(value.encode()).hexdigest()}"
