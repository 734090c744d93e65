"""The only writers of accounts. `actor=None` is the system itself: commands and imports."""

import secrets
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import events
from accounts.models import User
from accounts.rights import require_may_manage
from common import audit, outbox
from common.errors import Conflict, Invalid
from common.events import Event
from common.models import CODE_ALPHABET

DETAILS = ("last_name", "first_name", "email", "kind")


@transaction.atomic
def user_create(
    *,
    actor: Any,
    username: str,
    last_name: str = "",
    first_name: str = "",
    kind: User.Kind | str = User.Kind.STAFF,
    password: str | None = None,
    email: str = "",
) -> User:
    """A new account. Without a password nobody signs in to it until an administrator sets one."""
    require_may_manage(actor, None)
    username = username.strip()
    user = User(username=username, last_name=last_name, first_name=first_name, kind=kind, email=email)
    _check_fields(user, exclude=["password"])
    if User.objects.filter(username__iexact=username).exists():
        raise Conflict("accounts.username_taken", _("This user name is taken. Choose another one."), field="username")
    _set_password(user, password)
    user.save()
    audit.record("accounts.user_created", user, actor=actor, username=username, kind=user.kind)
    outbox.publish(Event.of(events.USER_CREATED, user))
    return user


def _check_fields(user: User, exclude: list[str]) -> None:
    try:
        user.clean_fields(exclude=exclude)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Invalid(f"accounts.{field}_wrong", messages[0], field=field) from error


def _set_password(user: User, password: str | None) -> None:
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise Invalid("accounts.password_weak", " ".join(error.messages), field="password") from error
    user.set_password(password)


@transaction.atomic
def user_change(*, actor: Any, user: User, **details: Any) -> User:
    """Changes the details given (DETAILS): names, e-mail, kind."""
    user = _locked(actor, user)
    if unknown := set(details) - set(DETAILS):
        raise TypeError(f"Not details of a user: {unknown}")
    changed = sorted(name for name, value in details.items() if getattr(user, name) != value)
    if not changed:
        return user
    for name in changed:
        setattr(user, name, details[name])
    _check_fields(user, exclude=[field.name for field in User._meta.fields if field.name not in changed])
    user.save(update_fields=changed)
    audit.record("accounts.user_changed", user, actor=actor, fields=changed)
    outbox.publish(Event.of(events.USER_CHANGED, user))
    return user


@transaction.atomic
def user_deactivate(*, actor: Any, user: User) -> User:
    """Ends every session at once and lets nobody sign in. Posts and history stay; a second call does nothing."""
    user = _locked(actor, user)
    if actor is not None and actor.pk == user.pk:
        raise Invalid("accounts.own_account", _("Nobody deactivates the own account. Ask a colleague."))
    if not user.is_active:
        return user
    user.is_active = False
    user.session_epoch += 1
    user.save(update_fields=["is_active", "session_epoch"])
    audit.record("accounts.user_deactivated", user, actor=actor)
    outbox.publish(Event.of(events.USER_DEACTIVATED, user))
    return user


@transaction.atomic
def user_reactivate(*, actor: Any, user: User) -> User:
    """Lets the person sign in again; sessions from before stay ended."""
    user = _locked(actor, user)
    if user.is_active:
        return user
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record("accounts.user_reactivated", user, actor=actor)
    outbox.publish(Event.of(events.USER_REACTIVATED, user))
    return user


@transaction.atomic
def password_reset_by_admin(*, actor: Any, user: User) -> str:
    """Sets a password made by chance and returns it, to be told once. The person must change it; sessions end."""
    user = _locked(actor, user)
    if not user.is_active:
        raise Invalid("accounts.inactive", _("The account is deactivated. Reactivate it first."))
    password = "-".join("".join(secrets.choice(CODE_ALPHABET) for _ in range(4)) for _ in range(3))
    user.set_password(password)
    user.must_change_password = True
    user.session_epoch += 1
    user.save(update_fields=["password", "must_change_password", "session_epoch"])
    audit.record("accounts.password_reset", user, actor=actor)
    return password


def password_changed(*, user: User) -> None:
    """The person has chosen a password of the own."""
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    user.must_change_password = False
    audit.record("accounts.password_changed", user, actor=user)


def _locked(actor: Any, user: User) -> User:
    require_may_manage(actor, user)
    return User.objects.select_for_update().get(pk=user.pk)
