"""Entering needs one after another: what is typed, what is remembered, what was entered in this sitting."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.calendar import add_working_time
from exchange.enums import IN_BATCHES, ON_BEHALF, Channel, LimitedStep, QuestionKind
from exchange.models import Category, CategoryQuestion, Need
from exchange.services import Asked, Submitted
from exchange.services.limits import limit_of
from media.codes import qr_code
from organisations.models import Unit
from workflows.service_desk.forms import WORDS, CategoryField

REMEMBERED, ENTERED = "needs_remembered", "needs_entered"
KEPT = ("unit", "channel", "category")
# Of a sitting: more than anybody enters before the paper is filed.
MOST_ENTERED = 50
CHANNELS = [(each.value, each.label) for each in ON_BEHALF if each not in IN_BATCHES]


class UnitField(forms.ModelChoiceField[Unit]):
    """The units that the person enters for, each below the one it belongs to."""

    def label_from_instance(self, unit: Unit) -> str:
        return f"{'　' * (unit.depth - 1)}{unit.name}"


class SlipForm(forms.Form):
    """One paper slip. What is remembered comes last, so that the keys go words, name, phone, and on."""

    words = forms.CharField(
        label=gettext_lazy("What is asked for, in their words"),
        required=False,
        widget=forms.Textarea(attrs={**WORDS, "autofocus": True}),
    )
    name = forms.CharField(label=gettext_lazy("Name of the asker"), required=False, max_length=40)
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=gettext_lazy("With its last four digits the receipt shows how far it is."),
    )
    address = forms.CharField(label=gettext_lazy("Address"), required=False, max_length=120)
    vulnerable = forms.CharField(label=gettext_lazy("Needs special care because"), required=False, max_length=60)
    category = CategoryField(required=False)
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=CHANNELS)
    unit = UnitField(Unit.objects.none(), label=gettext_lazy("Unit"))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit, category = self.fields["unit"], self.fields["category"]
        assert isinstance(unit, UnitField) and isinstance(category, CategoryField)  # noqa: S101, PT018 - for the type checker
        unit.queryset = units
        category.fill()
        self.questions = list(self._questions())
        for question in self.questions:
            self.fields[f"answer-{question.pk}"] = _answer_field(question)

    def _questions(self) -> Any:
        """Those of the category that is chosen or remembered."""
        chosen = str(self.data.get("category") or "") if self.is_bound else str(self.initial.get("category") or "")
        if not (chosen.isascii() and chosen.isdecimal() and len(chosen) < 10):
            return CategoryQuestion.objects.none()
        return CategoryQuestion.objects.filter(category=int(chosen))

    def asked(self) -> Asked:
        data = self.cleaned_data
        answers = {each.pk: str(data.get(f"answer-{each.pk}") or "") for each in self.questions}
        names = ("words", "name", "phone", "address", "vulnerable")
        return Asked(**{name: data[name] for name in names}, answers=answers)


def _answer_field(question: CategoryQuestion) -> forms.Field:
    label = question.text if question.required else _("%(question)s (may stay empty)") % {"question": question.text}
    if question.kind == QuestionKind.YES_NO:
        return forms.ChoiceField(label=label, required=False, choices=[("", ""), ("yes", _("yes")), ("no", _("no"))])
    if question.kind == QuestionKind.CHOICE:
        choices = [("", ""), *((each, each) for each in question.choices.split())]
        return forms.ChoiceField(label=label, required=False, choices=choices)
    kinds = {QuestionKind.DATE: "date", QuestionKind.NUMBER: "number"}
    widget = forms.TextInput(attrs={"type": kinds.get(QuestionKind(question.kind), "text")})
    return forms.CharField(label=label, required=False, max_length=200, widget=widget)


def remembered(request: HttpRequest, units: Any) -> dict[str, Any]:
    """Unit, channel and category of the slip before; else the widest unit of the person, at the desk."""
    kept: dict[str, Any] = dict(request.session.get(REMEMBERED, {}))
    if not units.filter(pk=kept.get("unit") or 0).exists():
        first = units.first()
        kept["unit"] = first.pk if first else None
    kept.setdefault("channel", Channel.DESK.value)
    return kept


def remember(request: HttpRequest, form: SlipForm, submitted: Submitted) -> None:
    """For the next slip, and for the list of this sitting. No receipt is kept: it is read when it is printed."""
    data = form.cleaned_data
    category: Category | None = data["category"]
    request.session[REMEMBERED] = {
        "unit": data["unit"].pk,
        "channel": data["channel"],
        "category": category.pk if category else None,
    }
    entered = [submitted.need.pk, *request.session.get(ENTERED, [])]
    request.session[ENTERED] = entered[:MOST_ENTERED]


@dataclass(frozen=True)
class Entered:
    """A need of this sitting with the code of its receipt, in two groups of four."""

    need: Need
    receipt: str
    tail: str

    def qr(self) -> SafeString:
        """Leads to where it is followed. The number comes after the #: no server sees it in an address."""
        return qr_code(f"{follow_address()}#{self.receipt.replace(' ', '')}")


def with_promises(slips: list[Entered]) -> list[tuple[Entered, dt.datetime]]:
    """Each with the time until when the station has looked at it. One query for each category."""
    hours = {each.need.category_id: 0.0 for each in slips}
    for each in slips:
        if not hours[each.need.category_id]:
            hours[each.need.category_id] = float(limit_of(LimitedStep.SCREEN, each.need.category))
    return [
        (each, add_working_time(each.need.submitted_at, dt.timedelta(hours=hours[each.need.category_id])))
        for each in slips
    ]


def follow_address() -> str:
    return f"{settings.BASE_URL}{reverse('portal:need_lookup')}"


def entered(request: HttpRequest) -> list[Entered]:
    """What the person has entered in this sitting, newest first; nobody else's."""
    needs = Need.objects.select_related("unit", "category", "personal")
    found = needs.filter(pk__in=request.session.get(ENTERED, []), entered_by=request.user.pk).order_by("-pk")
    return [_entered(need) for need in found if need.personal.receipt]


def _entered(need: Need) -> Entered:
    code = need.personal.receipt
    return Entered(need, f"{code[:4]} {code[4:]}", need.personal.phone[-4:])
