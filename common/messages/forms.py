"""What staff type about messages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.messages.kinds import joinable_choices
from common.messages.models import Digest, MessageTemplate


class TextForm(forms.ModelForm[MessageTemplate]):
    """The text of one kind on one channel; which ones stands in the address, not in the form."""

    class Meta:
        model = MessageTemplate
        fields = ["text", "active"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4, "data-message-text": ""})}


class DigestForm(forms.ModelForm[Digest]):
    kinds = forms.MultipleChoiceField(label=_("kinds"), widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Digest
        fields = ["name", "kinds", "times", "active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kinds"]
        field.choices = joinable_choices()
