"""The team's side of the site, below `/team/`."""

from django.urls import path

from portal.team.views import home, orders

urlpatterns = [
    path("", home.home, name="team-home"),
    path("pool/", home.pool, name="team-pool"),
    path("orders/<slug:code>/", orders.order, name="team-order"),
    path("orders/<slug:code>/take/", orders.take, name="team-take"),
    path("orders/<slug:code>/contact/", orders.reach, name="team-contact"),
    path("orders/<slug:code>/<slug:verb>/", orders.step, name="team-step"),
]
