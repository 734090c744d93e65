"""Signing in, out and in vain is written to the audit log."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import services
from accounts.client_address import client_address
from accounts.models import User
from common import audit


def _address(request: HttpRequest | None) -> str:
    return client_address(request) if request is not None else ""


def _named(username: str) -> User:
    """The account that somebody tried to enter; a row that is nobody's, where there is none."""
    return User.objects.filter(username=username).first() or User(pk=0)


@receiver(user_logged_in, dispatch_uid="audit_signed_in")
def signed_in(sender: Any, user: User, request: HttpRequest | None = None, **kwargs: Any) -> None:
    audit.record("accounts.signed_in", user, actor=user, address=_address(request))


@receiver(user_logged_out, dispatch_uid="audit_signed_out")
def signed_out(sender: Any, user: User | None, request: HttpRequest | None = None, **kwargs: Any) -> None:
    if user is not None:
        audit.record("accounts.signed_out", user, actor=user, address=_address(request))


@receiver(user_login_failed, dispatch_uid="audit_sign_in_failed")
def sign_in_failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    username = str(credentials.get("username", ""))[:150]
    audit.record("accounts.sign_in_failed", _named(username), actor=None, username=username, address=_address(request))


@receiver(user_locked_out, dispatch_uid="audit_locked_out")
def locked_out(sender: Any, username: str = "", request: HttpRequest | None = None, **kwargs: Any) -> None:
    username = str(username or "")[:150]
    audit.record("accounts.locked_out", _named(username), actor=None, username=username, address=_address(request))


@receiver([password_changed, password_set, password_reset], dispatch_uid="own_password")
def own_password(sender: Any, user: User, **kwargs: Any) -> None:
    services.password_changed(user=user)
