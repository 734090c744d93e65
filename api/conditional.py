"""ETags: a program that has the newest answer is told so in one line."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, set_response_etag


def with_etag(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorates the run of a reading operation: the tag is a digest of the answer's bytes."""

    @wraps(run)
    def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        answer = run(request, **kwargs)
        if answer.status_code != 200:
            return answer
        set_response_etag(answer)
        return get_conditional_response(request, etag=answer["ETag"], response=answer) or answer

    return wrapper
