"""The ways out, chosen by settings. Without any setting nothing leaves: messages are written to a file.

An adapter is a function that takes a `Parcel` and returns when it has been handed over. It raises `Unreachable`
where a later try may succeed and `Refused` where none will; anything else counts as `Unreachable`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from common.messages.enums import Channel

OFF = "off"


class Unreachable(Exception):
    """Not now. It is tried again later."""


class Refused(Exception):
    """Never, as it is: the number does not exist, or the text is not allowed."""


@dataclass(frozen=True)
class Parcel:
    """What an adapter hands over. `key` is the same on every try of one message."""

    key: str
    kind: str
    channel: str
    address: str
    masked: str
    subject: str
    text: str
    link: str = ""


Adapter = Callable[[Parcel], None]

# By channel, then by the name that the settings use.
_adapters: dict[str, dict[str, Adapter]] = {channel: {} for channel in Channel.values}


def register_adapter(channel: str, name: str, adapter: Adapter) -> None:
    """Adds a way for a channel. Called in an app's `ready`."""
    _adapters[channel][name] = adapter


def names_for(channel: str) -> list[str]:
    return sorted(_adapters[channel])


def chosen(channel: str) -> str:
    """The name of the channel's way; `off` where it has none. The site itself needs no setting."""
    name = "site" if channel == Channel.SITE else settings.MESSAGE_ADAPTERS.get(channel, OFF)
    return name if name in _adapters[channel] else OFF


def in_use(channel: str) -> bool:
    return chosen(channel) != OFF


def adapter_for(channel: str) -> Adapter:
    """Raises Unreachable for a channel that is off: its messages wait, and are shown."""
    name = chosen(channel)
    if name == OFF:
        raise Unreachable("This channel is switched off.")
    return _adapters[channel][name]
