"""What staff type about a team. The verbs check everything once more."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import LinliError, NotAllowed
from exchange.models import Category
from organisations.models import Dated, Unit
from organisations.selectors import today, units_on
from volunteers.enums import TEAM_EDGES, TeamKind, TeamState
from volunteers.models import Team


class VerbForm(forms.Form):
    """`given()` is what the verb is called with."""

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def said(self, error: LinliError) -> int:
        """Shows what a verb refused beside its field; gives the status of the answer."""
        self.add_error(error.field if error.field in self.fields else None, str(error))
        return 403 if isinstance(error, NotAllowed) else error.status


class TeamVerbForm(VerbForm):
    """A form about one team."""

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team


class StopForm(TeamVerbForm):
    to = forms.ChoiceField(label=_("What becomes of the team"))
    reason = forms.CharField(
        label=_("Why? The captain reads it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "class": "desk-words"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        steps = [TeamState(state) for state in TEAM_EDGES[self.team.state] if state != TeamState.ACTIVE]
        fields["to"].choices = [(state.value, state.label) for state in steps]


class ServicesForm(TeamVerbForm):
    categories = forms.ModelMultipleChoiceField(
        label=_("What the team serves"),
        queryset=Category.objects.filter(is_open=True).order_by("path"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 10}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["categories"] = list(self.team.services.values_list("category_id", flat=True))


class ChangeForm(TeamVerbForm):
    areas = forms.ModelMultipleChoiceField(
        label=_("areas served"),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    weekly_capacity = forms.IntegerField(label=_("Orders a week"), min_value=1, max_value=200)
    phone = forms.CharField(label=_("phone"), max_length=30, required=False)
    description = forms.CharField(
        label=_("description"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["areas"].queryset = units_on()
        self.initial.update({name: getattr(self.team, name) for name in ("weekly_capacity", "phone", "description")})
        self.initial["areas"] = list(self.team.areas.values_list("pk", flat=True))


class NameForm(TeamVerbForm):
    name = forms.CharField(label=_("name"), max_length=40)


class CaptainForm(TeamVerbForm):
    """One of the members with an account, or anybody by user name."""

    member = forms.ModelChoiceField(
        label=_("A member with an account"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("somebody else"),
    )
    captain = forms.CharField(label=_("Or the user name of somebody else"), max_length=150, required=False)
    reason = forms.CharField(
        label=_("Why? It stays with the team."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "class": "desk-words"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        ids = self.team.members.filter(Dated.on(today()), user__is_active=True).values("user")
        fields["member"].queryset = User.objects.filter(pk__in=ids).exclude(pk=self.team.captain_id).order_by("pk")
        fields["member"].label_from_instance = lambda person: person.get_full_name() or person.username

    def clean_captain(self) -> User | None:
        return account_named(self.cleaned_data["captain"]) if self.cleaned_data["captain"].strip() else None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "captain" not in self.errors and "member" not in self.errors:
            given = [person for person in (data.get("member"), data.get("captain")) if person is not None]
            if len(given) != 1:
                self.add_error("captain", _("Choose a member, or write one user name."))
        return data

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"captain": data["member"] or data["captain"], "reason": data["reason"]}


def account_named(name: str) -> User:
    """The active account of this user name."""
    found: User | None = User.objects.filter(username=name.strip(), is_active=True).first()
    if found is None:
        raise forms.ValidationError(_("There is no account of this name. Make one first, or ask the person."))
    return found


class RegisterForm(VerbForm):
    name = forms.CharField(label=_("Name of the team"), min_length=2, max_length=80)
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    captain = forms.CharField(label=_("User name of the captain"), max_length=150)
    kind = forms.ChoiceField(label=_("Kind"), choices=TeamKind.choices, initial=TeamKind.SOCIAL)
    weekly_capacity = forms.IntegerField(label=_("Orders a week"), min_value=1, max_value=200, initial=3)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["unit"].queryset = units

    def clean_captain(self) -> User:
        return account_named(self.cleaned_data["captain"])
