"""Which addresses a program may be told at: public ones over https, looked up once and connected to as looked up."""

import http.client
import ipaddress
import re
import socket
import ssl
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from common.errors import Invalid

TIMEOUT = 5
# Behind it every older address can be reached, those of the house as well.
GATEWAY = ipaddress.ip_network("64:ff9b::/96")


def refused() -> Invalid:
    message = _("Give a public https address without name and password: private and local ones are not told.")
    return Invalid("api.webhook_address", message, field="url")


def check(url: str) -> None:
    """Raises Invalid for what is refused by its form alone; where a name leads is asked at each sending."""
    schemes = ("https", "http") if settings.WEBHOOKS_PRIVATE else ("https",)
    try:
        parts = urlsplit(url)
        # A port that is none, and a name that no name server could be asked for, are told here and not at each sending.
        well_formed = parts.port != 0 and bool((parts.hostname or "").encode("idna")) and not re.search(r"\s", url)
    except ValueError as problem:
        raise refused() from problem
    if parts.scheme not in schemes or not parts.hostname or parts.username or parts.password or not well_formed:
        raise refused()
    try:
        if not _allowed(parts.hostname):
            raise refused()
    except ValueError:
        if parts.hostname.rstrip(".").endswith(("localhost", ".local", ".internal")) and not settings.WEBHOOKS_PRIVATE:
            raise refused() from None


def _allowed(address: str) -> bool:
    found = ipaddress.ip_address(address)
    return settings.WEBHOOKS_PRIVATE or all(
        each.is_global and not each.is_multicast for each in (found, *_within(found))
    )


def _within(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The older addresses that a newer one leads to: by mapping, 6to4, Teredo or the gateway of a provider."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in GATEWAY:
        inner.append(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    return [each for each in inner if each is not None]


def connection_to(url: str) -> http.client.HTTPConnection:
    """A connection to the very address that was checked: a name that changes its mind between gets nowhere.

    Raises Invalid where any of the addresses is refused, OSError where there is none.
    """
    check(url)
    parts = urlsplit(url)
    host = str(parts.hostname)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = {str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not found or not all(map(_allowed, found)):
        raise refused()
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    connection.sock = socket.create_connection((min(found), port), timeout=TIMEOUT)
    if parts.scheme == "https":
        connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=host)
    return connection
