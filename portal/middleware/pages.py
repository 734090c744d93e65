"""Answers visitors from kept pages, before anything else runs."""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers

from portal import page_cache
from portal.page_cache import Entry
from portal.preferences import Preferences

Handler = Callable[[HttpRequest], HttpResponseBase]

# Other packages answer here: what they send is theirs to cache.
NOT_PAGES = ("/admin/", "/account/", "/api/", "/documents/", "/static/", "/media/", "/preferences/")
# A page as JSON is the same page: without a token it is everybody's, and kept like its other form.
PAGES_AS_JSON = "/api/pages/"
KEPT_TYPES = (
    "text/html",
    "text/plain",
    "application/json",
    "application/xml",
    "application/atom+xml",
    "application/rss+xml",
)
LONGEST_ADDRESS = 300


def page_cache_middleware(get_response: Handler) -> Handler:
    """Outermost of all. A person with a session is never served from here, nor kept."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        key = _key(request)
        if not key:
            return _finish(request, get_response(request), "")
        entry = page_cache.fetch(key)
        if entry is not None:
            return _answer(request, entry)
        version = page_cache.current_version()
        return _finish(request, get_response(request), key, version)

    return middleware


def _is_page(path: str) -> bool:
    return path.startswith(PAGES_AS_JSON) or not path.startswith(NOT_PAGES)


def _key(request: HttpRequest) -> str:
    """The address and the visitor's choices; empty for what must not come from the cache."""
    path = request.get_full_path()
    if (
        request.method not in ("GET", "HEAD")
        or len(path) > LONGEST_ADDRESS
        or not _is_page(path)
        or settings.SESSION_COOKIE_NAME in request.COOKIES
        or "HTTP_AUTHORIZATION" in request.META
        or getattr(request, "is_dummy", False)
    ):
        return ""
    where = f"{request.scheme}://{request.META.get('HTTP_HOST', '')}{path}"
    choices = Preferences.of(request.COOKIES)
    return "page:" + hashlib.blake2s(f"{choices.key} {where}".encode()).hexdigest()


def _answer(request: HttpRequest, entry: Entry) -> HttpResponse:
    known = request.META.get("HTTP_IF_NONE_MATCH", "").replace("W/", "")
    if entry.etag in map(str.strip, known.split(",")):
        unchanged = HttpResponse(status=304)
        del unchanged.headers["Content-Type"]
        return _with_headers(unchanged, entry)
    return _with_headers(HttpResponse(b"" if request.method == "HEAD" else entry.body), entry)


def _with_headers(response: HttpResponse, entry: Entry) -> HttpResponse:
    for name, value in entry.headers:
        if response.status_code != 304 or name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def _finish(request: HttpRequest, response: HttpResponseBase, key: str, version: str = "") -> HttpResponseBase:
    if not _is_page(request.path) or not isinstance(response, HttpResponse):
        return response
    if response.headers.get("Content-Type", "").split(";")[0] not in KEPT_TYPES:
        return response
    patch_vary_headers(response, ["Cookie"])
    if not key or not _may_be_kept(request, response):
        patch_cache_control(response, private=True, no_cache=True)
        return response
    etag = response.headers.get("ETag") or f'"{hashlib.blake2s(response.content, digest_size=12).hexdigest()}"'
    response.headers["ETag"] = etag
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    if request.method == "GET":
        entry = Entry(version, etag, tuple(response.headers.items()), response.content)
        page_cache.keep(key, entry)
        return _answer(request, entry)
    return response


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    user = getattr(request, "user", None)
    return (
        response.status_code == 200
        and not response.cookies
        and not (user is not None and user.is_authenticated)
        and "no-store" not in response.headers.get("Cache-Control", "")
        and "private" not in response.headers.get("Cache-Control", "")
    )
