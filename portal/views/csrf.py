"""A form whose token is missing or old: what was typed comes back, and one press sends it again."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 — the name of the field
# Passwords and codes are typed anew; the admin has its own forms, with drafts of their own.
NOT_GIVEN_BACK = ("/admin/", "/account/", "/api/")
MOST_FIELDS, LONGEST = 100, 20_000


@dataclass(frozen=True)
class Typed:
    name: str
    value: str

    @property
    def is_shown(self) -> bool:
        """What a person has written, not the number of a choice."""
        return bool(self.value.strip()) and not self.value.isascii()


@sensitive_post_parameters()
def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Nothing was done. The form is given back where it came from this site itself: a stranger's form is not."""
    typed = _typed(request) if _from_here(request) else []
    context = {
        "typed": typed,
        "shown": [each for each in typed if each.is_shown],
        "action": request.get_full_path(),
        "had_files": request.method == "POST" and bool(request.FILES),
    }
    return render(request, "403_csrf.html", context, status=403)


def _from_here(request: HttpRequest) -> bool:
    """By what the browser says of where the form stood. A browser that says nothing gets its typing back itself."""
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(said).netloc == request.get_host() and not request.path.startswith(NOT_GIVEN_BACK)


def _typed(request: HttpRequest) -> list[Typed]:
    found = [
        Typed(name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != TOKEN and "password" not in name.lower()
    ]
    return found if len(found) <= MOST_FIELDS and sum(len(each.value) for each in found) <= LONGEST else []
