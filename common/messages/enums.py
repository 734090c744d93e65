"""Stored values of outgoing messages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """By which way a message reaches somebody."""

    SMS = "sms", _("SMS")
    MAIL = "mail", _("by mail")
    GROUP = "group", _("group chat")
    SITE = "site", _("notice in the site")


class State(models.TextChoices):
    """Where a message stands."""

    WAITING = "waiting", _("waiting to be sent")
    HELD = "held", _("held until a set time")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed, will be tried again")
    GIVEN_UP = "given_up", _("given up")
    JOINED = "joined", _("sent with others")


# Still to leave.
OPEN = (State.WAITING, State.HELD, State.FAILED)
OVER = (State.SENT, State.GIVEN_UP, State.JOINED)
