"""From an imported draft to a draft page. Nothing here can publish."""

import re
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.importer.draft import Block, ImportedDraft, Kind
from cms.importer.markup import body_data, flattened, sections_data
from cms.models import BriefingPage, BriefingSeries, CasePage, ContentPage, NewsPage, PolicyPage, UnitPage
from cms.rights_tree import collections_of
from common import audit
from common.errors import Invalid, NotAllowed
from media.models import Picture
from organisations.models import Unit

PAGE_CLASSES: dict[Kind, type[ContentPage]] = {
    Kind.NEWS: NewsPage,
    Kind.CASE: CasePage,
    Kind.BRIEFING: BriefingPage,
    Kind.POLICY: PolicyPage,
}
SUMMARY_LENGTH = 100
# Pictures by the number that stands for them in the text.
Made = dict[str, Picture]


def create_draft(
    draft: ImportedDraft, *, unit: Unit, kind: Kind | str, parent: UnitPage, actor: Any, drop_tail: bool
) -> ContentPage:
    """Makes a draft page below the page of a unit, with a revision by the actor. Never live.

    Raises `NotAllowed` where the actor may not add there, `Invalid` at the field that is wrong.
    `drop_tail=False` keeps the tail as the last paragraphs.
    """
    page_class = PAGE_CLASSES[Kind(kind)]
    if not parent.permissions_for_user(actor).can_add_subpage():
        raise NotAllowed("import_not_allowed", _("You cannot add pages here. Choose a unit that you write for."))
    if parent.unit_id != unit.pk:
        raise Invalid("import_unit", _("The page would stand below another unit. Choose the unit again."), field="unit")
    if not draft.title.strip():
        raise Invalid("import_title", _("Give it a title."), field="title")
    if len(draft.title.strip()) > 255:
        raise Invalid("import_title", _("The title is too long: at most 255 characters."), field="title")
    if not drop_tail and draft.tail:
        kept = [Block("paragraph", paragraph.text) for paragraph in draft.tail]
        draft = replace(draft, blocks=draft.blocks + kept) if not draft.sections else _with_tail(draft, kept)
    made: Made = {}
    try:
        with transaction.atomic():
            if page_class is not BriefingPage:  # which shows none
                _make_pictures(made, draft, unit=unit, actor=actor)
            page = _add(page_class, draft, made, unit=unit, parent=parent, actor=actor)
            told = {"kind": str(kind), "title": page.title, **({"pictures": len(made)} if made else {})}
            audit.record("cms.page_imported", page, actor=actor, unit_path=unit.path, **told)
    except Exception:
        # The rows are gone with the transaction, the files are not.
        for picture in made.values():
            picture.file.delete(save=False)
        raise
    return page


def _make_pictures(made: Made, draft: ImportedDraft, *, unit: Unit, actor: Any) -> None:
    """Those that the text shows, into the unit's own collection. What turns out bad only now is left out."""
    shown = {block.text for block in flattened(draft.blocks, draft.sections) if block.kind == "picture"}
    used = [picture for picture in draft.pictures if str(picture.number) in shown]
    collection = collections_of([unit])[unit.pk] if used else None
    for picture in used:
        with suppress(Invalid):
            made[str(picture.number)] = Picture.objects.create(
                title=picture.alt[:80] or f"{draft.title.strip()[:60]} {picture.number}",
                file=ContentFile(picture.data, name=f"import-{picture.number}.{picture.extension}"),
                description=picture.alt,
                collection_id=collection,
                uploaded_by_user=actor,
            )


def _with_tail(draft: ImportedDraft, kept: list[Block]) -> ImportedDraft:
    last = draft.sections[-1]
    items = [*last.items[:-1], replace(last.items[-1], blocks=last.items[-1].blocks + kept)] if last.items else []
    return replace(draft, sections=[*draft.sections[:-1], replace(last, items=items)])


def _add(
    page_class: type[ContentPage],
    draft: ImportedDraft,
    made: Made,
    *,
    unit: Unit,
    parent: UnitPage,
    actor: Any,
) -> ContentPage:
    fields = {
        "title": draft.title.strip(),
        "unit": unit,
        "summary": summary_of(draft),
        "source": draft.source[:80],
        "owner": actor,
        "live": False,
        "has_unpublished_changes": True,
        **_particulars(page_class, draft, made),
    }
    page = page_class(**fields)
    try:
        Page.objects.get(pk=parent.pk).add_child(instance=page)
    except ValidationError as error:
        raise _as_invalid(error) from error
    page.save_revision(user=actor, log_action=False)
    return page


def _as_invalid(error: ValidationError) -> Invalid:
    messages = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
    field, texts = next(iter(messages.items()))
    return Invalid("import_invalid", " ".join(texts), field=None if field == "__all__" else field)


def _particulars(page_class: type[ContentPage], draft: ImportedDraft, made: Made) -> dict[str, Any]:
    """The fields of one page type, and the body or sections."""
    if page_class is BriefingPage:
        return _briefing(draft)
    foot = [
        Block("paragraph", line)
        for line in (
            f"报：{draft.report_to}" if draft.report_to else "",
            f"发：{draft.send_to}" if draft.send_to else "",
            draft.file_number,
        )
        if line
    ]
    figures = {number: {"image": each.pk, "alt": each.description, "caption": ""} for number, each in made.items()}
    body = body_data(flattened(draft.blocks, draft.sections) + foot, figures)
    if page_class is NewsPage:
        return {"body": body, "happened_on": draft.date}
    if page_class is CasePage:
        return {"body": body, "year": draft.date.year if draft.date else None}
    return {
        "body": body,
        "document_number": draft.document_number[:60],
        "issuer": draft.issuer[:80],
        "issued_on": draft.date,
    }


def _briefing(draft: ImportedDraft) -> dict[str, Any]:
    if not draft.series.strip():
        raise Invalid("import_series", _("Say which briefing this is an issue of."), field="series")
    series, _created = BriefingSeries.objects.get_or_create(
        name=draft.series.strip()[:60],
        defaults={"issuer": draft.issuer[:60], "special_name": draft.special_name[:60]},
    )
    if draft.number and BriefingPage.objects.filter(series=series, number=draft.number).exists():
        message = _("Issue %(number)d of this briefing is here already. Write another number, or leave it empty.")
        raise Invalid("import_number_taken", message % {"number": draft.number}, field="number")
    return {
        "body": body_data(draft.blocks),
        "sections": sections_data(draft.sections),
        "series": series,
        "number": draft.number,
        "special_number": draft.special_number,
        "issued_on": draft.date,
        "remark": draft.remark[:40],
        "report_to": draft.report_to,
        "send_to": draft.send_to,
        "copies": draft.copies,
        "file_number": draft.file_number[:40],
    }


def summary_of(draft: ImportedDraft) -> str:
    """The first sentences of the text, as many as fit."""
    paragraphs = [block.text for block in flattened(draft.blocks, draft.sections) if block.kind == "paragraph"]
    text = paragraphs[0].replace("**", "") if paragraphs else ""
    summary = ""
    for sentence in re.findall(r"[^。！？]+[。！？]?[”’」]?", text):
        if len(summary) + len(sentence) > SUMMARY_LENGTH:
            break
        summary += sentence
    return summary or (text[: SUMMARY_LENGTH - 1] + "…" if text else "")
