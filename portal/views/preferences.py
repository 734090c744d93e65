"""Keeps a visitor's choice and goes back to where the visitor was."""

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from portal.preferences import COOKIES, YEAR, Preferences


def _next(request: HttpRequest) -> str:
    """Only an address of this very host: anything else would send people away in our name."""
    wanted = request.GET.get("next", "/")
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if allowed else "/"


@require_safe
def choose(request: HttpRequest) -> HttpResponseRedirect:
    """`?language=`, `size=`, `elder=` and `unit=` as wanted, then `next=`. Nothing but cookies changes."""
    response = HttpResponseRedirect(_next(request))
    asked = {COOKIES[name]: request.GET[name] for name in COOKIES if name in request.GET}
    kept = Preferences.of({**request.COOKIES, **asked})
    values = {
        "language": kept.language,
        "size": str(kept.size),
        "elder": "1" if kept.elder else "",
        "unit": kept.unit,
    }
    for name in COOKIES:
        if name not in request.GET:
            continue
        if values[name]:
            secure = request.is_secure()
            response.set_cookie(COOKIES[name], values[name], max_age=YEAR, secure=secure, httponly=True, samesite="Lax")
        else:
            response.delete_cookie(COOKIES[name], samesite="Lax")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
