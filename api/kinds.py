"""What can be written: for each type of page its fields, and the rows that belong to it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from api.values import Code, Id, Large, Line, LocalTime, NearTime, Small, Year
from cms.models import (
    BriefingPage,
    CasePage,
    ContentPage,
    LecturePage,
    NewsPage,
    PolicyPage,
    ProjectPage,
    RoutePage,
    VenuePage,
)


@dataclass(frozen=True)
class Kind:
    """`fields` besides those of every page; `rows` are replaced as a whole; `needed` is asked for at creation."""

    model: type[ContentPage]
    fields: tuple[str, ...]
    rows: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    streams: tuple[str, ...] = field(default=("body",))

    @property
    def names(self) -> frozenset[str]:
        return frozenset((*EVERY_PAGE, *self.fields, *self.rows, *self.streams))


EVERY_PAGE = (
    *("title", "slug", "unit", "topic", "audiences", "summary", "cover", "source"),
    *("seo_title", "search_description"),
)
_ALL = (
    Kind(NewsPage, ("happened_on", "place")),
    Kind(ProjectPage, ("benefit", "year", "organiser", "starts_on", "ends_on", "place", "contact")),
    Kind(CasePage, ("year", "subject", "deed", "notice_from", "notice_to"), rows=("honours",)),
    Kind(
        PolicyPage,
        ("document_number", "issuer", "issued_on", "effective_on", "expires_on", "replaces"),
        rows=("attachments",),
    ),
    Kind(
        BriefingPage,
        (
            *("series", "number", "special_number", "issued_on", "remark"),
            *("report_to", "send_to", "copies", "file_number"),
        ),
        needed=("series",),
        streams=("sections",),
    ),
    Kind(RoutePage, ("group_size", "contact", "starts_at"), rows=("stops",)),
    Kind(LecturePage, ("season", "contact"), rows=("sessions",)),
    Kind(VenuePage, ("venue",), needed=("venue",)),
)
KINDS: dict[str, Kind] = {kind.model._meta.label: kind for kind in _ALL}
Type = Literal[
    "cms.BriefingPage",
    "cms.CasePage",
    "cms.LecturePage",
    "cms.NewsPage",
    "cms.PolicyPage",
    "cms.ProjectPage",
    "cms.RoutePage",
    "cms.VenuePage",
]


class Strict(Schema):
    """A field that is not known is an error, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Block(Strict):
    """A block of the body: its type and a value of that type, as `GET` shows them. `id` keeps it the same block."""

    type: Annotated[str, Field(max_length=40)]
    value: Any
    id: Annotated[str, Field(max_length=36)] | None = None


class HonourIn(Strict):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    issuer: Line = ""
    year: Year | None = None


class AttachmentIn(Strict):
    document: Id
    title: Line = ""


class StopIn(Strict):
    """`venue` is a public code, `image` the number of a picture. The way is the one from the stop before."""

    venue: Code
    title: Annotated[str, Field(max_length=60)] = ""
    text: Annotated[str, Field(max_length=200)] = ""
    image: Id | None = None
    stay_minutes: Small = 30
    way: Literal["walk", "bicycle", "car"] = "walk"
    way_minutes: Small = 0
    way_metres: Large = 0


class SessionIn(Strict):
    topic: Annotated[str, Field(min_length=1, max_length=80)]
    lecturer: Annotated[str, Field(max_length=60)] = ""
    form: Annotated[str, Field(max_length=40)] = ""
    starts_at: NearTime | None = None
    minutes: Small = 60
    venue: Code | None = None
    place: Line = ""


class DraftIn(Strict):
    """The fields of all types that can be written; one that the type does not have is refused.

    `unit` and `venue` are public codes, `topic` a slug, `audiences` and `series` names, `cover` and
    `replaces` numbers. What is not sent stays as it is; rows that are sent take the place of all that were.
    """

    title: Annotated[str, Field(min_length=1, max_length=255)] = ""
    slug: Annotated[str, Field(max_length=255)] = ""
    unit: Annotated[str, Field(max_length=16)] = ""
    topic: Annotated[str, Field(max_length=60)] = ""
    audiences: Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=20)] = []
    summary: Annotated[str, Field(max_length=200)] = ""
    cover: Id | None = None
    source: Line = ""
    body: Annotated[list[Block], Field(max_length=500)] = []
    seo_title: Annotated[str, Field(max_length=255)] = ""
    search_description: Annotated[str, Field(max_length=500)] = ""
    # Activity news.
    happened_on: dt.date | None = None
    # News and projects.
    place: Line = ""
    # Projects.
    benefit: Literal["general", "special", "mutual"] = "general"
    organiser: Line = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    # Projects, routes and lecture programmes.
    contact: Line = ""
    # Projects and model cases.
    year: Year | None = None
    # Model cases.
    subject: Line = ""
    deed: Annotated[str, Field(max_length=120)] = ""
    notice_from: dt.date | None = None
    notice_to: dt.date | None = None
    honours: Annotated[list[HonourIn], Field(max_length=50)] = []
    # Policy documents.
    document_number: Annotated[str, Field(max_length=60)] = ""
    issuer: Line = ""
    effective_on: dt.date | None = None
    expires_on: dt.date | None = None
    replaces: Id | None = None
    attachments: Annotated[list[AttachmentIn], Field(max_length=50)] = []
    # Policy documents and briefings.
    issued_on: dt.date | None = None
    # Briefings.
    series: Annotated[str, Field(max_length=60)] = ""
    number: Annotated[int, Field(ge=1, le=32_767)] | None = None
    special_number: Annotated[int, Field(ge=1, le=32_767)] | None = None
    remark: Annotated[str, Field(max_length=40)] = ""
    sections: Annotated[list[Block], Field(max_length=100)] = []
    report_to: Annotated[str, Field(max_length=2000)] = ""
    send_to: Annotated[str, Field(max_length=2000)] = ""
    copies: Large | None = None
    file_number: Annotated[str, Field(max_length=40)] = ""
    # Routes.
    group_size: Small | None = None
    starts_at: LocalTime = dt.time(9)
    stops: Annotated[list[StopIn], Field(max_length=50)] = []
    # Lecture programmes.
    season: Annotated[str, Field(max_length=40)] = ""
    sessions: Annotated[list[SessionIn], Field(max_length=200)] = []
    # Pages of venues.
    venue: Annotated[str, Field(max_length=16)] = ""

    def sent(self) -> dict[str, Any]:
        """What was sent, without the rest; a row is whole, since it takes the place of another."""
        values = self.model_dump(exclude={"meta"}, exclude_unset=True)
        for name in values.keys() & {row for kind in _ALL for row in kind.rows}:
            values[name] = [row.model_dump() for row in getattr(self, name)]
        return values


class NewDraftMeta(Strict):
    """`type` as Wagtail names it; `parent_id` is the page of the unit it is written for."""

    type: Type
    parent_id: Id


class NewDraftIn(DraftIn):
    meta: NewDraftMeta
    title: Annotated[str, Field(min_length=1, max_length=255)]
