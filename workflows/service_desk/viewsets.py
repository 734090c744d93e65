"""Every address of the staff's side of needs."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from workflows.service_desk.views import batches, chat, entering, listing, need, sheet


class NeedsViewSet(ViewSet):
    """`needs:<name>`; needs are named by their public code."""

    name = "needs"
    icon = "desk-inbox"
    menu_label = _("Needs")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", listing.needs, name="list"),
            path("new/", entering.new, name="new"),
            path("chat/", chat.chat, name="chat"),
            path("sheet/", sheet.sheet, name="sheet"),
            path("sheet/template/", sheet.template, name="template"),
            path("batches/", batches.batches, name="batches"),
            path("batches/<slug:code>/", batches.batch, name="batch"),
            path("receipts/", entering.receipts, name="receipts"),
            path("<slug:code>/", need.need, name="need"),
            path("<slug:code>/do/<slug:name>/", need.act, name="act"),
            path("<slug:code>/receipt/", entering.receipts, name="receipt"),
            path("<slug:code>/read/", need.read, name="read"),
            path("<slug:code>/photo/<int:pk>/", need.photo, name="photo"),
        ]
