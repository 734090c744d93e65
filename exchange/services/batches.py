"""Needs that come in together: all of them or none, the same only once, and taken back as a whole."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from common import audit
from common.access import may_read
from common.cipher import keyed_hash
from common.errors import Conflict, Invalid
from exchange.enums import IN_BATCHES, Channel, NeedState
from exchange.models import Category, Need, NeedBatch
from exchange.services.intake import Asked, Submitted, need_submit
from exchange.services.moves import move_need
from exchange.services.privacy import forget_person
from exchange.services.rights import acting_as, require_role
from organisations.enums import SERVICE_ROLES, Role
from organisations.models import Unit
from organisations.selectors import reader_for

MOST_AT_ONCE = 2000
# Besides who sent it in.
TAKES_BACK = (Role.DISPATCHER, Role.DIRECTOR)


@dataclass(frozen=True)
class Entry:
    """One need of a batch. `unit` None: that of the batch."""

    asked: Asked
    category: Category | None = None
    unit: Unit | None = None


@dataclass(frozen=True)
class Taken:
    batch: NeedBatch
    submitted: tuple[Submitted, ...]


class TakenBefore(Conflict):
    """The same was taken in already. `earlier` is that batch, where the person may see it."""

    def __init__(self, earlier: NeedBatch | None, at: Any, name: str) -> None:
        words = _("The same was taken in on %(day)s (%(name)s). Take that one back first, or change what you send.")
        said = {"day": f"{timezone.localtime(at):%Y-%m-%d %H:%M}", "name": name}
        super().__init__("exchange.batch_again", words % said)
        self.earlier = earlier


class MovedOn(Conflict):
    """Some needs of a batch are past their first state; `needs` are those."""

    def __init__(self, needs: Sequence[Need]) -> None:
        shown = "；".join(f"{need.summary}（{need.get_state_display()}）" for need in needs[:5])
        words = _("%(count)d of these are being dealt with already, so the batch stays: %(needs)s")
        super().__init__("exchange.batch_moved_on", words % {"count": len(needs), "needs": shown})
        self.needs = tuple(needs)


def batch_hash(content: bytes) -> str:
    return keyed_hash(content.hex(), "exchange.batch")


def require_new(content_hash: str, actor: Any) -> None:
    """Raises TakenBefore where the same content is in a batch that was not taken back."""
    earlier = NeedBatch.objects.select_related("unit").filter(content_hash=content_hash, undone_at__isnull=True).first()
    if earlier is not None:
        seen = may_read(reader_for(actor), earlier)
        raise TakenBefore(earlier if seen else None, earlier.created, str(earlier) if seen else str(earlier.unit))


@transaction.atomic
def batch_take_in(
    *,
    actor: Any,
    unit: Unit,
    channel: Channel | str,
    entries: Sequence[Entry],
    name: str = "",
    content: bytes = b"",
) -> Taken:
    """Submits every entry, in order, or none. `content` is what was sent in (default: the entries themselves).

    Raises Invalid with `field` as `<index>-<field>`, TakenBefore, NotAllowed.
    """
    require_role(actor, SERVICE_ROLES, unit)
    if channel not in IN_BATCHES:
        raise Invalid("exchange.batch_channel", _("Only a group chat or a spreadsheet comes as a batch."))
    if not 1 <= len(entries) <= MOST_AT_ONCE:
        words = _("Choose 1 to %(most)d needs.") % {"most": MOST_AT_ONCE}
        raise Invalid("exchange.batch_size", words, field="entries")
    content_hash = batch_hash(content or _content_of(unit, entries))
    require_new(content_hash, actor)
    try:
        with transaction.atomic():
            batch = NeedBatch.objects.create(
                unit=unit, entered_by=actor, channel=channel, name=name.strip()[:120], content_hash=content_hash
            )
    except IntegrityError:
        # Somebody sent the same at the same moment, and was first.
        require_new(content_hash, actor)
        raise
    submitted = tuple(_submit(index, entry, batch, actor) for index, entry in enumerate(entries))
    audit.record("exchange.batch_taken_in", batch, actor=actor, unit_path=unit.path, count=len(submitted))
    return Taken(batch, submitted)


def _content_of(unit: Unit, entries: Sequence[Entry]) -> bytes:
    told = [
        [each.unit.pk if each.unit else unit.pk, each.category.pk if each.category else None, asdict(each.asked)]
        for each in entries
    ]
    return json.dumps(told, ensure_ascii=False, sort_keys=True, default=str).encode()


def _submit(index: int, entry: Entry, batch: NeedBatch, actor: Any) -> Submitted:
    unit = entry.unit or batch.unit
    try:
        if not unit.path.startswith(batch.unit.path):
            raise Invalid("exchange.batch_unit", _("Choose a unit below that of the batch."), field="unit")
        return need_submit(
            actor=actor, unit=unit, channel=batch.channel, asked=entry.asked, category=entry.category, batch=batch
        )
    except Invalid as error:
        raise Invalid(error.code, error.message, field=f"{index}-{error.field}") from error


@transaction.atomic
def batch_undo(*, batch: NeedBatch, actor: Any, reason: str) -> list[Need]:
    """Takes a whole batch back while nobody has dealt with any of it: the withdrawn needs.

    They become withdrawn, not cancelled: no asker took anything back, staff did. They are not deleted, so that
    history and audit keep telling what was entered; what is personal in them goes at once, as nobody has a
    ground left to keep it. A receipt that was handed out still shows that it was taken back, and why.
    """
    batch = NeedBatch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=batch.pk)
    if batch.entered_by_id != actor.pk or acting_as(actor, SERVICE_ROLES, batch.unit) is None:
        require_role(actor, TAKES_BACK, batch.unit)
    if not reason.strip():
        raise Invalid("exchange.reason_needed", _("Say in a sentence why it is taken back."), field="reason")
    if batch.undone_at is not None:
        raise Conflict("exchange.batch_undone", _("This batch has been taken back already."))
    needs = list(
        Need.objects.select_for_update(of=("self",))
        .select_related("unit", "personal")
        .filter(batch=batch)
        .order_by("pk")
    )
    _require_untouched(needs)
    now = timezone.now()
    for need in needs:
        forget_person(need)
        move_need(need, NeedState.WITHDRAWN, actor=actor, reason=reason.strip(), closed_at=now)
    batch.undone_at = now
    batch.save(update_fields=["undone_at", "changed"])
    audit.record(
        "exchange.batch_undone", batch, actor=actor, unit_path=batch.unit.path, count=len(needs), reason=reason.strip()
    )
    return needs


def _require_untouched(needs: Sequence[Need]) -> None:
    """Still as they came in: never moved, nobody's opinion on them, nothing joined to them."""
    rows = Need.objects.filter(pk__in=[need.pk for need in needs]).annotate(
        steps=Count("changes", distinct=True),
        said=Count("views", distinct=True),
        joined=Count("duplicates", distinct=True),
    )
    untouched = set(rows.filter(state=NeedState.SUBMITTED, steps=1, said=0, joined=0).values_list("pk", flat=True))
    moved = [need for need in needs if need.pk not in untouched]
    if moved:
        raise MovedOn(moved)
