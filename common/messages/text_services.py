"""Wording a kind of message, on record; and what a text would look like."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction

from common import audit
from common.messages.kinds import MessageKind
from common.messages.models import MessageTemplate
from common.messages.rendering import fill, sms_parts


@transaction.atomic
def text_save(*, row: MessageTemplate, actor: Any) -> MessageTemplate:
    """Saves a text that has been cleaned."""
    row.save()
    audit.record("outgoing.text_saved", row, actor=actor, kind=row.kind, channel=row.channel, active=row.active)
    return row


@transaction.atomic
def text_reset(*, row: MessageTemplate, actor: Any) -> None:
    """Back to the default text."""
    audit.record("outgoing.text_reset", row, actor=actor, kind=row.kind, channel=row.channel)
    row.delete()


@dataclass(frozen=True)
class Preview:
    """A text with the sample values, its length and, for an SMS, how many parts are paid for."""

    text: str
    length: int
    parts: int
    problem: str = ""


def preview(kind: MessageKind, channel: str, text: str) -> Preview:
    problems = MessageTemplate(kind=kind.code, channel=channel, text=text).problems()
    shown = (settings.SMS_SIGNATURE if channel == "sms" else "") + fill(text, kind, kind.samples)
    return Preview(shown, len(shown), sms_parts(shown), next(iter(problems.values()), ""))
