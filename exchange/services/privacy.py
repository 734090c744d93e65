"""Reading what is personal, on record; and erasing it on request."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import audit, outbox
from common.errors import Invalid, NotAllowed
from exchange import events
from exchange.enums import TEAM_STATES, OrderState
from exchange.models import Need, NeedAnswer, PersonalRead
from exchange.services.moves import locked_need
from exchange.services.rights import acting_as, leads_team, require_role
from organisations.enums import SERVICE_ROLES, Role

# A team that was only asked needs no address yet.
TAKEN_ON = tuple(state for state in TEAM_STATES if state != OrderState.ASSIGNED)
FIELDS = ("name", "phone", "address", "words", "answers", "vulnerable")
# Why somebody needs special care: seen by those who decide on it and by nobody else.
SEE_VULNERABLE = (Role.PANELLIST, Role.DISPATCHER, Role.DIRECTOR)


def readable_fields(need: Need, actor: Any) -> frozenset[str]:
    """Which personal fields the person may read: staff of the unit or above, the asker, the team that took it on."""
    if actor is None or not actor.is_authenticated or not actor.is_active:
        return frozenset()
    if need.asker_id == actor.pk or acting_as(actor, SEE_VULNERABLE, need.unit):
        return frozenset(FIELDS)
    plain = frozenset(FIELDS) - {"vulnerable"}
    if acting_as(actor, SERVICE_ROLES, need.unit):
        return plain
    order = need.orders.select_related("team").filter(state__in=TAKEN_ON).first()
    return plain if order is not None and leads_team(actor, order.team) else frozenset()


@transaction.atomic
def personal_read(*, need: Need, actor: Any, fields: Iterable[str], purpose: str) -> dict[str, str]:
    """The fields in the clear, with a row that says who read what for which purpose.

    Raises NotAllowed for a field that the person may not read, Invalid without a purpose.
    """
    wanted = sorted(set(fields))
    if not purpose.strip():
        raise Invalid(
            "exchange.purpose_needed", _("Say what you need it for: each reading is on record."), field="purpose"
        )
    if not wanted or not set(wanted) <= readable_fields(need, actor):
        raise NotAllowed("exchange.personal", _("You may not read this. The dispatcher of the unit can."))
    personal = need.personal
    PersonalRead.objects.create(need=need, person=actor, purpose=purpose.strip()[:120], fields=" ".join(wanted))
    audit.record("exchange.personal_read", need, actor=actor, unit_path=need.unit.path, fields=wanted)
    return {name: getattr(personal, name) for name in wanted}


@transaction.atomic
def personal_erase(*, need: Need, actor: Any, reason: str) -> None:
    """Deletes what is personal in a need that is over; the need itself stays for the statistics.

    A director or administrator of the unit or above does it on request. Photos go too.
    """
    need = locked_need(need)
    require_role(actor, (Role.DIRECTOR, Role.ADMINISTRATOR), need.unit)
    if not reason.strip():
        raise Invalid("exchange.reason_needed", _("Say who asked for it and when."), field="reason")
    forget_person(need, receipt_too=True)
    # Nobody finds it by its receipt any more: no eight digits have this hash.
    need.receipt_hash, need.asker = f"erased-{need.pk}", None
    need.save(update_fields=["receipt_hash", "asker", "changed"])
    audit.record("exchange.personal_erased", need, actor=actor, unit_path=need.unit.path, reason=reason.strip())
    outbox.publish(events.personal_data_erased(need))


def forget_person(need: Need, *, receipt_too: bool = False) -> None:
    """Deletes the words, names, answers and photos of a held need. With its receipt it is still found, unless told."""
    personal = need.personal
    for name in (*FIELDS, "phone_hash", *(("receipt", "tail_hash") if receipt_too else ())):
        setattr(personal, name, "")
    personal.erased_at = timezone.now()
    personal.save()
    NeedAnswer.objects.filter(need=need).delete()
    for photo in need.photos.all():
        photo.file.delete(save=False)
        photo.delete()
