"""From needs to ratings: forty and more needs through every branch, each told when it is reached."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from common.personal import masked
from demo.branches import BRANCHES, Branch
from demo.clock import Clock
from demo.narrator import Narrator
from demo.service import Service
from demo.story import Story
from exchange.enums import Reach
from exchange.models import FollowUp, FollowUpSample, Need
from exchange.selectors import by_receipt, milestones, public_needs
from exchange.services.followup import follow_up_report, sample_draw
from organisations.selectors import reader_for
from workflows import selectors, timers
from workflows.checks import drifts
from workflows.services import needs
from workflows.turns import latest_order


def run(service: Service, narrator: Narrator) -> None:
    known: dict[str, Need] = {}
    made = 0
    # Masters before what repeats them.
    for facts in sorted(service.facts["needs"], key=lambda each: "master" in each):
        branch = BRANCHES[facts["branch"]]
        need = _found(service, facts)
        if need is None:
            need = _walk(service, facts, branch, known)
            made += 1
        known[facts["key"]] = need
        _tell(facts, branch, need, narrator)
    narrator.line(f"需求：新走完 {made} 件，原有 {len(known) - made} 件")
    timers.remind()
    timers.escalate()


def _found(service: Service, facts: dict[str, Any]) -> Need | None:
    same = Need.objects.filter(unit=service.unit(facts["unit"]), public_text__startswith=masked(facts["words"]))
    return same.order_by("pk").first()


@transaction.atomic
def _walk(service: Service, facts: dict[str, Any], branch: Branch, known: dict[str, Need]) -> Need:
    """All of a story or nothing, so that a run that was cut off begins it again."""
    clock = Clock(branch.days)
    with clock.running():
        story = Story(service, clock, facts, known)
        branch.run(story)
        return story.need


def _tell(facts: dict[str, Any], branch: Branch, need: Need, narrator: Narrator) -> None:
    order = latest_order(need)
    # What was opened again by the follow-up has gone on from there.
    state = (need.state, order.state if order else "")
    good = state == branch.ends or FollowUp.objects.filter(order__need=need, served=False).exists()
    words = order.get_state_display() if order else need.get_state_display()
    narrator.check(good, f"{branch.label}：{facts['words'][:22]}（{need.code}，{words}）")


def follow_up(service: Service, narrator: Narrator) -> None:
    """A third of what was done is asked after by outsiders: one was not served, one was not reached."""
    sample = FollowUpSample.objects.first() or _drawn(service)
    open_calls = list(sample.follow_ups.filter(reach="").select_related("order__need").order_by("pk"))
    assessor = service.people["jiang"]
    for number, call in enumerate(open_calls):
        if number == 1:
            needs.follow_up_record(follow_up=call, actor=assessor, reach=Reach.NOT_REACHED)
        else:
            score = 5 if number % 3 else 4
            answers = {"served": False} if number == 0 else {"served": True, "satisfied": score}
            needs.follow_up_record(follow_up=call, actor=assessor, reach=Reach.REACHED, **answers)
    report = follow_up_report(sample)
    narrator.line(
        f"第三方回访：{report.population} 件里抽 {report.size} 件，接通 {report.reached.count} 件，"
        f"确实服务了 {report.served.count} 件，满意 {report.satisfied.count} 件"
    )
    again = FollowUp.objects.filter(sample=sample, served=False, order__need__orders__round=2).count()
    narrator.check(again == 1, f"回访说“没有来”的，重办 {again} 件")


def _drawn(service: Service) -> FollowUpSample:
    today = timezone.localdate()
    return sample_draw(
        actor=service.people["cai"],
        ordered_by=service.unit("centre"),
        assessor=service.assessor,
        done_from=today - dt.timedelta(days=60),
        done_to=today,
        share=Decimal(33),
        seed="demo",
        strata=["town"],
    )


def check(service: Service, narrator: Narrator) -> None:
    """Is the loop closed? Asked as the people would who use it."""
    narrator.check(Need.objects.count() >= 40, f"需求 {Need.objects.count()} 件，不少于 40 件")
    found = drifts()
    narrator.check(not found, f"单据和流程对得上，不一致 {len(found)} 处")
    texts = "".join(public_needs().values_list("public_text", flat=True))
    narrator.check("1380013" not in texts, "公开的需求里没有电话")
    hidden = ("白盖一间房子", "养螃蟹的书")
    narrator.check(not any(words in texts for words in hidden), "没受理的需求不公开")
    _check_receipt(service, narrator)
    for name, whose in (("dong", "市派单员"), ("pan", "杨舍镇派单员"), ("tang", "商定小组")):
        person = service.people[name]
        waiting = selectors.claimable(reader_for(person), person).count()
        narrator.check(waiting > 0, f"{whose}的待办 {waiting} 件")
    teams = sum(selectors.of_teams(team.captain).exists() for team in service.teams.values())
    narrator.check(teams > 0, f"{teams} 支队伍手上有单")


def _check_receipt(service: Service, narrator: Narrator) -> None:
    """One without an account follows it by what the receipt says and the end of the phone number."""
    facts = next(each for each in service.facts["needs"] if each["branch"] == "waits_for_rating")
    need = _found(service, facts)
    if need is None:
        narrator.check(False, "没有一张能查进度的回执")
        return
    same = by_receipt(need.personal.receipt, facts["phone"][-4:])
    reached = [step.name for step in milestones(same) if step.at is not None]
    narrator.check(same == need and "done" in reached, f"凭回执和电话尾号查到进度：走到第 {len(reached)} 步")
