"""Every text of a page that an editor typed, where it stands, and how it is put back.

A text is reached by a path: the field's name, then for a StreamField the keys into its raw JSON
(`("body", 3, "value", "caption")`), for a child row its place (`("stops", 0, "text")`).
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Field, SlugField, TextField
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import COMMENTS_RELATION_NAME, Page

Path = tuple[str | int, ...]

# Of Wagtail's own fields only these are typed and public.
OF_EVERY_PAGE = ("title", "seo_title", "search_description")


@dataclass(frozen=True)
class Text:
    """`value` is plain text, or the stored HTML where `is_rich`. `block` is the id of the top block it is in."""

    path: Path
    label: str
    value: str
    is_rich: bool = False
    block: str = ""

    @property
    def field(self) -> str:
        return str(self.path[0])

    @property
    def key(self) -> str:
        """The path as text: `body/3/value/caption`."""
        return "/".join(map(str, self.path))


def is_typed(field: Field[Any, Any]) -> bool:
    """Free text that an editor writes: no slug, no choice, nothing of the machinery."""
    if not isinstance(field, CharField | TextField) or isinstance(field, SlugField | StreamField):
        return False
    if field.choices or not field.editable:
        return False
    return field.model is not Page or field.name in OF_EVERY_PAGE


def texts_of(page: Page) -> list[Text]:
    """All non-empty texts, in the order of the fields, then of the child rows."""
    return [text for text in (*_own(page), *_children(page)) if text.value.strip()]


def _own(page: Page) -> Iterator[Text]:
    for field in page._meta.fields:
        if isinstance(field, StreamField):
            value = getattr(page, field.name)
            yield from walk(field.stream_block, raw_of(value), (field.name,))
        elif is_typed(field):
            yield Text((field.name,), str(field.verbose_name), getattr(page, field.name) or "")


def _children(page: Page) -> Iterator[Text]:
    for relation in get_all_child_relations(page):
        name = relation.get_accessor_name()
        if name == COMMENTS_RELATION_NAME:
            continue
        typed = [field for field in relation.related_model._meta.fields if is_typed(field)]
        for index, row in enumerate(getattr(page, name).all()):
            for field in typed:
                label = f"{relation.related_model._meta.verbose_name} {index + 1}: {field.verbose_name}"
                yield Text((name, index, field.name), label, getattr(row, field.name) or "")


def raw_of(value: Any) -> list[dict[str, Any]]:
    """The JSON of a stream, a copy that may be changed."""
    raw: list[dict[str, Any]] = json.loads(json.dumps(value.get_prep_value() if value else []))
    return raw


def walk(block: blocks.Block, raw: Any, path: Path, label: str = "", top: str = "") -> Iterator[Text]:
    """The texts inside a raw value, in reading order."""
    if isinstance(block, blocks.BaseStreamBlock):
        for index, item in enumerate(raw or []):
            child = block.child_blocks.get(item["type"])
            if child is not None:
                yield from walk(child, item["value"], (*path, index, "value"), child.label, top or item.get("id", ""))
    elif isinstance(block, blocks.ListBlock):
        for index, item in enumerate(raw or []):
            value, step = (item["value"], (index, "value")) if _is_item(item) else (item, (index,))
            yield from walk(block.child_block, value, (*path, *step), label, top)
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from walk(child, (raw or {}).get(name), (*path, name), f"{label}: {child.label}", top)
    elif isinstance(block, blocks.RichTextBlock | blocks.CharBlock | blocks.TextBlock) and isinstance(raw, str):
        yield Text(path, str(label), raw, isinstance(block, blocks.RichTextBlock), top)


def _is_item(item: Any) -> bool:
    return isinstance(item, dict) and set(item) == {"type", "value", "id"}


def put_back(page: Page, changed: dict[Path, str]) -> None:
    """Writes texts into the page in memory, each at its path."""
    streams = {field.name: field for field in page._meta.fields if isinstance(field, StreamField)}
    raws: dict[str, list[dict[str, Any]]] = {}
    for path, value in changed.items():
        name = str(path[0])
        if name in streams:
            raw = raws.setdefault(name, raw_of(getattr(page, name)))
            _set(raw, path[1:], value)
        elif len(path) == 1:
            setattr(page, name, value)
        else:
            # The rows that are saved with the page: `all()` would read others from the database.
            setattr(getattr(page, name).get_object_list()[int(path[1])], str(path[2]), value)
    for name, raw in raws.items():
        setattr(page, name, streams[name].stream_block.to_python(raw))


def _set(raw: Any, path: Path, value: str) -> None:
    for step in path[:-1]:
        raw = raw[step]
    raw[path[-1]] = value


def text_hash(texts: list[Text]) -> str:
    """Changes with any character of any text, and with nothing else."""
    stored = json.dumps([[text.key, text.value] for text in texts], ensure_ascii=False)
    return hashlib.sha256(stored.encode()).hexdigest()
