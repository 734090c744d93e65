"""All that a page says, as plain text, whatever its type."""

import html
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import CharField, Model, TextField, prefetch_related_objects
from django.utils.html import strip_tags
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField
from wagtail.models import Page

# Rows that are called by name in a text.
NAMED = ("document", "series", "venue")
# Wagtail's own columns are addresses and settings, not text.
_WAGTAIL = {field.name for field in Page._meta.get_fields()}


def text_of(page: Any) -> str:
    """Summary, body and the page type's own texts, then those of its stops, sessions or attachments."""
    parts = [*_fields(page), *(text for child in _children(page) for text in _fields(child))]
    return "\n".join(part for part in parts if part)


def _fields(row: Model) -> Iterator[str]:
    for field in row._meta.get_fields():
        if field.name in _WAGTAIL or not field.concrete:
            continue
        if isinstance(field, StreamField):
            yield from _stream(getattr(row, field.name))
        elif isinstance(field, CharField | TextField) and not field.choices:
            yield getattr(row, field.name) or ""
        elif field.name in NAMED:
            yield str(getattr(row, field.name, None) or "")


def _children(page: Any) -> Iterator[Model]:
    for name in _child_relations(type(page)):
        yield from getattr(page, name).all()


def _child_relations(model: type[Model]) -> Iterator[str]:
    for relation in model._meta.related_objects:
        own = relation.related_model._meta.app_label != "wagtailcore"  # its comments are not the page's words
        if own and isinstance(relation.field, ParentalKey):
            yield relation.get_accessor_name() or ""


def read_related(pages: Iterable[Any]) -> None:
    """Reads what the texts of many pages lead to, in a few queries for each type and none for each page."""
    by_type: dict[type[Model], list[Any]] = {}
    for page in pages:
        by_type.setdefault(type(page), []).append(page)
    for model, some in by_type.items():
        relations = list(_child_relations(model))
        # What was made from a revision carries its own children; those of a row are in the database.
        prefetch_related_objects([page for page in some if not page._state.adding], *relations)
        _read_named(some)
        for name in relations:
            _read_named([child for page in some for child in getattr(page, name).all()])


def _read_named(rows: list[Any]) -> None:
    if rows:
        prefetch_related_objects(rows, *(field.name for field in rows[0]._meta.fields if field.name in NAMED))


def _stream(value: Any) -> Iterator[str]:
    for text in value.stream_block.get_searchable_content(value):
        yield html.unescape(strip_tags(str(text)))
    for child in value:
        if child.block_type == "file" and child.value["document"]:
            yield child.value["document"].title
