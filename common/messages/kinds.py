"""What may be said to people: registered by packages, worded by staff."""

from dataclasses import dataclass
from typing import Any

from common.messages.enums import Channel


@dataclass(frozen=True)
class Variable:
    """A named place in a text: `label` says what stands there, `sample` stands there in the preview.

    A longer value is cut: one that somebody typed must not make ten parts of an SMS.
    """

    name: str
    label: Any
    sample: str
    longest: int = 40


@dataclass(frozen=True)
class MessageKind:
    """One thing that is told. `channels` in order of preference; urgent ones know no quiet hours and no digest.

    `text` is the default, in Chinese, with the variables in braces.
    """

    code: str
    title: Any
    text: str
    variables: tuple[Variable, ...]
    channels: tuple[Channel, ...]
    urgent: bool = False

    @property
    def names(self) -> frozenset[str]:
        return frozenset(variable.name for variable in self.variables)

    @property
    def samples(self) -> dict[str, str]:
        return {variable.name: variable.sample for variable in self.variables}


_kinds: dict[str, MessageKind] = {}


def register_kind(*kinds: MessageKind) -> None:
    """Adds kinds. Called in an app's `ready`. Raises ValueError where a default text names an unknown variable."""
    from common.messages.rendering import unknown_variables

    for kind in kinds:
        if unknown := unknown_variables(kind.text, kind):
            raise ValueError(f"{kind.code}: no variable {', '.join(sorted(unknown))}")
        _kinds[kind.code] = kind


def kinds() -> dict[str, MessageKind]:
    return dict(_kinds)


def kind_of(code: str) -> MessageKind:
    """KeyError for a code that nobody registered."""
    return _kinds[code]


def title_of(code: str) -> str:
    """The title, or the code of a kind that is gone: rows outlive it."""
    return str(_kinds[code].title) if code in _kinds else code


def kind_choices() -> list[tuple[str, str]]:
    return [(code, str(kind.title)) for code, kind in sorted(_kinds.items())]


def joinable_choices() -> list[tuple[str, str]]:
    """What a digest may hold: nothing urgent, and no digest."""
    return [(code, title) for code, title in kind_choices() if not _kinds[code].urgent and code != DIGEST]


# The kind of a message that holds several.
DIGEST = "outgoing.digest"
