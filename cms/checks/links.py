"""Links inside the site that lead nowhere. Other hosts are never asked."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page, Site

from cms.checks.texts import Path, Text, walk
from cms.rules import PUBLISHED
from common.access import ANONYMOUS

PAGE, DOCUMENT, PICTURE, ADDRESS = "page", "document", "picture", "address"
Target = tuple[str, Any]

_ANCHOR = re.compile(r"<a\b([^>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-z-]+)=\"([^\"]*)\"", re.IGNORECASE)


def targets_of(page: Page, texts: list[Text]) -> Iterator[tuple[Path, Target]]:
    """What the page links to or shows, with the place where it does."""
    for text in texts:
        yield from _anchors(text)
    for field in page._meta.fields:
        if isinstance(field, StreamField):
            value = getattr(page, field.name)
            yield from _choosers(field.stream_block, list(value.raw_data) if value else [], (field.name,))


def targets_in(block: blocks.Block, raw: Any, path: Path) -> Iterator[tuple[Path, Target]]:
    """The same for the raw value of one block."""
    for text in walk(block, raw, path):
        yield from _anchors(text)
    yield from _choosers(block, raw, path)


def _anchors(text: Text) -> Iterator[tuple[Path, Target]]:
    for anchor in _ANCHOR.finditer(text.value) if text.is_rich else ():
        target = _of_anchor(dict(_ATTRIBUTE.findall(anchor[1])))
        if target is not None:
            yield text.path, target


def _of_anchor(attributes: dict[str, str]) -> Target | None:
    if attributes.get("linktype") in (PAGE, DOCUMENT):
        number = attributes.get("id", "")
        # A number that no row can have is one that nothing has; it must not reach the database.
        return attributes["linktype"], int(number) if number.isascii() and number.isdecimal() and len(
            number
        ) < 10 else 0
    address = urlsplit(attributes.get("href", ""))
    if address.scheme or address.netloc or not address.path.startswith("/"):
        return None
    return ADDRESS, address.path


def _choosers(block: blocks.Block, raw: Any, path: Path) -> Iterator[tuple[Path, Target]]:
    if isinstance(block, blocks.BaseStreamBlock):
        for index, item in enumerate(raw or []):
            if item["type"] in block.child_blocks:
                yield from _choosers(block.child_blocks[item["type"]], item["value"], (*path, index, "value"))
    elif isinstance(block, blocks.ListBlock):
        for index, item in enumerate(raw or []):
            wrapped = isinstance(item, dict) and "value" in item
            inner, step = (item["value"], (index, "value")) if wrapped else (item, (index,))
            yield from _choosers(block.child_block, inner, (*path, *step))
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from _choosers(child, (raw or {}).get(name), (*path, name))
    elif raw:
        kind = _kind_of_chooser(block)
        if kind is not None:
            yield path, (kind, raw)


def _kind_of_chooser(block: blocks.Block) -> str | None:
    if isinstance(block, blocks.PageChooserBlock):
        return PAGE
    if isinstance(block, DocumentChooserBlock):
        return DOCUMENT
    return PICTURE if isinstance(block, ImageChooserBlock) else None


def dead_links(page: Page, texts: list[Text]) -> list[tuple[Path, Target]]:
    """Those of the targets that are gone or that visitors may not see; at most four queries."""
    found = list(targets_of(page, texts))
    wanted = {kind: {value for other, value in (t for _p, t in found) if other == kind} for kind in _ALIVE}
    alive = {kind: _ALIVE[kind](values) if values else set() for kind, values in wanted.items()}
    return [(path, (kind, value)) for path, (kind, value) in found if value not in alive[kind]]


def _alive_pages(ids: set[Any]) -> set[Any]:
    return set(Page.objects.filter(PUBLISHED.filter(ANONYMOUS), pk__in=ids).values_list("pk", flat=True))


def _alive_documents(ids: set[Any]) -> set[Any]:
    return set(get_document_model().objects.filter(pk__in=ids).values_list("pk", flat=True))


def _alive_pictures(ids: set[Any]) -> set[Any]:
    return set(get_image_model().objects.filter(pk__in=ids).values_list("pk", flat=True))


def _alive_addresses(paths: set[str]) -> set[str]:
    """Addresses of public pages, and those that the site answers beside its pages."""
    sites = Site.objects.select_related("root_page")
    roots = [site.root_page.url_path for site in sites]
    by_url_path = {root + path.strip("/") + ("/" if path.strip("/") else ""): path for root in roots for path in paths}
    public = Page.objects.filter(PUBLISHED.filter(ANONYMOUS), url_path__in=by_url_path)
    alive = {by_url_path[found] for found in public.values_list("url_path", flat=True)}
    return alive | {path for path in paths if _is_a_screen(path)}


def _is_a_screen(path: str) -> bool:
    try:
        return resolve(path).url_name != "wagtail_serve"
    except Resolver404:
        return False


_ALIVE = {PAGE: _alive_pages, DOCUMENT: _alive_documents, PICTURE: _alive_pictures, ADDRESS: _alive_addresses}
