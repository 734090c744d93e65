"""What a dispatcher types on the board. Rights and states are the services' business; forms only know shapes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteers.enums import TeamState
from volunteers.models import Team
from workflows.service_desk.forms import words


class NoForm(forms.Form):
    """A button alone."""


class WhyForm(forms.Form):
    """A change of the way needs one written sentence: it stays with the order."""

    reason = words(_("Why"))


class AssignForm(forms.Form):
    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.filter(state=TeamState.ACTIVE).select_related("unit"),
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Choose a team."),
            "invalid_choice": _("This team takes no orders at present. Choose another one."),
        },
    )
    reason = words(_("Why this one?"), required=False)

    def about(self) -> Any:
        """The key of the team that was asked for, as it was sent."""
        return self["team"].value()
