"""What speaks for a team and against it, in words that a dispatcher can check."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy

# What a reason is about, in two or three signs.
LABELS = {
    ("skill", "+"): gettext_lazy("can do it"),
    ("skill", "-"): gettext_lazy("cannot do it"),
    ("area", "+"): gettext_lazy("serves here"),
    ("area", "-"): gettext_lazy("serves elsewhere"),
    ("free", "+"): gettext_lazy("free then"),
    ("free", "-"): gettext_lazy("not free then"),
    ("free", "0"): gettext_lazy("hour asked for"),
    ("load", "+"): gettext_lazy("not too busy"),
    ("load", "-"): gettext_lazy("busy now"),
    ("near", "+"): gettext_lazy("close by"),
    ("near", "-"): gettext_lazy("farther away"),
    ("near", "0"): gettext_lazy("how far"),
    ("paired", "+"): gettext_lazy("pair of units"),
    ("paired", "0"): gettext_lazy("pair of units"),
    ("rated", "+"): gettext_lazy("good name"),
    ("rated", "-"): gettext_lazy("askers so-so"),
    ("rated", "0"): gettext_lazy("what askers say"),
    ("refused", "-"): gettext_lazy("refused it"),
}
# What a reason says, by its code and sign.
WORDS = {
    ("skill", "+"): gettext_lazy("has entered this kind of service"),
    ("skill", "-"): gettext_lazy("has not entered this kind of service"),
    ("area", "+"): gettext_lazy("serves this area"),
    ("area", "-"): gettext_lazy("usually serves elsewhere"),
    ("free", "+"): gettext_lazy("free at that time"),
    ("free", "-"): gettext_lazy("has another order at that time"),
    ("free", "0"): gettext_lazy("no time was asked for"),
    ("load", "+"): gettext_lazy("%(running)d of %(capacity)d orders"),
    ("load", "-"): gettext_lazy("full: %(running)d of %(capacity)d orders"),
    ("near", "+"): gettext_lazy("%(km).0f km away"),
    ("near", "-"): gettext_lazy("%(km).0f km away"),
    ("near", "0"): gettext_lazy("distance unknown"),
    ("paired", "+"): gettext_lazy("paired with this unit"),
    ("paired", "0"): gettext_lazy("not paired"),
    ("rated", "+"): gettext_lazy("well rated"),
    ("rated", "-"): gettext_lazy("middling ratings"),
    ("rated", "0"): gettext_lazy("too few ratings yet"),
    ("refused", "-"): gettext_lazy("has refused this order already"),
}


@dataclass(frozen=True)
class Reason:
    """`sign`: + speaks for the team, - against it, 0 says that nothing is known. `said`: the numbers in its words."""

    code: str
    sign: str
    said: dict[str, int] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return str(LABELS[self.code, self.sign])

    @property
    def text(self) -> str:
        return str(WORDS[self.code, self.sign]) % self.said
