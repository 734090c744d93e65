"""One need on its way: each method is one step of one person, some working hours after the one before."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import User
from common.errors import LinliError
from demo.clock import Clock
from demo.service import Service
from exchange.enums import ON_BEHALF, Breadth, Channel, QuestionKind, RatedBy
from exchange.models import Category, CategoryQuestion, Extension, Need, Order, Plan
from exchange.services import Asked, Submitted
from organisations.enums import Role
from organisations.models import Unit
from volunteers.models import Team
from workflows.services import needs


def _usual(question: CategoryQuestion) -> str:
    """What most people answer, where an answer is needed."""
    if not question.required:
        return ""
    usual = {
        QuestionKind.YES_NO: "yes",
        QuestionKind.NUMBER: "1",
        QuestionKind.CHOICE: question.choices.split(" ")[0],
        QuestionKind.DATE: f"{timezone.localdate() + dt.timedelta(days=14):%Y-%m-%d}",
    }
    return usual.get(QuestionKind(question.kind), "写在上面了")


@dataclass
class Story:
    service: Service
    clock: Clock
    facts: dict[str, Any]
    earlier: dict[str, Need]
    submitted: Submitted | None = None

    # --- who ------------------------------------------------------------------------------------

    @property
    def unit(self) -> Unit:
        return self.service.unit(self.facts["unit"])

    @property
    def category(self) -> Category:
        return self.service.categories[self.facts["category"]]

    @property
    def need(self) -> Need:
        assert self.submitted is not None  # noqa: S101 - every branch asks first
        return Need.objects.select_related("unit", "category").get(pk=self.submitted.need.pk)

    @property
    def order(self) -> Order:
        return self.need.orders.select_related("need", "team").order_by("-round")[0]

    @property
    def asker(self) -> User | None:
        return self.service.people.get(self.facts.get("asker", ""))

    @property
    def panel(self) -> list[User]:
        return self.service.holders(Role.PANELLIST, self.unit)

    @property
    def dispatcher(self) -> User:
        """That of the town where there is one, else that of the centre."""
        town = self.service.holders(Role.DISPATCHER, self.unit.get_parent())
        return town[0] if town else self.service.people["dong"]

    @property
    def helper(self) -> User:
        return self.service.holders(Role.HELPER, self.unit)[0]

    def team_for(self, name: str = "") -> Team:
        """The named team, else the first that serves the category."""
        key = name or self.facts.get("team", "")
        if key:
            return self.service.teams[key]
        serving = self.category.teams.select_related("team").order_by("pk").first()
        return serving.team if serving else self.service.teams["yinxing"]

    @property
    def captain(self) -> User:
        team = self.order.team
        assert team is not None  # noqa: S101 - asked of orders that have one
        return team.captain

    # --- the asker --------------------------------------------------------------------------------

    def ask(self) -> None:
        channel = Channel(self.facts["channel"])
        given = self.facts.get("answers", {})
        answers = {
            question.pk: given.get(question.text) or _usual(question) for question in self.category.questions.all()
        }
        asked = Asked(
            words=self.facts["words"],
            name=self.facts.get("name", ""),
            phone=self.facts.get("phone", ""),
            vulnerable=self.facts.get("vulnerable", ""),
            people_count=self.facts.get("people"),
            wanted_from=self.facts.get("wanted_from"),
            answers=answers,
        )
        actor = self.helper if channel in ON_BEHALF else self.asker
        self.submitted = needs.need_submit(
            actor=actor, unit=self.unit, channel=channel, asked=asked, category=self.category
        )
        self.clock.work(1)

    @property
    def speaks(self) -> User | None:
        """Who does what the asker does: with an account, by receipt (None), or the helper for somebody else."""
        return self.helper if self.facts["channel"] in ON_BEHALF else self.asker

    def add(self, words: str) -> None:
        needs.need_supplement(need=self.need, actor=self.speaks, words=words)
        self.clock.work(1)

    def cancel(self, reason: str) -> None:
        needs.need_cancel(need=self.need, actor=self.speaks, reason=reason)

    def urge(self) -> None:
        needs.need_urge(need=self.need, actor=self.speaks)

    def rate(self, score: int, text: str = "") -> None:
        by = RatedBy.PHONE if self.facts["channel"] in ON_BEHALF else RatedBy.ACCOUNT if self.asker else RatedBy.RECEIPT
        needs.order_rate(order=self.order, actor=self.speaks, score=score, by=by, text=text)
        self.clock.work(1)

    # --- the panel --------------------------------------------------------------------------------

    def say(self, outcome: str, text: str = "", voices: int = 3) -> None:
        for person in self.panel[:voices]:
            needs.panel_say(need=self.need, actor=person, outcome=outcome, text=text or "核实过")
            self.clock.work(0.25)

    def conclude(self, outcome: str = "accept", reason: str = "", **more: Any) -> None:
        self.say(outcome, reason)
        breadth = self.facts.get("breadth", Breadth.INDIVIDUAL)
        given = {"category": self.category, "breadth": breadth} if outcome == "accept" else {}
        needs.screen(need=self.need, actor=self.panel[0], outcome=outcome, reason=reason, **given, **more)
        self.clock.work(1)

    def accepted(self) -> None:
        self.ask()
        self.conclude()

    # --- dispatch ---------------------------------------------------------------------------------

    def assign(self, team: str = "", *, by: User | None = None, reason: str = "") -> None:
        needs.order_assign(order=self.order, team=self.team_for(team), actor=by or self.dispatcher, reason=reason)
        self.clock.work(1)

    def pool(self, reason: str = "") -> None:
        needs.order_pool(order=self.order, actor=self.dispatcher, reason=reason)
        self.clock.work(1)

    def recall(self, reason: str) -> None:
        needs.order_recall(order=self.order, actor=self.dispatcher, reason=reason)
        self.clock.work(0.5)

    # --- the team ---------------------------------------------------------------------------------

    def take(self, team: str = "") -> None:
        chosen = self.team_for(team)
        needs.order_take(order=self.order, team=chosen, actor=chosen.captain)
        self.clock.work(1)

    def accept(self) -> None:
        needs.order_accept(order=self.order, actor=self.captain)
        self.clock.work(1)

    def refuse(self, code: str, text: str) -> None:
        needs.order_refuse(order=self.order, actor=self.captain, code=code, text=text)
        self.clock.work(1)

    def more_time(self, reason: str, *, granted: bool, answer: str = "") -> Extension:
        order = self.order
        assert order.due_at is not None  # noqa: S101 - it has been dispatched
        until = order.due_at + dt.timedelta(days=3)
        extension = needs.extension_ask(order=order, actor=self.captain, until=until, reason=reason)
        self.clock.work(0.5)
        return needs.extension_decide(extension=extension, actor=self.dispatcher, granted=granted, answer=answer)

    def plan(self, *, start: dt.datetime | None = None) -> Plan:
        """The captain and the first member go; on the first hour that nobody of them is taken."""
        order = self.order
        assert order.team is not None  # noqa: S101 - it has been accepted
        members = list(order.team.members.order_by("pk")[:2])
        first = start or self._morning(1)
        for day in range(20):
            try:
                begins = first + dt.timedelta(days=day)
                return needs.order_plan(
                    order=order,
                    actor=self.captain,
                    starts_at=begins,
                    ends_at=begins + dt.timedelta(hours=1),
                    members=members,
                    place=order.need.unit.name,
                )
            except LinliError:
                if start is not None:
                    raise
        raise RuntimeError("No free hour was found.")

    def _morning(self, days: int) -> dt.datetime:
        local = timezone.localtime(self.clock.now) + dt.timedelta(days=days)
        return local.replace(hour=9, minute=0, second=0, microsecond=0)

    def serve(self) -> None:
        plan = Plan.objects.get(order=self.order)
        self.clock.to(plan.starts_at)
        needs.order_start(order=self.order, actor=self.captain)
        self.clock.to(plan.ends_at)
        people = self.facts.get("people", 1)
        needs.order_report(
            order=self.order, actor=self.captain, text="按约好的做了，大家都满意", people_served=people, minutes=60
        )
        self.clock.work(1)

    def served(self) -> None:
        """From an order that a team has accepted to one that waits for its rating."""
        self.plan()
        self.serve()
