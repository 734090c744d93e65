"""Where a request comes from. A header that anybody can write is believed only as far as our own proxies wrote it."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address that the outermost of our TRUSTED_PROXIES saw; without proxies, the other end of the connection."""
    direct: str = request.META.get("REMOTE_ADDR", "")
    count: int = settings.TRUSTED_PROXIES
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if count < 1 or len(seen) < count:
        return direct
    try:
        return str(ipaddress.ip_address(seen[-count]))
    except ValueError:
        return direct
