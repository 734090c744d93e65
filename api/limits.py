"""How often a program may ask: so many times a minute for each token, and for each address without one."""

import ipaddress
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.client_address import client_address
from common.errors import LinliError

SECONDS = 60


class TooMany(LinliError):
    """`wait` is in seconds."""

    status = 429

    def __init__(self, wait: int) -> None:
        message = _("Too many requests: wait %(seconds)d seconds, then go on more slowly.") % {"seconds": wait}
        super().__init__("api.too_many", message)
        self.wait = wait


def count_address(request: HttpRequest) -> None:
    """Counts a request that shows no token, or none that opens anything."""
    _count(request, f"address:{_network(client_address(request))}", settings.API_RATE_ANONYMOUS)


def count_token(request: HttpRequest, token_id: int) -> None:
    _count(request, f"token:{token_id}", settings.API_RATE_TOKEN)


def _network(address: str) -> str:
    """A household or an office is given a whole /64 of IPv6 addresses."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)


def _count(request: HttpRequest, who: str, allowed: int) -> None:
    """Raises TooMany. A request is counted once, however often its token is looked at; 0 allows everything."""
    if allowed < 1 or getattr(request, "linli_counted", False):
        return
    request.linli_counted = True  # type: ignore[attr-defined]
    now = time.time()
    key = f"api-rate:{who}:{int(now // SECONDS)}"
    cache.add(key, 0, SECONDS)
    try:
        asked = cache.incr(key)
    except ValueError:
        # The minute ended between the two.
        return
    if asked > allowed:
        raise TooMany(SECONDS - int(now % SECONDS))
