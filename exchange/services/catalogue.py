"""The tree of what can be asked for, its questions and limits, and which team serves what: edited by the centre."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common import audit
from common.errors import Conflict, Invalid, NotAllowed
from exchange.enums import LimitedStep, QuestionKind
from exchange.models import Category, CategoryQuestion, Need, NeedAnswer, RoutingRule, ServiceLimit, TeamService
from exchange.services.rights import acting_as
from organisations.enums import Role, UnitKind
from organisations.models import Unit
from volunteers.models import Team

EDITS = (Role.ADMINISTRATOR, Role.DIRECTOR)
DEEPEST = 4
LONGEST_NAME, LONGEST_TEXT = 40, 200
MOST_QUESTIONS = 8
LONGEST_LIMIT = Decimal(2000)


def may_edit(actor: Any) -> bool:
    """Whether the person is administrator or director of the centre: the root of the county's tree."""
    centres = Unit.objects.filter(depth=1, kind=UnitKind.CENTRE)
    return any(acting_as(actor, EDITS, centre) for centre in centres)


def _require_editor(actor: Any) -> None:
    if not may_edit(actor):
        words = _("Only the administrator or director of the centre may change the categories.")
        raise NotAllowed("exchange.catalogue", words)


@transaction.atomic
def category_save(
    *,
    actor: Any,
    name: str,
    category: Category | None = None,
    parent: Category | None = None,
    other_names: str = "",
    promise: str = "",
    hint: str = "",
    is_open: bool = True,
) -> Category:
    """Changes a category, or (without one) adds it below `parent`; hiding is `is_open=False`.

    Raises Invalid with the field at fault, Conflict where needs of the wider one would lose their category.
    """
    _require_editor(actor)
    values = {
        "name": " ".join(name.split()),
        "other_names": " ".join(other_names.replace("、", " ").replace("，", " ").split()),
        "promise": promise.strip(),
        "hint": hint.strip(),
    }
    _check_texts(values)
    if category is None:
        above = _fresh(parent)
        _require_place(above, values["name"], None)
        category = above.add_child(**values, is_open=is_open) if above else Category.add_root(**values, is_open=is_open)
    else:
        category = Category.objects.select_for_update().get(pk=category.pk)
        _require_free_name(category.get_parent(), values["name"], category)
        for field, value in {**values, "is_open": is_open}.items():
            setattr(category, field, value)
        category.save()
    audit.record("exchange.category_saved", category, actor=actor, name=category.name, is_open=is_open)
    return category


def _fresh(category: Category | None) -> Category | None:
    """treebeard keeps the number of children in the row: an older copy would place a child wrongly."""
    return None if category is None else Category.objects.select_for_update().get(pk=category.pk)


def _check_texts(values: dict[str, str]) -> None:
    name = values["name"]
    if not 1 <= len(name) <= LONGEST_NAME or "/" in name or ">" in name:
        words = _("Write a name of up to %(most)d characters, without / and >.") % {"most": LONGEST_NAME}
        raise Invalid("exchange.category_name", words, field="name")
    for field in ("other_names", "promise", "hint"):
        if len(values[field]) > LONGEST_TEXT:
            words = _("At most %(most)d characters: shorten it.") % {"most": LONGEST_TEXT}
            raise Invalid("exchange.category_text", words, field=field)


def _require_place(above: Category | None, name: str, category: Category | None) -> None:
    """A leaf that is in use stays a leaf: what is asked for is always one."""
    if above is not None:
        if above.depth >= DEEPEST:
            words = _("At most %(most)d levels: choose a wider category.") % {"most": DEEPEST}
            raise Invalid("exchange.category_depth", words, field="parent")
        if not above.numchild and Need.objects.filter(category=above).exists():
            words = _("Needs are in “%(name)s” already, so nothing is put below it. Choose another one.")
            raise Conflict("exchange.category_used", words % {"name": above.name}, field="parent")
    _require_free_name(above, name, category)


def _require_free_name(above: Category | None, name: str, category: Category | None) -> None:
    siblings = above.get_children() if above else Category.get_root_nodes()
    if siblings.filter(name__iexact=name).exclude(pk=category.pk if category else None).exists():
        words = _("There is “%(name)s” here already: choose another name.") % {"name": name}
        raise Invalid("exchange.category_twice", words, field="name")


@transaction.atomic
def category_move(
    *, actor: Any, category: Category, parent: Category | None = None, after: Category | None = None
) -> Category:
    """Moves a category with all below it: under `parent` (None: to the top), behind `after` (None: first)."""
    _require_editor(actor)
    category = Category.objects.select_for_update().get(pk=category.pk)
    above = _fresh(parent)
    if above is not None and above.path.startswith(category.path):
        raise Invalid("exchange.category_loop", _("A category cannot be below itself."), field="parent")
    former = category.get_parent()
    if (former.pk if former else None) != (above.pk if above else None):
        _require_place(above, category.name, category)
        deepest = category.get_descendants().order_by("-depth").values_list("depth", flat=True).first()
        if (above.depth if above else 0) + 1 + (deepest or category.depth) - category.depth > DEEPEST:
            words = _("At most %(most)d levels: choose a wider category.") % {"most": DEEPEST}
            raise Invalid("exchange.category_depth", words, field="parent")
    _place(category, above, _behind(after, above))
    moved: Category = Category.objects.get(pk=category.pk)
    audit.record("exchange.category_moved", moved, actor=actor, parent=above.pk if above else None)
    return moved


def _behind(after: Category | None, above: Category | None) -> Category | None:
    if after is None:
        return None
    found: Category = Category.objects.get(pk=after.pk)
    former = found.get_parent()
    if (former.pk if former else None) != (above.pk if above else None):
        raise Invalid("exchange.category_after", _("Choose a neighbour under the same category."), field="after")
    return found


def _place(category: Category, above: Category | None, behind: Category | None) -> None:
    if behind is not None:
        if behind.pk != category.pk:
            category.move(behind, pos="right")
    elif above is not None:
        category.move(above, pos="first-child")
    else:
        first = Category.get_first_root_node()
        if first.pk != category.pk:
            category.move(first, pos="left")


@transaction.atomic
def category_remove(*, actor: Any, category: Category) -> None:
    """Deletes a category that nothing speaks of. Raises Conflict for one in use: that is hidden."""
    _require_editor(actor)
    category = Category.objects.select_for_update().get(pk=category.pk)
    used = (
        category.numchild
        or Need.objects.filter(category=category).exists()
        or TeamService.objects.filter(category=category).exists()
        or RoutingRule.objects.filter(category=category).exists()
    )
    if used:
        raise Conflict("exchange.category_used", _("“%(name)s” is in use: hide it.") % {"name": category.name})
    audit.record("exchange.category_removed", category, actor=actor, name=category.name)
    category.delete()


@dataclass(frozen=True)
class Question:
    """A question as it is edited: `pk` of one that is there already."""

    text: str
    kind: QuestionKind | str = QuestionKind.TEXT
    choices: str = ""
    required: bool = False
    personal: bool = False
    pk: int | None = None


@transaction.atomic
def questions_set(*, actor: Any, category: Category, questions: Sequence[Question]) -> list[CategoryQuestion]:
    """The questions of a category, in order, in place of those it has.

    One that has been answered keeps its kind and is not left out: answers would lose their sense.
    """
    _require_editor(actor)
    if len(questions) > MOST_QUESTIONS:
        words = _("At most %(most)d questions: nobody fills in more.") % {"most": MOST_QUESTIONS}
        raise Invalid("exchange.questions_many", words, field="questions")
    held = {row.pk: row for row in CategoryQuestion.objects.select_for_update().filter(category=category)}
    for index, question in enumerate(questions):
        _check_question(index, question, held)
    kept = {question.pk for question in questions}
    for pk, row in held.items():
        if pk not in kept:
            if _is_answered(row):
                raise Conflict(
                    "exchange.question_used", _("“%(text)s” has been answered: keep it.") % {"text": row.text}
                )
            row.delete()
    saved = [_write_question(category, held, order, question) for order, question in enumerate(questions)]
    audit.record("exchange.questions_set", category, actor=actor, count=len(saved))
    return saved


def _is_answered(row: CategoryQuestion) -> bool:
    """Personal answers are unreadable here: any need of the category may hold one."""
    if row.personal:
        return Need.objects.filter(category=row.category_id).exists()
    return NeedAnswer.objects.filter(question=row).exists()


def _check_question(index: int, question: Question, held: dict[int, CategoryQuestion]) -> None:
    if not 1 <= len(question.text.strip()) <= 80:
        raise Invalid("exchange.question_text", _("Write the question in up to 80 characters."), field=f"{index}-text")
    if question.kind not in QuestionKind.values:
        raise Invalid("exchange.question_kind", _("Choose how it is answered."), field=f"{index}-kind")
    choices = question.choices.split()
    if question.kind == QuestionKind.CHOICE and (len(set(choices)) < 2 or len(set(choices)) < len(choices)):
        words = _("Write at least two different choices, separated by spaces.")
        raise Invalid("exchange.question_choices", words, field=f"{index}-choices")
    if len(question.choices) > LONGEST_TEXT:
        words = _("At most %(most)d characters: shorten it.") % {"most": LONGEST_TEXT}
        raise Invalid("exchange.question_choices", words, field=f"{index}-choices")
    if question.pk is None:
        return
    row = held.get(question.pk)
    if row is None:
        raise Invalid("exchange.question_other", _("This question belongs elsewhere."), field=f"{index}-text")
    if (row.kind, row.personal) != (question.kind, question.personal) and _is_answered(row):
        words = _("It has been answered: its kind stays. Add another question.")
        raise Conflict("exchange.question_used", words, field=f"{index}-kind")


def _write_question(
    category: Category, held: dict[int, CategoryQuestion], order: int, question: Question
) -> CategoryQuestion:
    row = held[question.pk] if question.pk is not None else CategoryQuestion(category=category)
    row.text, row.kind, row.order = question.text.strip(), question.kind, order
    row.choices = " ".join(question.choices.split()) if question.kind == QuestionKind.CHOICE else ""
    row.required, row.personal = question.required, question.personal
    row.save()
    return row


@transaction.atomic
def limit_set(*, actor: Any, category: Category | None, step: LimitedStep | str, hours: Decimal | None) -> None:
    """How many working hours a step may take, for a category or (None) the county; `hours` None: as the wider one."""
    _require_editor(actor)
    if step not in LimitedStep.values:
        raise Invalid("exchange.limit_step", _("Choose a step."), field="step")
    if hours is None:
        ServiceLimit.objects.filter(category=category, step=step).delete()
    elif not Decimal("0.25") <= hours <= LONGEST_LIMIT:
        words = _("Write working hours from 0.25 to %(most)d; eight are a day.") % {"most": LONGEST_LIMIT}
        raise Invalid("exchange.limit_hours", words, field="hours")
    else:
        ServiceLimit.objects.update_or_create(category=category, step=step, defaults={"hours": hours})
    row = category or ServiceLimit(pk=0)
    audit.record("exchange.limit_set", row, actor=actor, step=str(step), hours=str(hours or ""))


@transaction.atomic
def services_set(*, actor: Any, team: Team, categories: Sequence[Category]) -> None:
    """What a team serves, each with all below it, in place of what it served."""
    _require_editor(actor)
    if len({each.pk for each in categories}) > 50:
        raise Invalid("exchange.services_many", _("Choose wider categories instead of so many."), field="categories")
    Team.objects.select_for_update().get(pk=team.pk)
    wanted = {each.pk for each in categories}
    held = set(TeamService.objects.filter(team=team).values_list("category_id", flat=True))
    TeamService.objects.filter(team=team, category_id__in=held - wanted).delete()
    TeamService.objects.bulk_create(TeamService(team=team, category_id=pk) for pk in sorted(wanted - held))
    audit.record("exchange.services_set", team, actor=actor, unit_path=team.unit.path, categories=sorted(wanted))
