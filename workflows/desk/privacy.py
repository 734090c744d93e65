"""Personal data in a text under review: marked, and masked even for the reviewer."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from cms.checks import find_personal_data
from workflows.desk.compare import Change, Piece


def found_in(*pages: Any) -> dict[str, str]:
    """What was found in these versions: the value as it is written, and masked."""
    return {hit.value: hit.masked for page in pages if page is not None for hit in find_personal_data(page)}


def _split(piece: Piece, pattern: re.Pattern[str], masked: Mapping[str, str]) -> Iterable[Piece]:
    for index, text in enumerate(pattern.split(piece.text)):
        # re.split puts what the group matched at the odd places.
        if index % 2:
            yield replace(piece, text=masked[text], private=True)
        elif text:
            yield replace(piece, text=text)


def mark(changes: list[Change], masked: Mapping[str, str]) -> list[Change]:
    """The same changes with every hit as a piece of its own."""
    if masked:
        longest_first = sorted(masked, key=len, reverse=True)
        pattern = re.compile(f"({'|'.join(map(re.escape, longest_first))})")
        for change in changes:
            change.pieces = [part for piece in change.pieces for part in _split(piece, pattern, masked)]
    return changes
