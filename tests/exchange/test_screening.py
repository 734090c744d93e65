"""What a panel says and concludes: what must be there, what is said at its field, and what is joined to what."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone, translation

from common.errors import Conflict, Invalid, NotAllowed
from common.models import AuditEntry
from exchange import services
from exchange.enums import PANEL_SIZE, Breadth, NeedState, ScreenOutcome, Urgency
from exchange.models import Deliberation, Need, PanelView
from exchange.services.screening import voices
from organisations.enums import Role
from tests.factories.exchange import ServiceCounty
from tests.factories.organisations import DelegationFactory
from tests.worlds import world


class HeardCounty(ServiceCounty):
    """The panel has spoken about a need; another is accepted."""

    def __init__(self) -> None:
        super().__init__()
        self.master = self.screened()
        self.need = self.ask().need
        for person in self.panel:
            services.panel_say(need=self.need, actor=person, outcome="accept")


county = world(HeardCounty)


def screen(county: HeardCounty, need: Need | None = None, **changes: Any) -> Need:
    given = {"outcome": "accept", "category": county.heating, "breadth": "individual", "reason": "核实过", **changes}
    return services.screen(need=need or county.need, actor=county.panel[0], **given)


def refused(county: HeardCounty, **changes: Any) -> tuple[str, str | None]:
    with translation.override("zh-hans"), pytest.raises((Invalid, Conflict)) as error:
        screen(county, **changes)
    assert not str(error.value).isascii()
    assert Need.objects.get(pk=county.need.pk).state == "submitted"
    return error.value.code, error.value.field


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"outcome": "maybe"}, "exchange.outcome", "outcome"),
        ({"outcome": ""}, "exchange.outcome", "outcome"),
        ({"outcome": "return", "reason": ""}, "exchange.reason_needed", "reason"),
        ({"outcome": "return", "reason": " \n"}, "exchange.reason_needed", "reason"),
        ({"outcome": "reject", "reason": ""}, "exchange.reason_needed", "reason"),
        ({"outcome": "duplicate", "reason": ""}, "exchange.reason_needed", "reason"),
        ({"outcome": "deliberate", "reason": ""}, "exchange.reason_needed", "reason"),
        ({"urgency": 0}, "exchange.urgency", "urgency"),
        ({"urgency": 4}, "exchange.urgency", "urgency"),
        ({"breadth": ""}, "exchange.breadth", "breadth"),
        ({"breadth": "some"}, "exchange.breadth", "breadth"),
        ({"outcome": "duplicate"}, "exchange.master", "master"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    county: HeardCounty, changes: dict[str, Any], code: str, field: str
) -> None:
    assert refused(county, **changes) == (code, field)


def test_a_category_above_others_says_too_little(county: HeardCounty) -> None:
    county.repairs.refresh_from_db()
    assert refused(county, category=county.repairs) == ("exchange.category", "category")


def test_without_a_category_anywhere_one_is_asked_for(county: HeardCounty) -> None:
    Need.objects.filter(pk=county.need.pk).update(category=None)
    assert refused(county, category=None) == ("exchange.category", "category")
    Need.objects.filter(pk=county.need.pk).update(category=county.heating)
    assert screen(county, category=None).category == county.heating


@pytest.mark.parametrize("urgency", Urgency)
@pytest.mark.parametrize("breadth", Breadth)
def test_accepted_with_what_was_chosen(county: HeardCounty, urgency: Urgency, breadth: Breadth) -> None:
    found = screen(county, urgency=urgency, breadth=breadth, reason="")
    assert (found.state, found.urgency, found.rank, found.breadth) == ("accepted", urgency, urgency, breadth)
    assert found.screened_at is not None
    assert found.closed_at is None


@pytest.mark.parametrize(
    ("outcome", "screened", "closed"),
    [("accept", True, False), ("reject", True, True), ("return", False, False), ("deliberate", False, False)],
)
def test_what_ends_the_screening_and_what_the_need(
    county: HeardCounty, outcome: str, screened: bool, closed: bool
) -> None:
    found = screen(county, outcome=outcome)
    assert (found.screened_at is not None, found.closed_at is not None) == (screened, closed)
    assert found.changes.latest("pk").reason == "核实过"
    assert AuditEntry.objects.filter(action=f"exchange.need_{found.state}", object_id=str(found.pk)).exists()


# Who has spoken


@pytest.mark.parametrize("many", range(PANEL_SIZE))
def test_fewer_than_three_conclude_nothing(county: HeardCounty, many: int) -> None:
    need = county.ask().need
    for person in county.panel[:many]:
        services.panel_say(need=need, actor=person, outcome="accept")
    with pytest.raises(Conflict) as error:
        screen(county, need)
    assert error.value.code == "exchange.panel_incomplete"
    assert str(PANEL_SIZE) in str(error.value)


def test_one_who_speaks_three_times_is_one(county: HeardCounty) -> None:
    need = county.ask().need
    for outcome in ("accept", "reject", "accept"):
        services.panel_say(need=need, actor=county.panel[0], outcome=outcome, text="再想想")
    assert (voices(need), PanelView.objects.filter(need=need).count()) == ({county.panel[0].pk}, 3)


def test_a_substitute_and_the_holder_are_one_voice(county: HeardCounty) -> None:
    need, substitute = county.ask().need, county.resident
    post = county.panel[0].posts.get()
    DelegationFactory(post=post, substitute=substitute)
    services.panel_say(need=need, actor=county.panel[0], outcome="accept")
    services.panel_say(need=need, actor=substitute, outcome="accept")
    assert voices(need) == {county.panel[0].pk}
    assert need.views.get(person=substitute).on_behalf_of == county.panel[0]


def test_what_was_said_before_it_came_back_counts_no_more(county: HeardCounty) -> None:
    screen(county, outcome="return")
    services.need_supplement(need=county.need, actor=county.resident, words="在三单元五楼")
    assert voices(county.need) == set()
    assert county.need.views.count() == PANEL_SIZE


@pytest.mark.parametrize("outcome", [each for each in ScreenOutcome if each != ScreenOutcome.ACCEPT])
@pytest.mark.parametrize("text", ["", "  "])
def test_a_no_needs_words(county: HeardCounty, outcome: str, text: str) -> None:
    with pytest.raises(Invalid) as error:
        services.panel_say(need=county.ask().need, actor=county.panel[0], outcome=outcome, text=text)
    assert error.value.field == "reason"


def test_an_opinion_that_is_none(county: HeardCounty) -> None:
    with pytest.raises(Invalid) as error:
        services.panel_say(need=county.ask().need, actor=county.panel[0], outcome="perhaps")
    assert error.value.field == "outcome"


# Joined to another


@pytest.mark.parametrize("state", ["rejected", "cancelled", "withdrawn", "expired"])
def test_what_is_over_is_joined_by_nothing(county: HeardCounty, state: str) -> None:
    Need.objects.filter(pk=county.master.pk).update(state=state)
    assert refused(county, outcome="duplicate", master=county.master) == ("exchange.master_closed", "master")


@pytest.mark.parametrize("state", ["submitted", "returned", "deliberation", "accepted", "in_hand", "served", "closed"])
def test_what_is_asked_for_or_was_done_is_joined(county: HeardCounty, state: str) -> None:
    Need.objects.filter(pk=county.master.pk).update(state=state)
    found = screen(county, outcome="duplicate", master=county.master)
    assert (found.state, found.master) == ("duplicate", county.master)


def test_nothing_repeats_itself(county: HeardCounty) -> None:
    assert refused(county, outcome="duplicate", master=county.need) == ("exchange.master", "master")


def test_no_two_are_joined_to_each_other(county: HeardCounty) -> None:
    other = county.screened("duplicate", master=county.need)
    assert refused(county, outcome="duplicate", master=other) == ("exchange.master_closed", "master")


# Meetings

RECORD: dict[str, Any] = {
    "topic": " 路灯谁来修 ",
    "held_on": dt.date(2026, 1, 5),
    "attendees": "村委、三组住户",
    "result": "先修两盏",
}


def record(county: HeardCounty, **changes: Any) -> Deliberation:
    return services.deliberation_record(need=county.need, **{"actor": county.panel[0], **RECORD, **changes})


@pytest.mark.parametrize("name", ["topic", "attendees", "result"])
def test_a_record_without_words_is_none(county: HeardCounty, name: str) -> None:
    screen(county, outcome="deliberate")
    with pytest.raises(Invalid) as error:
        record(county, **{name: " "})
    assert error.value.field == name
    assert not Deliberation.objects.exists()


@pytest.mark.parametrize(("days", "fine"), [(-400, True), (0, True), (1, False)])
def test_a_meeting_is_recorded_once_it_was_held(county: HeardCounty, days: int, fine: bool) -> None:
    screen(county, outcome="deliberate")
    held_on = timezone.localdate() + dt.timedelta(days=days)
    if fine:
        assert record(county, held_on=held_on).topic == "路灯谁来修"
        return
    with pytest.raises(Invalid) as error:
        record(county, held_on=held_on)
    assert error.value.field == "held_on"


@pytest.mark.parametrize(
    ("who", "may"),
    [("panellist", True), ("dispatcher", True), ("director", True), ("town_dispatcher", True), ("helper", False),
     ("other_dispatcher", False), ("resident", False)],
)  # fmt: skip
def test_who_records_a_meeting(county: HeardCounty, who: str, may: bool) -> None:
    screen(county, outcome="deliberate")
    actor = county.panel[1] if who == "panellist" else getattr(county, who)
    if may:
        assert record(county, actor=actor).entered_by == actor
        return
    with pytest.raises(NotAllowed):
        record(county, actor=actor)


def test_a_deliberation_is_concluded_without_another_round(county: HeardCounty) -> None:
    screen(county, outcome="deliberate")
    before = county.need.changes.count()
    assert screen(county, outcome="deliberate").state == NeedState.DELIBERATION
    assert county.need.changes.count() == before
    assert screen(county).state == "accepted"


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR, Role.AUDITOR, Role.HELPER])
def test_other_posts_conclude_nothing(county: HeardCounty, role: Role) -> None:
    with pytest.raises(NotAllowed):
        services.screen(
            need=county.need,
            actor=county.holder(role, county.centre),
            outcome="accept",
            category=county.heating,
            breadth="common",
        )
