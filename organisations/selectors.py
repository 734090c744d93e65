"""Reads of units and posts."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from common.access import ANONYMOUS, Reader, Scope
from organisations.enums import Role
from organisations.models import Dated, Delegation, Post, Unit
from organisations.rules import GOVERN_UNIT


def today() -> dt.date:
    """The day in the county's own time zone."""
    return timezone.localdate()


# --- who asks ---------------------------------------------------------------------------------


def scopes_of(user_id: int, day: dt.date) -> frozenset[Scope]:
    """The roles a person holds on a day, by own posts and as a substitute of an active holder."""
    holding = Post.objects.filter(Dated.on(day), Dated.on(day, "unit__"))
    own = holding.filter(person_id=user_id)
    substituting = holding.filter(
        pk__in=Delegation.objects.filter(Dated.on(day), substitute_id=user_id).values("post_id"),
        person__is_active=True,
    )
    pairs = own.values_list("role", "unit__path").union(substituting.values_list("role", "unit__path"))
    return frozenset(Scope(role, path) for role, path in pairs)


def reader_for(user: Any, day: dt.date | None = None) -> Reader:
    """The reader that a user is on a day (today). Visitors and deactivated users are anonymous."""
    if not user.is_authenticated or not user.is_active:
        return ANONYMOUS
    return Reader(user.pk, scopes_of(user.pk, day or today()))


def reader_of(request: Any) -> Reader:
    """The reader behind a request, found once: one query, however often it is asked for."""
    kept = getattr(request, "linli_reader", None)
    user_id = request.user.pk if request.user.is_authenticated else None
    # Signing in or out within a request changes who asks.
    if kept is None or kept[0] != user_id:
        kept = (user_id, reader_for(request.user))
        request.linli_reader = kept
    reader: Reader = kept[1]
    return reader


def may_manage_user(actor: Any, user: Any | None) -> bool:
    """Whether the actor may create users (None) or change this one.

    All units where the person holds a post today must be the actor's; people without a post
    are anybody's who administers a unit, residents those of an administrator of a whole tree.
    """
    reader = reader_for(actor)
    held = reader.paths([Role.ADMINISTRATOR])
    if user is None:
        return bool(held)
    if user.kind == user.Kind.RESIDENT:
        return any(len(path) == Unit.steplen for path in held)
    posts = Post.objects.filter(Dated.on(today()), person=user).select_related("unit")
    return bool(held) and all(GOVERN_UNIT.check(reader, post.unit) for post in posts)


# --- units ------------------------------------------------------------------------------------


def paths_above(unit: Unit) -> list[str]:
    """The paths of the units above, from the root, and of the unit itself."""
    return [unit.path[:end] for end in range(Unit.steplen, len(unit.path) + 1, Unit.steplen)]


def unit_ancestors(unit: Unit) -> QuerySet[Unit]:
    """The units above, from the root down, without the unit itself."""
    found: QuerySet[Unit] = Unit.objects.filter(path__in=paths_above(unit)[:-1]).order_by("path")
    return found


def units_under(unit: Unit, day: dt.date | None = None) -> QuerySet[Unit]:
    """The unit and all below it that hold on a day (today), in the order of the tree."""
    return units_on(day).filter(path__startswith=unit.path)


def units_on(day: dt.date | None = None) -> QuerySet[Unit]:
    """All units that hold on a day (today), in the order of the tree."""
    found: QuerySet[Unit] = Unit.objects.filter(Dated.on(day or today())).order_by("path")
    return found


def units_governed(reader: Reader) -> QuerySet[Unit]:
    """The units, ended ones too, that the reader administers."""
    found: QuerySet[Unit] = Unit.objects.filter(GOVERN_UNIT.filter(reader)).order_by("path")
    return found


@dataclass(frozen=True)
class Leaf:
    """A unit in a picker: how deep it stands below the first of its own tree, and what to show."""

    unit: Unit
    depth: int

    @property
    def label(self) -> str:
        return "　" * self.depth + str(self.unit)


def unit_tree(units: Iterable[Unit] | None = None) -> list[Leaf]:
    """Units as a flat tree for pickers, in one query. Depth counts from the nearest unit in the list."""
    leaves: list[Leaf] = []
    open_paths: list[str] = []
    for unit in units_on() if units is None else units:
        while open_paths and not unit.path.startswith(open_paths[-1]):
            open_paths.pop()
        leaves.append(Leaf(unit, len(open_paths)))
        open_paths.append(unit.path)
    return leaves


# --- posts ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Acting:
    """Somebody who may act for a post: its holder, or a substitute on the holder's behalf."""

    person: Any
    post: Post
    on_behalf_of: Any = None


@dataclass(frozen=True)
class Responsible:
    """Where a role was found, and who holds it there."""

    unit: Unit
    people: tuple[Acting, ...]


def posts_covering(role: str, unit: Unit, day: dt.date) -> QuerySet[Post]:
    """The posts of a role at the unit or above it that hold on a day and whose holder is active."""
    return Post.objects.filter(
        Dated.on(day), Dated.on(day, "unit__"), unit__path__in=paths_above(unit), role=role, person__is_active=True
    )


def _acting(posts: Iterable[Post], day: dt.date) -> tuple[Acting, ...]:
    """The holders, then their substitutes; each person once."""
    by_id = {post.pk: post for post in posts}
    found = {post.person_id: Acting(post.person, post) for post in by_id.values()}
    delegations = Delegation.objects.filter(Dated.on(day), post__in=by_id, substitute__is_active=True)
    for delegation in delegations.select_related("substitute").order_by("pk"):
        post = by_id[delegation.post_id]
        found.setdefault(delegation.substitute_id, Acting(delegation.substitute, post, post.person))
    return tuple(found.values())


def holders_of(role: str, unit: Unit, day: dt.date | None = None) -> tuple[Acting, ...]:
    """Who holds the role at this very unit, substitutes included. Two queries."""
    day = day or today()
    posts = posts_covering(role, unit, day).filter(unit=unit).select_related("person").order_by("pk")
    return _acting(posts, day)


def responsible_post(role: str, unit: Unit, day: dt.date | None = None) -> Responsible | None:
    """The nearest unit, at or above, where somebody holds the role, and who. None: nobody does. Two queries."""
    day = day or today()
    posts = list(posts_covering(role, unit, day).select_related("person", "unit").order_by("-unit__depth", "pk"))
    if not posts:
        return None
    nearest = posts[0].unit
    return Responsible(nearest, _acting([post for post in posts if post.unit_id == nearest.pk], day))


def people_by_seat(day: dt.date | None = None) -> dict[tuple[str, int], set[int]]:
    """Who holds which role at which unit, substitutes included: ids of users by role and id of the unit."""
    day = day or today()
    seats: dict[tuple[str, int], set[int]] = {}
    holding = Post.objects.filter(Dated.on(day), Dated.on(day, "unit__"), person__is_active=True)
    for role, unit_id, person_id in holding.values_list("role", "unit_id", "person_id"):
        seats.setdefault((role, unit_id), set()).add(person_id)
    delegations = Delegation.objects.filter(Dated.on(day), post__in=holding, substitute__is_active=True)
    for role, unit_id, person_id in delegations.values_list("post__role", "post__unit_id", "substitute_id"):
        seats.setdefault((role, unit_id), set()).add(person_id)
    return seats


def ways_of(user: Any, role: str, unit: Unit, day: dt.date | None = None) -> Iterator[Acting]:
    """Each way in which the user holds the role at or above the unit: own posts, then for others, nearest first.

    One query, and one more when the first way is not enough.
    """
    day = day or today()
    posts = list(posts_covering(role, unit, day).select_related("person", "unit").order_by("-unit__depth", "pk"))
    yield from (Acting(user, post) for post in posts if post.person_id == user.pk)
    held = Delegation.objects.filter(Dated.on(day), post__in=[p.pk for p in posts], substitute=user)
    substituted = set(held.values_list("post_id", flat=True))
    yield from (Acting(user, post, post.person) for post in posts if post.pk in substituted)


def acting_for(user: Any, role: str, unit: Unit, day: dt.date | None = None) -> Acting | None:
    """As what the user holds the role at or above the unit: own post first, else for the nearest holder; None if not.

    Who substitutes for several may act for each of them: where it matters for whom, ask `ways_of`.
    """
    return next(ways_of(user, role, unit, day), None)
