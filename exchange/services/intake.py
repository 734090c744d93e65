"""Asking: by oneself, or by staff for somebody else; adding to it, and taking it back."""

import datetime as dt
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import audit, outbox
from common.errors import Conflict, Invalid, NotAllowed
from common.personal import masked
from common.phones import bare_phone
from exchange import events, receipts
from exchange.enums import IN_BATCHES, ON_BEHALF, Channel, NeedState, OrderState, QuestionKind
from exchange.models import Category, Need, NeedAnswer, NeedBatch, NeedChange, PersonalData
from exchange.services.dispatch import NO_SLOT, drop_plan
from exchange.services.moves import locked_need, move_need, move_order
from exchange.services.rights import require_role
from exchange.services.waiting_photos import photos_attach
from organisations.enums import SERVICE_ROLES
from organisations.models import Unit

SHORTEST, LONGEST = 4, 600
SUMMARY = 60
# `mask(text)` returns the text without anything personal. `common.personal.masked` says what that is.
Mask = Callable[[str], str]


@dataclass(frozen=True)
class Asked:
    """What somebody asks, as it was typed. Only `words` is always needed; without an account a phone is, too."""

    words: str
    name: str = ""
    phone: str = ""
    address: str = ""
    vulnerable: str = ""
    people_count: int | None = None
    wanted_from: dt.datetime | None = None
    wanted_to: dt.datetime | None = None
    answers: Mapping[int, str] = field(default_factory=dict)
    # Rows of `WaitingPhoto`, brought by whoever asks.
    photos: Sequence[int] = ()


@dataclass(frozen=True)
class Submitted:
    """A new need and the code of its receipt, which is shown now and kept only encrypted."""

    need: Need
    receipt: str


def new_receipt() -> str:
    """A code that no need has. Ten tries find one as long as fewer than half of all are given."""
    for _attempt in range(10):
        code = "".join(secrets.choice("0123456789") for _ in range(receipts.DIGITS))
        if not Need.objects.filter(receipt_hash=receipts.receipt_hash(code)).exists():
            return code
    raise RuntimeError("No receipt code is free.")


@transaction.atomic
def need_submit(
    *,
    actor: Any,
    unit: Unit,
    channel: Channel | str,
    asked: Asked,
    mask: Mask = masked,
    category: Category | None = None,
    batch: NeedBatch | None = None,
) -> Submitted:
    """Takes in a need. `actor` is the asker (None: somebody without an account), or staff entering for somebody.

    Raises NotAllowed where staff enter for a unit that is not theirs, Invalid with the field at fault.
    """
    on_behalf = channel in ON_BEHALF
    if on_behalf:
        require_role(actor, SERVICE_ROLES, unit)
    phone = check_asked(
        asked,
        category,
        phone_needed=actor is None and channel == Channel.VISITOR,
        answers_needed=channel not in IN_BATCHES,
    )
    words = asked.words.strip()
    public = mask(words)[:LONGEST]
    receipt, now = new_receipt(), timezone.now()
    need = Need.objects.create(
        unit=unit,
        channel=channel,
        asker=None if on_behalf else actor,
        entered_by=actor if on_behalf else None,
        batch=batch,
        category=category,
        summary=_first_words(public),
        public_text=public,
        people_count=asked.people_count,
        wanted_from=asked.wanted_from,
        wanted_to=asked.wanted_to,
        submitted_at=now,
        receipt_hash=receipts.receipt_hash(receipt),
    )
    _keep_personal(need, asked, words, phone, receipt, category)
    photos_attach(need, asked.photos)
    NeedChange.objects.create(need=need, to_state=need.state, actor=actor, unit=unit, at=now)
    audit.record("exchange.need_submitted", need, actor=actor, unit_path=unit.path, channel=str(channel))
    outbox.publish(events.need_changed(need, before=""))
    return Submitted(need, receipt)


@transaction.atomic
def need_supplement(*, need: Need, actor: Any, words: str, mask: Mask = masked) -> Need:
    """The asker adds what was asked for: back to the panel. `actor` None: by receipt code."""
    need = locked_need(need)
    require_asker(need, actor)
    if len(words.strip()) < SHORTEST or len(words) > LONGEST:
        raise _length()
    personal = need.personal
    personal.words = f"{personal.words}\n{words.strip()}".strip()
    personal.save(update_fields=["words"])
    text = f"{need.public_text}\n{mask(words.strip())}"[:LONGEST]
    move_need(need, NeedState.SUBMITTED, actor=actor, public_text=text, submitted_at=need.submitted_at)
    return need


@transaction.atomic
def need_cancel(*, need: Need, actor: Any, reason: str = "") -> Need:
    """The asker takes it back, as long as nobody is on the way: its running order is cancelled with it."""
    need = locked_need(need)
    require_asker(need, actor)
    order = need.orders.select_for_update(of=("self",)).select_related("team").filter(state__in=CANCELLABLE).first()
    if need.state == NeedState.IN_HAND and order is None:
        raise Conflict("exchange.in_service", _("The team is at work already: talk to them, or rate it afterwards."))
    if order is not None:
        order.need = need
        drop_plan(order)
        move_order(order, OrderState.CANCELLED, actor=actor, reason=reason, paused_since=None, **NO_SLOT)
    move_need(need, NeedState.CANCELLED, actor=actor, reason=reason, closed_at=timezone.now())
    return need


# Orders that end with a need that is taken back: nobody is at work yet.
CANCELLABLE = (
    OrderState.WAITING,
    OrderState.POOLED,
    OrderState.ASSIGNED,
    OrderState.ACCEPTED,
    OrderState.SCHEDULED,
    OrderState.PAUSED,
)


def require_asker(need: Need, actor: Any) -> None:
    """By account the asker alone; without one whoever has come by receipt code and phone."""
    if actor is None and need.asker_id is None:
        return
    if actor is not None and need.asker_id == actor.pk:
        return
    if actor is not None and need.channel in ON_BEHALF:
        require_role(actor, SERVICE_ROLES, need.unit)
        return
    raise NotAllowed("exchange.not_your_need", _("Only who asked may do this."))


def _length() -> Invalid:
    words = _("Write %(least)d to %(most)d characters: what is needed, for whom, when.")
    return Invalid("exchange.words", words % {"least": SHORTEST, "most": LONGEST}, field="words")


def check_asked(
    asked: Asked, category: Category | None, *, phone_needed: bool = False, answers_needed: bool = True
) -> str:
    """The phone number as digits. Raises Invalid at the first field that is wrong."""
    if not SHORTEST <= len(asked.words.strip()) <= LONGEST:
        raise _length()
    phone = bare_phone(asked.phone)
    if (asked.phone.strip() or phone_needed) and not phone:
        raise Invalid(
            "exchange.phone",
            _("Write a phone number that we can call, with eleven digits or area code."),
            field="phone",
        )
    if asked.people_count is not None and not 1 <= asked.people_count <= 100_000:
        raise Invalid("exchange.people", _("Write how many people, as a number from 1."), field="people_count")
    if asked.wanted_to is not None and (asked.wanted_from is None or asked.wanted_to <= asked.wanted_from):
        raise Invalid("exchange.wanted", _("The end lies before the beginning."), field="wanted_to")
    if asked.wanted_from is not None and asked.wanted_from <= timezone.now():
        raise Invalid("exchange.wanted_past", _("Choose a time that is still to come."), field="wanted_from")
    if category is not None:
        _check_category(category, asked, answers_needed)
    return phone


def _check_category(category: Category, asked: Asked, answers_needed: bool) -> None:
    if not category.is_open or category.numchild:
        raise Invalid(
            "exchange.category", _("Choose what it is about: this one cannot be asked for."), field="category"
        )
    for question in category.questions.all():
        answer = asked.answers.get(question.pk, "").strip()
        where = f"answer-{question.pk}"
        if question.required and answers_needed and not answer:
            raise Invalid("exchange.answer_missing", _("This question needs an answer."), field=where)
        if answer and not _fits(question.kind, answer, question.choices.split()):
            raise Invalid("exchange.answer_kind", _("The answer does not fit the question."), field=where)


def _fits(kind: str, answer: str, choices: list[str]) -> bool:
    if kind == QuestionKind.NUMBER:
        return answer.isascii() and answer.isdecimal() and len(answer) <= 9
    if kind == QuestionKind.DATE:
        try:
            dt.date.fromisoformat(answer)
        except ValueError:
            return False
        return True
    if kind == QuestionKind.YES_NO:
        return answer in ("yes", "no")
    return answer in choices if kind == QuestionKind.CHOICE else len(answer) <= 200


def _first_words(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SUMMARY else f"{line[: SUMMARY - 1]}…"


def _keep_personal(need: Need, asked: Asked, words: str, phone: str, receipt: str, category: Category | None) -> None:
    questions = list(category.questions.all()) if category else []
    answered = [(question, asked.answers.get(question.pk, "").strip()) for question in questions]
    NeedAnswer.objects.bulk_create(
        NeedAnswer(need=need, question=question, text=text)
        for question, text in answered
        if text and not question.personal
    )
    personal = {str(question.pk): text for question, text in answered if text and question.personal}
    PersonalData.objects.create(
        need=need,
        name=asked.name.strip(),
        phone=phone,
        address=asked.address.strip(),
        words=words,
        answers=json.dumps(personal, ensure_ascii=False) if personal else "",
        vulnerable=asked.vulnerable.strip(),
        receipt=receipt,
        phone_hash=receipts.phone_hash(phone),
        tail_hash=receipts.tail_hash(phone),
    )
