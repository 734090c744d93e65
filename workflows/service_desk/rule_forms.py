"""What staff type about a routing rule. The verb checks everything once more."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchange.enums import Breadth, Mode, Urgency
from exchange.models import Category, RoutingRule
from organisations.models import Unit
from volunteers.enums import TeamState
from volunteers.models import Team
from workflows.service_desk.team_forms import VerbForm

ALL = [("", _("all"))]


class RuleForm(VerbForm):
    """Which needs it takes, above; what becomes of them, below."""

    name = forms.CharField(label=_("Name of the rule"), max_length=60)
    unit = forms.ModelChoiceField(label=_("Needs of this unit and all below it"), queryset=Unit.objects.none())
    category = forms.ModelChoiceField(
        label=_("Only of this category and all below it"), queryset=Category.objects.order_by("path"), required=False
    )
    least_urgency = forms.TypedChoiceField(
        label=_("Only from this urgency on"),
        choices=[*ALL, *Urgency.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    breadth = forms.ChoiceField(
        label=_("Only common or individual ones"), choices=[*ALL, *Breadth.choices], required=False
    )
    mode = forms.ChoiceField(label=_("Then the order is"), choices=Mode.choices)
    team = forms.ModelChoiceField(
        label=_("Always to this team"),
        queryset=Team.objects.filter(state=TeamState.ACTIVE).order_by("name", "pk"),
        required=False,
        empty_label=_("the best of those suggested"),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, units: Any, rule: RoutingRule | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["unit"].queryset = units
        if rule is not None:
            self.initial.update({name: getattr(rule, name) for name in self.fields})
            if rule.team_id is not None:
                # Suspended since: the rule keeps it, and its order waits for the dispatcher.
                fields["team"].queryset |= Team.objects.filter(pk=rule.team_id)
