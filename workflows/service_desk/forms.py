"""What is typed for each verb. The verbs check everything once more: a form only asks for it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.enums import Breadth, Channel, ScreenOutcome, Urgency
from exchange.models import Category
from exchange.services.intake import LONGEST
from organisations.models import Unit
from volunteers.enums import TeamState
from volunteers.models import Team

REASON = 300


def reason(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3, "class": "desk-words"}),
        error_messages={"required": _("Say in a sentence why.")},
    )


class VerbForm(forms.Form):
    """`given()` is what the verb is called with."""

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class SayForm(VerbForm):
    outcome = forms.ChoiceField(label=_("What should become of it?"), choices=ScreenOutcome)
    text = reason(_("Your opinion"), required=False)


class ConcludeForm(VerbForm):
    outcome = forms.ChoiceField(label=_("What becomes of it"), choices=ScreenOutcome)
    category = forms.ModelChoiceField(
        label=_("Category"), required=False, queryset=Category.objects.filter(is_open=True, numchild=0)
    )
    urgency = forms.TypedChoiceField(label=_("Urgency"), choices=Urgency, coerce=int)
    breadth = forms.ChoiceField(label=_("Common or individual"), choices=[("", "—"), *Breadth.choices], required=False)
    master_code = forms.SlugField(label=_("Joined to (its code)"), required=False)
    reason = reason(_("Reason, for the asker"), required=False)

    def given(self) -> dict[str, Any]:
        from exchange.models import Need  # reason: the row behind a code, found when it is handed on

        data = dict(self.cleaned_data)
        code = data.pop("master_code")
        if code:
            data["master"] = Need.objects.filter(code=code).first()
        return data


class DeliberationForm(VerbForm):
    topic = forms.CharField(label=_("Topic"), max_length=120)
    held_on = forms.DateField(
        label=_("Held on"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    attendees = forms.CharField(label=_("Who was there"), max_length=300)
    result = forms.CharField(
        label=_("What came out"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3, "class": "desk-words"})
    )


class AssignForm(VerbForm):
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.filter(state=TeamState.ACTIVE).select_related("unit").order_by("name")
    )
    reason = reason(_("Why so (where it needs saying)"), required=False)


class ReasonForm(VerbForm):
    reason = reason(_("Why?"))


class WordsForm(VerbForm):
    reason = reason(_("Why? (may stay empty)"), required=False)


class SupplementForm(VerbForm):
    words = forms.CharField(
        label=_("What the asker adds"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "class": "desk-words"}),
    )


class AnswerForm(VerbForm):
    granted = forms.TypedChoiceField(
        label=_("More time?"), choices=[("yes", _("yes")), ("no", _("no"))], coerce=lambda value: value == "yes"
    )
    answer = reason(_("Why not"), required=False)


class RateForm(VerbForm):
    score = forms.TypedChoiceField(
        label=_("What the asker says on the phone"),
        choices=[("", "—"), *((number, str(number)) for number in range(5, 0, -1))],
        coerce=int,
    )
    text = reason(_("In the asker's words"), required=False)


class RevealForm(VerbForm):
    purpose = forms.CharField(
        label=_("What do you need it for?"), max_length=120, help_text=_("Each reading is on record.")
    )


class SlipForm(forms.Form):
    """A paper slip, typed quickly: few fields, in the order of the paper."""

    words = forms.CharField(
        label=_("Words of the asker"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "class": "desk-words", "autofocus": True}),
    )
    name = forms.CharField(label=_("Name"), max_length=40, required=False)
    phone = forms.CharField(
        label=_("Phone"), max_length=20, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    category = forms.ModelChoiceField(
        label=_("Category"), required=False, queryset=Category.objects.filter(is_open=True, numchild=0)
    )
    address = forms.CharField(label=_("House and door"), max_length=120, required=False)
    vulnerable = forms.CharField(label=_("Needs special care because"), max_length=60, required=False)
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=None)
    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[(each.value, each.label) for each in (Channel.DESK, Channel.DOORSTEP, Channel.PHONE, Channel.MAILBOX)],
    )

    def __init__(self, units: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
