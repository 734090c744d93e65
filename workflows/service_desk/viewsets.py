"""Every address of the service desk."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from workflows.service_desk.views import listing, need, slips, teams


class ServiceDeskViewSet(ViewSet):
    """`service_desk:<name>`; needs are named by their public code."""

    name = "service_desk"
    url_prefix = "needs"
    icon = "desk-inbox"
    menu_label = _("Needs")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", listing.needs, name="needs"),
            path("board/", listing.board, name="board"),
            path("new/", slips.slip, name="slip"),
            path("teams/", teams.teams, name="teams"),
            path("teams/new/", teams.register, name="team_new"),
            path("teams/<slug:code>/", teams.team, name="team"),
            path("teams/<slug:code>/<slug:verb>/", teams.act, name="team_act"),
            path("<slug:code>/", need.need, name="need"),
            path("<slug:code>/reveal/", need.reveal, name="reveal"),
            path("<slug:code>/<slug:verb>/", need.act, name="act"),
        ]
