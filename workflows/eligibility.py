"""Who may act on an item, and why not: posts, authorship, and no two steps by one person (三审三校)."""

from typing import Any

from django.utils.translation import gettext as _

from common.errors import NotAllowed
from organisations.selectors import Acting, acting_for
from workflows.enums import UNFINISHED, Step
from workflows.models.items import Opinion, WorkItem
from workflows.models.policy import ReviewPolicy

Refusal = tuple[str, str]


def acting_as(item: WorkItem, user: Any) -> Acting | None:
    """As what the user may act on the item: own post, or a substitute's; None without either."""
    if user is None or not user.is_authenticated or not user.is_active:
        return None
    return acting_for(user, item.role, item.unit)


def authors(item: WorkItem) -> set[int]:
    """Who wrote what is reviewed: the page's owner and whoever submitted it."""
    found = {item.process.data.get("author"), item.process.data.get("sender")}
    return {each for each in found if each is not None}


def refusal(item: WorkItem, user: Any) -> Refusal | None:
    """The code and the words of why the user may not decide the item; None where nothing is against it."""
    acting = acting_as(item, user)
    if acting is None:
        return "workflows.no_role", _("This step is not yours: nobody with your posts decides it.")
    if item.state not in UNFINISHED:
        return "workflows.item_closed", _("This item has been decided already.")
    people = {user.pk, acting.on_behalf_of.pk} if acting.on_behalf_of else {user.pk}
    if people & authors(item) and not _author_allowed(item):
        return "workflows.own_text", _("You wrote or submitted this text: somebody else reviews it.")
    if _acted_elsewhere(item, people):
        return "workflows.two_steps", _("You have decided another step of this submission: no two steps by one person.")
    return None


def _author_allowed(item: WorkItem) -> bool:
    if item.step != Step.FIRST_REVIEW:
        return False
    return ReviewPolicy.objects.filter(author_reviews_first=True).exists()


def _acted_elsewhere(item: WorkItem, people: set[int]) -> bool:
    """Another step, or the same step for another unit: a department cannot sign for two."""
    opinions = Opinion.objects.filter(process=item.process_id)
    for step, unit_id, person_id, behalf_id in opinions.values_list("step", "unit_id", "person_id", "on_behalf_of_id"):
        same_place = step == item.step and (step != Step.CO_SIGN or unit_id == item.unit_id)
        if not same_place and people & {person_id, behalf_id}:
            return True
    return False


def require(item: WorkItem, user: Any) -> Acting:
    """As what the user acts; raises NotAllowed with the reason where the user may not."""
    against = refusal(item, user)
    if against is not None:
        raise NotAllowed(*against)
    acting = acting_as(item, user)
    assert acting is not None  # noqa: S101 - refusal() has just found it
    return acting
