"""A category's questions, limits and teams as the centre edits them, and the answers that askers give."""

from decimal import Decimal

import pytest
from django.utils import translation

from common.errors import Conflict, Invalid, NotAllowed
from common.models import AuditEntry
from exchange.enums import LimitedStep, QuestionKind
from exchange.models import Category, CategoryQuestion, Need, ServiceLimit, TeamService
from exchange.services.catalogue import (
    MOST_QUESTIONS,
    Question,
    category_move,
    category_remove,
    category_save,
    limit_set,
    may_edit,
    questions_set,
    services_set,
)
from organisations.enums import Role
from tests.factories.exchange import ServiceCounty
from tests.worlds import world

county = world(ServiceCounty)


def ask_about(county: ServiceCounty, *questions: Question, category: Category | None = None) -> list[CategoryQuestion]:
    return questions_set(actor=county.director, category=category or county.heating, questions=questions)


# What a question must be


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (Question(""), "0-text"),
        (Question("   "), "0-text"),
        (Question("长" * 81), "0-text"),
        (Question("几楼？", "odd"), "0-kind"),
        (Question("几楼？", ""), "0-kind"),
        (Question("哪种？", "choice"), "0-choices"),
        (Question("哪种？", "choice", "电"), "0-choices"),
        (Question("哪种？", "choice", "电 电"), "0-choices"),
        (Question("哪种？", "choice", "电 气 电"), "0-choices"),
        (Question("哪种？", "choice", "电 " + "长" * 200), "0-choices"),
        (Question("几楼？", pk=987654), "0-text"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(county: ServiceCounty, question: Question, field: str) -> None:
    with translation.override("zh-hans"), pytest.raises(Invalid) as refused:
        ask_about(county, question)
    assert refused.value.field == field
    assert not str(refused.value).isascii()
    assert not CategoryQuestion.objects.exists()


def test_the_second_is_named_by_its_place(county: ServiceCounty) -> None:
    with pytest.raises(Invalid) as refused:
        ask_about(county, Question("几楼？"), Question("哪种？", "choice", "电"))
    assert refused.value.field == "1-choices"
    assert not CategoryQuestion.objects.exists()


@pytest.mark.parametrize(("many", "fine"), [(0, True), (1, True), (MOST_QUESTIONS, True), (MOST_QUESTIONS + 1, False)])
def test_nobody_fills_in_more_than_eight(county: ServiceCounty, many: int, fine: bool) -> None:
    questions = [Question(f"第{number}问？") for number in range(many)]
    if fine:
        assert [row.order for row in ask_about(county, *questions)] == list(range(many))
        return
    with pytest.raises(Invalid) as refused:
        ask_about(county, *questions)
    assert refused.value.field == "questions"


def test_a_question_of_another_category_stays_there(county: ServiceCounty) -> None:
    other = Category.objects.get(pk=county.repairs.pk).add_child(name="门锁")
    [theirs] = ask_about(county, Question("几楼？"), category=other)
    with pytest.raises(Invalid) as refused:
        ask_about(county, Question("几楼？", pk=theirs.pk))
    assert refused.value.code == "exchange.question_other"
    assert CategoryQuestion.objects.get().category == other


@pytest.mark.parametrize("kind", [kind for kind in QuestionKind if kind != QuestionKind.CHOICE])
def test_only_a_choice_keeps_choices(county: ServiceCounty, kind: str) -> None:
    [row] = ask_about(county, Question(" 几楼？ ", kind, "一 二"))
    assert (row.text, row.kind, row.choices) == ("几楼？", kind, "")


def test_order_and_words_are_changed_in_place(county: ServiceCounty) -> None:
    first, second = ask_about(county, Question("一？"), Question("二？", required=True))
    again = ask_about(county, Question("二！", required=False, pk=second.pk), Question("一？", pk=first.pk))
    assert [(row.pk, row.text, row.required, row.order) for row in again] == [
        (second.pk, "二！", False, 0),
        (first.pk, "一？", False, 1),
    ]


# Once it is answered


ANSWERED = [
    ("kind", Question("几楼？", "number"), True),
    ("personal", Question("几楼？", personal=True), True),
    ("words", Question("在几楼？"), False),
    ("required", Question("几楼？", required=True), False),
]


@pytest.mark.parametrize(("what", "changed", "refused"), ANSWERED, ids=[row[0] for row in ANSWERED])
@pytest.mark.parametrize("answered", [True, False])
def test_kind_and_privacy_stay_once_there_is_an_answer(
    county: ServiceCounty, what: str, changed: Question, refused: bool, answered: bool
) -> None:
    [row] = ask_about(county, Question("几楼？"))
    county.ask(asked={"answers": {row.pk: "二楼"} if answered else {}})
    edit = Question(changed.text, changed.kind, required=changed.required, personal=changed.personal, pk=row.pk)
    if refused and answered:
        with pytest.raises(Conflict) as error:
            ask_about(county, edit)
        assert error.value.field == "0-kind"
        assert CategoryQuestion.objects.get().text == "几楼？"
        return
    assert ask_about(county, edit)[0].pk == row.pk


@pytest.mark.parametrize("asked", [True, False])
def test_a_personal_one_stays_as_soon_as_anybody_has_asked(county: ServiceCounty, asked: bool) -> None:
    """Personal answers are encrypted together: nobody can look whether this one was given."""
    ask_about(county, Question("住在哪里？", personal=True))
    if asked:
        county.ask()
        with pytest.raises(Conflict):
            ask_about(county)
        return
    assert ask_about(county) == []


# Answers


@pytest.mark.parametrize(
    ("question", "answer", "kept"),
    [
        (Question("几楼？"), " 二楼 ", "二楼"),
        (Question("几楼？"), "", None),
        (Question("几台？", "number"), "3", "3"),
        (Question("几台？", "number"), "0", "0"),
        (Question("哪天坏的？", "date"), "2026-11-20", "2026-11-20"),
        (Question("有人在家？", "yes_no"), "yes", "yes"),
        (Question("有人在家？", "yes_no"), "no", "no"),
        (Question("哪种？", "choice", "电 气"), "气", "气"),
    ],
)
def test_answers_that_fit(county: ServiceCounty, question: Question, answer: str, kept: str | None) -> None:
    [row] = ask_about(county, question)
    need = county.ask(asked={"answers": {row.pk: answer}}).need
    assert [each.text for each in need.answers.all()] == ([kept] if kept is not None else [])


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (Question("几楼？", required=True), ""),
        (Question("几楼？", required=True), "  "),
        (Question("几楼？"), "长" * 201),
        (Question("几台？", "number"), "三台"),
        (Question("几台？", "number"), "1e999"),
        (Question("几台？", "number"), "nan"),
        (Question("哪天？", "date"), "昨天"),
        (Question("哪天？", "date"), "2026-02-30"),
        (Question("在家？", "yes_no"), "也许"),
        (Question("哪种？", "choice", "电 气"), "煤"),
        (Question("哪种？", "choice", "电 气"), "电 气"),
    ],
)
@pytest.mark.parametrize("personal", [True, False])
def test_answers_that_do_not_fit_are_said_at_the_question(
    county: ServiceCounty, question: Question, answer: str, personal: bool
) -> None:
    asked = Question(question.text, question.kind, question.choices, question.required, personal)
    [row] = ask_about(county, asked)
    with pytest.raises(Invalid) as refused:
        county.ask(asked={"answers": {row.pk: answer}})
    assert refused.value.field == f"answer-{row.pk}"
    assert not Need.objects.exists()


def test_answers_to_questions_of_others_are_nobodys(county: ServiceCounty) -> None:
    other = Category.objects.get(pk=county.repairs.pk).add_child(name="门锁")
    [theirs] = ask_about(county, Question("几楼？"), category=other)
    need = county.ask(asked={"answers": {theirs.pk: "二楼"}}).need
    assert not need.answers.exists()
    assert "二楼" not in need.personal.answers


# Places in the tree


def named(*path: str) -> Category:
    """The category at the end of a way of names."""
    found = Category.objects.get(name=path[0], depth=1)
    for name in path[1:]:
        found = found.get_children().get(name=name)
    return found


@pytest.mark.parametrize("name", ["水电", " 水电 ", "水电\u3000"])
def test_no_two_neighbours_have_one_name(county: ServiceCounty, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        category_save(actor=county.director, name=name, parent=county.repairs)
    assert (refused.value.code, refused.value.field) == ("exchange.category_twice", "name")
    assert category_save(actor=county.director, name=name, parent=None).depth == 1


def test_one_keeps_its_own_name(county: ServiceCounty) -> None:
    saved = category_save(actor=county.director, category=county.heating, name="水电", hint="写清在几楼")
    assert (saved.pk, saved.hint) == (county.heating.pk, "写清在几楼")


def test_one_is_not_moved_beside_its_namesake(county: ServiceCounty) -> None:
    twin = category_save(actor=county.director, name="水电")
    with pytest.raises(Invalid) as refused:
        category_move(actor=county.director, category=twin, parent=county.repairs)
    assert refused.value.code == "exchange.category_twice"


def test_a_neighbour_of_elsewhere_is_no_place(county: ServiceCounty) -> None:
    top = category_save(actor=county.director, name="理发")
    with pytest.raises(Invalid) as refused:
        category_move(actor=county.director, category=top, parent=county.repairs, after=top)
    assert refused.value.field == "after"


def test_moved_to_the_top_it_stands_first(county: ServiceCounty) -> None:
    category_save(actor=county.director, name="理发")
    category_move(actor=county.director, category=county.heating)
    assert [each.name for each in Category.get_root_nodes()] == ["水电", "上门维修", "理发"]
    category_move(actor=county.director, category=named("水电"))
    assert [each.name for each in Category.get_root_nodes()] == ["水电", "上门维修", "理发"]
    category_move(actor=county.director, category=named("水电"), after=named("水电"))
    category_move(actor=county.director, category=named("水电"), after=named("理发"))
    assert [each.name for each in Category.get_root_nodes()] == ["上门维修", "理发", "水电"]


def test_needs_follow_a_category_that_moves(county: ServiceCounty) -> None:
    need = county.ask().need
    top = category_save(actor=county.director, name="生活")
    category_move(actor=county.director, category=county.heating, parent=top)
    assert Need.objects.select_related("category").get(pk=need.pk).category == named("生活", "水电")


@pytest.mark.parametrize("used_by", ["child", "need", "team", "rule", "nothing"])
def test_what_is_in_use_is_not_removed(county: ServiceCounty, used_by: str) -> None:
    from exchange.models import RoutingRule

    category = category_save(actor=county.director, name="理发")
    if used_by == "child":
        category_save(actor=county.director, name="上门理发", parent=category)
    elif used_by == "need":
        county.ask(category=category)
    elif used_by == "team":
        TeamService.objects.create(team=county.team, category=category)
    elif used_by == "rule":
        RoutingRule.objects.create(name="规则", unit=county.town, mode="pooled", category=category)
    if used_by == "nothing":
        category_remove(actor=county.director, category=category)
        assert not Category.objects.filter(name="理发").exists()
        return
    with pytest.raises(Conflict) as refused:
        category_remove(actor=county.director, category=category)
    assert (refused.value.code, Category.objects.filter(name="理发").count()) == ("exchange.category_used", 1)


# Limits and teams


@pytest.mark.parametrize(
    ("hours", "fine"),
    [("0.25", True), ("8", True), ("2000", True), ("0.24", False), ("0", False), ("-1", False), ("2000.01", False)],
)
def test_a_limit_between_a_quarter_of_an_hour_and_a_year(county: ServiceCounty, hours: str, fine: bool) -> None:
    if fine:
        limit_set(actor=county.director, category=county.heating, step="serve", hours=Decimal(hours))
        assert ServiceLimit.objects.get().hours == Decimal(hours)
        return
    with pytest.raises(Invalid) as refused:
        limit_set(actor=county.director, category=county.heating, step="serve", hours=Decimal(hours))
    assert refused.value.field == "hours"


def test_a_step_that_is_none_has_no_limit(county: ServiceCounty) -> None:
    with pytest.raises(Invalid) as refused:
        limit_set(actor=county.director, category=None, step="celebrate", hours=Decimal(8))
    assert refused.value.field == "step"


@pytest.mark.parametrize("step", LimitedStep)
@pytest.mark.parametrize("wide", [True, False])
def test_a_limit_is_one_row_however_often_it_is_set(county: ServiceCounty, step: str, wide: bool) -> None:
    category = None if wide else county.heating
    for hours in (4, 8, 16):
        limit_set(actor=county.director, category=category, step=step, hours=Decimal(hours))
    assert [row.hours for row in ServiceLimit.objects.all()] == [16]
    limit_set(actor=county.director, category=category, step=step, hours=None)
    assert not ServiceLimit.objects.exists()
    assert AuditEntry.objects.filter(action="exchange.limit_set").count() == 4


def test_a_team_serves_what_was_chosen_last(county: ServiceCounty) -> None:
    lock = Category.objects.get(pk=county.repairs.pk).add_child(name="门锁")
    services_set(actor=county.director, team=county.team, categories=[county.heating, lock, county.heating])
    kept = TeamService.objects.get(category=lock).pk
    services_set(actor=county.director, team=county.team, categories=[lock])
    assert [(row.pk, row.category) for row in TeamService.objects.all()] == [(kept, lock)]
    services_set(actor=county.director, team=county.team, categories=[])
    assert not TeamService.objects.exists()


@pytest.mark.parametrize(
    ("role", "where", "may"),
    [
        (Role.ADMINISTRATOR, "centre", True), (Role.DIRECTOR, "centre", True), (Role.ADMINISTRATOR, "town", False),
        (Role.DIRECTOR, "town", False), (Role.DISPATCHER, "centre", False), (Role.AUDITOR, "centre", False),
        (Role.HELPER, "station", False),
    ],
)  # fmt: skip
def test_who_edits_the_tree(county: ServiceCounty, role: Role, where: str, may: bool) -> None:
    person = county.holder(role, getattr(county, where))
    assert may_edit(person) is may
    if may:
        assert category_save(actor=person, name="理发").pk
        return
    with pytest.raises(NotAllowed):
        category_save(actor=person, name="理发")
