"""Which needs the staff's screens open to whom. What may not be seen and what is not there look the same."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from common.access import NOBODY, Reader, readable
from exchange.models import Need
from exchange.rules import STAFF
from exchange.similar import Similar, similar_needs
from organisations.enums import SERVICE_ROLES
from organisations.models import Unit
from organisations.selectors import reader_of, units_on


def serves(reader: Reader) -> bool:
    """Whether the person takes in or answers needs anywhere."""
    return bool(reader.paths(SERVICE_ROLES))


def under(paths: Any, lookup: str) -> Q:
    query = NOBODY
    for path in paths:
        query |= Q(**{f"{lookup}__startswith": path})
    return query


def units_served(reader: Reader) -> QuerySet[Unit]:
    """The units of today for which the person may enter needs."""
    found: QuerySet[Unit] = units_on().filter(under(reader.paths(SERVICE_ROLES), "path")).order_by("path")
    return found


def needs_of_staff(reader: Reader) -> QuerySet[Need]:
    """The needs of the person's units: what they asked themselves or serve with a team stands elsewhere."""
    found: QuerySet[Need] = readable(Need.objects.filter(under(reader.paths(STAFF), "unit__path")), reader)
    return found


def similar_of_staff(need: Need, reader: Reader) -> list[Similar]:
    """Similar needs that the person may open and join to: those of their own units."""
    paths = reader.paths(STAFF)
    found = similar_needs(need.public_text, need.unit, category=need.category, reader=reader, but=need)
    return [each for each in found if any(each.need.unit.path.startswith(path) for path in paths)]


def need_or_404(request: HttpRequest, code: str) -> Need:
    found = needs_of_staff(reader_of(request)).filter(code=code)
    related = ("unit", "category", "master__unit", "entered_by", "personal", "batch")
    need = found.select_related(*related).first()
    if need is None:
        raise Http404
    return need


def require_staff(request: HttpRequest) -> Reader:
    """The reader, where the person serves somewhere; 404 for everybody else."""
    reader = reader_of(request)
    if not serves(reader):
        raise Http404
    return reader
