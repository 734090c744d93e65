"""The site's addresses, and what it is compared with."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from wagtail.api.v3.urls import api as wagtail_api

from cms.models import NewsPage
from config.urls import urlpatterns as site


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("好")


def plain(request: HttpRequest, pk: int) -> HttpResponse:
    """As little as a page can cost: one query, its fields as JSON."""
    page = NewsPage.objects.select_related("unit").get(pk=pk)
    fields = {"id": page.pk, "title": page.title, "summary": page.summary, "unit": page.unit.name}
    return JsonResponse({**fields, "body": list(page.body.raw_data)})


urlpatterns = [
    path("bench/bare/", bare),
    path("bench/plain/<int:pk>/", plain),
    path("bench/v3/", wagtail_api.urls),
    *site,
]
