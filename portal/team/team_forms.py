"""What a captain writes about the team itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.row_choices import RowsField
from organisations.models import Dated, Unit
from organisations.selectors import today, units_on
from portal.team.forms import words_field
from volunteers.enums import TeamKind
from volunteers.models import Team


class UnitChoice(forms.ModelChoiceField):
    """A unit of the tree, set in by its depth. One query for all its options."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Unit.objects.none(), **kwargs)

    def label_from_instance(self, unit: Any) -> str:
        return "　" * (unit.depth - 1) + str(unit)


class TeamForm(forms.Form):
    """What every team says of itself: how many orders, where, and how to reach it."""

    areas = RowsField(
        label=_("Area"),
        help_text=_("Units with all below them. None chosen: the team's own unit."),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    weekly_capacity = forms.IntegerField(label=_("Orders a week"), min_value=1, max_value=200, initial=3)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    description = words_field(_("What you are good at"), most=600)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        fields: Any = self.fields
        fields["description"].required = False
        fields["areas"].queryset = units_on()
        fields["areas"].label_from_instance = UnitChoice.label_from_instance.__get__(fields["areas"])


class NewTeamForm(TeamForm):
    name = forms.CharField(label=_("Name of the team"), min_length=2, max_length=80)
    unit = UnitChoice(label=_("Unit"), help_text=_("The unit above it decides on the team."))
    kind = forms.ChoiceField(label=_("Kind"), choices=TeamKind.choices, initial=TeamKind.SOCIAL)
    field_order = ("name", "unit", "kind", "areas", "weekly_capacity", "phone", "description")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["unit"].queryset = units_on()


class ChangeTeamForm(TeamForm):
    """`may_name`: whether the person also names deputies."""

    deputies = RowsField(
        label=_("Deputies"),
        help_text=_("They accept, plan and report as you do. Only members with an account."),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, team: Team, may_name: bool, **kwargs: Any) -> None:
        values = {name: getattr(team, name) for name in ("weekly_capacity", "phone", "description")}
        chosen = {"areas": list(team.areas.all()), "deputies": list(team.deputies.all())}
        super().__init__(*args, initial=values | chosen, **kwargs)
        people = accounts_in(team)
        fields: Any = self.fields
        fields["deputies"].queryset = people
        if not may_name or not people.exists():
            del fields["deputies"]


def accounts_in(team: Team) -> Any:
    """The people of a team, without its captain, who have an account."""
    ids = team.members.filter(Dated.on(today()), user__is_active=True).values("user_id")
    return User.objects.filter(pk__in=ids).exclude(pk=team.captain_id).order_by("pk")


class MemberForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    name = forms.CharField(label=_("Name of the member"), max_length=40)
    username = forms.CharField(
        label=_("Account"), help_text=_("User name, if the person has an account."), max_length=150, required=False
    )

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"]).strip()
        self.user = User.objects.filter(username=name, is_active=True).first() if name else None
        if name and self.user is None:
            raise forms.ValidationError(_("There is no account of this name. Leave it empty, or ask the person."))
        return name
