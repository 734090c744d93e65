"""Every address of the desk."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from workflows.desk.views import arrange, bulk, history, items, notices, queue, repair, review


class DeskViewSet(ViewSet):
    """`desk:<name>`; items are named by their public code, pages by their id."""

    name = "desk"
    icon = "desk-today"
    menu_label = _("Desk")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("urgent/", items.urgent, name="urgent"),
            path("bulk/", bulk.bulk, name="bulk"),
            path("bulk/undo/", bulk.undo, name="bulk_undo"),
            path("queue/<slug:tab>/", queue.queue, name="queue"),
            path("queue/<slug:tab>/columns/", arrange.columns, name="columns"),
            path("queue/<slug:tab>/save/", arrange.save, name="save_filter"),
            path("queue/<slug:tab>/filter/<int:pk>/", arrange.change, name="filter"),
            path("item/<slug:code>/", review.review, name="review"),
            path("item/<slug:code>/preview/", review.preview, name="preview"),
            path("item/<slug:code>/looking/", review.looking, name="looking"),
            path("item/<slug:code>/claim/", items.claim, name="claim"),
            path("item/<slug:code>/release/", items.release, name="release"),
            path("item/<slug:code>/reassign/", items.reassign, name="reassign"),
            path("item/<slug:code>/urge/", items.urge, name="urge"),
            path("item/<slug:code>/undo/", items.undo, name="undo"),
            path("history/<int:page_id>/", history.history, name="history"),
            path("notices/", notices.notices, name="notices"),
            path("repair/", repair.repair, name="repair"),
            path("repair/<slug:code>/<slug:verb>/", repair.act, name="repair_act"),
        ]
