"""Where every address begins."""

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from media.views import public_file

urlpatterns = [
    # Wagtail's own form knows no second factor and no lockout.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:path>", public_file),
    path("account/", include("allauth.urls")),
    path("api/", include("api.urls")),
    path("", include("cms.urls")),
    path("", include("portal.urls")),
    path("", include(wagtail_urls)),
]

handler404 = "portal.views.errors.not_found"
handler403 = "portal.views.errors.not_found"
