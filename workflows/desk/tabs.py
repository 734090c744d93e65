"""The queues of a person, in the order of the tabs. Each is a selector of the engine and nothing more."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.access import Reader
from workflows import selectors
from workflows.models import WorkItem

Words = str | Promise


@dataclass(frozen=True)
class Tab:
    """`action` is what the button of a row does besides opening; `picking` says that rows can be decided together."""

    name: str
    label: Words
    items: Callable[[Reader, Any], QuerySet[WorkItem]]
    empty_title: Words
    empty_advice: Words
    action: str = ""
    picking: bool = False
    finished: bool = False


TABS = {
    tab.name: tab
    for tab in (
        Tab(
            "mine",
            _("For me to do"),
            selectors.mine,
            _("Nothing waits for you"),
            _("Look at what can be claimed, or close the computer with a good conscience."),
            picking=True,
        ),
        Tab(
            "claimable",
            _("To be claimed"),
            selectors.claimable,
            _("Nothing is left to be claimed"),
            _("What is sent to your posts stands here until somebody takes it."),
            action="claim",
        ),
        Tab(
            "overdue",
            _("Overdue"),
            selectors.overdue,
            _("Nothing is overdue"),
            _("What passes its time while it waits for you stands here."),
            picking=True,
        ),
        Tab(
            "waiting",
            _("With others"),
            selectors.waiting_on_others,
            _("Nothing of yours waits with others"),
            _("What you sent or approved stands here until it is finished; you can urge."),
            action="urge",
        ),
        Tab(
            "returned",
            _("Sent back to me"),
            selectors.returned,
            _("Nothing has come back to you"),
            _("What reviewers return for changes stands here until you hand it in again."),
            finished=True,
        ),
        Tab(
            "done",
            _("Done today"),
            selectors.done_today,
            _("Nothing done yet today"),
            _("What you decide today stands here until midnight."),
            finished=True,
        ),
        Tab(
            "substituting",
            _("As substitute"),
            selectors.substituting,
            _("You substitute for nobody"),
            _("When somebody names you as substitute, their work stands here."),
            picking=True,
        ),
    )
}
