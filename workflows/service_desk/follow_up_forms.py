"""What is typed about a follow-up: how a sample is drawn, and what a person said. The verbs check everything again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchange.enums import Reach
from exchange.services.followup import STRATA
from organisations.enums import UnitKind
from organisations.models import Unit
from organisations.selectors import units_on
from workflows.service_desk.team_forms import VerbForm

STRATA_WORDS = {"town": _("town"), "category": _("category"), "mode": _("way of dispatch")}
SCORES = [("", _("not said")), (5, _("very satisfied")), (4, _("satisfied")), (3, _("so-so")), (2, _("dissatisfied"))]
SCORES += [(1, _("very dissatisfied"))]


class SampleForm(VerbForm):
    ordered_by = forms.ModelChoiceField(label=_("Services of this unit and all below it"), queryset=Unit.objects.none())
    assessor = forms.ModelChoiceField(label=_("Organisation that asks"), queryset=Unit.objects.none())
    done_from = forms.DateField(label=_("Done from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    done_to = forms.DateField(label=_("Done to"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    share = forms.DecimalField(label=_("Share in per cent"), max_digits=5, decimal_places=2, initial=10)
    seed = forms.CharField(label=_("Seed: the same one draws the same sample"), max_length=32)
    strata = forms.MultipleChoiceField(
        label=_("At least one of each"),
        choices=[(name, STRATA_WORDS[name]) for name in STRATA],
        initial=["town"],
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 3}),
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["ordered_by"].queryset = units
        fields["assessor"].queryset = units_on().filter(kind=UnitKind.ASSESSOR).order_by("name", "pk")


class CallForm(VerbForm):
    reach = forms.ChoiceField(label=_("Was the person reached?"), choices=[("", _("choose")), *Reach.choices])
    served = forms.TypedChoiceField(
        label=_("Did the service take place?"),
        choices=[("", _("choose")), ("yes", _("yes")), ("no", _("no: the need is opened once more"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
    )
    satisfied = forms.TypedChoiceField(
        label=_("How satisfied is the person?"), choices=SCORES, coerce=int, empty_value=None, required=False
    )
    text = forms.CharField(
        label=_("In the person's words"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "desk-words"}),
    )
