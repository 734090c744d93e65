"""The five answers to "how was it?": a face and a word each, and none of them chosen for anybody."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Score:
    """`face` is an icon of the sprite."""

    score: int
    face: str
    word: str
    more: str


def scores() -> list[Score]:
    return [
        Score(5, "laugh", _("very content"), _("better than hoped")),
        Score(4, "smile", _("content"), _("it is solved")),
        Score(3, "meh", _("so so"), _("it will do")),
        Score(2, "frown", _("not content"), _("it is not solved")),
        Score(1, "circle-slash", _("nobody came"), _("nobody was there")),
    ]
