"""Every address of the staff's side of needs."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from workflows.service_desk.views import (
    batches,
    board,
    categories,
    chat,
    entering,
    follow_up,
    listing,
    need,
    orders,
    proposals,
    rules,
    sheet,
    statistics,
    teams,
)


class NeedsViewSet(ViewSet):
    """`needs:<name>`; needs are named by their public code."""

    name = "needs"
    icon = "desk-inbox"
    menu_label = _("Needs")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", listing.needs, name="list"),
            path("board/", board.board, name="board"),
            path("board/<slug:code>/", board.candidates, name="candidates"),
            path("board/<slug:code>/<slug:verb>/", board.send, name="send"),
            path("orders/", orders.orders, name="orders"),
            path("orders/<slug:code>/extension/", orders.extension, name="extension"),
            path("proposals/", proposals.proposals, name="proposals"),
            path("proposals/<slug:code>/", proposals.proposal, name="proposal"),
            path("proposals/<slug:code>/<int:pk>/", proposals.line, name="proposal_line"),
            path("proposals/<slug:code>/<int:pk>/out/", proposals.take_out, name="proposal_out"),
            path("proposals/<slug:code>/<slug:verb>/", proposals.decide, name="proposal_decide"),
            path("new/", entering.new, name="new"),
            path("chat/", chat.chat, name="chat"),
            path("sheet/", sheet.sheet, name="sheet"),
            path("sheet/template/", sheet.template, name="template"),
            path("batches/", batches.batches, name="batches"),
            path("batches/<slug:code>/", batches.batch, name="batch"),
            path("receipts/", entering.receipts, name="receipts"),
            path("statistics/", statistics.statistics, name="statistics"),
            path("statistics/rows/", statistics.rows, name="statistics_rows"),
            path("categories/", categories.categories, name="categories"),
            path("categories/new/", categories.new, name="category_new"),
            path("categories/limits/", categories.limits, name="limits"),
            path("categories/<int:pk>/", categories.category, name="category"),
            path("categories/<int:pk>/<slug:verb>/", categories.act, name="category_act"),
            path("follow-up/", follow_up.samples, name="samples"),
            path("follow-up/new/", follow_up.draw, name="sample_draw"),
            path("follow-up/<int:pk>/", follow_up.sample, name="sample"),
            path("follow-up/<int:pk>/<int:call>/", follow_up.call, name="call"),
            path("follow-up/<int:pk>/<int:call>/contact/", follow_up.contact, name="contact"),
            path("rules/", rules.rules, name="rules"),
            path("rules/new/", rules.rule, name="rule_new"),
            path("rules/<int:pk>/", rules.rule, name="rule"),
            path("rules/<int:pk>/<slug:verb>/", rules.act, name="rule_act"),
            path("teams/", teams.teams, name="teams"),
            path("teams/new/", teams.register, name="team_new"),
            path("teams/<slug:code>/", teams.team, name="team"),
            path("teams/<slug:code>/<slug:verb>/", teams.act, name="team_act"),
            path("<slug:code>/", need.need, name="need"),
            path("<slug:code>/do/<slug:name>/", need.act, name="act"),
            path("<slug:code>/receipt/", entering.receipts, name="receipt"),
            path("<slug:code>/read/", need.read, name="read"),
            path("<slug:code>/photo/<int:pk>/", need.photo, name="photo"),
        ]
