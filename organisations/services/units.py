"""The verbs of units. A unit is ended or merged, never deleted: history keeps pointing at it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import audit, outbox
from common.errors import Conflict, Invalid
from organisations import events
from organisations.enums import UnitKind
from organisations.models import Dated, Level, Pairing, Post, Unit
from organisations.selectors import today
from organisations.services.posts import post_end, post_give
from organisations.services.rights import (
    require_administrator,
    require_administrator_above,
    require_administrator_of_all,
)

DETAILS = ("name", "short_name", "kind", "level", "division_code", "phone", "address", "latitude", "longitude")


def _locked(unit: Unit) -> Unit:
    """The row as it is now: a stale path or count of children would damage the tree."""
    locked: Unit = Unit.objects.select_for_update().get(pk=unit.pk)
    return locked


def lock_tree() -> None:
    """Paths of many rows change together: one change of the tree at a time."""
    list(Unit.objects.select_for_update().filter(depth=1).order_by("pk").values_list("pk", flat=True))


def _check_name(name: str) -> str:
    name = name.strip()
    if not name:
        raise Invalid("organisations.unit_name_missing", _("Give the unit a name."), field="name")
    return name


@transaction.atomic
def unit_create(
    *, actor: Any, name: str, kind: UnitKind | str, level: Level, parent: Unit | None = None, **details: Any
) -> Unit:
    """A new unit, last below its parent. `details`: the other names of DETAILS, and valid_from.

    Without a parent it is a root: only the administrator of another whole tree, or the system, makes one.
    """
    lock_tree()
    values = {"name": _check_name(name), "kind": kind, "level": level, **details}
    if parent is None:
        require_administrator_of_all(actor)
        unit: Unit = Unit.add_root(**values)
    else:
        parent = _locked(parent)
        require_administrator(actor, parent)
        if not parent.holds_on(values.get("valid_from") or today()):
            raise Conflict(
                "organisations.parent_ended", _("The unit above has ended. Choose one that is in use."), field="parent"
            )
        unit = parent.add_child(**values)
    audit.record("organisations.unit_created", unit, actor=actor, unit_path=unit.path, name=unit.name)
    outbox.publish(events.unit_changed(unit, created=True))
    return unit


@transaction.atomic
def unit_change(*, actor: Any, unit: Unit, **details: Any) -> Unit:
    """Changes the details given (DETAILS). Nothing is written when nothing differs."""
    unit = _locked(unit)
    require_administrator(actor, unit)
    if "name" in details:
        details["name"] = _check_name(details["name"])
    changed = {name: value for name, value in details.items() if getattr(unit, name) != value}
    if not changed:
        return unit
    if unknown := set(changed) - set(DETAILS):
        raise TypeError(f"Not details of a unit: {unknown}")
    before = {name: str(getattr(unit, name)) for name in changed}
    for name, value in changed.items():
        setattr(unit, name, value)
    unit.save(update_fields=[*changed, "changed"])
    after = {name: str(value) for name, value in changed.items()}
    audit.record("organisations.unit_changed", unit, actor=actor, unit_path=unit.path, before=before, after=after)
    outbox.publish(events.unit_changed(unit))
    return unit


def unit_rename(*, actor: Any, unit: Unit, name: str, short_name: str | None = None) -> Unit:
    """Another name; the short name stays unless given."""
    return unit_change(actor=actor, unit=unit, name=name, **({} if short_name is None else {"short_name": short_name}))


@transaction.atomic
def unit_move(*, actor: Any, unit: Unit, parent: Unit) -> Unit:
    """Moves the unit with all below it. The actor administers the unit above it now, and the one then."""
    lock_tree()
    unit, parent = _locked(unit), _locked(parent)
    require_administrator_above(actor, unit)
    require_administrator(actor, parent)
    if parent.path.startswith(unit.path):
        raise Invalid(
            "organisations.move_under_itself",
            _("A unit cannot stand below itself. Choose another one."),
            field="parent",
        )
    if not parent.holds_on(today()):
        raise Conflict(
            "organisations.parent_ended", _("The unit above has ended. Choose one that is in use."), field="parent"
        )
    return _move(actor, unit, parent)


def _move(actor: Any, unit: Unit, parent: Unit) -> Unit:
    old_path = unit.path
    if unit.get_parent(update=True) == parent:
        return unit
    unit.move(parent, pos="last-child")
    moved = _locked(unit)
    audit.record(
        "organisations.unit_moved", moved, actor=actor, unit_path=moved.path, old_path=old_path, new_path=moved.path
    )
    outbox.publish(events.unit_moved(moved, old_path=old_path))
    return moved


@transaction.atomic
def unit_merge(*, actor: Any, unit: Unit, into: Unit, last_day: dt.date, posts_to: Unit | None) -> Unit:
    """Ends the unit on its last day in favour of another: what stands below it now stands below that.

    `posts_to`: the unit at which its people go on in the same roles, or None: their posts end.
    """
    lock_tree()
    unit, into = _locked(unit), _locked(into)
    require_administrator_above(actor, unit)
    require_administrator(actor, into)
    _check_last_day(unit, last_day)
    if into.path.startswith(unit.path):
        raise Invalid(
            "organisations.merge_into_itself",
            _("A unit cannot be merged into itself or into one below it. Choose another one."),
            field="into",
        )
    if not into.holds_on(last_day + dt.timedelta(days=1)):
        raise Conflict(
            "organisations.parent_ended", _("The unit chosen has ended. Choose one that is in use."), field="into"
        )
    for child in unit.get_children():
        _move(actor, _locked(child), _locked(into))
    unit, into = _locked(unit), _locked(into)
    unit.merged_into = into
    _end(actor, unit, last_day, posts_to)
    audit.record(
        "organisations.unit_merged", unit, actor=actor, unit_path=unit.path, into=into.pk, last_day=str(last_day)
    )
    outbox.publish(events.unit_merged(unit, into))
    return unit


@transaction.atomic
def unit_end(*, actor: Any, unit: Unit, last_day: dt.date, posts_to: Unit | None) -> Unit:
    """Ends the unit on its last day (included). `posts_to` as in `unit_merge`.

    Raises Conflict while units below it go on: they are moved, merged or ended first.
    """
    lock_tree()
    unit = _locked(unit)
    require_administrator_above(actor, unit)
    _check_last_day(unit, last_day)
    left = unit.get_descendants().filter(Dated.on(last_day + dt.timedelta(days=1))).count()
    if left:
        message = _("%(count)s units below it are still in use. Move, merge or end them first.") % {"count": left}
        raise Conflict("organisations.units_below", message)
    _end(actor, unit, last_day, posts_to)
    audit.record("organisations.unit_ended", unit, actor=actor, unit_path=unit.path, last_day=str(last_day))
    outbox.publish(events.unit_ended(unit))
    return unit


def _check_last_day(unit: Unit, last_day: dt.date) -> None:
    if last_day < unit.valid_from:
        raise Invalid(
            "organisations.ends_before_it_begins", _("The last day is before the first one."), field="last_day"
        )
    if unit.valid_to is not None and last_day > unit.valid_to:
        # Its posts, substitutes and pairings have ended with it: a later day would bring back an empty unit.
        message = _("This unit ends on %(day)s already. Choose that day or an earlier one.")
        raise Conflict("organisations.unit_ended", message % {"day": unit.valid_to}, field="last_day")


def _end(actor: Any, unit: Unit, last_day: dt.date, posts_to: Unit | None) -> None:
    if posts_to is not None and posts_to.pk == unit.pk:
        raise Invalid("organisations.posts_to_itself", _("Choose another unit for the posts."), field="posts_to")
    unit.valid_to = last_day
    unit.save(update_fields=["valid_to", "merged_into", "changed"])
    next_day = last_day + dt.timedelta(days=1)
    for post in Post.objects.filter(unit=unit).exclude(valid_to__lte=last_day).select_related("person", "unit"):
        _carry_on(actor, post, posts_to, next_day)
        post_end(actor=actor, post=post, last_day=last_day)
    ending = Pairing.objects.filter(unit=unit) | Pairing.objects.filter(partner=unit)
    for pairing in ending.exclude(valid_to__lte=last_day):
        pairing.valid_to = max(last_day, pairing.valid_from)
        pairing.save(update_fields=["valid_to", "changed"])
        outbox.publish(events.pairing_changed(pairing))


def _carry_on(actor: Any, post: Post, to: Unit | None, first_day: dt.date) -> None:
    """The same person in the same role elsewhere, unless the person holds it there already."""
    if to is None or not post.person.is_active:
        return
    start = max(first_day, post.valid_from)
    held = Post.objects.filter(Dated.on(start), person=post.person, role=post.role, unit=to)
    if not held.exists():
        post_give(actor=actor, person=post.person, role=post.role, unit=to, valid_from=start, valid_to=post.valid_to)
