"""The units of the county: public facts."""

from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query as Parameters
from ninja import Router, Schema
from pydantic import Field

from api.auth import optional
from api.errors import answers
from api.models import Scope
from api.values import Code
from common.access import readable
from common.errors import NotFound
from organisations.enums import UnitKind
from organisations.models import Dated, Unit
from organisations.selectors import reader_of, today

router = Router(tags=["units"], auth=optional(Scope.READ))


class UnitFilter(Schema):
    parent: Annotated[str, Field(max_length=16, description="Public code of the unit above.")] = ""
    kind: UnitKind | None = None
    q: Annotated[str, Field(max_length=40)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    offset: Annotated[int, Field(ge=0, le=100_000)] = 0


class UnitOut(Schema):
    code: str
    name: str
    short_name: str
    kind: UnitKind
    level: str
    division_code: str
    phone: str
    address: str
    children: int
    page_url: str | None

    @staticmethod
    def resolve_level(unit: Unit) -> str:
        return unit.level.label

    @staticmethod
    def resolve_children(unit: Unit) -> int:
        return int(unit.numchild)

    @staticmethod
    def resolve_page_url(unit: Unit) -> str | None:
        page = getattr(unit, "page", None)
        return page.url if page is not None and page.live else None


class UnitListOut(Schema):
    count: int
    items: list[UnitOut]


class UnitDetailOut(UnitOut):
    above: list[UnitOut]


def _units(request: HttpRequest) -> Any:
    current = Unit.objects.filter(Dated.on(today())).select_related("level", "page")
    return readable(current, reader_of(request)).order_by("path")


def _unit(request: HttpRequest, code: str) -> Unit:
    found: Unit | None = _units(request).filter(code=code).first()
    if found is None:
        raise NotFound("api.no_unit", _("There is no such unit, or you may not see it."))
    return found


@router.get("/", response=answers(200, UnitListOut, 404), operation_id="units_list", summary="List units")
def list_units(request: HttpRequest, filters: Parameters[UnitFilter]) -> Any:
    units = _units(request)
    if filters.parent:
        above = _unit(request, filters.parent)
        units = units.filter(path__startswith=above.path, depth=above.depth + 1)
    if filters.kind:
        units = units.filter(kind=filters.kind)
    if filters.q:
        units = units.filter(Q(name__icontains=filters.q) | Q(short_name__icontains=filters.q))
    return {"count": units.count(), "items": list(units[filters.offset : filters.offset + filters.limit])}


@router.get("/{code}/", response=answers(200, UnitDetailOut, 404), operation_id="units_detail", summary="One unit")
def get_unit(request: HttpRequest, code: Code) -> Any:
    unit = _unit(request, code)
    paths = [unit.path[:end] for end in range(Unit.steplen, len(unit.path), Unit.steplen)]
    unit.above = list(_units(request).filter(path__in=paths))  # type: ignore[attr-defined]
    return unit
