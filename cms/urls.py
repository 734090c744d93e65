"""Public addresses of cms besides the pages themselves; included before Wagtail's own."""

from django.urls import path

from cms import feeds, views

app_name = "cms"

urlpatterns = [
    path("feed/", feeds.CountyFeed(), name="feed"),
    path("feed/atom/", feeds.CountyAtom(), name="feed_atom"),
    path("feed/section/<int:section>/", feeds.SectionFeed(), name="section_feed"),
    path("feed/section/<int:section>/atom/", feeds.SectionAtom(), name="section_feed_atom"),
    path("feed/unit/<slug:code>/", feeds.UnitFeed(), name="unit_feed"),
    path("feed/unit/<slug:code>/atom/", feeds.UnitAtom(), name="unit_feed_atom"),
    path("sitemap.xml", views.public_sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
]
