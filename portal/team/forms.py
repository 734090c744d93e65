"""What a captain writes about an order. Each form says what its verb takes as `given()`."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.row_choices import RowsField
from exchange.enums import RefusalCode
from exchange.models import Order
from portal.team.selectors import members_on, spaces_for, vehicles_for


class OrderForm(forms.Form):
    """A form about one order."""

    required_css_class = "required"

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.order = order

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def moment_field(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


def words_field(label: Any, help_text: Any = "", *, rows: int = 3, most: int = 300) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, max_length=most, widget=widget)


class RefuseForm(OrderForm):
    code = forms.ChoiceField(label=_("Why"), choices=RefusalCode.choices, widget=forms.RadioSelect)
    text = words_field(_("In a sentence"), _("The dispatcher reads it and looks for another team."))


class PauseForm(OrderForm):
    reason = words_field(_("What you wait for"), _("Say what the resident has to answer or do first."))


class ExtendForm(OrderForm):
    until = moment_field(_("More time until"))
    reason = words_field(_("Why"), _("The dispatcher decides, and the resident is told."))


class ReportForm(OrderForm):
    text = words_field(_("What you did"), _("One or two sentences. No photo is needed."), rows=4, most=1000)
    people_served = forms.IntegerField(label=_("For how many people"), min_value=1, max_value=100_000)
    minutes = forms.IntegerField(
        label=_("How long, in minutes"), help_text=_("At work, without the way."), min_value=1, max_value=1440
    )
    volunteers = forms.IntegerField(label=_("How many went"), min_value=1, max_value=1000)


PURPOSES = {
    "call": _("To call and agree on a time"),
    "visit": _("To go there"),
    "check": _("To check what is needed"),
}


class ContactForm(OrderForm):
    purpose = forms.ChoiceField(label=_("What for"), choices=list(PURPOSES.items()), widget=forms.RadioSelect)

    def given(self) -> dict[str, Any]:
        return {"purpose": str(PURPOSES[self.cleaned_data["purpose"]])}


class PlanForm(OrderForm):
    starts_at = moment_field(_("Begins"))
    ends_at = moment_field(_("Ends"))
    members = RowsField(
        label=_("Who goes"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose who goes."),
        },
    )
    place = forms.CharField(label=_("Where you go"), max_length=120, required=False)
    space = forms.ModelChoiceField(label=_("Room"), queryset=None, required=False, empty_label=_("No room needed"))
    vehicle = forms.ModelChoiceField(
        label=_("Vehicle"), queryset=None, required=False, empty_label=_("No vehicle needed")
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        fields: Any = self.fields
        fields["members"].queryset = members_on(order.team)  # type: ignore[arg-type]
        fields["space"].queryset = spaces_for(order.team, order.need.unit)  # type: ignore[arg-type]
        fields["space"].label_from_instance = lambda space: f"{space.venue} · {space}"
        fields["vehicle"].queryset = vehicles_for(order.team)  # type: ignore[arg-type]
        for name in ("space", "vehicle"):
            if not fields[name].queryset.exists():
                del fields[name]
