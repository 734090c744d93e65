"""The steps of asking for help: one question a page, checked when the page is left."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.phones import bare_phone
from exchange.enums import QuestionKind
from exchange.models import Category, CategoryQuestion
from exchange.services.intake import LONGEST, SHORTEST
from organisations.enums import UnitKind
from organisations.models import Unit
from organisations.selectors import units_on
from portal.needs.draft import UNSURE, Draft


def open_categories() -> list[tuple[Category, list[Category]]]:
    """What can be asked for: the wide kinds, each with its narrow ones. One query."""
    rows = list(Category.objects.filter(is_open=True).order_by("path"))
    wide = [row for row in rows if row.depth == 1]
    return [(top, [row for row in rows if row.path.startswith(top.path) and not row.numchild]) for top in wide]


class StepForm(forms.Form):
    """Takes what is in the draft; `into` puts the answers there."""

    def __init__(self, draft: Draft, *args: Any, **kwargs: Any) -> None:
        self.draft = draft
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def into(self, draft: Draft) -> None:
        for name, value in self.cleaned_data.items():
            setattr(draft, name, value)


class WhatForm(StepForm):
    category = forms.ChoiceField(
        label=_("Which is nearest?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about.")},
    )

    def __init__(self, draft: Draft, *args: Any, **kwargs: Any) -> None:
        super().__init__(draft, *args, **kwargs)
        self.groups = open_categories()
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            (UNSURE, _("I do not know which")),
            *((str(row.pk), row.name) for _top, rows in self.groups for row in rows),
        ]

    def into(self, draft: Draft) -> None:
        draft.unsure = self.cleaned_data["category"] == UNSURE
        chosen = None if draft.unsure else int(self.cleaned_data["category"])
        if chosen != draft.category:
            # Its questions are other ones.
            draft.answers = {}
        draft.category = chosen


class WordsForm(StepForm):
    words = forms.CharField(
        label=_("In your own words"),
        help_text=_("Where, what is wrong, when it suits you. No identity or bank numbers."),
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": LONGEST, "class": "own-words"}),
        min_length=SHORTEST,
        max_length=LONGEST,
        error_messages={
            "required": _("Write a few words: what is needed, for whom, when."),
            "min_length": _("Write a few words: what is needed, for whom, when."),
        },
    )
    people_count = forms.IntegerField(
        label=_("For how many people? (if it is for several)"), required=False, min_value=1, max_value=100_000
    )
    wanted_from = forms.DateTimeField(
        label=_("When would it suit you? (if you know)"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )

    def __init__(self, draft: Draft, *args: Any, **kwargs: Any) -> None:
        super().__init__(draft, *args, **kwargs)
        category = draft.row_of_category
        self.questions = list(category.questions.all()) if category else []
        for question in self.questions:
            self.fields[f"answer-{question.pk}"] = _field_of(question)

    def clean_wanted_from(self) -> Any:
        moment = self.cleaned_data["wanted_from"]
        if moment is not None and moment <= timezone.now():
            raise forms.ValidationError(_("Choose a time that is still to come."))
        return moment

    def into(self, draft: Draft) -> None:
        data = self.cleaned_data
        draft.words, draft.people_count = data["words"], data["people_count"]
        draft.wanted_from = data["wanted_from"].isoformat() if data["wanted_from"] else ""
        given = {str(question.pk): data[f"answer-{question.pk}"] for question in self.questions}
        draft.answers = {key: str(value) for key, value in given.items() if value not in (None, "")}


def _field_of(question: CategoryQuestion) -> forms.Field:
    """The field that fits the kind of answer."""
    given: dict[str, Any] = {
        "label": question.text,
        "required": question.required,
        "error_messages": {"required": _("This question needs an answer.")},
    }
    if question.kind == QuestionKind.NUMBER:
        return forms.IntegerField(min_value=0, max_value=999_999_999, **given)
    if question.kind == QuestionKind.DATE:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **given)
    if question.kind == QuestionKind.YES_NO:
        return forms.ChoiceField(widget=forms.RadioSelect, choices=[("yes", _("yes")), ("no", _("no"))], **given)
    if question.kind == QuestionKind.CHOICE:
        choices = [(each, each) for each in question.choices.split()]
        return forms.ChoiceField(widget=forms.RadioSelect, choices=choices, **given)
    return forms.CharField(max_length=200, **given)


def asked_here() -> QuerySet[Unit]:
    """The units that needs are asked of."""
    found: QuerySet[Unit] = units_on().filter(kind__in=[UnitKind.INSTITUTE, UnitKind.STATION])
    return found


def stations() -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """Where one can ask: the stations by their town, in one query."""
    town, above = str(_("Others")), ""
    under: list[tuple[int, str]] = []
    for unit in asked_here().order_by("path"):
        if unit.kind == UnitKind.INSTITUTE:
            if under:
                yield town, under
            town, under, above = str(unit), [], unit.path
        elif under and not unit.path.startswith(above):
            # A station directly below the centre belongs to no town.
            yield town, under
            town, under, above = str(_("Others")), [], unit.path[: -Unit.steplen]
        under.append((unit.pk, str(unit)))
    if under:
        yield town, under


class WhereForm(StepForm):
    unit = forms.TypedChoiceField(
        label=_("Which village or community?"),
        help_text=_("Its station looks at it first."),
        coerce=int,
        error_messages={"required": _("Choose your village or community.")},
    )

    def __init__(self, draft: Draft, *args: Any, mine: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(draft, *args, **kwargs)
        self.fields["unit"].choices = [("", _("Please choose")), *stations()]  # type: ignore[attr-defined]
        if draft.unit is None and mine is not None:
            self.initial["unit"] = mine.pk


class ContactForm(StepForm):
    phone = forms.CharField(
        label=_("Phone"),
        help_text=_("Only those who deal with it see it. With its last four digits you follow it."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    name = forms.CharField(label=_("How may we call you?"), max_length=40, required=False)
    address = forms.CharField(
        label=_("Where exactly? (if somebody has to come)"),
        help_text=_("House and door: only the team that comes sees it."),
        max_length=120,
        required=False,
    )

    def __init__(self, draft: Draft, *args: Any, phone_needed: bool = True, **kwargs: Any) -> None:
        super().__init__(draft, *args, **kwargs)
        self.phone_needed = phone_needed

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"].strip()
        if (typed or self.phone_needed) and not bare_phone(typed):
            raise forms.ValidationError(_("Write a phone number that we can call, with eleven digits or area code."))
        return typed


FORMS: dict[str, type[StepForm]] = {
    "what": WhatForm,
    "words": WordsForm,
    "where": WhereForm,
    "contact": ContactForm,
}
