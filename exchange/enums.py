"""Stored values of needs and orders, and the steps that are allowed between them.

Values never change: rows and running items were made with them. The edge tables are the single
source of what may follow what: services ask them, a test takes every edge, and the state charts of
the documentation are drawn from them.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    """How a need came in (收集渠道)."""

    ACCOUNT = "account", _("public site, with an account")
    VISITOR = "visitor", _("public site, without an account")
    DESK = "desk", _("at the desk, entered by staff")
    DOORSTEP = "doorstep", _("at the door, entered by staff")
    PHONE = "phone", _("by phone, entered by staff")
    MAILBOX = "mailbox", _("suggestion box")
    CHAT = "chat", _("group chat")
    SPREADSHEET = "spreadsheet", _("spreadsheet")
    API = "api", _("another system")


# Entered by staff for somebody else (代为登记).
ON_BEHALF = (Channel.DESK, Channel.DOORSTEP, Channel.PHONE, Channel.MAILBOX, Channel.CHAT, Channel.SPREADSHEET)


class Urgency(models.IntegerChoices):
    """How soon; a greater number goes first."""

    NORMAL = 1, _("ordinary")
    URGENT = 2, _("urgent")
    EMERGENCY = 3, _("emergency")


class Breadth(models.TextChoices):
    """Whether many ask for it or one (共性 · 个性)."""

    COMMON = "common", _("common")
    INDIVIDUAL = "individual", _("individual")


class NeedState(models.TextChoices):
    """Where a need stands. From acceptance on its public text may be read by everybody."""

    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned for more")
    DELIBERATION = "deliberation", _("in deliberation")
    REJECTED = "rejected", _("rejected")
    DUPLICATE = "duplicate", _("joined to another")
    ACCEPTED = "accepted", _("accepted")
    IN_HAND = "in_hand", _("in hand")
    SERVED = "served", _("served")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled by the asker")
    WITHDRAWN = "withdrawn", _("withdrawn by the centre")
    EXPIRED = "expired", _("expired")


NEED_EDGES: dict[str, tuple[str, ...]] = {
    NeedState.SUBMITTED: (
        NeedState.RETURNED,
        NeedState.DELIBERATION,
        NeedState.REJECTED,
        NeedState.DUPLICATE,
        NeedState.ACCEPTED,
        NeedState.CANCELLED,
        # Only with the whole batch that it came in with: nobody asked for it.
        NeedState.WITHDRAWN,
    ),
    NeedState.RETURNED: (NeedState.SUBMITTED, NeedState.CANCELLED, NeedState.EXPIRED),
    NeedState.DELIBERATION: (
        NeedState.RETURNED,
        NeedState.REJECTED,
        NeedState.DUPLICATE,
        NeedState.ACCEPTED,
        NeedState.CANCELLED,
    ),
    NeedState.ACCEPTED: (NeedState.IN_HAND, NeedState.CANCELLED, NeedState.WITHDRAWN),
    # In hand from its first dispatch on, also while the order waits for another team.
    NeedState.IN_HAND: (NeedState.SERVED, NeedState.CANCELLED, NeedState.WITHDRAWN),
    # Back to accepted: opened once more by a rating of two or less, or by a follow-up "not served".
    NeedState.SERVED: (NeedState.CLOSED, NeedState.ACCEPTED),
    NeedState.CLOSED: (NeedState.ACCEPTED,),
    NeedState.DUPLICATE: (NeedState.CANCELLED,),
    NeedState.REJECTED: (),
    NeedState.CANCELLED: (),
    NeedState.WITHDRAWN: (),
    NeedState.EXPIRED: (),
}

PUBLIC_STATES = (NeedState.ACCEPTED, NeedState.IN_HAND, NeedState.SERVED, NeedState.CLOSED)
# Taken in many at a time, by staff who have no questionnaire before them.
IN_BATCHES = (Channel.CHAT, Channel.SPREADSHEET)
# What still asks somebody for something: similar ones are looked for among these.
OPEN_STATES = (
    NeedState.SUBMITTED,
    NeedState.RETURNED,
    NeedState.DELIBERATION,
    NeedState.ACCEPTED,
    NeedState.IN_HAND,
)


class ScreenOutcome(models.TextChoices):
    """What the panel of a station decides on (共同商定)."""

    ACCEPT = "accept", _("accept")
    RETURN = "return", _("return for more")
    REJECT = "reject", _("reject")
    DUPLICATE = "duplicate", _("join to another")
    DELIBERATE = "deliberate", _("deliberate")


class Mode(models.TextChoices):
    """How an order finds its team: sent to one, or taken from the open pool."""

    ASSIGNED = "assigned", _("assigned")
    POOLED = "pooled", _("open pool")


class OrderState(models.TextChoices):
    """Where an order stands. The clock runs from dispatch and stands still only while waiting for the resident."""

    WAITING = "waiting", _("waiting for dispatch")
    POOLED = "pooled", _("in the open pool")
    ASSIGNED = "assigned", _("sent to a team")
    ACCEPTED = "accepted", _("accepted by the team")
    SCHEDULED = "scheduled", _("scheduled")
    IN_SERVICE = "in_service", _("in service")
    PAUSED = "paused", _("waiting for the resident")
    DONE = "done", _("done, to be rated")
    RATED = "rated", _("rated")
    UNRATED = "unrated", _("not rated")
    CANCELLED = "cancelled", _("cancelled")


ORDER_EDGES: dict[str, tuple[str, ...]] = {
    OrderState.WAITING: (OrderState.POOLED, OrderState.ASSIGNED, OrderState.CANCELLED),
    OrderState.POOLED: (OrderState.ACCEPTED, OrderState.ASSIGNED, OrderState.WAITING, OrderState.CANCELLED),
    OrderState.ASSIGNED: (OrderState.ACCEPTED, OrderState.WAITING, OrderState.POOLED, OrderState.CANCELLED),
    OrderState.ACCEPTED: (OrderState.SCHEDULED, OrderState.PAUSED, OrderState.WAITING, OrderState.CANCELLED),
    OrderState.SCHEDULED: (
        OrderState.ACCEPTED,
        OrderState.IN_SERVICE,
        OrderState.PAUSED,
        OrderState.WAITING,
        OrderState.CANCELLED,
    ),
    OrderState.IN_SERVICE: (OrderState.DONE, OrderState.PAUSED),
    OrderState.PAUSED: (
        OrderState.ACCEPTED,
        OrderState.SCHEDULED,
        OrderState.IN_SERVICE,
        OrderState.WAITING,
        OrderState.CANCELLED,
    ),
    OrderState.DONE: (OrderState.RATED, OrderState.UNRATED),
    OrderState.RATED: (),
    OrderState.UNRATED: (OrderState.RATED,),
    OrderState.CANCELLED: (),
}

# A team has it in hand: what counts as its load, and what it may be planned against.
TEAM_STATES = (
    OrderState.ASSIGNED,
    OrderState.ACCEPTED,
    OrderState.SCHEDULED,
    OrderState.IN_SERVICE,
    OrderState.PAUSED,
)
RUNNING_STATES = (OrderState.WAITING, OrderState.POOLED, *TEAM_STATES)
FINISHED_STATES = (OrderState.DONE, OrderState.RATED, OrderState.UNRATED)


class LimitedStep(models.TextChoices):
    """The steps whose time is limited, each by a number of working hours for a category."""

    SCREEN = "screen", _("screening")
    DELIBERATE = "deliberate", _("deliberation")
    DISPATCH = "dispatch", _("dispatch")
    ANSWER = "answer", _("the team's answer")
    SERVE = "serve", _("service, from dispatch")
    RATE = "rate", _("rating")
    SUPPLEMENT = "supplement", _("the asker's addition")


class RefusalCode(models.TextChoices):
    """Why a team says no. Words are asked for beside it."""

    OUT_OF_SKILL = "out_of_skill", _("not what we can do")
    OUT_OF_AREA = "out_of_area", _("too far")
    NO_CAPACITY = "no_capacity", _("no capacity")
    NOT_FREE_THEN = "not_free_then", _("not free at that time")
    OTHER = "other", _("something else")


class ProposalState(models.TextChoices):
    """A batch of orders with the teams that were worked out for them."""

    OPEN = "open", _("to be confirmed")
    CONFIRMED = "confirmed", _("confirmed")
    DROPPED = "dropped", _("dropped")


class LineState(models.TextChoices):
    """One order of a batch. Nothing is sent before a person has confirmed it."""

    PROPOSED = "proposed", _("proposed")
    TAKEN_OUT = "taken_out", _("taken out")
    SENT = "sent", _("sent")
    FAILED = "failed", _("could not be sent")


class ExtensionState(models.TextChoices):
    ASKED = "asked", _("asked")
    GRANTED = "granted", _("granted")
    DECLINED = "declined", _("declined")


class RatedBy(models.TextChoices):
    """By which way a rating came."""

    ACCOUNT = "account", _("with an account")
    RECEIPT = "receipt", _("with the receipt code")
    PHONE = "phone", _("by phone, entered by staff")


class Reach(models.TextChoices):
    """What became of a follow-up call."""

    REACHED = "reached", _("reached")
    NOT_REACHED = "not_reached", _("not reached")
    DECLINED = "declined", _("did not want to answer")


class QuestionKind(models.TextChoices):
    """How the answer to a category's own question is given."""

    TEXT = "text", pgettext_lazy("kind of answer", "text")
    NUMBER = "number", _("number")
    DATE = "date", _("date")
    YES_NO = "yes_no", _("yes or no")
    CHOICE = "choice", _("one of several")


# A team may say no so often; then the dispatcher's decision binds.
MOST_REFUSALS = 2
# First time, and opened once more.
MOST_ROUNDS = 2
# A rating up to this opens the order once more.
REOPENING_SCORE = 2
# Photos of one need.
MOST_PHOTOS = 6
# How many of a panel must have said something before an outcome counts.
PANEL_SIZE = 3


class ResourceKind(models.TextChoices):
    """What a county can lend its people (资源下沉)."""

    VENUE = "venue", _("place")
    TALENT = "talent", _("talent")
    FUND = "fund", _("fund")
    PROJECT = "project", _("service project")


class ResourceState(models.TextChoices):
    """Where a resource stands. Only what is listed is found by everybody."""

    DRAFT = "draft", _("being written")
    IN_REVIEW = "in_review", _("in review")
    LISTED = "listed", _("listed")
    SUSPENDED = "suspended", _("suspended")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("taken from the list")


RESOURCE_EDGES: dict[str, tuple[str, ...]] = {
    ResourceState.DRAFT: (ResourceState.IN_REVIEW, ResourceState.WITHDRAWN),
    # Back to its author with a reason, or listed.
    ResourceState.IN_REVIEW: (ResourceState.LISTED, ResourceState.DRAFT, ResourceState.WITHDRAWN),
    ResourceState.LISTED: (ResourceState.SUSPENDED, ResourceState.EXPIRED, ResourceState.WITHDRAWN),
    # Words are changed in a draft only: what is listed is what was reviewed.
    ResourceState.SUSPENDED: (
        ResourceState.LISTED,
        ResourceState.DRAFT,
        ResourceState.EXPIRED,
        ResourceState.WITHDRAWN,
    ),
    ResourceState.EXPIRED: (ResourceState.DRAFT, ResourceState.WITHDRAWN),
    ResourceState.WITHDRAWN: (),
}
