"""How allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url

from accounts.client_address import client_address


def _works_inside(request: HttpRequest) -> bool:
    return request.user.has_perm("wagtailadmin.access_admin")


class AccountAdapter(DefaultAccountAdapter):
    """Administrators make accounts; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Who works in the admin comes to work; everybody else comes to their own page."""
        return resolve_url(settings.LOGIN_REDIRECT_URL if _works_inside(request) else settings.OWN_PAGE_URL)

    def is_safe_url(self, url: str) -> bool:
        """Back to the admin only who may enter it: sent there, and from there to the sign-in, one goes in circles."""
        request = self.request
        inside = url.startswith("/admin/") and request is not None and request.user.is_authenticated
        return bool(super().is_safe_url(url)) and not (inside and not _works_inside(request))

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def add_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """allauth greets at every sign-in; a page that opens says enough. What went wrong it says in the form."""
