"""Staff pass to the admin and the API only with a second factor and a password of their own."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import User


class SecondFactorMiddleware:
    """Looks only at the addresses in SECOND_FACTOR_PREFIXES: what anybody may read, staff may read as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        missing = self._missing(request)
        return self.get_response(request) if missing is None else self._send_to(request, missing)

    @staticmethod
    def _missing(request: HttpRequest) -> str | None:
        """The name of the page at which something is to be done first."""
        if not request.path.startswith(tuple(settings.SECOND_FACTOR_PREFIXES)):
            return None
        user = request.user
        if not isinstance(user, User) or user.kind != User.Kind.STAFF:
            return None
        if user.must_change_password:
            return "account_change_password"
        if settings.REQUIRE_SECOND_FACTOR and not is_mfa_enabled(user):
            return "mfa_activate_totp"
        return None

    @staticmethod
    def _send_to(request: HttpRequest, name: str) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return redirect(name)
        problem = {
            "type": "about:blank",
            "status": 403,
            "code": "accounts.sign_in_incomplete",
            "title": _("Set up your second factor, or change your password, in the browser first."),
        }
        return JsonResponse(problem, status=403, content_type="application/problem+json")
