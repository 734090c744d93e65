"""Uploads that everybody may fetch, where no proxy in front serves them."""

import posixpath
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

# Pictures of pages. Documents go through Wagtail's view, which asks for rights; everything else is nobody's.
# deploy/nginx/linli.conf says the same.
PUBLIC_FOLDERS = ("images/", "original_images/")


@require_safe
@cache_control(public=True, max_age=3600)
def public_file(request: HttpRequest, path: str) -> Any:
    """404 for whatever does not lie in a public folder, also by way of `..`."""
    clean = posixpath.normpath(path)
    if not clean.startswith(PUBLIC_FOLDERS):
        raise Http404
    return serve(request, clean, document_root=settings.MEDIA_ROOT)
