"""From simplified to traditional characters, in finished HTML: words that people see, nothing else.

Text and the attributes `title`, `alt`, `placeholder`, `aria-label` and `content` are converted.
Tags, addresses, scripts, styles and what is typed in fields stay as they are.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from portal.phrases import PHRASES, VARIANTS

# A comment; an element whose inside is no text; a tag, its quoted values may hold ">".
_PIECE = re.compile(
    r"(<!--.*?-->"
    r"|<(script|style|textarea)\b[^>]*>.*?</\2\s*>"
    r"|<(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>)",
    re.DOTALL | re.IGNORECASE,
)
_SEEN = re.compile(r"(\s(?:title|alt|placeholder|aria-label|content|data-label)=\")([^\"]*)(\")")
_OPAQUE = re.compile(r"<(?:!--|script\b|style\b|textarea\b)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _convert() -> Callable[[str], str]:
    import opencc

    converter = opencc.OpenCC("s2t")
    kept = re.compile("|".join(re.escape(word) for word in sorted(PHRASES, key=len, reverse=True)))

    def convert(text: str) -> str:
        pieces: list[str] = []
        end = 0
        for found in kept.finditer(text):
            pieces += [converter.convert(text[end : found.start()]), PHRASES[found.group()]]
            end = found.end()
        pieces.append(converter.convert(text[end:]))
        return "".join(pieces).translate(VARIANTS)

    return convert


def to_traditional(text: str) -> str:
    """Plain text in traditional characters."""
    return text if text.isascii() else _convert()(text)


def html_to_traditional(html: str) -> str:
    """A whole page in traditional characters."""
    pieces: list[str] = []
    end = 0
    for found in _PIECE.finditer(html):
        pieces.append(to_traditional(html[end : found.start()]))
        pieces.append(_tag(found.group()))
        end = found.end()
    pieces.append(to_traditional(html[end:]))
    return "".join(pieces)


def _tag(tag: str) -> str:
    if tag.isascii() or _OPAQUE.match(tag):
        return tag
    return _SEEN.sub(lambda found: found[1] + to_traditional(found[2]) + found[3], tag)
