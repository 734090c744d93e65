"""What a panel decides on (共同商定): opinions first, then one of five outcomes."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import audit
from common.errors import Conflict, Invalid
from exchange.enums import PANEL_SIZE, Breadth, NeedState, ScreenOutcome, Urgency
from exchange.models import Category, Deliberation, Need, PanelView
from exchange.services.moves import locked_need, move_need
from exchange.services.rights import require_role
from organisations.enums import Role

PANEL = (Role.PANELLIST,)
CONCLUDES = (Role.PANELLIST, Role.DISPATCHER, Role.DIRECTOR)
SCREENED = (NeedState.SUBMITTED, NeedState.DELIBERATION)


@transaction.atomic
def panel_say(*, need: Need, actor: Any, outcome: ScreenOutcome | str, text: str = "") -> PanelView:
    """One person of the panel says what should become of a need. The last word of each counts."""
    need = locked_need(need)
    acting = require_role(actor, PANEL, need.unit)
    _require_open(need)
    if outcome not in ScreenOutcome.values:
        raise Invalid("exchange.outcome", _("Choose what should become of it."), field="outcome")
    if outcome != ScreenOutcome.ACCEPT and not text.strip():
        raise _reason_needed()
    view = PanelView.objects.create(
        need=need, person=actor, on_behalf_of=acting.on_behalf_of, outcome=outcome, text=text.strip()
    )
    audit.record(
        "exchange.panel_said",
        need,
        actor=actor,
        on_behalf_of=acting.on_behalf_of,
        unit_path=need.unit.path,
        outcome=outcome,
    )
    return view


def voices(need: Need) -> set[int]:
    """Whose opinions there are, counted since the need last came to the panel; a substitute speaks for the holder."""
    last = need.changes.filter(to_state=NeedState.SUBMITTED).order_by("-at", "-pk").first()
    views = need.views.filter(at__gte=last.at) if last else need.views.all()
    return {behalf or person for person, behalf in views.values_list("person_id", "on_behalf_of_id")}


@transaction.atomic
def screen(
    *,
    need: Need,
    actor: Any,
    outcome: ScreenOutcome | str,
    reason: str = "",
    category: Category | None = None,
    urgency: int = Urgency.NORMAL,
    breadth: Breadth | str = "",
    master: Need | None = None,
) -> Need:
    """Concludes the screening once three of the panel have spoken. Everything but acceptance needs a reason."""
    need = locked_need(need)
    acting = require_role(actor, CONCLUDES, need.unit)
    _require_open(need)
    if len(voices(need)) < PANEL_SIZE:
        raise Conflict(
            "exchange.panel_incomplete",
            _("At least %(count)d of the panel must have given their opinion first.") % {"count": PANEL_SIZE},
        )
    if outcome not in ScreenOutcome.values:
        raise Invalid("exchange.outcome", _("Choose what should become of it."), field="outcome")
    if outcome != ScreenOutcome.ACCEPT and not reason.strip():
        raise _reason_needed()
    now: dict[str, Any] = {"actor": actor, "on_behalf_of": acting.on_behalf_of, "reason": reason.strip()}
    if outcome == ScreenOutcome.ACCEPT:
        _accept(need, category or need.category, urgency, breadth, now)
    elif outcome == ScreenOutcome.DUPLICATE:
        move_need(need, NeedState.DUPLICATE, master=_master(need, master), screened_at=timezone.now(), **now)
    elif outcome == ScreenOutcome.REJECT:
        move_need(need, NeedState.REJECTED, screened_at=timezone.now(), closed_at=timezone.now(), **now)
    elif outcome == ScreenOutcome.RETURN:
        move_need(need, NeedState.RETURNED, **now)
    elif need.state != NeedState.DELIBERATION:
        move_need(need, NeedState.DELIBERATION, **now)
    return need


@transaction.atomic
def deliberation_record(
    *, need: Need, actor: Any, topic: str, held_on: dt.date, attendees: str, result: str
) -> Deliberation:
    """Writes down a meeting (议事协商) on a need in deliberation; the outcome is concluded by `screen`."""
    need = locked_need(need)
    require_role(actor, CONCLUDES, need.unit)
    if need.state != NeedState.DELIBERATION:
        raise Conflict("exchange.not_in_deliberation", _("This need is not in deliberation."))
    for name, value in (("topic", topic), ("attendees", attendees), ("result", result)):
        if not value.strip():
            raise Invalid("exchange.missing", _("This field cannot be empty."), field=name)
    if held_on > timezone.localdate():
        raise Invalid("exchange.not_held_yet", _("Record a meeting once it has been held."), field="held_on")
    record = Deliberation.objects.create(
        need=need,
        topic=topic.strip(),
        held_on=held_on,
        attendees=attendees.strip(),
        result=result.strip(),
        entered_by=actor,
    )
    audit.record("exchange.deliberation_recorded", need, actor=actor, unit_path=need.unit.path)
    return record


def _require_open(need: Need) -> None:
    if need.state not in SCREENED:
        raise Conflict(
            "exchange.moved_on",
            _("This is “%(state)s” by now: somebody was faster. Look again, then decide.")
            % {"state": need.get_state_display()},
        )


def _reason_needed() -> Invalid:
    return Invalid("exchange.reason_needed", _("Say in a sentence why, so that the asker knows."), field="reason")


def _accept(need: Need, category: Category | None, urgency: int, breadth: str, now: dict[str, Any]) -> None:
    if category is None or category.numchild:
        raise Invalid("exchange.category", _("Choose what it is about."), field="category")
    if urgency not in Urgency.values:
        raise Invalid("exchange.urgency", _("Choose how urgent it is."), field="urgency")
    if breadth not in Breadth.values:
        raise Invalid("exchange.breadth", _("Choose whether many ask for it or one."), field="breadth")
    values: dict[str, Any] = {"category": category, "urgency": urgency, "rank": urgency, "breadth": breadth}
    move_need(need, NeedState.ACCEPTED, screened_at=timezone.now(), **values, **now)


def _master(need: Need, master: Need | None) -> Need:
    """The need that this one is joined to: another one, still asked for, and not itself joined to anything."""
    if master is None or master.pk == need.pk:
        raise Invalid("exchange.master", _("Choose the need that this one repeats."), field="master")
    found = Need.objects.select_related("unit").get(pk=master.pk)
    if found.state == NeedState.DUPLICATE and found.master is not None:
        found = found.master
    if found.pk == need.pk or found.state in (
        NeedState.REJECTED,
        NeedState.CANCELLED,
        NeedState.WITHDRAWN,
        NeedState.EXPIRED,
    ):
        raise Invalid(
            "exchange.master_closed", _("That one is closed: choose a need that is still open."), field="master"
        )
    return found
