"""Pages: Wagtail's v3 operations, without those that publish, copy or move.

Pages go live by review alone and move with their unit, so what remains is reading, writing drafts
and handing them in. Rights and locks are Wagtail's own, made from posts.
"""

from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Body, Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError
from wagtail.actions import action_registry
from wagtail.api.v3.form_data import build_page_form, build_page_update_form
from wagtail.api.v3.routers import pages as wagtail_pages
from wagtail.api.v3.schemas import BasePageSchema
from wagtail.api.v3.schemas.pages import PageTypeInjectingBody
from wagtail.coreutils import resolve_model_string
from wagtail.models import Page

from api.auth import Bearer, optional
from api.conditional import with_etag
from api.errors import answers
from api.idempotency import HEADER_PARAMETER, idempotent
from api.models import Scope
from cms.models import ContentPage
from common.errors import Conflict, Invalid, NotAllowed
from workflows.services import content

router = Router(tags=["pages"])


def _must_be_object(value: Any) -> Any:
    if not isinstance(value, dict):
        raise PydanticCustomError("object_expected", "An object is expected.")
    meta = value.get("meta")
    if not isinstance(meta, dict) or not isinstance(meta.get("type"), str):
        raise PydanticCustomError("type_expected", "meta.type is expected.")
    return value


PageCreate = Annotated[wagtail_pages.PageCreateSchema, BeforeValidator(_must_be_object)]

router.get(
    "/",
    response=answers(200, list[BasePageSchema], 400, 401, 422),
    url_name="list_pages",
    summary="List pages",
    operation_id="pages_list",
    auth=optional(Scope.READ),
)(wagtail_pages.list_pages)

router.get(
    "/find/",
    response=answers(302, None, 400, 401, 404, 422),
    url_name="find_page",
    summary="Find a page by its address",
    operation_id="pages_find",
    auth=optional(Scope.READ),
)(wagtail_pages.find_page)

router.get(
    "/{page_id}/",
    response=answers(200, wagtail_pages.PageDetailSchema, 401, 404, 422),
    url_name="detail_page",
    summary="One page",
    operation_id="pages_detail",
    auth=optional(Scope.READ),
)(decorate_view(with_etag)(wagtail_pages.get_page))


class SubmittedOut(Schema):
    """`item` is the public code of the work item that the reviewers now see, if one is open."""

    page_id: int
    status: str


@router.post(
    "/",
    response=answers(201, wagtail_pages.PageDetailSchema, 400, 401, 403, 404, 409, 422),
    url_name="create_page",
    summary="Write a draft",
    operation_id="pages_create",
    auth=Bearer(Scope.WRITE),
    openapi_extra=HEADER_PARAMETER,
)
@decorate_view(idempotent)
@transaction.atomic
def create_page(request: HttpRequest, data: Body[PageCreate]) -> Any:
    if data.meta.action == "publish":
        raise NotAllowed("api.publish_by_review", _("Pages go live by review: write a draft, then submit it."))
    model = resolve_model_string(data.meta.type)
    parent = get_object_or_404(Page, pk=data.meta.parent_id).specific
    if not model.can_create_at(parent) or not parent.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    form = build_page_form(model, parent, data, request.user)
    if not form.is_valid():
        raise Invalid("api.invalid", "; ".join(f"{name}: {' '.join(texts)}" for name, texts in form.errors.items()))
    action = action_registry.get_action_class(model, "create")
    action(form.instance, parent, user=request.user, form=form, publish=False).execute()
    return Status(201, form.instance)


@router.patch(
    "/{page_id}/",
    response=answers(200, wagtail_pages.PageDetailSchema, 400, 401, 403, 404, 409, 422),
    url_name="update_page",
    summary="Change a draft",
    operation_id="pages_update",
    auth=Bearer(Scope.WRITE),
    openapi_extra=HEADER_PARAMETER,
)
@decorate_view(idempotent)
@transaction.atomic
def update_page(
    request: HttpRequest,
    page_id: int,
    data: wagtail_pages.PageUpdateSchema = PageTypeInjectingBody(...),  # noqa: B008 - how ninja declares a body,  # noqa: B008 - how ninja declares a body
) -> Any:
    if data.meta.action == "publish":
        raise NotAllowed("api.publish_by_review", _("Pages go live by review: write a draft, then submit it."))
    model = resolve_model_string(data.meta.type)
    page = get_object_or_404(model, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    lock = page.get_lock()
    if lock is not None and lock.for_user(request.user):
        raise Conflict("api.locked", _("The page is being reviewed or locked: wait, or take the submission back."))
    form = build_page_update_form(page.get_latest_revision_as_object(), data, request.user)
    action = action_registry.get_action_class(model, "edit")
    action(form.instance, user=request.user, form=form, publish=False).execute()
    return form.instance


@router.post(
    "/{page_id}/submit/",
    response=answers(200, SubmittedOut, 401, 403, 404, 409, 422),
    url_name="submit_page",
    summary="Hand a draft in for review",
    operation_id="pages_submit",
    auth=Bearer(Scope.WRITE),
    openapi_extra=HEADER_PARAMETER,
)
@decorate_view(idempotent)
def submit_page(request: HttpRequest, page_id: int) -> Any:
    page = get_object_or_404(ContentPage, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    content.submit(page, actor=request.user)
    state = page.current_workflow_state
    return {"page_id": page.pk, "status": state.status if state else "approved"}
