"""`Idempotency-Key`: the same request sent twice is done once and answered twice."""

import datetime as dt
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from api.errors import problem
from api.models import KeptAnswer

KEPT_FOR = dt.timedelta(hours=24)
LONGEST_KEY = 255
HEADER = "Idempotency-Key"

Run = Callable[..., HttpResponse]


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\x00".join(parts)).hexdigest()


def _answer_again(kept: KeptAnswer, request_digest: str) -> HttpResponse:
    if kept.request != request_digest:
        return problem(422, "api.key_reused", _("This idempotency key was used for another request: take a new one."))
    if kept.status is None:
        return problem(409, "api.still_running", _("The first request with this key is still running: ask again."))
    answer = HttpResponse(bytes(kept.body), status=kept.status, content_type=kept.content_type)
    answer["Idempotency-Replayed"] = "true"
    return answer


def _run_once(run: Run, request: HttpRequest, owner: str, key: str, digest: str, kwargs: Any) -> HttpResponse:
    """Claims the key, does the work and keeps the answer, all in one transaction."""
    try:
        with transaction.atomic():
            kept = KeptAnswer.objects.create(owner=owner, key=key, request=digest)
            answer = run(request, **kwargs)
            if answer.status_code in {401, 409, 429} or answer.status_code >= 500:
                # Not an end: the same key may be tried again, and what was half done is undone.
                transaction.set_rollback(True)
                return answer
            kept.status, kept.content_type, kept.body = answer.status_code, answer["Content-Type"], answer.content
            kept.save(update_fields=["status", "content_type", "body"])
            return answer
    except IntegrityError:
        first = KeptAnswer.objects.filter(owner=owner, key=key).first()
        if first is None:
            raise
        return _answer_again(first, digest)


def idempotent(run: Run) -> Run:
    """Decorates the run of an operation that creates or claims; without the header nothing changes."""

    @wraps(run)
    def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key = request.headers.get(HEADER, "")
        if not key:
            return run(request, **kwargs)
        if len(key) > LONGEST_KEY:
            return problem(422, "api.key_too_long", _("An idempotency key has at most 255 characters."))
        owner = _digest(request.headers.get("Authorization", "").encode())
        digest = _digest((request.method or "").encode(), request.get_full_path().encode(), request.body)
        KeptAnswer.objects.filter(owner=owner, key=key, created__lt=timezone.now() - KEPT_FOR).delete()
        kept = KeptAnswer.objects.filter(owner=owner, key=key).first()
        if kept is not None:
            return _answer_again(kept, digest)
        return _run_once(run, request, owner, key, digest, kwargs)

    return wrapper


HEADER_PARAMETER: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": HEADER,
            "required": False,
            "schema": {"type": "string", "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"},
            "description": "Sent again with the same key, the request is not done again.",
        }
    ]
}
