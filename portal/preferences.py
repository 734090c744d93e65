"""How a visitor wants the site: language, text size, elder mode, and for which unit. Kept in cookies.

Only an explicit choice counts: the browser's Accept-Language does not, since a phone set to
English in a county office is no wish for English.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest

HANS, HANT, ENGLISH = "zh-hans", "zh-hant", "en"
LANGUAGES = (HANS, HANT, ENGLISH)
# The steps of the text size: 100 %, 112.5 %, 125 %, 150 %; in elder mode 24, 28 and 32 pixels.
SIZES = (0, 1, 2, 3)
ELDER_SIZES = (0, 1, 2)
YEAR = 365 * 24 * 3600

COOKIES = {"language": "language", "size": "text_size", "elder": "elder", "unit": "my_unit"}


@dataclass(frozen=True)
class Preferences:
    """One visitor's choices; `unit` is the public code of a unit, or empty for the whole county."""

    language: str = HANS
    size: int = 0
    elder: bool = False
    unit: str = ""

    @classmethod
    def of(cls, cookies: Mapping[str, str]) -> "Preferences":
        """Reads cookies; anything strange counts as no choice."""
        language = cookies.get(COOKIES["language"], HANS)
        size = cookies.get(COOKIES["size"], "0")
        unit = cookies.get(COOKIES["unit"], "")
        return cls(
            language=language if language in LANGUAGES else HANS,
            size=int(size) if size in {"0", "1", "2", "3"} else 0,
            elder=cookies.get(COOKIES["elder"]) == "1",
            unit=unit if unit.isascii() and unit.isalnum() and len(unit) <= 16 else "",
        )

    @property
    def gettext_language(self) -> str:
        """Traditional characters are made from the simplified page on its way out."""
        return ENGLISH if self.language == ENGLISH else HANS

    @property
    def html_lang(self) -> str:
        return {HANS: "zh-Hans", HANT: "zh-Hant", ENGLISH: "en"}[self.language]

    @property
    def next_size(self) -> int:
        """One step larger; after the largest, back to the first."""
        steps = len(ELDER_SIZES if self.elder else SIZES)
        return (self.size + 1) % steps

    @cached_property
    def key(self) -> str:
        """What distinguishes one rendering of an address from another."""
        return f"{self.language}.{self.size}.{int(self.elder)}.{self.unit}"


def preferences_of(request: HttpRequest) -> Preferences:
    """The visitor's choices, read once a request."""
    found: Preferences | None = getattr(request, "_preferences", None)
    if found is None:
        found = Preferences.of(request.COOKIES)
        request._preferences = found  # type: ignore[attr-defined]
    return found
