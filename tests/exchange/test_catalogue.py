"""The tree of categories: who edits it, what keeps needs from losing theirs, and the first tree."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from common.errors import Conflict, Invalid, NotAllowed
from common.models import AuditEntry
from exchange.enums import LimitedStep
from exchange.intake.naming import CategoryNames
from exchange.models import Category, CategoryQuestion, ServiceLimit, TeamService
from exchange.services.catalogue import (
    Question,
    category_move,
    category_remove,
    category_save,
    limit_set,
    questions_set,
    services_set,
)
from exchange.services.catalogue_seed import seed_catalogue
from exchange.services.limits import limit_of
from organisations.enums import Role
from tests.factories.exchange import ServiceCounty
from tests.worlds import world

county = world(ServiceCounty)

VERBS: dict[str, Callable[[ServiceCounty, Any], object]] = {
    "save": lambda county, actor: category_save(actor=actor, name="理发"),
    "move": lambda county, actor: category_move(actor=actor, category=county.heating),
    "remove": lambda county, actor: category_remove(actor=actor, category=county.heating),
    "questions": lambda county, actor: questions_set(actor=actor, category=county.heating, questions=[]),
    "limit": lambda county, actor: limit_set(actor=actor, category=None, step="serve", hours=Decimal(8)),
    "services": lambda county, actor: services_set(actor=actor, team=county.team, categories=[county.heating]),
}


@pytest.mark.parametrize("verb", VERBS)
def test_the_centre_edits_and_nobody_else(county: ServiceCounty, verb: str) -> None:
    town = county.holder(Role.ADMINISTRATOR, county.town)
    for person in (county.dispatcher, county.helper, county.team.captain, county.resident, town, None):
        with pytest.raises(NotAllowed):
            VERBS[verb](county, person)
    VERBS[verb](county, county.holder(Role.ADMINISTRATOR, county.centre))


def test_the_tree_grows_moves_and_hides(county: ServiceCounty) -> None:
    save = {"actor": county.director}
    health = category_save(**save, name=" 健康 ", other_names="看病、身体，体检")
    assert (health.name, health.other_names) == ("健康", "看病 身体 体检")
    lamps = category_save(**save, name="路灯", parent=county.repairs)
    category_move(**save, category=lamps, parent=county.repairs)
    assert [each.name for each in Category.objects.get(pk=county.repairs.pk).get_children()] == ["路灯", "水电"]
    category_move(**save, category=lamps, parent=county.repairs, after=county.heating)
    assert [each.name for each in Category.objects.get(pk=county.repairs.pk).get_children()] == ["水电", "路灯"]
    category_move(**save, category=lamps, parent=health)
    assert CategoryNames.read().label(Category.objects.get(pk=lamps.pk)) == "健康/路灯"
    hidden = category_save(**save, category=lamps, name="路灯", is_open=False)
    assert CategoryNames.read().named("路灯") is None
    category_remove(**save, category=hidden)
    assert AuditEntry.objects.filter(action__startswith="exchange.category").count() == 7


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"), ({"name": "长" * 41}, "name"), ({"name": "水/电"}, "name"),
        ({"name": "上门维修"}, "name"), ({"name": "理发", "promise": "长" * 201}, "promise"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(county: ServiceCounty, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        category_save(actor=county.director, **changes)
    assert refused.value.field == field


def test_a_category_in_use_is_kept_and_stays_a_leaf(county: ServiceCounty) -> None:
    county.ask()
    with pytest.raises(Conflict):
        category_remove(actor=county.director, category=county.heating)
    with pytest.raises(Conflict):
        category_save(actor=county.director, name="水管", parent=county.heating)
    with pytest.raises(Conflict):
        category_remove(actor=county.director, category=county.repairs)


def test_nothing_is_below_itself_nor_deeper_than_four(county: ServiceCounty) -> None:
    with pytest.raises(Invalid):
        category_move(actor=county.director, category=county.repairs, parent=county.heating)
    below = county.heating
    for name in ("三", "四"):
        below = category_save(actor=county.director, name=name, parent=below)
    with pytest.raises(Invalid):
        category_save(actor=county.director, name="五", parent=below)
    top = category_save(actor=county.director, name="另一")
    with pytest.raises(Invalid):
        category_move(actor=county.director, category=county.repairs, parent=top)


def test_questions_are_kept_once_answered(county: ServiceCounty) -> None:
    asked = [Question("几楼？"), Question("哪种？", "choice", "电 气", personal=True)]
    first, second = questions_set(actor=county.director, category=county.heating, questions=asked)
    county.ask(asked={"answers": {first.pk: "二楼"}})
    edit = {"actor": county.director, "category": county.heating}
    for kept in (first, second):
        with pytest.raises(Conflict):
            questions_set(
                **edit, questions=[Question(kept.text, kept.kind, kept.choices, personal=kept.personal, pk=kept.pk)]
            )
    with pytest.raises(Conflict):
        questions_set(**edit, questions=[Question("几楼？", "number", pk=first.pk), Question("哪种？", pk=second.pk)])
    swapped = [Question("哪一种？", "choice", "电 气 煤", personal=True, pk=second.pk), Question("几楼？", pk=first.pk)]
    questions_set(**edit, questions=swapped)
    assert [each.text for each in CategoryQuestion.objects.filter(category=county.heating)] == ["哪一种？", "几楼？"]


@pytest.mark.parametrize(
    "question",
    [
        Question(""),
        Question("长" * 81),
        Question("几楼？", "odd"),
        Question("哪种？", "choice", "电"),
        Question("几楼？", pk=0),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(county: ServiceCounty, question: Question) -> None:
    with pytest.raises(Invalid):
        questions_set(actor=county.director, category=county.heating, questions=[question])


def test_limits_and_services_are_set_and_taken_back(county: ServiceCounty) -> None:
    for hours, holds in ((Decimal(3), Decimal(3)), (None, Decimal(56))):
        limit_set(actor=county.director, category=county.repairs, step="serve", hours=hours)
        assert limit_of(LimitedStep.SERVE, county.heating) == holds
    with pytest.raises(Invalid):
        limit_set(actor=county.director, category=None, step="serve", hours=Decimal(0))
    services_set(actor=county.director, team=county.team, categories=[county.heating, county.repairs])
    services_set(actor=county.director, team=county.team, categories=[county.repairs])
    assert [each.category for each in TeamService.objects.all()] == [county.repairs]


@pytest.mark.django_db
def test_the_first_tree_is_whole_and_made_once() -> None:
    made = seed_catalogue()
    assert (made, seed_catalogue()) == (Category.objects.count(), 0)
    names = CategoryNames.read()
    assert len(names.leaves) >= 35
    assert all(leaf.promise and leaf.hint for leaf in names.leaves)
    assert all(names.named(leaf.name) == leaf for leaf in names.leaves)
    assert ServiceLimit.objects.count() > 20
    assert all(1 <= len(each.text) <= 80 for each in CategoryQuestion.objects.all())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("家里跳闸了没电", "水电维修"), ("想请人上门给老人剪头发", "理发"), ("孩子放学没人管作业", "辅导作业"),
        ("有骗子打电话", "反诈宣讲"), ("楼上装修扰民", "矛盾调解"), ("老人想学智能手机", "学用手机"),
        ("楼道里灭火器过期了", "消防与防汛"), ("想看锡剧", "文艺演出"),
    ],
)  # fmt: skip
def test_the_first_tree_knows_what_people_say(words: str, name: str) -> None:
    seed_catalogue()
    guess = CategoryNames.read().guess(words)
    assert guess is not None
    assert guess.category.name == name
