"""The team's side of the site, below `/team/`."""

from django.urls import path

from portal.team.views import home, orders, teams

urlpatterns = [
    path("", home.home, name="team-home"),
    path("pool/", home.pool, name="team-pool"),
    path("orders/<slug:code>/", orders.order, name="team-order"),
    path("orders/<slug:code>/take/", orders.take, name="team-take"),
    path("orders/<slug:code>/contact/", orders.reach, name="team-contact"),
    path("orders/<slug:code>/photos/<int:pk>/", orders.photo, name="team-photo"),
    path("orders/<slug:code>/<slug:verb>/", orders.step, name="team-step"),
    path("new/", teams.new, name="team-new"),
    path("<slug:code>/change/", teams.change, name="team-change"),
    path("<slug:code>/members/", teams.members, name="team-members"),
    path("<slug:code>/members/<int:pk>/leave/", teams.leave, name="team-leave"),
    path("<slug:code>/week/", teams.week, name="team-week"),
]
