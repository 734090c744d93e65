"""The tree of what can be asked for: its texts, places, questions and limits, and who serves what."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from common.errors import LinliError
from exchange.models import Category
from exchange.services import catalogue
from volunteers.models import Team
from workflows.service_desk import category_forms as typed


@dataclass(frozen=True)
class CategoryVerb:
    """What the centre does with a category: `call` takes actor, category and what the form gives."""

    label: Any
    form: Any
    call: Any


@transaction.atomic
def _limits(*, actor: Any, category: Category | None, hours: Mapping[str, Decimal | None]) -> None:
    for step, each in hours.items():
        catalogue.limit_set(actor=actor, category=category, step=step, hours=each)


VERBS = {
    "texts": CategoryVerb(gettext_lazy("Names and promise"), typed.TextsForm, catalogue.category_save),
    "questions": CategoryVerb(gettext_lazy("Its own questions"), typed.QuestionsForm, catalogue.questions_set),
    "limits": CategoryVerb(gettext_lazy("Time limits"), typed.LimitsForm, _limits),
    "move": CategoryVerb(gettext_lazy("Move it"), typed.MoveForm, catalogue.category_move),
    "remove": CategoryVerb(gettext_lazy("Remove it"), typed.CategoryVerbForm, catalogue.category_remove),
}


def require_editor(request: HttpRequest) -> None:
    if not catalogue.may_edit(request.user):
        raise Http404


@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    """The whole tree: a county has some dozens. One query."""
    require_editor(request)
    found = Category.objects.annotate(
        asks=Count("questions", distinct=True),
        limited=Count("limits", distinct=True),
        served=Count("teams", distinct=True),
    )
    context = {"categories": found.order_by("path"), "page_title": _("Categories")}
    return render(request, "service_desk/categories/list.html", context)


@require_safe
def category(request: HttpRequest, pk: int) -> HttpResponse:
    """One category: what it says, and which teams serve it or a wider one."""
    require_editor(request)
    found = get_object_or_404(Category, pk=pk)
    wider = [found.path[:end] for end in range(Category.steplen, len(found.path) + 1, Category.steplen)]
    context = {
        "category": found,
        "verbs": [(name, verb.label) for name, verb in VERBS.items()],
        "questions": found.questions.all(),
        "limits": found.limits.all(),
        "teams": _teams(wider),
        "page_title": found.name,
        "crumb": crumb(),
    }
    return render(request, "service_desk/categories/category.html", context)


def _teams(paths: list[str]) -> Any:
    return Team.objects.filter(services__category__path__in=paths).select_related("unit").distinct().order_by("name")


def crumb() -> dict[str, str]:
    return {"url": reverse("needs:categories"), "label": _("Categories")}


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One verb on a page of its own; what was typed stays whatever comes back."""
    require_editor(request)
    found, chosen = get_object_or_404(Category, pk=pk), VERBS.get(verb)
    if chosen is None:
        raise Http404
    return _led(request, chosen, found)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    require_editor(request)
    return _led(request, CategoryVerb(_("A new category"), typed.NewForm, catalogue.category_save), None)


@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: HttpRequest) -> HttpResponse:
    """Those of the county: where a category names none."""
    require_editor(request)
    return _led(request, CategoryVerb(_("Time limits of the county"), typed.LimitsForm, _limits), None)


def _led(request: HttpRequest, verb: CategoryVerb, found: Category | None) -> HttpResponse:
    form, status = verb.form(request.POST if request.method == "POST" else None, category=found), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                verb.call(actor=request.user, category=found, **form.given())
            except LinliError as error:
                status = form.said(error)
            else:
                messages.success(request, _("Saved."))
                there = found is not None and Category.objects.filter(pk=found.pk).exists()
                return redirect("needs:category", found.pk) if there and found else redirect("needs:categories")
    context = {"form": form, "category": found, "page_title": str(verb.label), "crumb": crumb()}
    return render(request, "service_desk/categories/form.html", context, status=status)
