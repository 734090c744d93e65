"""Rights inside Wagtail, made from the posts that are held today.

One group for each role at a unit. What a group may is the table below and nothing else: no group
may publish, since only the approval flow does. `sync` makes the database so, whatever was there
before; `drift` says what it would change.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import GroupCollectionPermission, GroupPagePermission
from wagtail.snippets.models import get_snippet_models

from cms.models import HomePage, UnitPage
from cms.rights_tree import collections_of
from organisations.enums import REVIEW_ROLES, Role
from organisations.models import Unit
from organisations.selectors import people_by_seat

PREFIX = "post:"

EDIT_PAGES = ("add_page", "change_page")
# Wagtail asks for the rights of its own image and document models, whatever stands in for them.
CHOOSE_FILES = ("wagtailimages.choose_image", "wagtaildocs.choose_document")
EDIT_FILES = (
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    *CHOOSE_FILES,
)
PUBLISHING = ("publish_page", "bulk_delete_page", "lock_page", "unlock_page")

ENTER = ("wagtailadmin.access_admin",)
# Users are seen and changed only as far as the own units reach: the views see to that.
GOVERN_PEOPLE = ("accounts.add_user", "accounts.change_user")
COUNTY_WIDE = (
    "wagtailredirects.add_redirect",
    "wagtailredirects.change_redirect",
    "wagtailredirects.delete_redirect",
    "common.add_calendarday",
    "common.change_calendarday",
    "common.delete_calendarday",
    "common.view_outboxmessage",
    "common.change_outboxmessage",
    "outgoing.change_outgoingmessage",
    "outgoing.change_messagetemplate",
    *(f"outgoing.{verb}_{model}" for model in ("quiethours", "digest") for verb in ("add", "change", "delete")),
)
AUDIT = ("common.view_auditentry",)

_further: dict[str, set[str]] = {}


def grant_to(role: Role, *permissions: str) -> None:
    """Lets holders of a role at a root unit do more (`app.codename`). Called in an app's `ready`."""
    _further.setdefault(role, set()).update(permissions)


def group_name(role: str, unit: Unit) -> str:
    """The code stays when a unit is renamed."""
    return f"{PREFIX}{role}@{unit.code}"


def model_rights(role: str, unit: Unit) -> set[str]:
    rights = set(ENTER)
    if role == Role.ADMINISTRATOR:
        rights.update(GOVERN_PEOPLE)
    if unit.is_root():
        rights.update(_further.get(role, ()))
        if role == Role.ADMINISTRATOR:
            rights.update(COUNTY_WIDE, _county_wide_models())
        if role == Role.AUDITOR:
            rights.update(AUDIT)
    return rights


def _county_wide_models() -> Iterable[str]:
    for model in get_snippet_models():
        yield from (f"{model._meta.app_label}.{verb}_{model._meta.model_name}" for verb in ("add", "change", "delete"))
    for model in settings_registry:
        yield f"{model._meta.app_label}.change_{model._meta.model_name}"


def file_rights(role: str) -> tuple[str, ...]:
    if role == Role.EDITOR:
        return EDIT_FILES
    # Reviewers may correct what they review; Wagtail lets them in by the flow's own task.
    return CHOOSE_FILES if role in REVIEW_ROLES else ()


@dataclass
class Rights:
    """Rows of the four tables that say what a group may and who is in it; groups by name."""

    models: set[tuple[str, int]] = field(default_factory=set)
    pages: set[tuple[str, int, int]] = field(default_factory=set)
    collections: set[tuple[str, int, int]] = field(default_factory=set)
    members: set[tuple[str, int]] = field(default_factory=set)

    def minus(self, other: "Rights") -> "Rights":
        return Rights(*(getattr(self, name) - getattr(other, name) for name in self.__dataclass_fields__))

    def __len__(self) -> int:
        return sum(len(getattr(self, name)) for name in self.__dataclass_fields__)


@dataclass
class Outcome:
    """What was, or would be, changed."""

    groups: int = 0
    made: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    added: Rights = field(default_factory=Rights)
    taken: Rights = field(default_factory=Rights)
    personal: int = 0
    without_page: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether anything differed."""
        return bool(self.made or self.removed or len(self.added) or len(self.taken) or self.personal)

    def lines(self) -> list[str]:
        said = [
            _("Groups: %(all)s, made: %(made)s, removed: %(removed)s")
            % {"all": self.groups, "made": len(self.made), "removed": len(self.removed)},
            _("Rights and memberships added: %(added)s, taken away: %(taken)s")
            % {"added": len(self.added), "taken": len(self.taken)},
        ]
        if self.personal:
            said.append(_("Rights given to single people, taken away: %s") % self.personal)
        if self.without_page:
            said.append(_("Units with editors but without a page: %s") % "、".join(self.without_page))
        return said


@transaction.atomic
def sync(*, day: dt.date | None = None, write: bool = True) -> Outcome:
    """Makes groups, rights and memberships what the posts of the day (today) say. A second run changes nothing."""
    seats = people_by_seat(day)
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in={unit_id for _role, unit_id in seats})}
    outcome = Outcome(groups=len(seats))
    wanted = _wanted(seats, units, outcome, write)
    present = _present()
    named = {group_name(role, units[unit_id]) for role, unit_id in seats}
    existing = dict(Group.objects.values_list("name", "pk"))
    outcome.made = sorted(named - existing.keys())
    outcome.removed = sorted(name for name in existing if name.startswith(PREFIX) and name not in named)
    outcome.added, outcome.taken = wanted.minus(present), present.minus(wanted)
    personal = get_user_model().user_permissions.through.objects.all()
    outcome.personal = personal.count()
    if write and outcome:
        _apply(outcome, existing)
        personal.delete()
    return outcome


def drift(day: dt.date | None = None) -> Outcome:
    """What `sync` would change: nothing, if rights are as the posts say."""
    return sync(day=day, write=False)


def _permissions() -> dict[str, int]:
    found = Permission.objects.values_list("content_type__app_label", "codename", "pk")
    return {f"{app}.{codename}": pk for app, codename, pk in found}


def _wanted(seats: dict[tuple[str, int], set[int]], units: dict[int, Unit], outcome: Outcome, write: bool) -> Rights:
    known = _permissions()
    pages = dict(UnitPage.objects.values_list("unit_id", "pk")) | dict(HomePage.objects.values_list("unit_id", "pk"))
    with_files = [units[unit_id] for role, unit_id in seats if file_rights(role)]
    collections = collections_of(with_files, write=write)
    wanted = Rights()
    for (role, unit_id), people in seats.items():
        unit = units[unit_id]
        name = group_name(role, unit)
        wanted.members.update((name, person) for person in people)
        wanted.models.update((name, known[right]) for right in model_rights(role, unit) if right in known)
        if role == Role.EDITOR:
            if page := pages.get(unit_id):
                wanted.pages.update((name, page, known[f"wagtailcore.{right}"]) for right in EDIT_PAGES)
            else:
                outcome.without_page.append(str(unit))
        if collection := collections.get(unit_id):
            wanted.collections.update((name, collection, known[right]) for right in file_rights(role))
    return wanted


def _present() -> Rights:
    """All groups, ours or not: what was given by hand is taken away."""
    return Rights(
        models=set(Group.permissions.through.objects.values_list("group__name", "permission_id")),
        pages=set(GroupPagePermission.objects.values_list("group__name", "page_id", "permission_id")),
        collections=set(GroupCollectionPermission.objects.values_list("group__name", "collection_id", "permission_id")),
        members=set(get_user_model().groups.through.objects.values_list("group__name", "user_id")),
    )


def _apply(outcome: Outcome, groups: dict[str, int]) -> None:
    for name in outcome.made:
        group, _made = Group.objects.get_or_create(name=name)
        groups[name] = group.pk
    tables: dict[str, tuple[Any, tuple[str, ...]]] = {
        "models": (Group.permissions.through, ("group_id", "permission_id")),
        "pages": (GroupPagePermission, ("group_id", "page_id", "permission_id")),
        "collections": (GroupCollectionPermission, ("group_id", "collection_id", "permission_id")),
        "members": (get_user_model().groups.through, ("group_id", "user_id")),
    }
    for table, (model, columns) in tables.items():
        for row in getattr(outcome.taken, table):
            model.objects.filter(**dict(zip(columns, (groups[row[0]], *row[1:]), strict=True))).delete()
        fresh = [
            model(**dict(zip(columns, (groups[row[0]], *row[1:]), strict=True)))
            for row in getattr(outcome.added, table)
        ]
        # A sync at the same moment may have been first.
        model.objects.bulk_create(fresh, ignore_conflicts=True)
    Group.objects.filter(name__in=outcome.removed).delete()


def publishing_groups() -> list[str]:
    """Groups that hold a right to publish, lock or delete in bulk: there must be none."""
    held = GroupPagePermission.objects.filter(permission__codename__in=PUBLISHING)
    return sorted(set(held.values_list("group__name", flat=True)))
