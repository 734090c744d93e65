"""Two units that work together."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import audit, outbox
from common.errors import Conflict, Invalid
from organisations import events
from organisations.enums import PairingKind
from organisations.models import Pairing, Unit
from organisations.rules import GOVERN_PAIRING
from organisations.selectors import today
from organisations.services.posts import check_days, overlapping
from organisations.services.rights import require, require_administrator


@transaction.atomic
def pairing_make(
    *,
    actor: Any,
    unit: Unit,
    partner: Unit,
    kind: PairingKind | str,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> Pairing:
    """Pairs two units. The actor administers the first; which of two is first says nothing else."""
    require_administrator(actor, unit)
    first = valid_from or today()
    check_days(first, valid_to)
    if unit.pk == partner.pk:
        raise Invalid(
            "organisations.paired_with_itself",
            _("A unit is not paired with itself. Choose another one."),
            field="partner",
        )
    both = Q(unit=unit, partner=partner) | Q(unit=partner, partner=unit)
    if Pairing.objects.filter(both & overlapping(first, valid_to), kind=kind).exists():
        raise Conflict(
            "organisations.already_paired", _("These units are paired already at that time."), field="partner"
        )
    pairing = Pairing.objects.create(unit=unit, partner=partner, kind=kind, valid_from=first, valid_to=valid_to)
    audit.record("organisations.pairing_made", pairing, actor=actor, unit_path=unit.path, partner=partner.pk)
    outbox.publish(events.pairing_changed(pairing))
    return pairing


@transaction.atomic
def pairing_end(*, actor: Any, pairing: Pairing, last_day: dt.date | None = None) -> Pairing:
    """Ends a pairing on its last day (included); without one it ends at once."""
    pairing = Pairing.objects.select_for_update(of=("self",)).select_related("unit", "partner").get(pk=pairing.pk)
    require(actor, GOVERN_PAIRING, pairing)
    last = last_day or today() - dt.timedelta(days=1)
    if pairing.valid_to is not None and pairing.valid_to <= last:
        return pairing
    pairing.valid_to = last
    pairing.save(update_fields=["valid_to", "changed"])
    audit.record("organisations.pairing_ended", pairing, actor=actor, unit_path=pairing.unit.path, last_day=str(last))
    outbox.publish(events.pairing_changed(pairing))
    return pairing
