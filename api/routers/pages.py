"""Pages: reading in the shapes of Wagtail's v3, writing drafts and handing them in.

Nothing here publishes, copies or moves: pages go live by review alone and move with their unit. A page that
is or was public is withdrawn, not deleted.
"""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Path, Router, Schema, Status
from ninja import Query as Parameters
from ninja.decorators import decorate_view
from pydantic import Field
from wagtail.api.rich_text import RichTextOutputFormat
from wagtail.api.v3.routers.pages import PageDetailSchema
from wagtail.api.v3.schemas import BasePageSchema
from wagtail.models import Page, Site, get_page_models

from api.auth import Bearer, optional
from api.drafts import draft_create, draft_delete, draft_update
from api.errors import answers
from api.idempotency import HEADER_PARAMETER, idempotent
from api.kinds import KINDS, DraftIn, NewDraftIn, Strict
from api.models import Scope
from api.preconditions import NEEDED, TAKEN, draft_version, given, require_match, tagged
from api.selectors import may_read_draft, page_for, pages_below, pages_for, site_named
from api.values import Id, headers
from cms.models import ContentPage
from common.errors import Invalid
from organisations.selectors import reader_of
from workflows.locks import page_lock
from workflows.selectors import history
from workflows.services import content

router = Router(tags=["pages"])
write = Bearer(Scope.WRITE)
review = Bearer(Scope.QUEUE)

PageId = Annotated[int, Path(ge=1, le=2**31 - 1)]
Host = Annotated[str, Field(max_length=100, pattern=r"^([A-Za-z0-9.-]+(:[0-9]{1,5})?)?$")]
TYPES = {model._meta.label: model for model in get_page_models() if model is not Page}
if TYPE_CHECKING:
    Type = str
else:
    Type = Literal[tuple(sorted(TYPES))]
Order = Literal["id", "-id", "title", "-title", "first_published_at", "-first_published_at"]


class PageFilter(Schema):
    type: Annotated[list[Type], Field(max_length=20, description="Several types widen.")] = []
    child_of: Id | Literal["root"] | None = None
    descendant_of: Id | Literal["root"] | None = None
    ancestor_of: Id | None = None
    unit: Annotated[str, Field(max_length=16, description="Public code of a unit; includes all below it.")] = ""
    order: Annotated[Order | None, Field(description="Without it: the order of the tree.")] = None
    site: Annotated[Host, Field(description="Host, or host:port, of another site.")] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    offset: Annotated[int, Field(ge=0, le=100_000)] = 0


class PageListOut(Schema):
    count: int
    items: list[BasePageSchema]


class FindBy(Schema):
    html_path: Annotated[str, Field(max_length=500, description="As /yangshe/news/.")] = ""
    id: Id | None = None
    site: Host = ""


class Shape(Schema):
    version: Literal["live", "draft"] = "live"
    rich_text_format: RichTextOutputFormat | None = None


class SubmittedOut(Schema):
    """`in_progress`: the reviewers have it. `needs_changes`: the machine check sent it back, `message` says why."""

    page_id: int
    status: Literal["in_progress", "needs_changes", "approved", "cancelled"]
    message: str


class ReasonIn(Strict):
    reason: Annotated[str, Field(max_length=500)] = ""


class StandingOut(Schema):
    """Whether visitors see the page now, and whether reviewers have it."""

    page_id: int
    live: bool
    under_review: bool


def _site(request: HttpRequest, name: str = "") -> Site:
    return site_named(name, Site.find_for_request(request))


def _page(request: HttpRequest, page_id: int) -> Any:
    return page_for(reader_of(request), _site(request), page_id)


def _reviewed(request: HttpRequest, page_id: int) -> Any:
    page = _page(request, page_id)
    if not isinstance(page, ContentPage):
        raise Invalid("api.type_not_reviewed", _("Pages of this type are not reviewed."))
    return page


@router.get(
    "/",
    response=answers(200, PageListOut, 404),
    url_name="list_pages",
    summary="List pages",
    operation_id="pages_list",
    auth=optional(Scope.READ),
)
def list_pages(request: HttpRequest, asked: Parameters[PageFilter]) -> Any:
    pages = _narrowed(request, asked)
    if asked.order:
        pages = pages.order_by(asked.order, "path")
    return {"count": pages.count(), "items": list(pages[asked.offset : asked.offset + asked.limit])}


def _narrowed(request: HttpRequest, asked: PageFilter) -> QuerySet[Page]:
    site = _site(request, asked.site)
    visible = pages_for(reader_of(request), site)

    def named(page_id: int | Literal["root"]) -> Page:
        found = site.root_page if page_id == "root" else visible.filter(pk=page_id).first()
        if found is None:
            raise Http404
        return found

    pages: Any = visible
    if asked.type:
        pages = pages.type(*(TYPES[name] for name in asked.type))
    if asked.child_of:
        pages = pages.child_of(named(asked.child_of))
    if asked.descendant_of:
        pages = pages.descendant_of(named(asked.descendant_of))
    if asked.ancestor_of:
        pages = pages.ancestor_of(named(asked.ancestor_of))
    if asked.unit:
        pages = pages.filter(pages_below(asked.unit))
    return pages  # type: ignore[no-any-return]


@router.get(
    "/find/",
    response=answers(302, None, 404),
    url_name="find_page",
    summary="Find a page by its address",
    operation_id="pages_find",
    auth=optional(Scope.READ),
)
def find_page(request: HttpRequest, asked: Parameters[FindBy]) -> HttpResponse:
    site = _site(request, asked.site)
    if asked.html_path:
        parts = [part for part in asked.html_path.split("/") if part]
        page_id = site.root_page.specific.route(request, parts)[0].pk
    elif asked.id:
        page_id = asked.id
    else:
        raise Invalid("api.nothing_to_find", _("Name the page: html_path or id."), field="html_path")
    if not pages_for(reader_of(request), site).filter(pk=page_id).exists():
        raise Http404
    return redirect(reverse("wagtailapi_v3:detail_page", args=[page_id]))


@router.get(
    "/{page_id}/",
    response=answers(200, PageDetailSchema, 404),
    url_name="detail_page",
    summary="One page",
    operation_id="pages_detail",
    auth=optional(Scope.READ),
)
def get_page(request: HttpRequest, page_id: PageId, shape: Parameters[Shape]) -> Any:
    page = _page(request, page_id)
    if shape.version == "live":
        return page
    if not may_read_draft(reader_of(request), page):
        raise Http404
    tagged(request, draft_version(page.pk))
    return page.get_latest_revision_as_object()


@router.post(
    "/",
    response=answers(201, PageDetailSchema, 404, 409, 413),
    url_name="create_page",
    summary="Write a draft",
    operation_id="pages_create",
    auth=write,
    openapi_extra=headers(HEADER_PARAMETER),
)
@decorate_view(idempotent(write))
def create_page(request: HttpRequest, data: NewDraftIn) -> Any:
    parent = _page(request, data.meta.parent_id)
    page = draft_create(actor=request.user, parent=parent, kind=KINDS[data.meta.type], values=data.sent())
    tagged(request, draft_version(page.pk))
    return Status(201, page)


@router.patch(
    "/{page_id}/",
    response=answers(200, PageDetailSchema, 404, 409, 412, 413, 428),
    url_name="update_page",
    summary="Change a draft",
    operation_id="pages_update",
    auth=write,
    openapi_extra=headers(NEEDED),
)
def update_page(request: HttpRequest, page_id: PageId, data: DraftIn) -> Any:
    page = _page(request, page_id)
    if page._meta.label not in KINDS:
        raise Invalid("api.type_not_written", _("Pages of this type are written in the editor."))
    draft = draft_update(actor=request.user, page=page, values=data.sent(), seen=given(request))
    tagged(request, draft_version(page.pk))
    return draft


@router.delete(
    "/{page_id}/",
    response=answers(204, None, 404, 409, 412, 428),
    url_name="delete_page",
    summary="Delete a draft that was never public",
    operation_id="pages_delete",
    auth=write,
    openapi_extra=headers(NEEDED),
)
def delete_page(request: HttpRequest, page_id: PageId) -> Any:
    draft_delete(actor=request.user, page=_page(request, page_id), seen=given(request))
    return Status(204, None)


@router.post(
    "/{page_id}/submit/",
    response=answers(200, SubmittedOut, 404, 409, 412),
    url_name="submit_page",
    summary="Hand a draft in for review",
    operation_id="pages_submit",
    auth=write,
    openapi_extra=headers(HEADER_PARAMETER, TAKEN),
)
@decorate_view(idempotent(write))
def submit_page(request: HttpRequest, page_id: PageId) -> Any:
    page = _reviewed(request, page_id)
    with page_lock(page.pk):
        require_match(given(request), draft_version(page.pk))
        content.submit(page, actor=request.user)
    page.refresh_from_db()
    state = page.current_workflow_state
    status = state.status if state else "approved"
    said = history(page).first() if status == "needs_changes" else None
    return {"page_id": page.pk, "status": status, "message": said.text if said else ""}


@router.post(
    "/{page_id}/cancel/",
    response=answers(200, StandingOut, 404, 409, 413),
    url_name="cancel_page",
    summary="Take a submission back",
    operation_id="pages_cancel",
    auth=write,
    openapi_extra=headers(HEADER_PARAMETER),
)
@decorate_view(idempotent(write))
def cancel_page(request: HttpRequest, page_id: PageId, data: ReasonIn) -> Any:
    page = _reviewed(request, page_id)
    content.cancel(page, actor=request.user, reason=data.reason)
    return _standing(page)


@router.post(
    "/{page_id}/withdraw/",
    response=answers(200, StandingOut, 404, 409, 413),
    url_name="withdraw_page",
    summary="Take a public page off the site",
    operation_id="pages_withdraw",
    auth=review,
    openapi_extra=headers(HEADER_PARAMETER),
)
@decorate_view(idempotent(review))
def withdraw_page(request: HttpRequest, page_id: PageId, data: ReasonIn) -> Any:
    """Only a final reviewer of the page's unit, or above; it says why to the author. The page and its history stay."""
    page = _reviewed(request, page_id)
    content.withdraw(page, actor=request.user, reason=data.reason)
    return _standing(page)


def _standing(page: Any) -> dict[str, Any]:
    now = ContentPage.objects.get(pk=page.pk)
    return {"page_id": now.pk, "live": now.live, "under_review": bool(now.workflow_in_progress)}
