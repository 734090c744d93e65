"""Everything that happened to a need, in one line of time."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from exchange.models import Need, Order
from workflows.desk.due import moment_words


@dataclass(frozen=True)
class Event:
    """One step: what, by whom, why. `on` is its place in time, `when` how people say it."""

    on: dt.datetime
    when: str
    what: str
    who: str = ""
    why: str = ""


def _event(on: dt.datetime, what: str, person: Any = None, why: str = "", *, who: str = "") -> Event:
    return Event(on, moment_words(on, timezone.now()), what, who or (person.masked_name if person else ""), why)


def events_of(need: Need, orders: list[Order]) -> list[Event]:
    """Newest first. As many queries however much happened."""
    found = [
        _event(each.at, each.get_to_state_display(), each.actor, each.reason)
        for each in need.changes.select_related("actor")
    ]
    for view in need.views.select_related("person"):
        what = _("opinion: %(outcome)s") % {"outcome": view.get_outcome_display()}
        found.append(_event(view.at, what, view.person, view.text))
    for record in need.deliberations.select_related("entered_by"):
        what = _("deliberation: %(topic)s") % {"topic": record.topic}
        found.append(_event(record.at, what, record.entered_by, record.result))
    for order in orders:
        found += _of_order(order)
    return sorted(found, key=lambda each: each.on, reverse=True)


def _of_order(order: Order) -> list[Event]:
    """What the rows of an order tell, read before with the order."""
    label = _("order, round %(round)d") % {"round": order.round}
    found = []
    for change in order.changes.all():
        what = f"{label}: {change.get_to_state_display()}"
        found.append(_event(change.at, what, change.actor, change.reason, who=change.team.name if change.team else ""))
    for refusal in order.refusals.all():
        what = _("refused: %(reason)s") % {"reason": refusal.get_reason_code_display()}
        found.append(_event(refusal.at, what, why=refusal.text, who=refusal.team.name))
    extension = getattr(order, "extension", None)
    if extension is not None:
        what = _("more time: %(state)s") % {"state": extension.get_state_display()}
        found.append(_event(extension.decided_at or extension.asked_at, what, why=extension.answer or extension.reason))
    report, rating = getattr(order, "report", None), getattr(order, "rating", None)
    if report is not None:
        found.append(_event(report.at, _("report"), why=report.text))
    if rating is not None:
        found.append(_event(rating.at, _("rated %(score)d of 5") % {"score": rating.score}, why=rating.text))
    return found
