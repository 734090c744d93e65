"""How the delivery log is narrowed."""

import django_filters  # type: ignore[import-untyped]
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from common.messages.addresses import address_hash
from common.messages.enums import Channel, State
from common.messages.kinds import kind_choices
from common.messages.models import OutgoingMessage
from common.phones import bare_phone


class MessageFilter(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=State.choices)
    channel = django_filters.ChoiceFilter(label=_("Channel"), choices=Channel.choices)
    kind = django_filters.ChoiceFilter(label=_("Kind of message"), choices=kind_choices)
    to = django_filters.CharFilter(
        label=_("Phone or e-mail"), method="by_address", help_text=_("The whole number: the log holds no part of it.")
    )
    about = django_filters.CharFilter(label=_("About"), field_name="about", help_text=_("The code of the need"))
    created = django_filters.DateFromToRangeFilter(label=pgettext_lazy("audit", "Time"), field_name="created")

    class Meta:
        model = OutgoingMessage
        fields: list[str] = []

    def by_address(self, rows: QuerySet[OutgoingMessage], name: str, value: str) -> QuerySet[OutgoingMessage]:
        phone = address_hash(Channel.SMS, bare_phone(value) or "-")
        return rows.filter(Q(address_hash=phone) | Q(address_hash=address_hash(Channel.MAIL, value.strip())))
