"""Who may act on an item, and why not: posts, authorship, and no two steps by one person (三审三校)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from common.errors import NotAllowed
from exchange.services.rights import leads_team
from organisations.models import Dated, Delegation, Unit
from organisations.selectors import Acting, Responsible, paths_above, posts_covering, today, ways_of
from workflows.enums import UNFINISHED, Step
from workflows.models.items import Opinion, WorkItem
from workflows.models.policy import ReviewPolicy

Refusal = tuple[str, str]


# --- who is out of the question ---------------------------------------------------------------


def authors(process: Any) -> set[int]:
    """Who wrote what is reviewed: the page's owner and whoever submitted it."""
    found = {process.data.get("author"), process.data.get("sender")}
    return {each for each in found if each is not None}


def _decided_elsewhere(process: Any, step: str, unit_id: int) -> set[int]:
    """Who decided another step, or co-signed for another unit, and on whose behalf."""
    found: set[int] = set()
    opinions = Opinion.objects.filter(process=process)
    for other, other_unit, *people in opinions.values_list("step", "unit_id", "person_id", "on_behalf_of_id"):
        same_place = other == step and (step != Step.CO_SIGN or other_unit == unit_id)
        if not same_place:
            found.update(person for person in people if person is not None)
    return found


def _kept_from(process: Any, step: str, asked: set[int] | None = None) -> set[int]:
    """The authors, unless the county lets them do the first review of their own texts.

    `asked` are the ids that matter, if not all: where no author is among them the policy is not read.
    """
    found = authors(process) if asked is None else authors(process) & asked
    if step == Step.FIRST_REVIEW and found and ReviewPolicy.objects.filter(author_reviews_first=True).exists():
        return set()
    return found


def barred(process: Any, step: str, unit_id: int, asked: set[int]) -> set[int]:
    """Ids of those among the asked who may not do this step of this submission, whatever posts they hold."""
    # While a submission begins nobody has decided anything.
    decided = set() if getattr(process, "begun_for", None) else _decided_elsewhere(process, step, unit_id)
    return _kept_from(process, step, asked) | decided


def _people(acting: Acting) -> set[int]:
    return {acting.person.pk, acting.on_behalf_of.pk} if acting.on_behalf_of else {acting.person.pk}


# --- who is asked -----------------------------------------------------------------------------


def nobody(people: set[int]) -> set[int]:
    """None of them is out of the question."""
    return set()


def nearest(role: str, unit: Unit, without: Callable[[set[int]], set[int]]) -> Responsible | None:
    """The nearest unit, at or above, where somebody may do it, and who: holders and substitutes. Two queries.

    `without` is asked once, with the ids of all who hold the role, and says who is out of the question.
    """
    day = today()
    posts = list(posts_covering(role, unit, day).select_related("person", "unit").order_by("-unit__depth", "pk"))
    delegations = Delegation.objects.filter(Dated.on(day), post__in=posts, substitute__is_active=True)
    substitutes: dict[int, list[Any]] = {}
    for delegation in delegations.select_related("substitute").order_by("pk"):
        substitutes.setdefault(delegation.post_id, []).append(delegation.substitute)
    found = [Acting(post.person, post) for post in posts]
    found += [Acting(person, post, post.person) for post in posts for person in substitutes.get(post.pk, ())]
    out = without({person for acting in found for person in _people(acting)})
    for path in reversed(paths_above(unit)):
        here = [acting for acting in found if acting.post.unit.path == path]
        free = {each.person.pk: each for each in reversed(here) if not _people(each) & out}
        if free:
            return Responsible(here[0].post.unit, tuple(free.values()))
    return None


def team_people(team: Any) -> set[int]:
    """Ids of those who act for a team: its captain and deputies."""
    return {team.captain_id, *team.deputies.values_list("pk", flat=True)}


def in_charge(item: WorkItem) -> set[int]:
    """Ids of those whom an open item waits for: its team, or who holds the role at its unit or nearest above it."""
    if item.team is not None:
        return team_people(item.team)
    responsible = nearest(item.role, item.unit, partial(barred, item.process, item.step, item.unit_id))
    return {acting.person.pk for acting in responsible.people} if responsible else set()


# --- may this person? -------------------------------------------------------------------------


def _ways(item: WorkItem, user: Any) -> list[Acting]:
    """As what the user holds the role: for the item's owner as a substitute, by own post, or for other holders."""
    if user is None or not user.is_authenticated or not user.is_active:
        return []
    for_owner = stands_in(item, user)
    if for_owner is not None:
        return [for_owner]
    ways = ways_of(user, item.role, item.unit)
    first = next(ways, None)
    if first is None or first.on_behalf_of is None:
        return [first] if first else []
    return [first, *ways]


def stands_in(item: WorkItem, user: Any) -> Acting | None:
    """The user acts today for the person who has claimed the item."""
    if item.owner_id is None or item.owner_id == user.pk:
        return None
    posts = posts_covering(item.role, item.unit, today()).filter(person_id=item.owner_id)
    held = Delegation.objects.filter(Dated.on(today()), substitute=user, post__in=posts)
    delegation = held.select_related("post__person", "post__unit").first()
    return Acting(user, delegation.post, delegation.post.person) if delegation else None


def refusal(item: WorkItem, user: Any) -> Refusal | None:
    """The code and the words of why the user may not decide the item; None where nothing is against it."""
    return _judge(item, user)[1]


def _judge(item: WorkItem, user: Any) -> tuple[Acting | None, Refusal | None]:
    if item.team is not None:
        # Never claimed: captain and deputies act for the team as one.
        words = _("This is the team's turn: only captain and deputies may do it.")
        return None, None if leads_team(user, item.team) else ("workflows.not_your_team", words)
    ways = _ways(item, user)
    if not ways:
        return None, ("workflows.no_role", _("This step is not yours: nobody with your posts decides it."))
    if item.state not in UNFINISHED:
        return ways[0], ("workflows.item_closed", _("This item has been decided already."))
    kept = _kept_from(item.process, item.step)
    decided = (
        set() if all(_people(way) & kept for way in ways) else _decided_elsewhere(item.process, item.step, item.unit_id)
    )
    free = next((way for way in ways if not _people(way) & (kept | decided)), None)
    if free is not None:
        return free, None
    if _people(ways[0]) & kept:
        return ways[0], ("workflows.own_text", _("You wrote or submitted this text: somebody else reviews it."))
    words = _("You have decided another step of this submission: no two steps by one person.")
    return ways[0], ("workflows.two_steps", words)


def require(item: WorkItem, user: Any) -> Acting:
    """As what the user acts; raises NotAllowed with the reason where the user may not."""
    acting, against = _judge(item, user)
    if against is not None or acting is None:
        raise NotAllowed(*(against or ("workflows.no_role", "")))
    return acting
