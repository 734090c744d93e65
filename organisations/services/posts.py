"""Who acts for a unit: posts, and substitutes for their holders."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import audit, outbox
from common.errors import Conflict, Invalid
from organisations import events
from organisations.enums import Role
from organisations.models import Delegation, Post, Unit
from organisations.rules import GOVERN_DELEGATION
from organisations.selectors import today
from organisations.services.rights import require, require_administrator


def overlapping(first: dt.date, last: dt.date | None) -> Q:
    """Rows of a Dated model that share a day with this time."""
    query = Q(valid_to__isnull=True) | Q(valid_to__gte=first)
    return query if last is None else query & Q(valid_from__lte=last)


def check_days(first: dt.date, last: dt.date | None) -> None:
    if last is not None and last < first:
        raise Invalid(
            "organisations.ends_before_it_begins", _("The last day is before the first one."), field="valid_to"
        )


@transaction.atomic
def post_give(
    *,
    actor: Any,
    person: Any,
    role: Role | str,
    unit: Unit,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> Post:
    """Gives a person a role at a unit, from today without end unless said otherwise."""
    first = valid_from or today()
    require_administrator(actor, unit)
    check_days(first, valid_to)
    if not person.is_active or person.kind == person.Kind.RESIDENT:
        raise Invalid(
            "organisations.not_staff",
            _("Only active staff can hold a post. Reactivate the account or mark it as staff first."),
            field="person",
        )
    if unit.valid_to is not None and (valid_to or dt.date.max) > unit.valid_to:
        raise Invalid(
            "organisations.unit_ended", _("The unit ends before the post does. Choose another one."), field="unit"
        )
    # The same post given twice at one moment: the person's row makes the second one wait and see.
    type(person)._default_manager.select_for_update().get(pk=person.pk)
    if Post.objects.filter(overlapping(first, valid_to), person=person, role=role, unit=unit).exists():
        raise Conflict(
            "organisations.post_held", _("This person already holds this post at that time."), field="person"
        )
    post = Post.objects.create(person=person, role=role, unit=unit, valid_from=first, valid_to=valid_to)
    audit.record("organisations.post_given", post, actor=actor, unit_path=unit.path, role=role, person=person.pk)
    outbox.publish(events.posts_changed(post))
    return post


@transaction.atomic
def post_end(*, actor: Any, post: Post, last_day: dt.date | None = None) -> Post:
    """Ends a post on its last day (included); without one it ends at once, and so do its substitutes."""
    post = Post.objects.select_for_update(of=("self",)).select_related("unit").get(pk=post.pk)
    require_administrator(actor, post.unit)
    last = last_day or today() - dt.timedelta(days=1)
    if post.valid_to is not None and post.valid_to <= last:
        return post
    post.valid_to = last
    post.save(update_fields=["valid_to", "changed"])
    substitutes = []
    for delegation in post.delegations.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=last)):
        delegation.valid_to = last
        delegation.save(update_fields=["valid_to", "changed"])
        substitutes.append(delegation.substitute_id)
    audit.record(
        "organisations.post_ended", post, actor=actor, unit_path=post.unit.path, last_day=str(last), role=post.role
    )
    outbox.publish(events.posts_changed(post, *substitutes))
    return post


@transaction.atomic
def delegation_give(
    *,
    actor: Any,
    post: Post,
    substitute: Any,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    reason: str = "",
) -> Delegation:
    """Lets somebody act for the holder of a post, within the post's own days.

    The holder or an administrator at or above the unit says so. A delegation is of a post, so a
    substitute cannot pass it on.
    """
    post = Post.objects.select_for_update(of=("self",)).select_related("unit").get(pk=post.pk)
    require(actor, GOVERN_DELEGATION, Delegation(post=post))
    first, last = valid_from or today(), valid_to or post.valid_to
    check_days(first, last)
    if substitute.pk == post.person_id:
        raise Invalid(
            "organisations.own_substitute", _("Nobody substitutes for oneself. Choose a colleague."), field="substitute"
        )
    if not substitute.is_active or substitute.kind != substitute.Kind.STAFF:
        raise Invalid("organisations.not_staff", _("Only active staff can be a substitute."), field="substitute")
    if first < post.valid_from or (post.valid_to is not None and (last is None or last > post.valid_to)):
        raise Invalid(
            "organisations.outside_post",
            _("The substitute's days must lie within those of the post."),
            field="valid_from",
        )
    if Delegation.objects.filter(overlapping(first, last), post=post, substitute=substitute).exists():
        raise Conflict(
            "organisations.delegation_held", _("This colleague already substitutes at that time."), field="substitute"
        )
    delegation = Delegation.objects.create(
        post=post, substitute=substitute, valid_from=first, valid_to=last, reason=reason
    )
    audit.record(
        "organisations.delegation_given",
        delegation,
        actor=actor,
        unit_path=post.unit.path,
        substitute=substitute.pk,
        post=post.pk,
    )
    outbox.publish(events.delegation_changed(delegation))
    return delegation


@transaction.atomic
def delegation_end(*, actor: Any, delegation: Delegation, last_day: dt.date | None = None) -> Delegation:
    """Ends a delegation on its last day (included); without one it ends at once."""
    delegation = Delegation.objects.select_for_update(of=("self",)).select_related("post__unit").get(pk=delegation.pk)
    require(actor, GOVERN_DELEGATION, delegation)
    last = last_day or today() - dt.timedelta(days=1)
    if delegation.valid_to is not None and delegation.valid_to <= last:
        return delegation
    delegation.valid_to = last
    delegation.save(update_fields=["valid_to", "changed"])
    audit.record(
        "organisations.delegation_ended",
        delegation,
        actor=actor,
        unit_path=delegation.post.unit.path,
        last_day=str(last),
    )
    outbox.publish(events.delegation_changed(delegation))
    return delegation
