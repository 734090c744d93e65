"""Following a need by its receipt: the tries are counted together with those on the public site."""

from django.http import HttpRequest

from accounts.client_address import client_address
from api.limits import TooMany
from exchange.models import Need
from exchange.receipt_tries import TooManyTries, open_by_receipt


def need_of_receipt(request: HttpRequest, code: str, tail: str) -> Need:
    """The need of a receipt code and the last four digits of the phone.

    Raises NotFound, and TooMany after too many wrong tries.
    """
    try:
        return open_by_receipt(code, tail, address=client_address(request))
    except TooManyTries as error:
        raise TooMany(error.wait) from error
