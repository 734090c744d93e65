"""Values that several operations take, within the bounds of what can be stored."""

import datetime as dt
from typing import Annotated, Any

from django.utils import timezone
from pydantic import AfterValidator, AwareDatetime, Field

FAR = dt.timedelta(days=5 * 366)


def _within_years(at: dt.datetime) -> dt.datetime:
    if abs(at - timezone.now()) > FAR:
        raise ValueError("not within five years")
    return at


def _of_the_county(at: dt.time) -> dt.time:
    if at.tzinfo is not None:
        raise ValueError("without a time zone")
    return at.replace(microsecond=0)


Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
Code = Annotated[str, Field(max_length=16, pattern="^[a-z0-9]+$")]
Line = Annotated[str, Field(max_length=80)]
Small = Annotated[int, Field(ge=0, le=32_767)]
Large = Annotated[int, Field(ge=0, le=2**31 - 1)]
Year = Annotated[int, Field(ge=1900, le=2200)]
NearTime = Annotated[AwareDatetime, AfterValidator(_within_years)]
LocalTime = Annotated[dt.time, AfterValidator(_of_the_county)]


def headers(*parameters: dict[str, Any]) -> dict[str, Any]:
    """The `openapi_extra` of an operation that takes these headers."""
    return {"parameters": list(parameters)}
