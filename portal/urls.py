"""The site's own addresses beside the pages."""

from django.urls import include, path

from portal.needs import mine
from portal.views import units
from portal.views.leaflet import leaflet
from portal.views.poster import poster
from portal.views.preferences import choose
from portal.views.search import search, suggestions

app_name = "portal"

urlpatterns = [
    path("preferences/", choose, name="preferences"),
    path("search/", search, name="search"),
    path("search/suggest/", suggestions, name="suggest"),
    path("needs/", include("portal.needs.urls")),
    path("library/", include("portal.library.urls")),
    path("my/", mine.my_page, name="my"),
    path("my/needs/", mine.my_needs, name="my-needs"),
    path("units/", units.units, name="units"),
    path("sitemap/", units.site_map, name="site-map"),
    path("team/", include("portal.team.urls")),
    path("leaflet/<int:pk>/", leaflet, name="leaflet"),
    path("poster/<int:pk>.png", poster, name="poster"),
]
