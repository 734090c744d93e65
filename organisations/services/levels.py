"""What a county calls the levels of its network."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import audit, outbox
from common.errors import Conflict, Invalid
from organisations import events
from organisations.models import Level
from organisations.services.rights import require_administrator_of_all


@transaction.atomic
def level_save(*, actor: Any, label: str, order: int, level: Level | None = None) -> Level:
    """Makes a level, or gives one another label and place. Every unit of the level shows the new label."""
    require_administrator_of_all(actor)
    label = label.strip()
    if not label:
        raise Invalid("organisations.level_label_missing", _("Give the level a name."), field="label")
    others = Level.objects.exclude(pk=level.pk) if level else Level.objects.all()
    if others.filter(label=label).exists():
        raise Conflict("organisations.level_exists", _("There is a level of this name already."), field="label")
    known = level is not None
    level = level or Level()
    level.label, level.order = label, order
    level.save()
    audit.record("organisations.level_saved", level, actor=actor, label=label, order=order)
    if known:
        outbox.publish(*(events.unit_changed(unit) for unit in level.units.all()))
    return level
