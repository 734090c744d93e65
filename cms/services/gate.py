"""Masking personal data in a draft, and letting it through with a second person's word."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.checks.gate import draft_of, hits_hash
from cms.checks.personal import Hit, find_in, masked_texts
from cms.checks.texts import put_back, text_hash, texts_of
from cms.models import ContentPage, GateOverride
from common.access import InScope
from common.audit import record
from common.errors import Conflict, Invalid, NotAllowed
from organisations.enums import REVIEW_ROLES, Role
from organisations.selectors import reader_for

# Who may be the second person, at the page's unit or above it.
MAY_GRANT = InScope(*REVIEW_ROLES, Role.DIRECTOR, Role.ADMINISTRATOR)


def _need_edit(page: ContentPage, actor: Any) -> None:
    if not page.permissions_for_user(actor).can_edit():
        raise NotAllowed("cms.may_not_edit", _("You may not change this page. Ask the editor of its unit."))


def mask_personal_data(page: ContentPage, hits: list[Hit], *, actor: Any) -> ContentPage:
    """Masks these hits in the newest draft and stores it as a new revision; returns the draft.

    Raises Conflict when the draft no longer holds them where they were seen.
    """
    _need_edit(page, actor)
    with transaction.atomic():
        stored = ContentPage.objects.select_for_update().get(pk=page.pk)
        draft = draft_of(stored)
        texts = texts_of(draft)
        missing = set(hits) - set(find_in(texts))
        if missing:
            raise Conflict("cms.text_moved_on", _("The text has changed meanwhile. Look at it again, then mask."))
        put_back(draft, masked_texts(texts, hits))
        if not stored.live:
            draft.save(clean=False)
        draft.save_revision(user=actor, log_action=True, clean=False)
        record(
            "cms.personal_data_masked",
            stored,
            actor=actor,
            unit_path=stored.unit.path,
            kinds=sorted({str(hit.kind) for hit in hits}),
            count=len(hits),
        )
    return draft


def override_ask(page: ContentPage, *, actor: Any, reason: str) -> GateOverride:
    """Asks that exactly the newest text may be submitted with what was found in it."""
    _need_edit(page, actor)
    if len(reason.strip()) < 5:
        raise Invalid("cms.reason_missing", _("Write in one sentence why this may be published."), field="reason")
    with transaction.atomic():
        texts = texts_of(draft_of(page))
        hits = find_in(texts)
        if not hits:
            raise Conflict("cms.nothing_found", _("There is nothing to release any more. Submit the page."))
        override, _made = GateOverride.objects.get_or_create(
            page_id=page.pk,
            text_hash=text_hash(texts),
            hits_hash=hits_hash(hits),
            asked_by=actor,
            granted_by=None,
            defaults={"reason": reason.strip()[:200], "kinds": sorted({str(hit.kind) for hit in hits})},
        )
        record(
            "cms.gate_override_asked",
            override,
            actor=actor,
            unit_path=page.unit.path,
            page=page.pk,
            kinds=override.kinds,
            reason=override.reason,
        )
    return override


def override_grant(override: GateOverride, *, actor: Any) -> GateOverride:
    """Lets the text through. The second person is another than the first, and answers for the unit."""
    with transaction.atomic():
        row = GateOverride.objects.select_for_update().select_related("page__unit").get(pk=override.pk)
        if row.granted_by_id is not None:
            raise Conflict("cms.override_granted_already", _("Somebody has released this already."))
        if row.asked_by_id == actor.pk:
            raise NotAllowed("cms.override_takes_two", _("You asked for it yourself. A second person must agree."))
        if not MAY_GRANT.check(reader_for(actor), row.page):
            raise NotAllowed("cms.may_not_grant", _("Only a reviewer or director of the unit may release this."))
        if text_hash(texts_of(draft_of(row.page))) != row.text_hash:
            raise Conflict("cms.text_moved_on", _("The text has changed meanwhile. It must be asked for again."))
        row.granted_by, row.granted_at = actor, timezone.now()
        row.save(update_fields=["granted_by", "granted_at", "changed"])
        record(
            "cms.gate_override_granted",
            row,
            actor=actor,
            unit_path=row.page.unit.path,
            page=row.page_id,
            kinds=row.kinds,
            asked_by=row.asked_by_id,
        )
    return row


def overrides_waiting(page: ContentPage) -> list[GateOverride]:
    """What was asked for the newest text and not granted yet."""
    now = text_hash(texts_of(draft_of(page)))
    waiting = GateOverride.objects.filter(page_id=page.pk, text_hash=now, granted_by__isnull=True)
    return list(waiting.select_related("asked_by"))
