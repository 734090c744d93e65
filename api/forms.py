"""Asking for a token."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from api.models import Scope


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What the program is for, so that you know it later.")
    )
    scopes = forms.MultipleChoiceField(label=_("It may"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple)
    last_day = forms.DateField(
        label=_("Last day"),
        # Chromium shows no other form of a date, whatever the language.
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=lambda: timezone.localdate() + dt.timedelta(days=90),
        help_text=_("A token ends by itself, at most a year from now."),
    )

    def ends_at(self) -> dt.datetime:
        """The last moment of the chosen day."""
        return timezone.make_aware(dt.datetime.combine(self.cleaned_data["last_day"], dt.time(23, 59, 59)))
