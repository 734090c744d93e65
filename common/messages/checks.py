"""System checks: a way that is not there, or that lacks its address, is found at the start and not by a resident."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from common.messages.adapters import OFF, names_for
from common.messages.services import hushed


def _is_web(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "https") and bool(urlsplit(url).hostname)


def check_ways(**_kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for channel, name in settings.MESSAGE_ADAPTERS.items():
        if name != OFF and name not in names_for(channel):
            choices = ", ".join([*names_for(channel), OFF])
            found.append(Error(f"MESSAGES_{channel.upper()} is {name!r}; it may be {choices}.", id="outgoing.E001"))
    if settings.MESSAGE_ADAPTERS["sms"] == "http" and not (
        _is_web(settings.SMS_GATEWAY_URL) and settings.SMS_GATEWAY_SECRET
    ):
        found.append(Error("MESSAGES_SMS is http: set SMS_GATEWAY_URL and SMS_GATEWAY_SECRET.", id="outgoing.E002"))
    wrong = [name for name, url in settings.MESSAGES_ROBOTS.items() if not _is_web(url)]
    if settings.MESSAGE_ADAPTERS["group"] == "robot" and (wrong or not settings.MESSAGES_ROBOTS):
        found.append(Error("MESSAGES_GROUP is robot: ROBOT_WEBHOOKS needs name=address.", id="outgoing.E003"))
    return found


def check_deployed(**_kwargs: Any) -> list[CheckMessage]:
    quiet = [channel for channel in settings.MESSAGE_ADAPTERS if hushed(channel)]
    if not quiet:
        return []
    return [Warning(f"Nothing is sent by {', '.join(quiet)}: it is only written down.", id="outgoing.W001")]


def connect() -> None:
    register(check_ways)
    register(check_deployed, Tags.security, deploy=True)
