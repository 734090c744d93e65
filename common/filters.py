"""How the kernel's lists in the admin are narrowed."""

from typing import Any

import django_filters  # type: ignore[import-untyped]
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from common.audit_words import action_choices
from common.models import AuditEntry, CalendarDay, OutboxMessage
from common.outbox import consumers


def consumer_choices() -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(consumers())]


class OutboxFilter(WagtailFilterSet):
    consumer = django_filters.ChoiceFilter(label=_("Consumer"), choices=consumer_choices)
    failed = django_filters.BooleanFilter(label=_("Failed"), field_name="attempts", method="by_failure")

    class Meta:
        model = OutboxMessage
        fields: list[str] = []

    def by_failure(self, rows: QuerySet[OutboxMessage], name: str, value: bool) -> QuerySet[OutboxMessage]:
        return rows.filter(attempts__gt=0) if value else rows.filter(attempts=0)


class AuditFilter(WagtailFilterSet):
    object = django_filters.CharFilter(
        label=_("Object"), method="by_object", help_text=_("Kind or number, such as cms.newspage or 12")
    )
    person = django_filters.CharFilter(
        label=pgettext_lazy("audit", "Person"), field_name="actor_name", lookup_expr="icontains"
    )
    action = django_filters.ChoiceFilter(label=_("Action"), field_name="action", choices=action_choices)
    at = django_filters.DateFromToRangeFilter(label=pgettext_lazy("audit", "Time"), field_name="at")

    class Meta:
        model = AuditEntry
        fields: list[str] = []

    def by_object(self, rows: QuerySet[AuditEntry], name: str, value: str) -> QuerySet[AuditEntry]:
        kind, _separator, number = value.strip().partition(" ")
        if number:
            return rows.filter(object_type=kind.lower(), object_id=number.strip())
        return rows.filter(Q(object_type=kind.lower()) | Q(object_id=kind))


class CalendarDayFilter(WagtailFilterSet):
    year = django_filters.NumberFilter(label=_("Year"), field_name="date", lookup_expr="year")

    class Meta:
        model = CalendarDay
        fields: dict[str, Any] = {"kind": ["exact"]}
