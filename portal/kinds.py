"""How each kind of page is shown: its icon, its hue and the words of its door."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.utils.translation import pgettext_lazy as _column

Text = str | Promise


@dataclass(frozen=True)
class Look:
    """`invite` says what one may expect behind the door, `name` what its column is called by default."""

    icon: str
    hue: str
    invite: Text = ""
    name: Text = ""


LOOKS: dict[str, Look] = {
    "newspage": Look("newspaper", "qing", _("What has taken place nearby"), _column("column", "News")),
    "routepage": Look("route", "zhu", _("Half a day on foot, with stops"), _column("column", "Walks")),
    "lecturepage": Look("mic", "gui", _("When, where and who speaks"), _column("column", "Lectures")),
    "venuepage": Look("door-open", "tian", _("Places that are open to you"), _column("column", "Venues")),
    "casepage": Look("award", "ou", _("Neighbours and their stories"), _column("column", "Model cases")),
    "projectpage": Look("hand-heart", "dan", _("Services for the whole year"), _column("column", "Projects")),
    "briefingpage": Look("scroll-text", "dan", _("Issues to read and to print"), _column("column", "Briefings")),
    "policypage": Look("file-text", "tian", _("Documents and their terms"), _column("column", "Policies")),
    "need": Look("hand-heart", "dan"),
    "unit": Look("building-2", "qing"),
    "unitpage": Look("building-2", "qing"),
}
OTHER = Look("file-text", "qing")

# The order of the doors on the home page; four are shown, of those that exist.
DOORS = ("newspage", "routepage", "lecturepage", "venuepage", "casepage", "briefingpage", "projectpage", "policypage")


def column_name(kind: str, title: str) -> str:
    """The title of a column; one that still has its default Chinese name has it in the visitor's language.

    What staff called it otherwise is theirs, and shown as they wrote it.
    """
    name = look_of(kind).name
    with override("zh-hans"):
        is_default = bool(name) and title == str(name)
    return str(name) if is_default else title


def look_of(kind: str) -> Look:
    return LOOKS.get(kind, OTHER)
