"""All that a page says, as plain text, whatever its type."""

import html
from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Model, TextField
from django.utils.html import strip_tags
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField
from wagtail.models import Page

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
        elif field.name in ("document", "series", "venue"):
            yield str(getattr(row, field.name, None) or "")


def _children(page: Any) -> Iterator[Model]:
    for relation in type(page)._meta.related_objects:
        own = relation.related_model._meta.app_label != "wagtailcore"  # its comments are not the page's words
        if own and isinstance(relation.field, ParentalKey):
            yield from getattr(page, relation.get_accessor_name()).all()


def _stream(value: Any) -> Iterator[str]:
    for text in value.stream_block.get_searchable_content(value):
        yield html.unescape(strip_tags(str(text)))
    for child in value:
        if child.block_type == "file" and child.value["document"]:
            yield child.value["document"].title
