"""All that the page of a need shows."""

import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from exchange.enums import PANEL_SIZE
from exchange.models import CategoryQuestion, Need, Order
from exchange.services.privacy import FIELDS, readable_fields
from exchange.services.screening import voices
from organisations.selectors import reader_of
from workflows.desk.due import Clock
from workflows.desk.rows import item_clock
from workflows.enums import UNFINISHED
from workflows.models import WorkItem
from workflows.service_desk.access import similar_of_staff
from workflows.service_desk.actions import Action, Case, open_actions
from workflows.service_desk.forms import PurposeForm
from workflows.service_desk.history import events_of


@dataclass(frozen=True)
class Offered:
    """An action with its form; `open` where it is unfolded."""

    action: Action
    form: forms.Form
    url: str
    open: bool


def orders_of(need: Need) -> list[Order]:
    """The orders of a need, last round first, with what their history reads."""
    read = need.orders.select_related("team", "extension", "report", "rating", "plan").order_by("-round")
    return list(read.prefetch_related("changes__actor", "changes__team", "refusals__team"))


def case_of(request: HttpRequest, need: Need, orders: list[Order]) -> Case:
    return Case(need, orders[0] if orders else None, request.user)


def form_of(request: HttpRequest, case: Case, action: Action, data: Any = None) -> forms.Form:
    return action.form(data, need=case.need, reader=reader_of(request), auto_id=f"{action.name}_%s")


def _offered(request: HttpRequest, case: Case, failed: tuple[str, forms.Form] | None) -> list[Offered]:
    found = []
    for number, action in enumerate(open_actions(case)):
        again = failed is not None and failed[0] == action.name
        form = failed[1] if failed is not None and again else form_of(request, case, action)
        url = reverse("needs:act", args=[case.need.code, action.name])
        found.append(Offered(action, form, url, again or (failed is None and number == 0)))
    return found


def _turn(need: Need) -> tuple[WorkItem | None, Clock | None]:
    """The item that waits, and its clock."""
    items = WorkItem.objects.select_related("unit", "team", "owner").filter(need=need, state__in=UNFINISHED)
    item = items.first()
    return item, item_clock(item, timezone.now()) if item is not None else None


def _labelled(need: Need, shown: dict[str, str]) -> list[tuple[str, str, str]]:
    """Name, label and value of what was read. Answers are kept by question, and told by the question's words."""
    labels = {field.name: str(field.verbose_name) for field in need.personal._meta.fields}
    found = [(name, labels[name], shown[name]) for name in FIELDS if name in shown]
    plain = [each for each in found if each[0] != "answers"]
    answers = json.loads(shown["answers"]) if shown.get("answers") else {}
    questions = CategoryQuestion.objects.filter(pk__in=[int(key) for key in answers])
    return plain + [("answer", str(question), answers[str(question.pk)]) for question in questions]


def need_context(
    request: HttpRequest,
    need: Need,
    *,
    failed: tuple[str, forms.Form] | None = None,
    purpose: forms.Form | None = None,
    shown: dict[str, str] | None = None,
) -> dict[str, Any]:
    """`failed`: the name and the form of an action that was refused; `shown`: personal data read a moment ago."""
    orders = orders_of(need)
    case = case_of(request, need, orders)
    may_see = readable_fields(need, request.user)
    item, clock = _turn(need)
    reader = reader_of(request)
    offered = _offered(request, case, failed)
    return {
        "need": need,
        "page_title": need.summary,
        "crumb": {"url": reverse("needs:list"), "label": Need._meta.verbose_name_plural},
        "orders": orders,
        "item": item,
        "clock": clock,
        "offered": offered,
        "failed": failed[1] if failed else None,
        "stray": failed[1] if failed and failed[0] not in {each.action.name for each in offered} else None,
        "voices": len(voices(need)),
        "panel_size": PANEL_SIZE,
        "views": need.views.select_related("person"),
        "answers": need.answers.select_related("question"),
        "photos": need.photos.all() if may_see else [],
        "may_see": may_see,
        "reading": purpose or PurposeForm(need=need, reader=reader, auto_id="read_%s"),
        "shown": _labelled(need, shown or {}),
        "similar": similar_of_staff(need, reader),
        "duplicates": need.duplicates.all(),
        "events": events_of(need, orders),
    }
