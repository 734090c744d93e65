"""Errors nested as the blocks of a body are, so that Wagtail draws each where it belongs."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.checks.texts import Path


def block_error(block: blocks.Block, raw: Any, found: list[tuple[Path, str]]) -> ValidationError:
    """`raw` is the JSON of the block's value, the paths lead into it."""
    inner: dict[Any, list[tuple[Path, str]]] = {}
    for path, message in found:
        if path:
            inner.setdefault(path[0], []).append((path, message))
    if isinstance(block, blocks.BaseStructBlock):
        errors = {
            name: block_error(block.child_blocks[name], raw[name], [(path[1:], message) for path, message in items])
            for name, items in inner.items()
        }
        return StructBlockValidationError(block_errors=errors)
    if isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock):
        errors = {place: _item_error(block, raw[place], items) for place, items in inner.items()}
        is_stream = isinstance(block, blocks.BaseStreamBlock)
        return (StreamBlockValidationError if is_stream else ListBlockValidationError)(block_errors=errors)
    return ValidationError(" ".join(message for _path, message in found))


def _item_error(block: Any, item: dict[str, Any], found: list[tuple[Path, str]]) -> ValidationError:
    child = block.child_block if isinstance(block, blocks.ListBlock) else block.child_blocks[item["type"]]
    return block_error(child, item["value"], [(path[2:], message) for path, message in found])
