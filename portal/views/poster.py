"""A picture of a page to hang up or to send on."""

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portal import page_cache
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
