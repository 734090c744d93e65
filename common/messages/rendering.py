"""Texts with named variables in braces: checked when they are edited, filled in when they are sent.

Nothing but a name may stand between the braces: a text is data of staff, never an expression.
"""

import re
from collections.abc import Iterable, Mapping

from common.messages.kinds import MessageKind

PLACE = re.compile(r"\{([^{}]*)\}")
SMS_PART = 70
# Of a text that does not fit into one, each part gives three characters to its number.
SMS_NEXT_PARTS = 67
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")


def names_in(text: str) -> list[str]:
    return [name.strip() for name in PLACE.findall(text)]


def unknown_variables(text: str, kind: MessageKind) -> set[str]:
    return set(names_in(text)) - kind.names


def loose_braces(text: str) -> bool:
    """Whether a brace stands alone, or is one of the wide ones of a Chinese keyboard."""
    return bool(re.search(r"[{}｛｝]", PLACE.sub("", text)))


def in_braces(names: Iterable[str]) -> str:
    """How staff type them."""
    return "、".join(f"{{{name}}}" for name in sorted(names))


def cut(value: str, longest: int) -> str:
    """In one line, and with a sign that something is missing."""
    line = _BLANKS.sub(" ", value).strip()
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def fill(text: str, kind: MessageKind, values: Mapping[str, object]) -> str:
    """The text with the values in place. What is no variable of the kind stays as it was typed."""
    longest = {variable.name: variable.longest for variable in kind.variables}

    def place(found: re.Match[str]) -> str:
        name = found[1].strip()
        return cut(str(values.get(name, "")), longest[name]) if name in longest else found[0]

    return PLACE.sub(place, text).strip()


def sms_parts(text: str) -> int:
    """How many parts an SMS is charged as: seventy characters, or sixty-seven for each of several."""
    # Characters outside the basic plane, such as emoji, take two places.
    length = len(text.encode("utf-16-le")) // 2
    return 1 if length <= SMS_PART else -(-length // SMS_NEXT_PARTS)
