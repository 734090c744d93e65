"""Lists of the kernel in the Wagtail admin: the outbox, the audit log, the working calendar."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import BaseListingView, PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from common.audit_details import details
from common.audit_words import action_words, object_words
from common.delivery import try_again
from common.filters import AuditFilter, CalendarDayFilter, OutboxFilter
from common.menu import PermittedMenuItem
from common.models import AuditEntry, CalendarDay, OutboxMessage

# Columns of this class give way on a phone (static/desk/css/lists.css).
WIDE = "linli-wide"
TIME = pgettext_lazy("audit", "Time")


def moment(at: datetime) -> str:
    """To the second: what was tried after what must be seen."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")


class ListView(PermissionCheckedMixin, BaseListingView):
    """A list that is only read; the viewset names its addresses."""

    paginate_by = 50
    model: Any = None
    is_searchable = False

    @cached_property
    def verbose_name_plural(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    def get_base_queryset(self) -> Any:
        return self.model._default_manager.all()


class RetryColumn(Column):
    """A button for a row that failed; nothing for one that is merely waiting its turn."""

    cell_template_name = "desk/kernel/retry_cell.html"

    def get_value(self, instance: OutboxMessage) -> int | None:
        return instance.pk if instance.attempts else None


class OutboxListView(ListView):
    model = OutboxMessage
    permission_required = "change"
    filterset_class = OutboxFilter
    results_template_name = "desk/kernel/outbox_results.html"
    index_url_name = "outbox:index"
    index_results_url_name = "outbox:results"
    header_icon = "mail"
    page_title = _("Outbox")
    default_ordering = "id"
    columns = [
        Column("consumer", label=_("Consumer"), classname=WIDE),
        Column("event", label=_("Event"), classname=WIDE),
        Column("object", label=_("Object"), accessor=lambda row: object_words(row.object_type, row.object_id)),
        Column("attempts", label=_("Attempts"), sort_key="attempts", classname=WIDE),
        Column("next_try", label=_("Next try"), sort_key="next_try", accessor=lambda row: moment(row.next_try)),
        Column("error", label=_("Error")),
        RetryColumn("retry", label=_("Try again")),
    ]

    def get_paginator(self, queryset: Any, *args: Any, **kwargs: Any) -> Any:
        """The list and what failed are counted in one statement: the button for all stands beside any filter."""
        paginator = super().get_paginator(queryset, *args, **kwargs)
        shown = Count("pk", filter=Q(pk__in=queryset.order_by().values("pk")))
        counts = OutboxMessage.objects.aggregate(shown=shown, failed=Count("pk", filter=Q(attempts__gt=0)))
        paginator.count, self.failed_count = counts["shown"], counts["failed"]
        return paginator

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"failed_count": self.failed_count}


@require_POST
@permission_required("common.change_outboxmessage")
def retry(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One row, or all that failed. A row that has left meanwhile is no error: that was the wish."""
    rows = OutboxMessage.objects.all() if pk is None else OutboxMessage.objects.filter(pk=pk)
    asked = list(rows.filter(attempts__gt=0).values_list("pk", flat=True))
    try_again(OutboxMessage.objects.filter(pk__in=asked))
    rows = OutboxMessage.objects.filter(pk__in=asked)
    failed = rows.filter(next_try__gt=timezone.now()).count()
    if failed:
        text = ngettext("%(count)s message still waits.", "%(count)s messages still wait.", failed)
        messages.warning(request, text % {"count": failed})
    elif rows.exists():
        messages.success(request, _("The worker delivers them within a moment."))
    else:
        messages.success(request, _("Delivered."))
    return redirect("outbox:index")


class KernelViewSet(ViewSet):
    """In the settings menu, for whoever holds one permission."""

    permission = ""
    add_to_settings_menu = True

    def get_menu_item(self, order: int | None = None) -> PermittedMenuItem:
        return PermittedMenuItem(
            self.menu_label, self.menu_url, name=self.name, icon_name=self.icon, order=800, permission=self.permission
        )


class OutboxViewSet(KernelViewSet):
    icon = "mail"
    menu_label = _("Outbox")
    permission = "common.change_outboxmessage"

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", OutboxListView.as_view(), name="index"),
            path("results/", OutboxListView.as_view(results_only=True), name="results"),
            path("retry/", retry, name="retry_all"),
            path("retry/<int:pk>/", retry, name="retry"),
        ]


class AuditListView(ListView):
    model = AuditEntry
    permission_required = "view"
    filterset_class = AuditFilter
    index_url_name = "audit:index"
    index_results_url_name = "audit:results"
    header_icon = "history"
    page_title = _("Audit log")
    default_ordering = "-id"
    columns = [
        Column("at", label=TIME, accessor=lambda row: moment(row.at)),
        Column(
            "actor_name", label=pgettext_lazy("audit", "Person"), accessor=lambda row: row.actor_name or _("the system")
        ),
        Column("action", label=_("Action"), accessor=lambda row: action_words(row.action)),
        Column("object", label=_("Object"), accessor=lambda row: object_words(row.object_type, row.object_id)),
        Column("data", label=_("Details"), accessor=lambda row: details(row.data, row.action)),
        Column("sequence", label=_("Sequence"), classname=WIDE),
    ]


class AuditViewSet(KernelViewSet):
    icon = "history"
    menu_label = _("Audit log")
    permission = "common.view_auditentry"

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", AuditListView.as_view(), name="index"),
            path("results/", AuditListView.as_view(results_only=True), name="results"),
        ]


class CalendarDayViewSet(ModelViewSet):
    model = CalendarDay
    icon = "calendar"
    menu_label = _("Calendar days")
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    form_fields = ["date", "kind", "name"]
    list_display = ["date", Column("kind", label=_("kind"), accessor="get_kind_display", sort_key="kind"), "name"]
    ordering = ["-date"]
    filterset_class = CalendarDayFilter
