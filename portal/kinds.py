"""How each kind of page is shown: its icon, its hue and the words of its door."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Look:
    """`invite` says what one may expect behind the door."""

    icon: str
    hue: str
    invite: Text = ""


LOOKS: dict[str, Look] = {
    "newspage": Look("newspaper", "qing", _("What has taken place nearby")),
    "routepage": Look("route", "zhu", _("Half a day on foot, with stops")),
    "lecturepage": Look("mic", "gui", _("When, where and who speaks")),
    "venuepage": Look("door-open", "tian", _("Places that are open to you")),
    "casepage": Look("award", "ou", _("Neighbours and their stories")),
    "projectpage": Look("hand-heart", "dan", _("Services for the whole year")),
    "briefingpage": Look("scroll-text", "dan", _("Issues to read and to print")),
    "policypage": Look("file-text", "tian", _("Documents and their terms")),
    "unit": Look("building-2", "qing"),
    "unitpage": Look("building-2", "qing"),
}
OTHER = Look("file-text", "qing")

# The order of the doors on the home page; four are shown, of those that exist.
DOORS = ("newspage", "routepage", "lecturepage", "venuepage", "casepage", "briefingpage", "projectpage", "policypage")


def look_of(kind: str) -> Look:
    return LOOKS.get(kind, OTHER)
