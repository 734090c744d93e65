"""Photos of what is asked for: added while asking or later, seen by the asker, and taken away again."""

import hashlib
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.client_address import client_address
from common.errors import LinliError, NotFound
from exchange.enums import MOST_PHOTOS, OPEN_STATES
from exchange.models import Need
from exchange.services.photos import need_photo_open
from exchange.services.waiting_photos import photo_drop, photo_keep, waiting_photo_open
from portal.needs.draft import Draft, frame
from portal.needs.grants import is_granted, need_or_404
from portal.pictures import picture

# Without an account from one address: enough for a station's desk, too few to fill a disk.
MOST_AN_HOUR, HOUR = 120, 3600


class TooManyPhotos(LinliError):
    status = 429

    def __init__(self) -> None:
        words = _("So many photos have come from here that we must wait an hour. You can go on without, and add later.")
        super().__init__("portal.too_many_photos", words)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_photos(request: HttpRequest) -> HttpResponse:
    """The step of photos: as many as are sent are kept, those that are refused are named, and none is needed."""
    draft = Draft.of(request)
    problems: list[str] = []
    if request.method == "POST":
        if (removed := _number(request.POST.get("remove"))) in draft.photos:
            photo_drop(photos=[removed])
            draft.photos.remove(removed)
        problems = keep_all(request, draft)
        draft.keep(request, "" if problems else "photos")
        if not problems:
            on = "next" in request.POST
            return redirect("portal:need_ask") if on else redirect("portal:need_step", "photos")
    context = frame("photos", draft) | {"problems": problems, "most": MOST_PHOTOS}
    return render(request, "pages/needs/photos.html", context, status=422 if problems else 200)


def keep_all(request: HttpRequest, draft: Draft) -> list[str]:
    """Keeps each file that was sent; why the others were not."""
    problems = []
    for file in request.FILES.getlist("photos"):
        try:
            count_photo(request)
            draft.photos.append(photo_keep(file=file, beside=draft.photos).pk)
        except LinliError as error:
            problems.append(_("“%(name)s”: %(why)s") % {"name": (file.name or "")[-40:], "why": error})
    return problems


def count_photo(request: HttpRequest) -> None:
    """Raises TooManyPhotos."""
    if request.user.is_authenticated:
        return
    key = f"need-photos:{hashlib.blake2s(client_address(request).encode()).hexdigest()}"
    cache.add(key, 0, HOUR)
    try:
        many = cache.incr(key)
    except ValueError:
        return  # the hour ended between the two
    if many > MOST_AN_HOUR:
        raise TooManyPhotos


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else 0


@never_cache
@require_safe
def ask_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """A photo that is not sent yet, for the session that brought it."""
    if pk not in Draft.of(request).photos:
        raise Http404
    try:
        return picture(waiting_photo_open(photo=pk))
    except NotFound as error:
        raise Http404 from error


@never_cache
@require_safe
def need_photo(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A photo of a need, for who asked: by account or by receipt."""
    need, speaker = need_or_404(request, code)
    found = need.photos.filter(pk=pk).first()
    if found is None:
        raise Http404
    try:
        receipt = need if is_granted(request, need) else None
        return picture(need_photo_open(photo=found, actor=speaker, receipt=receipt))
    except NotFound as error:
        raise Http404 from error


def photos_context(need: Need, *, speaks: bool) -> dict[str, Any]:
    """What the page of progress shows of them. One query."""
    photos = list(need.photos.all())
    open_ = speaks and need.state in OPEN_STATES
    return {
        "photos": photos,
        "most": MOST_PHOTOS,
        "may_photo": open_ and len(photos) < MOST_PHOTOS,
        "may_unphoto": open_,
    }
