"""A picture of a page to hang up or to send on."""

from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from PIL import Image
from wagtail.models import Site

from cms.models import SiteSettings
from media.posters import PAPER
from media.posters import poster as draw_poster
from portal import dates, page_cache
from portal.selectors import public_page

HOUR = 3600


@require_safe
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """Only of what everybody may read. Drawn once, then kept until something is published."""
    page = public_page(pk)
    if page is None:
        raise Http404
    key = f"portal.poster.{pk}.{page_cache.current_version()}"
    picture: bytes | None = cache.get(key)
    if picture is None:
        picture = _draw(request, page)
        cache.set(key, picture, HOUR)
    response = HttpResponse(picture, content_type="image/png")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _draw(request: HttpRequest, page: Any) -> bytes:
    site = Site.find_for_request(request)
    name = SiteSettings.for_site(site).name if site else ""
    day = getattr(page, "day", None) or page.first_published_at
    return draw_poster(
        title=page.title,
        unit=page.unit.name if hasattr(page, "unit") else "",
        date_text=dates.full_day(day) if day else "",
        summary=getattr(page, "summary", ""),
        url=page.get_full_url(request) or "",
        cover=_cover(page),
        site=name,
    )


def _cover(page: Any) -> Image.Image | None:
    """The photo of the page; None lets the drawn town stand in its place."""
    picture = getattr(page, "cover", None)
    if picture is None:
        return None
    with picture.file.open("rb") as file:
        photo = Image.open(file)
        photo.load()
    if not photo.has_transparency_data:
        return photo.convert("RGB")
    # What shows through is the paper that the poster is printed on, not the black behind an empty pixel.
    paper = Image.new("RGBA", photo.size, PAPER)
    return Image.alpha_composite(paper, photo.convert("RGBA")).convert("RGB")
