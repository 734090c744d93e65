"""Marks left by other programs: Markdown, Word's bookmarks, links."""

import re

from cms.importer.lines import Line

_bookmark = re.compile(
    r"\[bookmark:\s*[\w.\- ]*\]|\{?\s*HYPERLINK\s+\\?l?\s*\"?_Toc\w*\"?\s*\}?|\[?_GoBack\]?", re.IGNORECASE
)
_heading = re.compile(r"^(#{1,6})\s*(.+?)\s*#*$")
_rule = re.compile(r"^([-*_=—~])(\s*\1){2,}$")
_bullet = re.compile(r"^[-*+•●▪◆]\s+(?=\S)")
_link = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()]*\))+\)")
_strong = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_emphasis = re.compile(r"(?<![\w*])[*_](?=[^\s*_])([^*_\n]+?)(?<=\S)[*_](?![\w*])")
_code = re.compile(r"`([^`]+)`")


def without_bookmarks(text: str) -> tuple[str, int]:
    return _bookmark.subn("", text)


def read_marks(lines: list[Line]) -> list[Line]:
    """Headings, lists and bold of Markdown as such; rules and quote signs dropped."""
    found: list[Line] = []
    for line in lines:
        if _rule.match(line.text):
            continue
        text = re.sub(r"^(>\s*)+", "", line.text)
        heading = _heading.match(text)
        if heading:
            line.level, text = len(heading[1]), heading[2]
        elif _bullet.match(text):
            line.item, text = True, _bullet.sub("", text)
        line.text = inline(text)
        if line.level:
            line.text = line.text.replace("**", "")
        if line.text.strip("* "):
            found.append(line)
    return found


def inline(text: str) -> str:
    """Only `**bold**` stays as a mark."""
    text = _link.sub(r"\1", text)
    text = _code.sub(r"\1", text)
    text = _strong.sub(r"**\2**", text)
    text = _emphasis.sub(r"\1", text) if "**" not in text else text
    # A mark without its partner is a leftover.
    return text if text.count("**") % 2 == 0 else text.replace("**", "")
