"""Stored values of queues and decisions. Values never change: running items were made with them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """The steps of content approval (三审三校), in their order."""

    MACHINE_CHECK = "machine_check", _("machine check")
    FIRST_REVIEW = "first_review", _("first review")
    CO_SIGN = "co_sign", _("co-sign")
    SECOND_REVIEW = "second_review", _("second review")
    FINAL_REVIEW = "final_review", _("final review")


class ServiceStep(models.TextChoices):
    """The steps of a need, from its screening to the service (点单 → 派单 → 接单), in their order."""

    SCREEN = "screen", _("screening")
    DELIBERATE = "deliberate", _("deliberation")
    DISPATCH = "dispatch", _("dispatch")
    POOL = "pool", _("finding a team in the pool")
    ANSWER = "answer", _("the team's answer")
    PLAN = "plan", _("planning the service")
    SERVE = "serve", _("service and report")


# The team's turn; the others are the turn of a role at a unit.
TEAM_STEPS = (ServiceStep.ANSWER, ServiceStep.PLAN, ServiceStep.SERVE)
EVERY_STEP = [*Step.choices, *ServiceStep.choices]


def step_words(step: str) -> str:
    """The name of a step of any flow."""
    return str(dict(EVERY_STEP)[step])


class Decision(models.TextChoices):
    """What a person can say to an item. Everything but approval needs a reason."""

    APPROVE = "approve", _("approve")
    RETURN_TO_STEP = "return_to_step", _("return to an earlier step")
    RETURN_TO_AUTHOR = "return_to_author", _("return for changes")
    REJECT = "reject", _("reject")


class ItemState(models.TextChoices):
    """Where a work item stands."""

    OPEN = "open", _("to be claimed")
    CLAIMED = "claimed", _("claimed")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")


class Stuck(models.TextChoices):
    """Why an item waits for the repair desk."""

    NO_HOLDER = "no_holder", _("nobody holds the role")


UNFINISHED = (ItemState.OPEN, ItemState.CLAIMED)
