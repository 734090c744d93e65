"""Which addresses a program may be told at: public ones over https, looked up once and connected to as looked up."""

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from common.errors import Invalid

TIMEOUT = 5


def refused() -> Invalid:
    message = _("Give a public https address without name and password: private and local ones are not told.")
    return Invalid("api.webhook_address", message, field="url")


def check(url: str) -> None:
    """Raises Invalid for what is refused by its form alone; where a name leads is asked at each sending."""
    parts = urlsplit(url)
    schemes = ("https", "http") if settings.WEBHOOKS_PRIVATE else ("https",)
    if parts.scheme not in schemes or not parts.hostname or parts.username or parts.password:
        raise refused()
    try:
        if not _allowed(parts.hostname):
            raise refused()
    except ValueError:
        if parts.hostname.rstrip(".").endswith(("localhost", ".local", ".internal")) and not settings.WEBHOOKS_PRIVATE:
            raise refused() from None


def _allowed(address: str) -> bool:
    found = ipaddress.ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return settings.WEBHOOKS_PRIVATE or (found.is_global and not found.is_multicast)


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
