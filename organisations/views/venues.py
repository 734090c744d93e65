"""Venues in the admin: what they are, when they open, when they are closed for a while."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton

from common.access import Reader
from common.viewsets import WIDE
from organisations import forms, services
from organisations.enums import Role
from organisations.models import Closure, Venue
from organisations.rules import GOVERN_VENUE
from organisations.views.base import ScopedList, VerbForm, VerbViewSet
from organisations.views.posts import not_over


class VenueList(ScopedList):
    search_fields = ["name", "address"]
    buttons = {
        "edit": ("edit", _("Edit")),
        "close": ("date", _("Close for a while")),
        "end": ("cross", _("Take out of use")),
    }

    def get_base_queryset(self) -> QuerySet[Venue]:
        rows = super().get_base_queryset().filter(not_over()).select_related("owner")
        return rows.order_by("owner__path", "name", "pk")

    @property
    def columns(self) -> list[Any]:
        return [
            self.title_column("name", _("name")),
            Column("owner", label=_("owner"), accessor="owner"),
            Column("address", label=_("address"), accessor="address", classname=WIDE),
            Column("valid_to", label=_("valid to"), accessor="valid_to"),
        ]


class VenueAdd(VerbForm):
    form_class = forms.VenueForm
    title = _("New venue")
    done = _("The venue is there. Now say when it is open.")
    made: Venue

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "reader": self.reader}

    def run(self, data: dict[str, Any]) -> Any:
        self.made = services.venue_create(actor=self.request.user, **data)

    def get_success_url(self) -> str:
        return self.url("hours", self.made.pk)


class VenueEdit(VenueAdd):
    title = _("Venue")
    done = _("Saved.")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.row, name) for name in (*self.form_class.base_fields, "owner")}

    def run(self, data: dict[str, Any]) -> Any:
        self.made = services.venue_change(actor=self.request.user, venue=self.row, **data)

    def get_success_url(self) -> str:
        return self.url("index")

    @property
    def header_buttons(self) -> list[Any]:
        verbs = (("hours", _("Opening hours")), ("close", _("Close for a while")), ("end", _("Take out of use")))
        return [HeaderButton(label, url=self.url(name, self.row.pk)) for name, label in verbs]


class VenueHours(VerbForm):
    """Its rules, one a row; rows left empty are not kept."""

    form_class = forms.ConfirmForm
    title = _("Opening hours")
    explanation = _(
        "The most particular line of a day counts alone: public holidays, then the day of the week, "
        "then working days and days off, then every day. Two lines for the same days are two openings; "
        "a line without times means closed."
    )

    def get_formset(self) -> Any:
        rules = [
            {"day_type": rule.day_type, "opens": rule.opens, "closes": rule.closes}
            for rule in self.row.opening_rules.all()
        ]
        posted = self.request.POST if self.request.method == "POST" else None
        return forms.OpeningRules(posted, initial=rules, prefix="rules")

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        self.formset = self.get_formset()
        form = self.get_form()
        if form.is_valid() and self.formset.is_valid():
            return self.form_valid(form)
        return self.form_invalid(form)

    def run(self, data: dict[str, Any]) -> Any:
        rows = [form.cleaned_data for form in self.formset if form.has_changed() or form.initial]
        kept = [row for row in rows if row and not row.get("DELETE")]
        rules = [(row["day_type"], row.get("opens"), row.get("closes")) for row in kept]
        services.venue_set_hours(actor=self.request.user, venue=self.row, rules=rules)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        formset = getattr(self, "formset", None) or self.get_formset()
        context = super().get_context_data(**kwargs)
        context.update(formset=formset, formset_title=_("Rules"))
        context["media"] += formset.media
        return context


class VenueClose(VerbForm):
    form_class = forms.ClosureForm
    title = _("Close for a while")
    submit_label = _("Close")
    explanation = _("Visitors see the reason. Whatever the opening hours say, it is closed on these days.")

    def run(self, data: dict[str, Any]) -> Any:
        services.venue_close(actor=self.request.user, venue=self.row, **data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["closures"] = [
            (closure, self.url("reopen", closure.pk)) for closure in self.row.closures.filter(not_over())
        ]
        return context


class VenueReopen(VerbForm):
    form_class = forms.ConfirmForm
    title = _("Take back the closure")
    submit_label = _("Take back")

    def own_rows(self) -> QuerySet[Closure]:
        return Closure.objects.filter(venue__in=super().own_rows()).select_related("venue__owner")

    def run(self, data: dict[str, Any]) -> Any:
        services.closure_remove(actor=self.request.user, closure=self.row)


class VenueEnd(VerbForm):
    form_class = forms.VenueEndForm
    title = _("Take out of use")
    submit_label = _("Take out of use")

    def run(self, data: dict[str, Any]) -> Any:
        services.venue_end(actor=self.request.user, venue=self.row, **data)


class VenueViewSet(VerbViewSet):
    name = "venues"
    model = Venue
    rule = GOVERN_VENUE
    icon = "home"
    menu_label = _("Venues")
    menu_order = 140
    add_label = _("New venue")
    views = {
        "index": ("", VenueList),
        "index_results": ("results/", VenueList),
        "add": ("add/", VenueAdd),
        "edit": ("<int:pk>/", VenueEdit),
        "hours": ("<int:pk>/hours/", VenueHours),
        "close": ("<int:pk>/close/", VenueClose),
        "reopen": ("closures/<int:pk>/reopen/", VenueReopen),
        "end": ("<int:pk>/end/", VenueEnd),
    }

    def admits(self, reader: Reader) -> bool:
        return bool(reader.paths([Role.ADMINISTRATOR, Role.EDITOR]))
