"""What became of a need, as its asker may read it: five steps, what comes next, and everything that happened."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from exchange.enums import NeedState, OrderState
from exchange.models import Need, NeedChange, Order, OrderChange
from exchange.selectors import followed, milestones
from exchange.services.intake import CANCELLABLE
from workflows.turns import ASKERS_TURN, END, node_for


@dataclass(frozen=True)
class Stage:
    label: str
    at: Any
    state: str  # done, now or ahead


@dataclass(frozen=True)
class Line:
    """One thing that happened: when, what, at which unit or team, and in words."""

    at: dt.datetime
    what: str
    who: str
    text: str = ""


# Ended before a team was through: no step is the next one.
OVER = (NeedState.REJECTED, NeedState.CANCELLED, NeedState.WITHDRAWN, NeedState.EXPIRED)


def stages(need: Need) -> list[Stage]:
    reached = {each.name: each.at for each in milestones(need)}
    labels = {
        "submitted": _("Collected"),
        "screened": _("Looked at"),
        "dispatched": _("Dispatched"),
        "accepted": _("Taken on"),
        "rated": _("Rated"),
    }
    found: list[Stage] = []
    for name, label in labels.items():
        at = reached[name]
        waiting = need.state not in OVER and not any(each.state == "now" for each in found)
        found.append(Stage(label, at, "done" if at is not None else "now" if waiting else "ahead"))
    return found


ASKER_READS = (NeedState.RETURNED, NeedState.REJECTED, NeedState.WITHDRAWN, NeedState.DUPLICATE, NeedState.DELIBERATION)
# What a team or a dispatcher writes for each other stays inside.
TEAM_TELLS = (OrderState.PAUSED,)


def log(need: Need) -> list[Line]:
    """Newest first. Names of persons are in none of it; the reasons are those meant for the asker. Four queries."""
    lines = [_of_need(change) for change in NeedChange.objects.filter(need=need).select_related("unit")]
    same = followed(need)
    changes = OrderChange.objects.filter(order__need=same).select_related("team", "order")
    lines += [_of_order(change) for change in changes if change.from_state]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _of_need(change: NeedChange) -> Line:
    told = change.reason if change.to_state in ASKER_READS else ""
    return Line(change.at, change.get_to_state_display(), str(change.unit or ""), told)


def _of_order(change: OrderChange) -> Line:
    told = change.reason if change.to_state in TEAM_TELLS else ""
    return Line(change.at, change.get_to_state_display(), str(change.team or ""), told)


def next_words(need: Need, order: Order | None) -> str:
    """What comes next, and who has the turn, in one sentence."""
    words = {
        NeedState.SUBMITTED: _("The station looks at it and calls you if something is missing."),
        NeedState.RETURNED: _("Something is missing: please add it below."),
        NeedState.DELIBERATION: _("It is talked over at a meeting; you hear what comes of it."),
        NeedState.REJECTED: _("This cannot be done. Below is why, and what you can do."),
        NeedState.CANCELLED: _("You have taken it back."),
        NeedState.WITHDRAWN: _("The centre has taken it off. Below is why."),
        NeedState.EXPIRED: _("Nothing was added in time. You can ask again."),
        NeedState.CLOSED: _("Done. Thank you for telling us."),
    }
    if need.state in words:
        return words[NeedState(need.state)]
    if order is None:
        return _("A team is looked for.")
    by_order = {
        OrderState.WAITING: _("A team is looked for."),
        OrderState.POOLED: _("A team is looked for."),
        OrderState.ASSIGNED: _("A team has been asked, and answers soon."),
        OrderState.ACCEPTED: _("The team arranges a time with you."),
        OrderState.SCHEDULED: _("The team comes at the time that was arranged."),
        OrderState.IN_SERVICE: _("The team is at work."),
        OrderState.PAUSED: _("The team waits for your answer; the clock stands still."),
        OrderState.DONE: _("Done. Please say how it was."),
    }
    return by_order.get(OrderState(order.state), _("Done. Thank you for telling us."))


def may_cancel(need: Need, order: Order | None) -> bool:
    """Before anybody is at work, and while it is not over. `order` is the need's own last one."""
    return need.may_become(NeedState.CANCELLED) and (order is None or order.state in CANCELLABLE)


def may_rate(need: Need, order: Order | None) -> bool:
    return order is not None and order.need_id == need.pk and order.state == OrderState.DONE


def may_urge(need: Need, order: Order | None) -> bool:
    """While somebody on the inside has the turn."""
    return node_for(need, order) not in (END, *ASKERS_TURN)
