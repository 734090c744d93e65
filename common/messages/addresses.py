"""Whom a message goes to: how an address is found again, and what of it is shown."""

from dataclasses import dataclass

from django.conf import settings

from common.cipher import keyed_hash
from common.messages.enums import Channel
from common.phones import bare_mobile


@dataclass(frozen=True)
class Recipient:
    """Somebody to be told, by whatever is known of them. `ref` names the same person on every repeat."""

    ref: str
    phone: str = ""
    mail: str = ""
    user: int | None = None
    group: str = ""

    def address(self, channel: str) -> str:
        """Where the channel reaches them; empty where it does not."""
        if channel == Channel.SMS:
            return bare_mobile(self.phone)
        if channel == Channel.MAIL:
            return self.mail.strip() if "@" in self.mail else ""
        if channel == Channel.GROUP:
            return self.group if self.group in settings.MESSAGES_ROBOTS else ""
        return str(self.user or "")


def address_hash(channel: str, address: str) -> str:
    return keyed_hash(address, f"outgoing.{channel}")


def masked(channel: str, address: str) -> str:
    """138****1234, z***@example.org; names of groups and numbers of people are nobody's secret."""
    if channel == Channel.SMS:
        return f"{address[:3]}****{address[-4:]}" if len(address) >= 11 else "****"
    if channel == Channel.MAIL:
        name, _at, host = address.rpartition("@")
        return f"{name[:1]}***@{host}"
    return address
