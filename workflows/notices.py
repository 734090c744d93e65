"""What people are told: published with the change, written and mailed by the outbox."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from common import outbox
from common.events import Event
from common.messages.adapters import Parcel, Refused
from common.models import OutboxMessage
from workflows import eligibility
from workflows.enums import step_words
from workflows.models.items import WorkItem
from workflows.models.notices import Notification

EVENT = "workflows.noticed"
IN_SITE = "workflows.notices"
BY_MAIL = "workflows.mail"


def _texts() -> dict[str, str]:
    """The sentences, by kind. `title` and `step` are filled in when the notice is written."""
    return {
        "arrived": _("“%(title)s” waits for your %(step)s."),
        "reminded": _("“%(title)s”: %(share)s %% of the time for the %(step)s is over."),
        "overdue": _("“%(title)s” is overdue: the %(step)s should be done by now."),
        "escalated": _("“%(title)s” is overdue below you: the %(step)s has been passed up."),
        "urged": _("“%(title)s”: somebody asks for the %(step)s."),
        "more_time": _("“%(title)s”: %(team)s asks for more time. Answer before it is due."),
        "reassigned": _("“%(title)s” was handed to you for the %(step)s."),
        "returned": _("“%(title)s” came back to you: %(reason)s"),
        "rejected": _("“%(title)s” was rejected: %(reason)s"),
        "published": _("“%(title)s” is public now."),
        "failed": _("“%(title)s”: your decision did not take effect. %(reason)s"),
        "withdrawn": _("“%(title)s” was taken off the site: %(reason)s"),
        "webhook_off": _("The webhook “%(title)s” failed too often and is off. Mend the program, then switch it on."),
        "scheduled": _("“%(title)s” has passed its reviews and goes public at the set time."),
    }


def text_of(data: dict[str, Any]) -> str:
    """The sentence of a notice, in the current language."""
    step = step_words(data["step"]) if data.get("step") else ""
    return _texts()[data["kind"]] % {**data, "step": step}


def tell(people: Iterable[int | None], kind: str, row: Any, **data: Any) -> None:
    """Publishes one notice to some people (ids of users; None is left out)."""
    told = sorted({person for person in people if person is not None})
    if told:
        outbox.publish(Event.of(EVENT, row, kind=kind, people=told, **data))


def people_in_charge(item: WorkItem) -> set[int]:
    """Whom an item concerns now: its owner, else everybody who may do it at its unit."""
    return {item.owner_id} if item.owner_id else eligibility.in_charge(item)


def link_of(item: WorkItem) -> str:
    """Where an item is worked on: the team's side is on the public site, everything else on the desk."""
    if item.team_id is not None and item.order is not None:
        return f"/team/orders/{item.order.code}/"
    if item.need is not None:
        return f"/admin/needs/{item.need.code}/"
    return f"/admin/desk/item/{item.code}/"


def about(item: WorkItem, kind: str, people: Iterable[int | None], **data: Any) -> None:
    tell(people, kind, item, title=item.title, step=item.step, link=link_of(item), **data)


def more_time_asked(item: WorkItem, team: str, people: Iterable[int]) -> None:
    """To whoever dispatches: the team asks, the list of orders is where it is answered."""
    tell(people, "more_time", item, title=item.title, team=team, link="/admin/needs/orders/?is=asked")


def item_arrived(item: WorkItem, people: Iterable[int]) -> None:
    about(item, "arrived", people)


def write_notifications(messages: Sequence[OutboxMessage]) -> None:
    """The in-site consumer. Written once for each message and person, however often it is delivered."""
    with override(settings.LANGUAGE_CODE):
        rows = [
            Notification(
                person_id=person,
                source=message.pk,
                text=text_of(message.data)[:255],
                link=message.data.get("link", ""),
                created=message.created,
            )
            for message in messages
            for person in message.data["people"]
        ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)


def in_site(parcel: Parcel) -> None:
    """The way of outgoing messages that stay in the site: a line for the person, once however often it is tried."""
    if not User.objects.filter(pk=parcel.address, is_active=True).exists():
        raise Refused("This person has no account any more.")
    Notification.objects.bulk_create(
        # Outbox messages have the numbers above zero; the key gives one below that is the same on every try.
        [
            Notification(
                person_id=int(parcel.address),
                source=-int(parcel.key[:15], 16),
                text=parcel.text[:255],
                link=parcel.link.removeprefix(settings.BASE_URL),
            )
        ],
        ignore_conflicts=True,
    )


def send_mails(messages: Sequence[OutboxMessage]) -> None:
    """The mail consumer: only those with an address. A mail may come twice when the drainer dies in between."""
    people = {person for message in messages for person in message.data["people"]}
    addresses = dict(User.objects.filter(pk__in=people, is_active=True).exclude(email="").values_list("pk", "email"))
    with override(settings.LANGUAGE_CODE):
        for message in messages:
            to = [addresses[person] for person in message.data["people"] if person in addresses]
            if to:
                link = f"{settings.BASE_URL}{message.data.get('link', '')}"
                text = text_of(message.data)
                # An opinion may have several lines, a subject has one.
                send_mail(" ".join(text.split()), f"{text}\n\n{link}", None, to)
