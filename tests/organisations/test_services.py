"""Every verb at once: what it writes down, what it tells others, whom it refuses, and in which words.

The verbs' own tests say what each changes; these tables hold what all of them owe.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils.translation import override

from common.errors import Conflict, Invalid, LinliError, NotAllowed
from common.models import AuditEntry, OutboxMessage
from common.outbox import _consumers, register_consumer
from organisations import services
from organisations.enums import DayType, PairingKind, Role, UnitKind
from organisations.models import Closure, Delegation, Level, OpeningRule, Pairing, Post, Unit, Venue, VenueSpace
from organisations.selectors import today
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    LONG_AGO,
    County,
    DelegationFactory,
    LevelFactory,
    PairingFactory,
    PostFactory,
    UnitFactory,
    VenueFactory,
)

DAY = dt.timedelta(days=1)
ROWS = (Closure, Delegation, Level, OpeningRule, Pairing, Post, Unit, Venue, VenueSpace)
NINE, FIVE = dt.time(9), dt.time(17)


class Scene(County):
    """The county with one row of each kind in the town of Yangshe."""

    def __init__(self) -> None:
        super().__init__()
        self.level = LevelFactory(label="站")
        self.post = PostFactory(unit=self.shangang, role=Role.EDITOR)
        self.colleague = self.person(Role.EDITOR, self.yangshe)
        self.newcomer = UserFactory()
        self.delegation = DelegationFactory(post=self.post, substitute=self.colleague)
        self.pairing = PairingFactory(unit=self.shangang, partner=self.centre)
        self.venue = VenueFactory(owner=self.shangang)
        self.closure = Closure.objects.create(venue=self.venue, valid_from=today(), reason="布展")


@pytest.fixture
def scene(db: None) -> Scene:
    return Scene()


@pytest.fixture
def told() -> Any:
    """The names of the events that somebody who wants all of them would be told."""
    register_consumer("test_verbs", ["organisations.*"], lambda batch: None)
    yield lambda: list(OutboxMessage.objects.filter(consumer="test_verbs").values_list("event", flat=True))
    del _consumers["test_verbs"]


Call = Callable[[Scene, Any], Any]

# name of the case, the call, what is written down, what others are told.
VERBS: list[tuple[str, Call, str, str]] = [
    ("unit_create", lambda s, a: services.unit_create(
        actor=a, name="新站", kind=UnitKind.STATION, level=s.level, parent=s.yangshe),
     "unit_created", "unit_changed"),
    ("unit_change", lambda s, a: services.unit_change(actor=a, unit=s.shangang, phone="0512-58230000"),
     "unit_changed", "unit_changed"),
    ("unit_rename", lambda s, a: services.unit_rename(actor=a, unit=s.shangang, name="善港村站"),
     "unit_changed", "unit_changed"),
    ("unit_move", lambda s, a: services.unit_move(actor=a, unit=s.shangang, parent=s.baijiaqiao),
     "unit_moved", "unit_moved"),
    ("unit_merge", lambda s, a: services.unit_merge(
        actor=a, unit=s.baijiaqiao, into=s.shangang, last_day=today(), posts_to=None),
     "unit_merged", "unit_merged"),
    ("unit_end", lambda s, a: services.unit_end(actor=a, unit=s.baijiaqiao, last_day=today(), posts_to=None),
     "unit_ended", "unit_ended"),
    ("post_give", lambda s, a: services.post_give(actor=a, person=s.newcomer, role=Role.EDITOR, unit=s.shangang),
     "post_given", "posts_changed"),
    ("post_end", lambda s, a: services.post_end(actor=a, post=s.post), "post_ended", "posts_changed"),
    ("delegation_give", lambda s, a: services.delegation_give(
        actor=a, post=s.post, substitute=s.newcomer, reason="外出培训"),
     "delegation_given", "posts_changed"),
    ("delegation_end", lambda s, a: services.delegation_end(actor=a, delegation=s.delegation),
     "delegation_ended", "posts_changed"),
    ("pairing_make", lambda s, a: services.pairing_make(
        actor=a, unit=s.baijiaqiao, partner=s.jinqiao, kind=PairingKind.LIAISON),
     "pairing_made", "pairing_changed"),
    ("pairing_end", lambda s, a: services.pairing_end(actor=a, pairing=s.pairing),
     "pairing_ended", "pairing_changed"),
    ("venue_create", lambda s, a: services.venue_create(actor=a, owner=s.shangang, name="书屋"),
     "venue_created", "venue_changed"),
    ("venue_change", lambda s, a: services.venue_change(actor=a, venue=s.venue, phone="58230000"),
     "venue_changed", "venue_changed"),
    ("venue_set_hours", lambda s, a: services.venue_set_hours(
        actor=a, venue=s.venue, rules=[(DayType.EVERY_DAY, NINE, FIVE)]),
     "venue_hours_set", "venue_changed"),
    ("venue_set_spaces", lambda s, a: services.venue_set_spaces(actor=a, venue=s.venue, spaces=[("阅览室", 20)]),
     "venue_spaces_set", "venue_changed"),
    ("venue_close", lambda s, a: services.venue_close(
        actor=a, venue=s.venue, valid_from=today(), valid_to=None, reason="改建"),
     "venue_closed", "venue_changed"),
    ("closure_remove", lambda s, a: services.closure_remove(actor=a, closure=s.closure),
     "venue_closure_removed", "venue_changed"),
    ("venue_end", lambda s, a: services.venue_end(actor=a, venue=s.venue, last_day=today()),
     "venue_ended", "venue_changed"),
]  # fmt: skip
NAMES = [case[0] for case in VERBS]


def everything() -> dict[str, list[Any]]:
    """All rows as they are stored, to compare before and after."""
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in ROWS}


def test_the_table_names_every_verb() -> None:
    """A new verb must be put here; levels and the division list concern the whole county and follow below."""
    lists = {"divisions_import", "read_divisions", "written_divisions"}
    verbs = {name for name in services.__all__ if name[0].islower()} - lists
    assert verbs - set(NAMES) == {"level_save"}


@pytest.mark.parametrize(("name", "call", "action", "event"), VERBS, ids=NAMES)
def test_a_verb_writes_down_who_and_where_and_tells_others(
    scene: Scene, told: Any, name: str, call: Call, action: str, event: str
) -> None:
    call(scene, scene.town_administrator)
    entry = AuditEntry.objects.get(action=f"organisations.{action}")
    assert entry.actor_id == scene.town_administrator.pk
    assert entry.actor_name == scene.town_administrator.get_full_name()
    assert entry.unit_path.startswith(scene.yangshe.path)
    assert f"organisations.{event}" in told()


@pytest.mark.parametrize(("name", "call", "action", "event"), VERBS, ids=NAMES)
def test_the_system_may_do_all_and_is_named_as_nobody(
    scene: Scene, name: str, call: Call, action: str, event: str
) -> None:
    call(scene, None)
    entry = AuditEntry.objects.get(action=f"organisations.{action}")
    assert (entry.actor_id, entry.actor_name) == (None, "")


def strangers(scene: Scene) -> dict[str, Any]:
    """People who must not: of another town, in another role, without a post any more or yet."""
    past = {"valid_to": today() - DAY}
    return {
        "administrator of another town": scene.person(Role.ADMINISTRATOR, scene.tangqiao),
        "administrator of another station": scene.person(Role.ADMINISTRATOR, scene.jinqiao),
        "final reviewer of the centre": scene.person(Role.FINAL_REVIEWER, scene.centre),
        "auditor of the centre": scene.person(Role.AUDITOR, scene.centre),
        "director of the town": scene.person(Role.DIRECTOR, scene.yangshe),
        "former administrator": scene.person(Role.ADMINISTRATOR, scene.yangshe, **past),
        "future administrator": scene.person(Role.ADMINISTRATOR, scene.yangshe, valid_from=today() + DAY),
        "deactivated administrator": PostFactory(
            role=Role.ADMINISTRATOR, unit=scene.yangshe, person=UserFactory(left=True)
        ).person,
        "nobody": UserFactory(),
        "resident": UserFactory(resident=True),
        "superuser without a post": UserFactory(is_superuser=True),
    }


@pytest.mark.parametrize(("name", "call", "action", "event"), VERBS, ids=NAMES)
def test_strangers_change_nothing(scene: Scene, told: Any, name: str, call: Call, action: str, event: str) -> None:
    people = strangers(scene)
    before = everything()
    for who, person in people.items():
        with override("zh-hans"), pytest.raises(NotAllowed) as refused:
            call(scene, person)
        assert (refused.value.code, refused.value.status) == ("organisations.not_yours", 403), who
        assert str(refused.value) == "您不是这个单位的管理员，可由本级或上级管理员办理。"
    assert everything() == before
    assert (told(), AuditEntry.objects.count()) == ([], 0)


TOMORROW, YESTERDAY = today() + DAY, today() - DAY

REFUSALS: list[tuple[str, Call, type[LinliError], str, str | None, str]] = [
    ("unit without a name", lambda s, a: services.unit_create(
        actor=a, name=" 　", kind="station", level=s.level, parent=s.yangshe),
     Invalid, "unit_name_missing", "name", "给单位起个名称。"),
    ("unit renamed to nothing", lambda s, a: services.unit_rename(actor=a, unit=s.shangang, name=""),
     Invalid, "unit_name_missing", "name", "给单位起个名称。"),
    ("unit below one that has not begun", lambda s, a: services.unit_create(
        actor=a, name="早了", kind="station", level=s.level, parent=s.yangshe, valid_from=LONG_AGO - DAY),
     Conflict, "parent_ended", "parent", "这个上级单位已停用，另选在用的。"),
    ("unit below itself", lambda s, a: services.unit_move(actor=a, unit=s.yangshe, parent=s.shangang),
     Invalid, "move_under_itself", "parent", "单位不能放到自己下面，另选一个。"),
    ("unit merged into itself", lambda s, a: services.unit_merge(
        actor=a, unit=s.yangshe, into=s.shangang, last_day=today(), posts_to=None),
     Invalid, "merge_into_itself", "into", "单位不能并入自己或自己的下级，另选一个。"),
    ("unit merged into one that ends the same day", lambda s, a: (
        Unit.objects.filter(pk=s.jinqiao.pk).update(valid_to=today()),
        services.unit_merge(actor=a, unit=s.shangang, into=s.jinqiao, last_day=today(), posts_to=None)),
     Conflict, "parent_ended", "into", "所选单位那时已停用，另选在用的。"),
    ("unit ended with units below", lambda s, a: services.unit_end(
        actor=a, unit=s.yangshe, last_day=today(), posts_to=None),
     Conflict, "units_below", None, "下面还有 2 个单位在用，先移动、合并或停用它们。"),
    ("unit ended before it began", lambda s, a: services.unit_end(
        actor=a, unit=s.shangang, last_day=LONG_AGO - DAY, posts_to=None),
     Invalid, "ends_before_it_begins", "last_day", "结束日期早于开始日期。"),
    ("posts handed to the unit that ends", lambda s, a: services.unit_end(
        actor=a, unit=s.shangang, last_day=today(), posts_to=s.shangang),
     Invalid, "posts_to_itself", "posts_to", "岗位要转到别的单位。"),
    ("post for a resident", lambda s, a: services.post_give(
        actor=a, person=UserFactory(resident=True), role="editor", unit=s.shangang),
     Invalid, "not_staff", "person", "只有在用的工作人员账号能任职。先恢复账号，或设为工作人员。"),
    ("post that ends before it begins", lambda s, a: services.post_give(
        actor=a, person=s.newcomer, role="editor", unit=s.shangang, valid_from=TOMORROW, valid_to=today()),
     Invalid, "ends_before_it_begins", "valid_to", "结束日期早于开始日期。"),
    ("post held already", lambda s, a: services.post_give(
        actor=a, person=s.post.person, role="editor", unit=s.shangang),
     Conflict, "post_held", "person", "这个人在这段时间已任此岗位。"),
    ("post beyond the unit's days", lambda s, a: (
        Unit.objects.filter(pk=s.shangang.pk).update(valid_to=TOMORROW), s.shangang.refresh_from_db(),
        services.post_give(actor=a, person=s.newcomer, role="editor", unit=s.shangang)),
     Invalid, "unit_ended", "unit", "单位比岗位结束得早，另选单位或改日期。"),
    ("substitute for oneself", lambda s, a: services.delegation_give(actor=a, post=s.post, substitute=s.post.person),
     Invalid, "own_substitute", "substitute", "不能自己替自己，另选一位同事。"),
    ("substitute who has left", lambda s, a: services.delegation_give(
        actor=a, post=s.post, substitute=UserFactory(left=True)),
     Invalid, "not_staff", "substitute", "只有在用的工作人员账号能替班。"),
    ("substitute who is a program", lambda s, a: services.delegation_give(
        actor=a, post=s.post, substitute=UserFactory(kind="service")),
     Invalid, "not_staff", "substitute", "只有在用的工作人员账号能替班。"),
    ("substitute before the post", lambda s, a: services.delegation_give(
        actor=a, post=s.post, substitute=s.newcomer, valid_from=LONG_AGO - DAY),
     Invalid, "outside_post", "valid_from", "替班日期要在岗位的起止日期之内。"),
    ("the same substitute twice", lambda s, a: services.delegation_give(
        actor=a, post=s.post, substitute=s.colleague),
     Conflict, "delegation_held", "substitute", "这位同事在这段时间已经替班。"),
    ("paired with itself", lambda s, a: services.pairing_make(
        actor=a, unit=s.shangang, partner=s.shangang, kind="paired"),
     Invalid, "paired_with_itself", "partner", "单位不能和自己结对，另选一个。"),
    ("paired already, the other way round", lambda s, a: services.pairing_make(
        actor=a, unit=s.centre, partner=s.shangang, kind="paired"),
     Conflict, "already_paired", "partner", "这两个单位在这段时间已经结对。"),
    ("venue without a name", lambda s, a: services.venue_create(actor=a, owner=s.shangang, name="\t"),
     Invalid, "venue_name_missing", "name", "给阵地起个名称。"),
    ("venue out of use before it opened", lambda s, a: services.venue_end(
        actor=a, venue=s.venue, last_day=LONG_AGO - DAY),
     Invalid, "ends_before_it_begins", "valid_to", "结束日期早于开始日期。"),
    ("closed without a reason", lambda s, a: services.venue_close(
        actor=a, venue=s.venue, valid_from=today(), valid_to=None, reason=" "),
     Invalid, "closure_reason_missing", "reason", "写明为什么不开放，来的人看得到。"),
    ("hours on a day that is none", lambda s, a: services.venue_set_hours(
        actor=a, venue=s.venue, rules=[("someday", NINE, FIVE)]),
     Invalid, "unknown_day_type", "day_type", "从列表里选哪些天。"),
    ("half a rule", lambda s, a: services.venue_set_hours(actor=a, venue=s.venue, rules=[("mon", NINE, None)]),
     Invalid, "half_a_rule", "closes", "两个时间都填；都不填表示不开放。"),
    ("closing at opening time", lambda s, a: services.venue_set_hours(
        actor=a, venue=s.venue, rules=[("mon", NINE, NINE)]),
     Invalid, "closes_before_it_opens", "closes", "关门要晚于开门。跨零点的时段分成两行填。"),
    ("level without a name", lambda s, a: services.level_save(actor=a, label=" ", order=1),
     Invalid, "level_label_missing", "label", "给层级起个叫法。"),
    ("level of a name that is taken", lambda s, a: services.level_save(actor=a, label="所", order=1),
     Conflict, "level_exists", "label", "已有同名的层级。"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("call", "error", "code", "field", "message"), [case[1:] for case in REFUSALS], ids=[case[0] for case in REFUSALS]
)
def test_what_is_wrong_is_said_at_its_field_and_changes_nothing(
    scene: Scene, told: Any, call: Call, error: type[LinliError], code: str, field: str | None, message: str
) -> None:
    before = len(everything()["Unit"]), Post.objects.count(), Delegation.objects.count(), Pairing.objects.count()
    with override("zh-hans"), pytest.raises(LinliError) as refused:
        call(scene, scene.administrator)
    said = refused.value
    assert (type(said), said.code, said.field) == (error, f"organisations.{code}", field)
    with override("zh-hans"):
        assert str(said) == message
    after = len(everything()["Unit"]), Post.objects.count(), Delegation.objects.count(), Pairing.objects.count()
    assert before == after
    assert (told(), AuditEntry.objects.count()) == ([], 0)


# What is asked for a second time is done already: no second entry, no second event.
TWICE = ["unit_change", "unit_rename", "unit_move", "post_end", "delegation_end", "pairing_end"]


@pytest.mark.parametrize("call", [case[1] for case in VERBS if case[0] in TWICE], ids=TWICE)
def test_doing_it_twice_is_done_once(scene: Scene, told: Any, call: Call) -> None:
    call(scene, scene.administrator)
    once = told(), AuditEntry.objects.count()
    call(scene, scene.administrator)
    assert (told(), AuditEntry.objects.count()) == once


@pytest.mark.parametrize("who", ["town_administrator", "colleague", "newcomer"])
def test_levels_are_the_whole_county_s(scene: Scene, told: Any, who: str) -> None:
    with override("zh-hans"), pytest.raises(NotAllowed, match="只有中心管理员能改") as refused:
        services.level_save(actor=getattr(scene, who), label="片区", order=2)
    assert refused.value.code == "organisations.centre_only"
    assert not Level.objects.filter(label="片区").exists()
    assert told() == []


@pytest.mark.parametrize("number", [1, 3])
def test_a_level_with_another_label_tells_of_every_unit_of_it(scene: Scene, told: Any, number: int) -> None:
    level = LevelFactory(label="片区", order=2)
    for _ in range(number):
        UnitFactory(parent=scene.centre, level=level)
    services.level_save(actor=scene.administrator, label="片", order=2, level=level)
    assert told() == ["organisations.unit_changed"] * number
    assert AuditEntry.objects.get().data == {"label": "片", "order": 2}


def test_a_level_keeps_its_own_name(scene: Scene) -> None:
    assert services.level_save(actor=None, label="站", order=9, level=scene.level).order == 9


@pytest.mark.parametrize("where", ["shangang", "jinqiao", "tangqiao", "centre"])
def test_either_side_ends_a_pairing(scene: Scene, where: str) -> None:
    pairing = PairingFactory(unit=scene.shangang, partner=scene.jinqiao, kind="liaison")
    actor = scene.person(Role.ADMINISTRATOR, getattr(scene, where))
    assert services.pairing_end(actor=actor, pairing=pairing, last_day=TOMORROW).valid_to == TOMORROW
