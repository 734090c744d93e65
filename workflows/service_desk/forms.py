"""What is typed on the page of a need. Rights and states are the services' business; forms only know shapes."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.access import Reader
from exchange.enums import Breadth, ScreenOutcome, Urgency
from exchange.intake.naming import CategoryNames
from exchange.models import Category, Need
from workflows.service_desk.access import needs_of_staff

WORDS = {"rows": 3, "class": "desk-words"}
SCORES = [(5, "5"), (4, "4"), (3, "3"), (2, "2"), (1, "1")]


def _words(label: Any, *, required: bool = True, most: int = 300) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=most, widget=forms.Textarea(attrs=WORDS))


class CategoryField(forms.ModelChoiceField[Category]):
    """The narrowest categories that can be asked for, each with the way down to it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Category.objects.filter(numchild=0), label=gettext_lazy("Category"), **kwargs)

    def fill(self) -> None:
        """Reads the tree once and names its leaves."""
        names = CategoryNames.read()
        self.choices = [("", _("choose")), *((leaf.pk, names.label(leaf)) for leaf in names.leaves)]


class ActionForm(forms.Form):
    """Knows which need it is about and who types."""

    def __init__(self, *args: Any, need: Need, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.need, self.reader = need, reader


class ReasonForm(ActionForm):
    reason = _words(gettext_lazy("Why"))


class SayForm(ActionForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("My opinion"), choices=ScreenOutcome, widget=forms.RadioSelect, required=False
    )
    reason = _words(gettext_lazy("In a sentence"), required=False)


class ScreenForm(ActionForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), choices=ScreenOutcome, widget=forms.RadioSelect, required=False
    )
    category = CategoryField(required=False)
    urgency = forms.TypedChoiceField(label=gettext_lazy("Urgency"), choices=Urgency, coerce=int, initial=Urgency.NORMAL)
    breadth = forms.ChoiceField(
        label=gettext_lazy("Many or one"), choices=Breadth, widget=forms.RadioSelect, required=False
    )
    master = forms.CharField(label=gettext_lazy("Joined to (its code)"), required=False, max_length=40)
    reason = _words(gettext_lazy("Why, for the asker to read"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        assert isinstance(field, CategoryField)  # noqa: S101 - for the type checker
        field.fill()
        self.initial.setdefault("category", self.need.category_id)

    def clean_master(self) -> Need | None:
        """A code of a need that the person may see; others are not there."""
        code = self.cleaned_data["master"].strip()
        if not code:
            return None
        found = needs_of_staff(self.reader).filter(code=code).first()
        if found is None:
            raise forms.ValidationError(_("No need has this code. Copy it from the page of the other need."))
        return found


class DeliberationForm(ActionForm):
    topic = forms.CharField(label=gettext_lazy("Topic of the meeting"), max_length=120)
    held_on = forms.DateField(
        label=gettext_lazy("Held on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    attendees = forms.CharField(label=gettext_lazy("Who was there"), max_length=300)
    result = _words(gettext_lazy("What came out"), most=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("held_on", timezone.localdate())


class SupplementForm(ActionForm):
    words = _words(gettext_lazy("What the asker adds"), most=600)


class CancelForm(ActionForm):
    reason = _words(gettext_lazy("Why"), required=False)


class RateForm(ActionForm):
    score = forms.TypedChoiceField(
        label=gettext_lazy("How many stars the asker gives"), choices=SCORES, coerce=int, widget=forms.RadioSelect
    )
    text = _words(gettext_lazy("In the asker’s words"), required=False)


class ExtensionForm(ActionForm):
    granted = forms.TypedChoiceField(
        label=gettext_lazy("Answer"),
        choices=[("yes", gettext_lazy("grant it")), ("no", gettext_lazy("decline it"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    answer = _words(gettext_lazy("In a sentence"), required=False)


class PurposeForm(ActionForm):
    purpose = forms.CharField(label=gettext_lazy("What I need it for"), max_length=120, required=False)
