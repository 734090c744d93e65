"""Marking what matched, on the original text: traditional and full-width writing stay as they were."""

import re
from collections.abc import Callable, Iterable, Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis.normalise import normalise, normalise_mapped

SNIPPET_LETTERS = 110
LEAD_LETTERS = 18
_SPACES = re.compile(r"\s+")
_SENTENCE_ENDS = "。！？；\n"

Span = tuple[int, int]


def marked(text: str, words: Iterable[str]) -> SafeString:
    """The whole text, escaped, with `<mark>` around each of the words."""
    return _render(text, 0, len(text), _spans(text, words))


def snippet(text: str, words: Iterable[str]) -> SafeString:
    """The stretch of the text that holds the most different words, from a sentence's start where one is near."""
    spans = _spans(text, words)
    start = _begin(text, _densest(text, spans)) if spans else 0
    end = min(len(text), start + SNIPPET_LETTERS)
    before = "…" if start else ""
    after = "…" if end < len(text) else ""
    return mark_safe(before + _render(text, start, end, spans) + after)  # noqa: S308 every part is escaped


def _spans(text: str, words: Iterable[str]) -> list[Span]:
    """Where the words stand in the original, in order, overlapping ones as one."""
    wanted = sorted({word for word in words if word}, key=len, reverse=True)
    if not wanted:
        return []
    # Letters and figures only as whole words (art is not in party), Chinese anywhere. Each word is looked
    # for by itself, since words overlap: 文明实践, 实践站.
    patterns = [rf"(?<![a-z0-9]){re.escape(w)}(?![a-z0-9])" if w.isascii() else re.escape(w) for w in wanted]
    normalised, back = _with_way_back(text)
    found = sorted(back(*match.span()) for pattern in patterns for match in re.finditer(pattern, normalised))
    return list(_merged(found))


def _with_way_back(text: str) -> tuple[str, Callable[[int, int], Span]]:
    normalised = normalise(text)
    if len(normalised) == len(text):
        # No character becomes nothing, so with equal lengths each stands where it stood.
        return normalised, lambda start, end: (start, end)
    mapped = normalise_mapped(text)
    return mapped.text, mapped.original_span


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    held: Span | None = None
    for span in spans:
        if held is None or span[0] > held[1]:
            if held is not None:
                yield held
            held = span
        else:
            held = (held[0], max(held[1], span[1]))
    if held is not None:
        yield held


def _densest(text: str, spans: list[Span]) -> int:
    """The first place from which a snippet holds the most different marked texts."""

    def variety(start: int) -> int:
        reach = start + SNIPPET_LETTERS - LEAD_LETTERS
        return len({normalise(text[a:b]) for a, b in spans if a >= start and b <= reach})

    return max((span[0] for span in spans[:40]), key=variety)


def _begin(text: str, place: int) -> int:
    earliest = max(0, place - LEAD_LETTERS)
    for position in range(place - 1, earliest - 1, -1):
        if text[position] in _SENTENCE_ENDS:
            return position + 1
    return earliest


def _render(text: str, start: int, end: int, spans: list[Span]) -> SafeString:
    parts: list[str] = []
    at = start
    for a, b in spans:
        a, b = max(a, start), min(b, end)
        if a < b:
            parts += [_plain(text[at:a]), "<mark>", _plain(text[a:b]), "</mark>"]
            at = b
    parts.append(_plain(text[at:end]))
    return mark_safe("".join(parts).strip())  # noqa: S308 every part is escaped


def _plain(text: str) -> str:
    return str(escape(_SPACES.sub(" ", text)))
