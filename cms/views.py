"""Small public answers that are no pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps.views import sitemap

from cms.sitemaps import PublicSitemap

CLOSED = ("/admin/", "/account/", "/api/", "/search/")


@require_safe
@cache_control(max_age=3600, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read; where people sign in and search is left alone."""
    lines = [
        "User-agent: *",
        *[f"Disallow: {path}" for path in CLOSED],
        f"Sitemap: {request.build_absolute_uri(reverse('cms:sitemap'))}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
def public_sitemap(request: HttpRequest) -> Any:
    return sitemap(request, sitemaps={"pages": PublicSitemap(request)})
