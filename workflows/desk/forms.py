"""What is typed at the desk. Rights and states are the services' business; forms only know shapes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from organisations.models import Unit
from organisations.selectors import posts_covering, today
from workflows.enums import Decision, Step
from workflows.models import WorkItem

LONGEST_TEXT = 2000
WORDS = {"rows": 3, "class": "desk-words"}
NEEDS_REASON = gettext_lazy("Write in a sentence why, so that the author knows what to change.")
ADD_SIGNER = "add_signer"


class DecisionForm(forms.Form):
    """A decision as it is posted; what was typed survives every refusal."""

    decision = forms.ChoiceField(choices=[*Decision.choices, (ADD_SIGNER, ADD_SIGNER)])
    text = forms.CharField(required=False, max_length=LONGEST_TEXT)
    seen_revision = forms.IntegerField(min_value=0)
    when = forms.ChoiceField(required=False, choices=[("now", "now"), ("later", "later")])
    publish_at = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
    to_step = forms.ChoiceField(required=False, choices=Step.choices)
    cosign_units = forms.ModelMultipleChoiceField(Unit.objects.all(), to_field_name="code", required=False)

    def clean_publish_at(self) -> Any:
        at = self.cleaned_data["publish_at"]
        if self.cleaned_data.get("when") != "later":
            return None
        if at is None:
            raise forms.ValidationError(_("Say when it is to be published."))
        if at <= timezone.now():
            raise forms.ValidationError(_("This time is over. Choose a later one, or publish at once."))
        return at

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        decision = data.get("decision")
        if decision and decision != Decision.APPROVE and not data.get("text", "").strip():
            self.add_error("text", str(NEEDS_REASON))
        if decision == ADD_SIGNER and not data.get("cosign_units"):
            self.add_error("cosign_units", _("Choose who is to sign as well."))
        return data


class ReasonForm(forms.Form):
    """One sentence why."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=500, widget=forms.Textarea(attrs=WORDS))


class ReassignForm(ReasonForm):
    """Who is to do it instead: those who hold the item's role at its unit or above it."""

    person = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("To whom"))
    field_order = ["person", "reason"]

    def __init__(self, *args: Any, item: WorkItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = posts_covering(item.role, item.unit, today()).values("person")
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = User.objects.filter(pk__in=people).exclude(pk=item.owner_id or 0)


class BulkForm(forms.Form):
    """One reason for several items; approving needs none, handing over needs somebody who may do all of them."""

    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=500, required=False, widget=forms.Textarea(attrs=WORDS)
    )
    person = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("To whom"), required=False)

    def __init__(self, *args: Any, verb: str, items: Sequence[WorkItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = verb != Decision.APPROVE
        self.fields["reason"].error_messages["required"] = str(NEEDS_REASON)
        if verb != "reassign":
            del self.fields["person"]
            return
        people = User.objects.filter(is_active=True)
        for role, unit in {(item.role, item.unit) for item in items}:
            people = people.filter(pk__in=posts_covering(role, unit, today()).values("person"))
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = people
        field.required = True
