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

from api.auth import Bearer
from api.errors import problem
from api.models import KeptAnswer
from api.preconditions import tagged
from common.cipher import cipher

KEPT_FOR = dt.timedelta(hours=24)
LONGEST_KEY = 255
HEADER = "Idempotency-Key"

Run = Callable[..., HttpResponse]


def idempotent(bearer: Bearer) -> Callable[[Run], Run]:
    """Decorates the run of an operation that creates or claims; without the header nothing changes.

    Only what was done is kept: a refused request leaves its key free, to be sent again put right.
    """

    def decorate(run: Run) -> Run:
        @wraps(run)
        def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            key = request.headers.get(HEADER, "")
            if not key:
                return run(request, **kwargs)
            if len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
                return problem(422, "api.bad_key", _("An idempotency key is 1 to 255 visible ASCII characters."))
            # A token that has ended is not told again what it did: it has to pass here as it does without a key.
            grant = bearer(request)
            if grant is None:
                return run(request, **kwargs)
            owner = str(grant.token_id)
            digest = _digest(request)
            KeptAnswer.objects.filter(owner=owner, key=key, created__lt=timezone.now() - KEPT_FOR).delete()
            return _once(lambda: run(request, **kwargs), request, owner, key, digest)

        return wrapper

    return decorate


def _digest(request: HttpRequest) -> str:
    parts = [(request.method or "").encode(), request.get_full_path().encode()]
    if request.content_type == "multipart/form-data":
        # Its borders differ each time, and it is too large to be held: what it carries counts.
        parts += [f"{name}={value}".encode() for name in request.POST for value in request.POST.getlist(name)]
        parts += [_file_digest(name, file) for name in request.FILES for file in request.FILES.getlist(name)]
    else:
        parts.append(request.body)
    return hashlib.sha256(b"\x00".join(parts)).hexdigest()


def _file_digest(field: str, file: Any) -> bytes:
    content = hashlib.sha256()
    for chunk in file.chunks():
        content.update(chunk)
    file.seek(0)
    return f"{field}={file.name}:{content.hexdigest()}".encode()


def _once(run: Callable[[], HttpResponse], request: HttpRequest, owner: str, key: str, digest: str) -> HttpResponse:
    """Claims the key, does the work and keeps the answer, all in one transaction.

    Whoever comes second with the key waits at its row until the first has ended.
    """
    kept = KeptAnswer.objects.filter(owner=owner, key=key).first()
    if kept is not None:
        return _answer_again(request, kept, digest)
    with transaction.atomic():
        try:
            with transaction.atomic():
                kept = KeptAnswer.objects.create(owner=owner, key=key, request=digest)
        except IntegrityError:
            return _answer_again(request, KeptAnswer.objects.get(owner=owner, key=key), digest)
        answer = run()
        if answer.status_code >= 400:
            transaction.set_rollback(True)
            return answer
        # Encrypted: an answer may hold what is told once, such as a receipt.
        kept.status, kept.content_type, kept.body = (
            answer.status_code,
            answer["Content-Type"],
            cipher().encrypt(answer.content),
        )
        kept.version = getattr(request, "linli_version", "")
        kept.save(update_fields=["status", "content_type", "body", "version"])
        return answer


def _answer_again(request: HttpRequest, kept: KeptAnswer, digest: str) -> HttpResponse:
    if kept.request != digest:
        return problem(422, "api.key_reused", _("This idempotency key was used for another request: take a new one."))
    answer = HttpResponse(cipher().decrypt(bytes(kept.body)), status=kept.status, content_type=kept.content_type)
    answer["Idempotency-Replayed"] = "true"
    tagged(request, kept.version)
    return answer


def forget_answers() -> int:
    """Removes answers that are kept no longer; how many."""
    removed, _by_model = KeptAnswer.objects.filter(created__lt=timezone.now() - KEPT_FOR).delete()
    return removed


HEADER_PARAMETER: dict[str, Any] = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"},
    "description": "Sent again with the same key within a day, the request is not done again.",
}
