"""A county that answers needs: two towns with a station each, people of every role, two teams, a category."""

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import User
from exchange import services
from exchange.enums import Breadth, Channel, ScreenOutcome
from exchange.models import (
    Category,
    FollowUp,
    FollowUpSample,
    Need,
    NeedBatch,
    Order,
    RoutingRule,
    ServiceLimit,
)
from organisations.enums import Role, UnitKind
from organisations.models import Unit
from tests.factories.accounts import UserFactory
from tests.factories.common import makes_rows
from tests.factories.organisations import PostFactory, UnitFactory
from volunteers.enums import TeamState
from volunteers.models import Team, TeamMember, Vehicle

WORDS = "家里的热水器坏了，老人洗澡不方便，想请人来看看"


def same(text: str) -> str:
    """A gate that finds nothing."""
    return text


class ServiceCounty:
    """Everything is made directly; what a test is about goes through the services."""

    # The verbs as the domain has them. A county whose flows run takes those of `workflows`.
    verbs: Any = services

    def __init__(self) -> None:
        self.centre = UnitFactory(name="市文明实践中心", kind=UnitKind.CENTRE)
        self.town = UnitFactory(name="杨舍镇实践所", kind=UnitKind.INSTITUTE, parent=self.centre)
        self.station = UnitFactory(name="百家桥站", parent=self.town)
        self.other_town = UnitFactory(name="凤凰镇实践所", kind=UnitKind.INSTITUTE, parent=self.centre)
        self.other_station = UnitFactory(name="恬庄站", parent=self.other_town)
        self.helper = self.holder(Role.HELPER, self.station)
        self.panel = [self.holder(Role.PANELLIST, self.station) for _ in range(3)]
        self.dispatcher = self.holder(Role.DISPATCHER, self.centre)
        self.town_dispatcher = self.holder(Role.DISPATCHER, self.town)
        self.other_dispatcher = self.holder(Role.DISPATCHER, self.other_town)
        self.director = self.holder(Role.DIRECTOR, self.centre)
        self.resident = UserFactory(kind=User.Kind.RESIDENT)
        self.repairs = Category.add_root(name="上门维修")
        self.heating = self.repairs.add_child(name="水电")
        self.team = self.make_team("水电维修队", self.station)
        self.rivals = self.make_team("银杏志愿队", self.town)

    @staticmethod
    def holder(role: Role, unit: Unit) -> Any:
        return PostFactory(role=role, unit=unit).person

    @staticmethod
    def make_team(name: str, unit: Unit, state: TeamState = TeamState.ACTIVE) -> Team:
        team = Team.objects.create(name=name, unit=unit, captain=UserFactory(), state=state)
        TeamMember.objects.create(team=team, name="队长", user=team.captain, valid_from=dt.date(2020, 1, 1))
        return team

    def ask(self, actor: Any = "resident", unit: Unit | None = None, **changes: Any) -> services.Submitted:
        """By the resident with an account, unless `actor` says otherwise (None: a visitor)."""
        asked = services.Asked(**{"words": WORDS, "phone": "13800138000", **changes.pop("asked", {})})
        who = self.resident if actor == "resident" else actor
        channel = changes.pop("channel", Channel.ACCOUNT if who else Channel.VISITOR)
        return self.verbs.need_submit(
            actor=who,
            unit=unit or self.station,
            channel=channel,
            asked=asked,
            **{"category": self.heating, "mask": same, **changes},
        )

    def screened(self, outcome: ScreenOutcome = ScreenOutcome.ACCEPT, **changes: Any) -> Need:
        need = changes.pop("need", None) or self.ask(asked=changes.pop("asked", {})).need
        for person in self.panel:
            self.verbs.panel_say(need=need, actor=person, outcome=outcome, text="核实过")
        given = {"category": self.heating, "breadth": Breadth.INDIVIDUAL, "reason": "核实过", **changes}
        return self.verbs.screen(need=need, actor=self.panel[0], outcome=outcome, **given)

    def open(self, need: Need) -> Order:
        return services.order_open(need=need)

    def opened(self, **changes: Any) -> Order:
        return self.open(self.screened(**changes))

    def assigned(self, **changes: Any) -> Order:
        return self.verbs.order_assign(order=self.opened(**changes), team=self.team, actor=self.dispatcher)

    def accepted(self, **changes: Any) -> Order:
        return self.verbs.order_accept(order=self.assigned(**changes), actor=self.team.captain)

    def scheduled(self, order: Order | None = None, *, hours: int = 48, **changes: Any) -> Order:
        order = order or self.accepted()
        start = timezone.now() + dt.timedelta(hours=hours)
        given = {"members": list(self.team.members.all()), "starts_at": start, "ends_at": start + dt.timedelta(hours=1)}
        self.verbs.order_plan(order=order, **{"actor": self.team.captain, **given, **changes})
        return Order.objects.get(pk=order.pk)

    def in_service(self) -> Order:
        return self.verbs.order_start(order=self.scheduled(), actor=self.team.captain)

    def done(self, order: Order | None = None) -> Order:
        order = order or self.in_service()
        self.verbs.order_report(order=order, actor=self.team.captain, text="换了加热管", people_served=1, minutes=40)
        return Order.objects.get(pk=order.pk)

    def done_by(self, order: Order, team: Team) -> Order:
        """An accepted order is planned, served and reported by its team."""
        self.scheduled(order, actor=team.captain, members=list(team.members.all()))
        self.verbs.order_start(order=order, actor=team.captain)
        self.verbs.order_report(order=order, actor=team.captain, text="又去修了一次", people_served=1, minutes=30)
        return Order.objects.get(pk=order.pk)

    def again(self) -> Order:
        """The order of the second round, after a rating of one."""
        first = self.done()
        self.verbs.order_rate(order=first, actor=self.resident, score=1, by="account")
        return self.open(Need.objects.get(pk=first.need_id))


# --- rows on both sides of every rule, for the test that the three renderings agree ---------------


def _needs() -> tuple[ServiceCounty, list[Need]]:
    county = ServiceCounty()
    needs = [county.ask().need, county.screened(), county.ask(actor=None, unit=county.other_station).need]
    return county, needs


@makes_rows(Need)
def need_rows() -> list[Need]:
    county, needs = _needs()
    return [*needs, county.assigned().need]


@makes_rows(Order)
def order_rows() -> list[Order]:
    county = ServiceCounty()
    return [county.assigned(), county.opened()]


@makes_rows(Team)
def team_rows() -> list[Team]:
    county = ServiceCounty()
    hidden = county.make_team("未审队", county.other_station, TeamState.REVIEW)
    hidden.deputies.add(county.resident)
    return [county.team, county.rivals, hidden]


@makes_rows(TeamMember)
def member_rows() -> list[TeamMember]:
    county = ServiceCounty()
    county.rivals.deputies.add(county.resident)
    return [*county.team.members.all(), *county.rivals.members.all()]


@makes_rows(Vehicle)
def vehicle_rows() -> list[Vehicle]:
    county = ServiceCounty()
    return [Vehicle.objects.create(unit=unit, name="服务车") for unit in (county.station, county.other_town)]


@makes_rows(Category)
def category_rows() -> list[Category]:
    county = ServiceCounty()
    return [county.repairs, county.heating]


@makes_rows(ServiceLimit)
def limit_rows() -> list[ServiceLimit]:
    county = ServiceCounty()
    return [
        ServiceLimit.objects.create(category=category, step="serve", hours=8) for category in (None, county.heating)
    ]


@makes_rows(NeedBatch)
def batch_rows() -> list[NeedBatch]:
    county = ServiceCounty()
    pairs = [(county.station, county.helper), (county.other_station, county.other_dispatcher)]
    return [NeedBatch.objects.create(unit=unit, entered_by=person, channel=Channel.CHAT) for unit, person in pairs]


@makes_rows(RoutingRule)
def rule_rows() -> list[RoutingRule]:
    county = ServiceCounty()
    return [
        RoutingRule.objects.create(name="规则", unit=unit, mode="pooled") for unit in (county.town, county.other_town)
    ]


def _samples() -> list[FollowUpSample]:
    county = ServiceCounty()
    assessor = UnitFactory(name="第三方评估机构", kind=UnitKind.ASSESSOR)
    county.holder(Role.ASSESSOR, assessor)
    day = timezone.localdate()
    return [
        FollowUpSample.objects.create(
            ordered_by=unit,
            assessor=assessor,
            made_by=county.dispatcher,
            done_from=day,
            done_to=day,
            share=10,
            seed="1",
        )
        for unit in (county.centre, county.other_town)
    ]


@makes_rows(FollowUpSample)
def sample_rows() -> list[FollowUpSample]:
    return _samples()


@makes_rows(FollowUp)
def follow_up_rows() -> list[FollowUp]:
    order = ServiceCounty().done()
    return [FollowUp.objects.create(sample=sample, order=order) for sample in _samples()]
