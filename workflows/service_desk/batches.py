"""What is typed where many needs come in together: a paste from a group chat, a spreadsheet."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.errors import Invalid
from exchange.intake.chat import LONGEST_PASTE, Candidate, Reading, read_chat
from exchange.intake.naming import CategoryNames
from exchange.models import Category
from exchange.services import Asked
from exchange.services.batches import Entry
from organisations.models import Unit
from workflows.service_desk.entering import UnitField
from workflows.service_desk.forms import WORDS

# More than anybody looks through at once; each has six fields, and a page sends at most a thousand.
MOST_CANDIDATES = 150
PREFIX = "c"
# A file up to this is carried by the page between the trial and the confirmation; a larger one is chosen again.
MOST_CARRIED = 1024 * 1024


class UnitForm(forms.Form):
    """For which of the own units."""

    unit = UnitField(Unit.objects.none(), label=gettext_lazy("Unit"))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, UnitField)  # noqa: S101 - for the type checker
        field.queryset = units


class PasteForm(UnitForm):
    text = forms.CharField(
        label=gettext_lazy("What was written in the group"),
        required=False,
        strip=False,
        max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 12, "autofocus": True}),
    )

    def read(self) -> Reading:
        """Raises Invalid at `text` for what nobody could look through."""
        reading = read_chat(self.cleaned_data["text"], CategoryNames.read(), timezone.now())
        if len(reading.candidates) > MOST_CANDIDATES:
            words = _("More than %(most)d needs were found: paste a few days at a time.") % {"most": MOST_CANDIDATES}
            raise Invalid("workflows.paste_many", words, field="text")
        return reading


class SheetForm(UnitForm):
    """The file, or what the page carried of it since the trial."""

    file = forms.FileField(
        label=gettext_lazy("The filled-in table (.xlsx or .csv)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    carried = forms.CharField(required=False, widget=forms.HiddenInput)
    carried_name = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        file = data.get("file")
        if file is not None:
            data["content"], data["name"] = file.read(), file.name
            return data
        try:
            data["content"] = base64.b64decode(data.get("carried", ""), validate=True)
        except (binascii.Error, ValueError):
            data["content"] = b""
        data["name"] = data.get("carried_name", "")
        if not data["content"] and "file" not in self.errors:
            self.add_error("file", _("Choose the file."))
        return data

    def carry(self) -> str:
        """The content for the page to carry; empty where it is too large for that."""
        content: bytes = self.cleaned_data["content"]
        return base64.b64encode(content).decode() if len(content) <= MOST_CARRIED else ""


class CandidateForm(forms.Form):
    """One candidate: taken or not, its words, category and phone as they were corrected."""

    take = forms.BooleanField(required=False)
    words = forms.CharField(required=False, widget=forms.Textarea(attrs={**WORDS, "rows": 2}))
    category = forms.ModelChoiceField(Category.objects.filter(numchild=0), required=False)
    phone = forms.CharField(required=False, max_length=30)
    name = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    why = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Sequence[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices

    def entry(self) -> Entry:
        data = self.cleaned_data
        return Entry(Asked(words=data["words"], name=data["name"], phone=data["phone"]), data["category"])


Candidates = forms.formset_factory(
    CandidateForm, extra=0, max_num=MOST_CANDIDATES, absolute_max=MOST_CANDIDATES, validate_max=True
)


def category_choices() -> list[tuple[Any, str]]:
    names = CategoryNames.read()
    return [("", _("choose")), *((leaf.pk, names.label(leaf)) for leaf in names.leaves)]


def _first(candidate: Candidate) -> dict[str, Any]:
    signs = "、".join(candidate.why)
    told = [str(candidate.confidence.label), *([signs] if signs else [])]
    if candidate.supporters:
        told.append(_("%(count)d more agree") % {"count": candidate.supporters})
    return {
        "take": candidate.chosen,
        "words": candidate.text,
        "category": candidate.category.pk if candidate.category else None,
        "phone": candidate.phone,
        "name": candidate.speaker[:40],
        "why": " · ".join(told)[:200],
    }


def candidates_of(reading: Reading) -> Any:
    given = [_first(each) for each in reading.candidates]
    return Candidates(initial=given, prefix=PREFIX, form_kwargs={"choices": category_choices()})


def candidates_sent(data: Any) -> Any:
    return Candidates(data, prefix=PREFIX, form_kwargs={"choices": category_choices()})
