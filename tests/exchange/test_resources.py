"""The register of resources: who may do what in which state, what is written, and who reads the contact."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from common.errors import Conflict, Invalid, LinliError, NotAllowed
from common.models import AuditEntry, OutboxMessage
from exchange.enums import RESOURCE_EDGES, ResourceState
from exchange.models import Audience, Resource, ResourceContactRead
from exchange.services import resources as verbs
from exchange.services.resource_facts import Hours
from exchange.services.resource_moves import expire_resources
from organisations.enums import Role
from organisations.models import Delegation, Post
from organisations.opening import DayKinds, hours_on
from tests.factories.accounts import UserFactory
from tests.factories.organisations import UnitFactory
from tests.factories.resources import ResourceCounty
from tests.worlds import world

S = ResourceState
county = world(ResourceCounty)

STAFF = {"helper", "panellist", "town_dispatcher", "director"}
REVIEWERS = {"town_dispatcher", "director"}
# verb: who may, and from which states to which.
TABLE: dict[str, tuple[set[str], dict[S, S]]] = {
    "submit": (STAFF, {S.DRAFT: S.IN_REVIEW}),
    "list": (REVIEWERS, {S.IN_REVIEW: S.LISTED}),
    "return": (REVIEWERS, {S.IN_REVIEW: S.DRAFT}),
    "suspend": (REVIEWERS, {S.LISTED: S.SUSPENDED}),
    "resume": (REVIEWERS, {S.SUSPENDED: S.LISTED}),
    "reopen": (STAFF, {S.SUSPENDED: S.DRAFT, S.EXPIRED: S.DRAFT}),
    "withdraw": (STAFF, {state: S.WITHDRAWN for state in S if state != S.WITHDRAWN}),
}
PEOPLE = (*sorted(STAFF), "other_dispatcher", "auditor", "captain", "resident")


def person(county: ResourceCounty, who: str) -> Any:
    made: dict[str, Callable[[], Any]] = {
        "panellist": lambda: county.panel[0],
        "auditor": lambda: county.holder(Role.AUDITOR, county.centre),
        "captain": lambda: county.team.captain,
    }
    return made[who]() if who in made else getattr(county, who)


def do(verb: str, resource: Resource, actor: Any) -> Resource:
    reason = {} if verb in ("submit", "list") else {"reason": "已核实情况"}
    done: Resource = getattr(verbs, f"resource_{verb}")(resource=resource, actor=actor, **reason)
    return done


@pytest.mark.parametrize("verb", TABLE)
def test_every_role_in_every_state(county: ResourceCounty, verb: str) -> None:
    allowed, steps = TABLE[verb]
    people = {who: person(county, who) for who in PEOPLE}
    for state in S:
        stands = county.resource_in(state, f"资源{state}")
        for who, actor in people.items():
            if who in allowed and state in steps:
                resource = county.resource_in(state, f"{state} {who}")
                assert do(verb, resource, actor).state == steps[state], (state, who)
                continue
            with pytest.raises(Conflict if who in allowed else NotAllowed):
                do(verb, stands, actor)
        stands.refresh_from_db()
        assert stands.state == state


def test_the_verbs_take_every_edge_and_no_other() -> None:
    taken = {(state, to) for _who, steps in TABLE.values() for state, to in steps.items()}
    by_the_clock = {(S.LISTED, S.EXPIRED), (S.SUSPENDED, S.EXPIRED)}
    assert taken | by_the_clock == {
        (S(state), S(to)) for state, following in RESOURCE_EDGES.items() for to in following
    }


def test_each_step_is_told_once_to_history_audit_and_outbox(county: ResourceCounty) -> None:
    OutboxMessage.objects.all().delete()
    resource = county.listed()
    steps = [("", "draft"), ("draft", "in_review"), ("in_review", "listed")]
    assert list(resource.changes.values_list("from_state", "to_state")) == steps
    assert [change.actor for change in resource.changes.all()] == [county.helper, county.helper, county.director]
    said = AuditEntry.objects.filter(action__startswith="exchange.resource_").order_by("pk")
    assert [entry.action for entry in said] == [f"exchange.resource_{to}" for _before, to in steps]
    sent = OutboxMessage.objects.filter(event="exchange.resource_changed", object_id=str(resource.pk))
    assert {(row.data["before"], row.data["state"]) for row in sent} <= set(steps)


@pytest.mark.parametrize("filer", ["town_dispatcher", "director"])
def test_nobody_reviews_what_they_entered(county: ResourceCounty, filer: str) -> None:
    actor = getattr(county, filer)
    resource = verbs.resource_file(unit=county.station, actor=actor, facts=county.facts("健康讲师"))
    verbs.resource_submit(resource=resource, actor=county.helper)
    with pytest.raises(NotAllowed, match="审核"):
        verbs.resource_list(resource=resource, actor=actor)
    other = county.director if filer == "town_dispatcher" else county.town_dispatcher
    assert verbs.resource_list(resource=resource, actor=other).state == S.LISTED


def test_a_substitute_does_not_review_for_the_author(county: ResourceCounty) -> None:
    resource = verbs.resource_file(unit=county.station, actor=county.director, facts=county.facts("健康讲师"))
    verbs.resource_submit(resource=resource, actor=county.helper)
    substitute = UserFactory()
    post = Post.objects.get(person=county.director, role=Role.DIRECTOR)
    Delegation.objects.create(post=post, substitute=substitute)
    with pytest.raises(NotAllowed):
        verbs.resource_list(resource=resource, actor=substitute)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("kind", {"kind": "people"}),
        ("name", {"name": "  "}),
        ("name", {"name": "长" * 81}),
        ("text", {"text": "长" * 1001}),
        ("place", {"place": "长" * 121}),
        ("contact_phone", {"contact_phone": "1" * 31}),
        ("valid_to", {"valid_to": dt.date(2020, 1, 1)}),
    ],
)
def test_what_cannot_stand_is_said_at_its_field(county: ResourceCounty, field: str, changes: dict[str, Any]) -> None:
    given = {"name": "书法老师", **changes}
    facts = county.facts(**given)
    with pytest.raises(Invalid) as error:
        verbs.resource_file(unit=county.station, actor=county.helper, facts=facts)
    assert error.value.field == field
    assert not Resource.objects.exists()


def test_the_same_name_once_a_unit_and_kind_until_it_is_withdrawn(county: ResourceCounty) -> None:
    first = county.filed("书法老师")
    with pytest.raises(Invalid) as error:
        county.filed("书法老师 ")
    assert error.value.field == "name"
    assert county.filed("书法老师", kind="project").pk
    assert county.filed("书法老师", unit=county.other_station).pk
    verbs.resource_withdraw(resource=first, actor=county.helper, reason="重复登记")
    assert county.filed("书法老师").state == S.DRAFT


def test_words_change_in_a_draft_alone(county: ResourceCounty) -> None:
    elders = Audience.objects.create(name="老年人")
    for state in S:
        resource = county.resource_in(state, f"资源{state}")
        facts = county.facts("新名称", audiences=[elders], sharing_units=[county.other_station])
        if state == S.DRAFT:
            verbs.resource_change(resource=resource, actor=county.helper, facts=facts)
        else:
            with pytest.raises(Conflict):
                verbs.resource_change(resource=resource, actor=county.helper, facts=facts)
        resource.refresh_from_db()
        changed = state == S.DRAFT
        assert (resource.name == "新名称") == changed
        assert list(resource.audiences.all()) == ([elders] if changed else [])
        assert list(resource.sharing_units.all()) == ([county.other_station] if changed else [])


FRIDAY = dt.date(2026, 11, 27)
EVENING = (dt.time(19), dt.time(21))


def test_it_is_free_in_its_hours_but_not_on_its_exceptions_or_out_of_its_time(county: ResourceCounty) -> None:
    resource = county.listed(valid_from=dt.date(2026, 11, 1), valid_to=dt.date(2026, 12, 31))
    off = FRIDAY + dt.timedelta(days=7)
    verbs.resource_hours(
        resource=resource, actor=county.helper, hours=Hours([("fri", *EVENING)], [(off, None, "外出学习")])
    )
    held: Any = Resource.objects.get(pk=resource.pk)
    days = [FRIDAY, FRIDAY + dt.timedelta(days=1), off, FRIDAY + dt.timedelta(days=70)]
    assert [hours_on(held, day, DayKinds()) for day in days] == [[EVENING], [], [], []]
    assert held.state == S.LISTED
    verbs.resource_hours(resource=resource, actor=county.helper, hours=Hours())
    assert held.opening_rules.count() == held.closures.count() == 0


@pytest.mark.parametrize(
    ("hours", "field"),
    [
        (Hours([("someday", *EVENING)]), "weekly"),
        (Hours([("fri", *reversed(EVENING))]), "weekly"),
        (Hours([("fri", *EVENING)] * 61), "weekly"),
        (Hours((), [(FRIDAY, None, " ")]), "exceptions"),
        (Hours((), [(FRIDAY, FRIDAY - dt.timedelta(days=1), "外出")]), "exceptions"),
    ],
)
def test_wrong_hours_leave_the_old_ones(county: ResourceCounty, hours: Hours, field: str) -> None:
    resource = county.filed()
    verbs.resource_hours(resource=resource, actor=county.helper, hours=Hours([("mon", *EVENING)]))
    with pytest.raises(Invalid) as error:
        verbs.resource_hours(resource=resource, actor=county.helper, hours=hours)
    assert error.value.field == field
    assert [rule.day_type for rule in resource.opening_rules.all()] == ["mon"]


def test_it_expires_after_its_last_day_and_comes_back_by_a_review(county: ResourceCounty) -> None:
    stays = county.listed("长期资源")
    resource = county.resource_in(S.EXPIRED, "到期资源")
    assert (resource.state, Resource.objects.get(pk=stays.pk).state) == (S.EXPIRED, S.LISTED)
    assert expire_resources() == 0
    verbs.resource_reopen(resource=resource, actor=county.helper, reason="续期")
    with pytest.raises(Invalid) as error:
        verbs.resource_submit(resource=resource, actor=county.helper)
    assert error.value.field == "valid_to"
    verbs.resource_change(resource=resource, actor=county.helper, facts=county.facts("到期资源"))
    assert verbs.resource_submit(resource=resource, actor=county.helper).state == S.IN_REVIEW


def test_what_is_over_is_not_resumed(county: ResourceCounty) -> None:
    resource = county.resource_in(S.SUSPENDED)
    Resource.objects.filter(pk=resource.pk).update(valid_from=dt.date(2020, 1, 1), valid_to=dt.date(2020, 1, 2))
    with pytest.raises(Conflict):
        verbs.resource_resume(resource=resource, actor=county.director, reason="修好了")


@pytest.mark.parametrize("reason", ["", "  ", "长" * 301])
def test_a_step_back_needs_a_reason(county: ResourceCounty, reason: str) -> None:
    resource = county.listed()
    with pytest.raises(Invalid) as error:
        verbs.resource_suspend(resource=resource, actor=county.director, reason=reason)
    assert error.value.field == "reason"
    assert Resource.objects.get(pk=resource.pk).state == S.LISTED


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("helper", True),
        ("town_dispatcher", True),
        ("director", True),
        ("sharing", True),
        ("other_dispatcher", True),
        ("elsewhere", False),
        ("auditor", False),
        ("captain", False),
        ("resident", False),
    ],
)
def test_a_contact_is_read_by_right_and_on_record(county: ResourceCounty, who: str, may: bool) -> None:
    resource = county.listed(sharing_units=[county.other_station])
    units = {"sharing": county.other_station, "elsewhere": UnitFactory(parent=county.other_town)}
    actor = county.holder(Role.HELPER, units[who]) if who in units else person(county, who)
    try:
        read: Any = verbs.contact_read(resource=resource, actor=actor, purpose="约课")
    except LinliError as error:
        read = type(error)
    assert read == ({"name": "陆建新", "phone": "13800138000"} if may else NotAllowed)
    rows = list(ResourceContactRead.objects.values_list("person", "purpose"))
    assert rows == ([(actor.pk, "约课")] if may else [])
    assert AuditEntry.objects.filter(action="exchange.contact_read").count() == may


def test_a_contact_needs_a_purpose_and_lies_encrypted(county: ResourceCounty) -> None:
    resource = county.listed()
    with pytest.raises(Invalid) as error:
        verbs.contact_read(resource=resource, actor=county.helper, purpose=" ")
    assert error.value.field == "purpose"
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM exchange_resourcecontact")
        raw = cursor.fetchone()[0]
    assert "13800138000" not in str(raw)
    assert "13800138000" not in "".join(map(str, AuditEntry.objects.values_list("data", flat=True)))
