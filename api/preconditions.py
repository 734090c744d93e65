"""`If-Match`: what has changed since it was read is not written over, and not decided on."""

import hashlib
from typing import Any

import orjson
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Page

from common.errors import LinliError
from workflows.models import WorkItem

HEADER = "If-Match"


class ReadAgain(LinliError):
    """The tag names another version than the one that is there."""

    status = 412


class TagNeeded(LinliError):
    """The request does not say which version it is about."""

    status = 428


def draft_version(page_id: int) -> str:
    """Stands for the newest draft of a page. By its content: autosave writes over a revision and keeps its number."""
    newest = Page.objects.filter(pk=page_id).values_list("latest_revision_id", "latest_revision__content").first()
    return _digest(page_id, *(newest or ()))


def item_version(item: WorkItem) -> str:
    """Stands for an item: who has it, whether it is decided, and the text it is about."""
    text = item.page.latest_revision_id if item.page else None
    return _digest(item.code, item.state, item.owner_id, text)


def need_version(need: Any) -> str:
    """Stands for a need: its state and when its row was last changed."""
    return _digest(need.code, need.state, need.changed)


def order_version(order: Any) -> str:
    """Stands for an order: its state, its team, what is asked for it, and when its row was last changed."""
    extension = getattr(order, "extension", None)
    plan = getattr(order, "plan", None)
    asked = (extension.state,) if extension else ()
    return _digest(order.code, order.state, order.team_id, order.changed, asked, plan.pk if plan else None)


def _digest(*parts: Any) -> str:
    written = orjson.dumps(parts, default=str, option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2s(written, digest_size=12).hexdigest()


def tagged(request: HttpRequest, version: str) -> None:
    """The answer to this request will carry a tag of this version: see `api.conditional`."""
    request.linli_version = version  # type: ignore[attr-defined]


def given(request: HttpRequest) -> str:
    """What the request sends as `If-Match`; empty without."""
    return request.headers.get(HEADER, "").strip()


def require_match(seen: str, version: str, *, required: bool = False) -> None:
    """Raises ReadAgain where the tags in `seen` do not name the version, TagNeeded where one is needed and missing."""
    if not seen:
        if required:
            raise TagNeeded(
                "api.tag_needed", _("Say which version you have read: send its ETag as If-Match, or * for any.")
            )
        return
    if seen != "*" and version not in {_version_in(tag) for tag in seen.split(",")}:
        raise ReadAgain("api.changed", _("It has changed since you read it. Nothing was done: read it again first."))


def _version_in(tag: str) -> str:
    """A tag is the version, then the digest of the bytes. Proxies that pack answers put W/ in front."""
    return tag.strip().removeprefix("W/").strip('"').partition("-")[0]


def _parameter(required: bool) -> dict[str, Any]:
    return {
        "in": "header",
        "name": HEADER,
        "required": required,
        "schema": {"type": "string", "minLength": 1, "maxLength": 400, "pattern": "^[!-~][ -~]*$"},
        "description": "The ETag of what was read; * for whatever is there. Another version answers 412.",
    }


NEEDED, TAKEN = _parameter(True), _parameter(False)
