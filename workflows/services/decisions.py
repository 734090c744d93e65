"""Deciding an item; deciding with ten seconds to think better of it."""

import datetime as dt
import logging
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from common import audit
from common.errors import Conflict, Invalid, LinliError, NotAllowed
from organisations.models import Unit
from organisations.selectors import Acting
from workflows import moderation, notices
from workflows.eligibility import require
from workflows.enums import UNFINISHED, Decision, ItemState, Step
from workflows.flows.content import EARLIER_STEPS
from workflows.locks import flow_lock, page_lock, stale
from workflows.models.items import Opinion, WorkItem
from workflows.models.moderation import ApprovalState
from workflows.models.pending import PendingDecision
from workflows.running import keeping_errors
from workflows.services.queue import activation_of, check_taken, hand_over, locked
from workflows.steps import revision_number

logger = logging.getLogger(__name__)

TIME_TO_UNDO = dt.timedelta(seconds=10)


def decide(
    item: WorkItem,
    *,
    actor: Any,
    decision: str,
    text: str = "",
    seen_revision_id: int,
    publish_at: dt.datetime | None = None,
    cosign_units: Sequence[Unit] = (),
    to_step: str | None = None,
) -> Opinion:
    """Decides an item, claiming it first where it is open; the flow moves on in the same transaction.

    `seen_revision_id` is the newest revision when the person read the page: a Conflict tells who has
    not seen what is there now. Everything but approval needs words. `cosign_units` (first review)
    are asked to sign; `publish_at` (final review) sets the time; `to_step` is for RETURN_TO_STEP.
    """
    with page_lock(item.page_id), flow_lock(item):
        item = locked(item)
        acting = _may_decide(item, actor)
        _check_words(item, decision, text, to_step, publish_at, cosign_units)
        revision = _seen(item, seen_revision_id)
        activation = activation_of(item)
        if item.owner_id is None:
            activation.assign(user=actor)
        elif item.owner_id != actor.pk:
            activation.reassign(user=actor)
        activation.start(request=None)
        opinion = Opinion.objects.create(
            process=item.process,
            item=item,
            page=item.page,
            step=item.step,
            unit=item.unit,
            person=actor,
            on_behalf_of=acting.on_behalf_of,
            decision=decision,
            text=text.strip(),
            revision=revision,
            revision_number=revision_number(revision),
        )
        _write_down(activation, item, actor, opinion, revision, publish_at, cosign_units, to_step)
        item.owner, item.state, item.finished_at, item.stuck = actor, ItemState.DONE, timezone.now(), ""
        item.save(update_fields=["owner", "state", "finished_at", "stuck", "changed"])
        PendingDecision.objects.filter(item=item).delete()
        audit.record(
            "workflows.item_decided",
            item,
            actor=actor,
            on_behalf_of=acting.on_behalf_of,
            unit_path=item.unit.path,
            decision=decision,
        )
        with keeping_errors():
            activation.execute()
        moderation.forget(actor)
        return opinion


def _may_decide(item: WorkItem, actor: Any) -> Acting:
    if item.need_id is not None:
        raise Conflict("workflows.not_a_review", _("A need is decided on its own page: open it there."))
    if item.state not in UNFINISHED:
        raise Conflict("workflows.item_closed", _("This item has been decided already."))
    acting = require(item, actor)
    check_taken(item, actor, acting)
    return acting


def _check_words(
    item: WorkItem,
    decision: str,
    text: str,
    to_step: str | None,
    publish_at: dt.datetime | None,
    cosign_units: Sequence[Unit],
) -> None:
    if decision not in Decision.values:
        raise Invalid("workflows.unknown_decision", _("Choose a decision."), field="decision")
    if decision != Decision.APPROVE and not text.strip():
        raise Invalid("workflows.reason_needed", _("Say in a sentence why, so that the author knows."), field="text")
    if decision == Decision.RETURN_TO_STEP and to_step not in EARLIER_STEPS[Step(item.step)]:
        raise Invalid("workflows.no_earlier_step", _("Choose an earlier step to return to."), field="to_step")
    if publish_at is not None and publish_at <= timezone.now():
        raise Invalid("workflows.time_has_passed", _("Choose a time that is still to come."), field="publish_at")
    if publish_at is not None and item.step != Step.FINAL_REVIEW:
        raise Invalid("workflows.not_final", _("Only the final review sets the time."), field="publish_at")
    if cosign_units and item.step != Step.FIRST_REVIEW:
        raise Invalid("workflows.not_first", _("Only the first review asks departments."), field="cosign_units")


def _seen(item: WorkItem, seen_revision_id: int) -> Revision:
    """The revision that was read; Conflict when the page has moved on since."""
    newest = Page.objects.filter(pk=item.page_id).values_list("latest_revision_id", flat=True).first()
    if newest is None or newest != seen_revision_id:
        raise stale()
    return Revision.objects.get(pk=newest)


def _write_down(
    activation: Any,
    item: WorkItem,
    actor: Any,
    opinion: Opinion,
    revision: Revision,
    publish_at: dt.datetime | None,
    cosign_units: Sequence[Unit],
    to_step: str | None,
) -> None:
    """What the nodes that follow will ask: the last decision, and for the last review which revision and when."""
    data = activation.process.data
    data.update(decision=opinion.decision, reason=opinion.text, actor=actor.pk, to_step=to_step)
    if item.step == Step.FIRST_REVIEW:
        data["cosign"] = sorted({unit.pk for unit in cosign_units})
    activation.process.save(update_fields=["data"])
    if item.step == Step.FINAL_REVIEW and opinion.decision == Decision.APPROVE:
        ApprovalState.objects.filter(process=item.process_id).update(decided_revision=revision, publish_at=publish_at)


def add_signer(item: WorkItem, *, actor: Any, unit: Unit, reason: str) -> WorkItem:
    """Asks one more department while the co-signing runs (加签): whoever named the first ones, or a co-signer."""
    if not reason.strip():
        raise Invalid("workflows.reason_needed", _("Say in a sentence why, so that the author knows."), field="reason")
    with page_lock(item.page_id), flow_lock(item):
        item = locked(item)
        if item.step != Step.CO_SIGN or item.state not in UNFINISHED:
            raise Conflict("workflows.no_cosign", _("No co-signing is running: name departments at the first review."))
        opened = Opinion.objects.filter(process=item.process, step=Step.FIRST_REVIEW, person=actor).exists()
        if not opened:
            require(item, actor)
        asked = item.process.data.get("cosign", [])
        if unit.pk in asked:
            raise Invalid("workflows.asked_already", _("This department has been asked already."), field="unit")
        split = item.task.previous.filter(flow_task_type="PARALLEL_GATEWAY").first()
        activation = split.flow_task.activation_class(split)
        added = activation.add_branch(unit.pk)
        process = item.process
        process.data["cosign"] = [*asked, unit.pk]
        process.save(update_fields=["data"])
        audit.record("workflows.signer_added", item, actor=actor, unit_path=unit.path, unit=unit.pk, reason=reason)
        return WorkItem.objects.get(task=added.task)


# --- ten seconds ------------------------------------------------------------------------------


@transaction.atomic
def hold(
    item: WorkItem,
    *,
    actor: Any,
    decision: str,
    text: str = "",
    seen_revision_id: int,
    publish_at: dt.datetime | None = None,
    cosign_units: Sequence[Unit] = (),
    to_step: str | None = None,
) -> PendingDecision:
    """Decides in ten seconds. Everything is checked now, so that what can go wrong is said now."""
    with page_lock(item.page_id), flow_lock(item):
        item = locked(item)
        _may_decide(item, actor)
        _check_words(item, decision, text, to_step, publish_at, cosign_units)
        _seen(item, seen_revision_id)
        PendingDecision.objects.filter(item=item).exclude(error="").delete()
        if PendingDecision.objects.filter(item=item).exists():
            raise Conflict("workflows.pending", _("A decision on this item is about to take effect."))
        if item.owner_id != actor.pk:
            # Nobody else decides it in the meantime.
            hand_over(item, actor)
        return PendingDecision.objects.create(
            item=item,
            person=actor,
            decision=decision,
            text=text,
            seen_revision_id=seen_revision_id,
            publish_at=publish_at,
            cosign_units=[unit.pk for unit in cosign_units],
            to_step=to_step or "",
            takes_effect_at=timezone.now() + TIME_TO_UNDO,
        )


def too_late() -> Conflict:
    return Conflict("workflows.too_late", _("Too late to undo: the decision has taken effect."))


@transaction.atomic
def undo(pending: PendingDecision, *, actor: Any) -> WorkItem:
    """Takes a decision back before it takes effect. Raises Conflict when it is too late."""
    found = PendingDecision.objects.select_for_update().filter(pk=pending.pk).select_related("item").first()
    if found is None:
        raise too_late()
    if found.person_id != actor.pk:
        raise NotAllowed("workflows.not_your_decision", _("Only who decided may undo it."))
    item: WorkItem = found.item
    found.delete()
    return item


def run_due(at: dt.datetime | None = None) -> int:
    """Carries out what is due, each once; what fails by now is kept with its reason for the person."""
    done = 0
    due = PendingDecision.objects.filter(takes_effect_at__lte=at or timezone.now(), error="")
    for pk, page_id in list(due.values_list("pk", "item__page_id")):
        done += _run_one(pk, page_id)
    return done


def _run_one(pk: int, page_id: int | None) -> bool:
    try:
        # The page first, as everybody does: two who lock in different orders wait for each other for ever.
        with page_lock(page_id):
            pending = PendingDecision.objects.select_for_update().select_related("item", "person").filter(pk=pk).first()
            if pending is None:
                return False
            decide(
                pending.item,
                actor=pending.person,
                decision=pending.decision,
                text=pending.text,
                seen_revision_id=pending.seen_revision_id,
                publish_at=pending.publish_at if pending.publish_at and pending.publish_at > timezone.now() else None,
                cosign_units=list(Unit.objects.filter(pk__in=pending.cosign_units)),
                to_step=pending.to_step or None,
            )
            return True
    except LinliError as error:
        return _failed(pk, str(error))
    except Exception:
        # One that breaks must not keep the others waiting.
        logger.exception("Pending decision %s failed.", pk)
        return _failed(pk, _("Something broke on our side. The item is yours as before: decide it again."))


@transaction.atomic
def _failed(pk: int, reason: str) -> bool:
    """The item stays with the person, who is told why nothing has happened."""
    pending = PendingDecision.objects.select_related("item").filter(pk=pk).first()
    if pending is not None:
        pending.error = reason[:255]
        pending.save(update_fields=["error"])
        notices.about(pending.item, "failed", [pending.person_id], reason=pending.error)
    return False
