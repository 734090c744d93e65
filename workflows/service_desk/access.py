"""Which needs the desk opens to whom. What may not be seen and what is not there look the same."""

from django.http import Http404, HttpRequest

from common.access import Reader, readable
from exchange.models import Need
from exchange.rules import STAFF
from organisations.selectors import reader_of


def serves(reader: Reader) -> bool:
    """Whether the reader has anything to do with needs: the menu is shown to those alone."""
    return bool(reader.paths(STAFF))


def need_or_404(request: HttpRequest, code: str) -> Need:
    reader = reader_of(request)
    if not serves(reader):
        raise Http404
    found = readable(Need.objects.filter(code=code), reader)
    need: Need | None = found.select_related("unit", "category", "personal", "master", "asker", "entered_by").first()
    if need is None:
        raise Http404
    return need
