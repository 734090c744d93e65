"""ETags: a program that has the newest answer is told so in one line."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag


def with_etag(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorates the run of every operation: what was read is tagged with a digest of its bytes."""

    @wraps(run)
    def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        answer = run(request, **kwargs)
        # What a token shows is for its holder: no cache between may hand it to others.
        patch_vary_headers(answer, ["Authorization"])
        answer.headers.setdefault("Cache-Control", "no-cache" if request.method == "GET" else "no-store")
        _name_version(request, answer)
        if request.method != "GET" or answer.status_code != 200:
            return answer
        if "ETag" not in answer:
            set_response_etag(answer)
        return get_conditional_response(request, etag=answer["ETag"], response=answer) or answer

    return wrapper


def _name_version(request: HttpRequest, answer: HttpResponse) -> None:
    """Where the operation said which version it shows, the tag begins with it: it can be sent as `If-Match`."""
    version = getattr(request, "linli_version", "")
    if version and answer.status_code in (200, 201):
        digest = hashlib.blake2s(answer.content, digest_size=8).hexdigest()
        answer["ETag"] = f'"{version}-{digest}"'
