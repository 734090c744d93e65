"""Who may follow a need without an account: a session that has shown the receipt and the phone's last digits."""

from typing import Any

from django.http import Http404, HttpRequest

from accounts.client_address import client_address
from exchange import receipt_tries
from exchange.models import Need

KEY = "need_grants"
MOST = 20


def grant(request: HttpRequest, need: Need) -> None:
    kept = [each for each in request.session.get(KEY, []) if each != need.code]
    request.session[KEY] = [*kept, need.code][-MOST:]


def is_granted(request: HttpRequest, need: Need) -> bool:
    return need.code in request.session.get(KEY, [])


def need_or_404(request: HttpRequest, code: str) -> tuple[Need, Any]:
    """The need, and who speaks: the account that asked, or None by receipt. Nobody else learns that it exists."""
    need = Need.objects.select_related("unit", "category", "master", "personal").filter(code=code).first()
    if need is None:
        raise Http404
    if request.user.is_authenticated and need.asker_id == request.user.pk:
        return need, request.user
    if is_granted(request, need):
        return need, None
    raise Http404


def open_by_receipt(request: HttpRequest, code: str, tail: str) -> Need:
    """The need of the receipt, granted to this session. Raises as `exchange.receipt_tries` does.

    Whoever holds code and phone is the asker, also of what was asked with an account.
    """
    need = receipt_tries.open_by_receipt(code, tail, address=client_address(request))
    grant(request, need)
    return need
