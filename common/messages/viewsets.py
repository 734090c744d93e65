"""Messages in the Wagtail admin: the log, the texts, quiet hours and digests."""

from typing import Any

from django.db.models import Count, Q
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet

from common import audit
from common.menu import PermittedMenuItem
from common.messages import views
from common.messages.enums import Channel, State
from common.messages.filters import MessageFilter
from common.messages.forms import DigestForm
from common.messages.kinds import title_of
from common.messages.models import Digest, OutgoingMessage, QuietHours
from common.messages.services import hushed
from common.viewsets import TIME, WIDE, KernelViewSet, ListView

AGAIN = (State.FAILED, State.GIVEN_UP)


class RetryColumn(Column):
    cell_template_name = "desk/messages/retry_cell.html"

    def get_value(self, instance: OutgoingMessage) -> int | None:
        return instance.pk if instance.state in AGAIN and instance.erased_at is None else None


class MessageListView(ListView):
    model = OutgoingMessage
    permission_required = "change"
    filterset_class = MessageFilter
    results_template_name = "desk/messages/log_results.html"
    index_url_name = "messages:index"
    index_results_url_name = "messages:results"
    header_icon = "mail"
    page_title = _("Messages")
    default_ordering = "-pk"
    columns = [
        DateColumn("created", label=TIME, sort_key="created"),
        Column("kind", label=_("Kind of message"), accessor=lambda row: title_of(row.kind)),
        Column("channel", label=_("Channel"), accessor="get_channel_display", classname=WIDE),
        Column("masked", label=_("To")),
        Column("text", label=_("Message text"), accessor=lambda row: row.text or _("text erased"), classname=WIDE),
        Column("about", label=_("About"), classname=WIDE),
        Column("state", label=_("State"), accessor="get_state_display"),
        Column("attempts", label=_("Attempts"), sort_key="attempts", classname=WIDE),
        Column("error", label=_("Error"), classname=WIDE),
        RetryColumn("retry", label=_("Try again")),
    ]

    def get_paginator(self, queryset: Any, *args: Any, **kwargs: Any) -> Any:
        """The list and what failed are counted in one statement."""
        paginator = super().get_paginator(queryset, *args, **kwargs)
        shown = Count("pk", filter=Q(pk__in=queryset.order_by().values("pk")))
        failed = Count("pk", filter=Q(state__in=AGAIN, erased_at=None))
        counts = OutgoingMessage.objects.aggregate(shown=shown, failed=failed)
        paginator.count, self.failed_count = counts["shown"], counts["failed"]
        return paginator

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        silent = [channel.label for channel in Channel if hushed(channel)]
        return context | {"failed_count": self.failed_count, "silent": silent}


class MessagesViewSet(KernelViewSet):
    icon = "mail"
    menu_label = _("Messages")
    permission = "outgoing.change_outgoingmessage"

    def get_urlpatterns(self) -> list[Any]:
        one = "texts/<str:code>/<str:channel>/"
        return [
            path("", MessageListView.as_view(), name="index"),
            path("results/", MessageListView.as_view(results_only=True), name="results"),
            path("retry/", views.retry, name="retry_all"),
            path("retry/<int:pk>/", views.retry, name="retry"),
            path("texts/", views.texts, name="texts"),
            path(one, views.text, name="text"),
            path(f"{one}preview/", views.preview, name="preview"),
            path(f"{one}reset/", views.reset, name="reset"),
        ]


def texts_item() -> PermittedMenuItem:
    url = reverse("messages:texts")
    return PermittedMenuItem(
        _("Message texts"), url, name="message-texts", icon_name="edit", order=801, permission=views.EDIT
    )


class _Recorded:
    """Each change of a rule is on record."""

    def save_instance(self) -> Any:
        row = super().save_instance()  # type: ignore[misc]
        audit.record("outgoing.rule_saved", row, actor=self.request.user, name=str(row))  # type: ignore[attr-defined]
        return row


class _Removed:
    def delete_action(self) -> None:
        row = self.object  # type: ignore[attr-defined]
        audit.record("outgoing.rule_removed", row, actor=self.request.user, name=str(row))  # type: ignore[attr-defined]
        super().delete_action()  # type: ignore[misc]


class RuleViewSet(ModelViewSet):
    """Small tables in the settings menu."""

    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    add_view_class = type("AddRule", (_Recorded, ModelViewSet.add_view_class), {})
    edit_view_class = type("EditRule", (_Recorded, ModelViewSet.edit_view_class), {})
    delete_view_class = type("RemoveRule", (_Removed, ModelViewSet.delete_view_class), {})


class QuietHoursViewSet(RuleViewSet):
    model = QuietHours
    icon = "time"
    menu_label = _("Quiet hours")
    form_fields = ["channel", "begins", "ends"]
    list_display = [
        Column("channel", label=_("channel of the message"), accessor="get_channel_display", sort_key="channel"),
        Column("begins", label=_("from"), accessor=lambda row: f"{row.begins:%H:%M}"),
        Column("ends", label=_("until"), accessor=lambda row: f"{row.ends:%H:%M}"),
    ]


class DigestViewSet(RuleViewSet):
    model = Digest
    icon = "list-ul"
    menu_label = _("Digests")
    list_display = [
        "name",
        "times",
        Column("kinds", label=_("kinds"), accessor=lambda row: "、".join(map(title_of, row.kinds)), classname=WIDE),
    ]

    def get_form_class(self, for_update: bool = False) -> Any:
        return DigestForm
