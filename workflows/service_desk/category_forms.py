"""What the centre types about a category: its texts, its place, its questions and its limits."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.errors import LinliError
from exchange.enums import LimitedStep, QuestionKind
from exchange.models import Category, CategoryQuestion, ServiceLimit
from exchange.services.catalogue import LONGEST_LIMIT, LONGEST_NAME, LONGEST_TEXT, MOST_QUESTIONS, Question
from exchange.services.limits import limits_of
from workflows.service_desk.team_forms import VerbForm

# Limits are kept in working hours and typed in days.
HOURS_A_DAY = 8
PARTS = ("text", "kind", "choices", "required", "personal")


class CategoryVerbForm(VerbForm):
    """A form about one category, or (None) about the county."""

    def __init__(self, *args: Any, category: Category | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category = category


class TextsForm(CategoryVerbForm):
    name = forms.CharField(label=_("Name of the category"), max_length=LONGEST_NAME)
    other_names = forms.CharField(label=_("Other names, separated by spaces"), max_length=LONGEST_TEXT, required=False)
    promise = forms.CharField(
        label=_("What the asker can count on, in plain words"), max_length=LONGEST_TEXT, required=False
    )
    hint = forms.CharField(label=_("What is good to write down"), max_length=LONGEST_TEXT, required=False)
    is_open = forms.BooleanField(label=_("Can be asked for"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.category is not None:
            self.initial.update({name: getattr(self.category, name) for name in self.fields})


class NewForm(TextsForm):
    parent = forms.ModelChoiceField(
        label=_("Below"), queryset=Category.objects.order_by("path"), required=False, empty_label=_("at the top")
    )


class MoveForm(CategoryVerbForm):
    parent = forms.ModelChoiceField(
        label=_("Below"), queryset=Category.objects.order_by("path"), required=False, empty_label=_("at the top")
    )
    after = forms.ModelChoiceField(
        label=_("Behind"), queryset=Category.objects.order_by("path"), required=False, empty_label=_("first")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.category is not None:
            self.initial["parent"] = self.category.get_parent()
            self.initial["after"] = self.category.get_prev_sibling()


class LimitsForm(CategoryVerbForm):
    """Working days for each step; empty: as the wider category, or the county."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = dict(ServiceLimit.objects.filter(category=self.category).values_list("step", "hours"))
        holds = limits_of(self.category)
        for step in LimitedStep:
            words = _("%(step)s: working days, now %(days)s")
            said = {"step": step.label, "days": _days(holds[step])}
            self.fields[step.value] = forms.DecimalField(
                label=words % said,
                min_value=Decimal("0.04"),
                max_value=LONGEST_LIMIT / HOURS_A_DAY,
                decimal_places=2,
                required=False,
            )
            if step in own:
                self.initial[step.value] = _days(own[step])

    def given(self) -> dict[str, Any]:
        """Only what differs from what is there: hours, or None for the wider one's."""
        changed = {name: self.cleaned_data[name] for name in self.changed_data}
        return {"hours": {name: None if days is None else days * HOURS_A_DAY for name, days in changed.items()}}


def _days(hours: Decimal) -> str:
    return f"{(hours / HOURS_A_DAY).quantize(Decimal('0.01')).normalize():f}"


class QuestionsForm(CategoryVerbForm):
    """A row for each question, and empty ones up to the most that a category may ask. A row emptied is removed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = list(CategoryQuestion.objects.filter(category=self.category))
        for index in range(max(MOST_QUESTIONS, len(self.held))):
            self._add_row(index)

    def _add_row(self, index: int) -> None:
        number = {"number": index + 1}
        self.fields[f"{index}-text"] = forms.CharField(
            label=_("Question %(number)d") % number, max_length=80, required=False
        )
        self.fields[f"{index}-kind"] = forms.ChoiceField(
            label=_("How it is answered"), choices=QuestionKind.choices, required=False
        )
        self.fields[f"{index}-choices"] = forms.CharField(
            label=_("Choices, separated by spaces"), max_length=LONGEST_TEXT, required=False
        )
        self.fields[f"{index}-required"] = forms.BooleanField(label=_("Must be answered"), required=False)
        self.fields[f"{index}-personal"] = forms.BooleanField(label=_("The answer is personal"), required=False)
        if index < len(self.held):
            self.initial.update({f"{index}-{part}": getattr(self.held[index], part) for part in PARTS})

    def _rows(self) -> list[int]:
        data = self.cleaned_data
        return [index for index in range(len(self.fields) // len(PARTS)) if data.get(f"{index}-text", "").strip()]

    def given(self) -> dict[str, Any]:
        held = dict(enumerate(each.pk for each in self.held))
        data = self.cleaned_data
        rows = [
            Question(
                **{part: data[f"{index}-{part}"] for part in PARTS if part != "kind"},
                kind=data[f"{index}-kind"] or QuestionKind.TEXT,
                pk=held.get(index),
            )
            for index in self._rows()
        ]
        return {"questions": rows}

    def said(self, error: LinliError) -> int:
        """The verb counts the rows that were filled in; here they have the numbers that are seen."""
        number, _dash, part = (error.field or "").partition("-")
        if part and number.isdecimal():
            error.field = f"{self._rows()[int(number)]}-{part}"
        return super().said(error)
