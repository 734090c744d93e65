"""Every branch that a need can take, as the steps of one story, with the state that it must end in."""

from collections.abc import Callable
from dataclasses import dataclass

from common.errors import LinliError
from demo.story import Story
from exchange.enums import NeedState as N
from exchange.enums import OrderState as O
from exchange.services import privacy
from workflows import timers
from workflows.services import needs


@dataclass(frozen=True)
class Branch:
    """`ends` is the state of the need and of its last order; `days` how long before today it begins."""

    label: str
    run: Callable[[Story], None]
    ends: tuple[str, str]
    days: int = 40


def _rated(score: int, text: str = "") -> Callable[[Story], None]:
    def run(story: Story) -> None:
        story.accepted()
        story.assign()
        story.accept()
        story.served()
        story.rate(score, text)

    return run


def _paused(story: Story) -> None:
    story.accepted()
    story.assign()
    story.accept()
    needs.order_pause(order=story.order, actor=story.captain, reason="请告诉我们热水器的牌子")
    story.clock.work(6)
    needs.order_resume(order=story.order, actor=story.captain, reason="问清楚了")
    story.served()
    story.rate(5)


def _by_rule(story: Story) -> None:
    story.accepted()
    story.accept()
    story.served()
    story.rate(5)


def _by_pool_rule(story: Story) -> None:
    story.accepted()
    story.take()
    story.served()
    story.rate(4)


def _override(story: Story) -> None:
    """The county's dispatcher sends what the town's has claimed to a team of the county's own."""
    story.accepted()
    story.assign(by=story.service.people["dong"], reason="全市统筹，重阳节排在一起")
    story.accept()
    story.served()
    story.rate(5)


def _refused_once(story: Story) -> None:
    story.accepted()
    story.assign()
    story.refuse("no_capacity", "这周的孩子已经满了")
    story.assign("yinxing")
    story.accept()
    story.served()
    story.rate(4)


def _refused_twice(story: Story) -> None:
    story.accepted()
    for team in ("jiating", "fapai"):
        story.assign(team)
        story.refuse("not_free_then", "这几天都在外面")
    story.assign("jiating", reason="两支队伍都推了，由家事调解队办")
    try:
        story.refuse("other", "还是去不了")
    except LinliError:
        story.accept()
    story.served()
    story.rate(4)


def _pool_taken(story: Story) -> None:
    story.accepted()
    story.pool("谁离得近谁去")
    story.take("yinxing")
    story.served()
    story.rate(5)


def _recalled(story: Story) -> None:
    story.accepted()
    story.assign()
    story.accept()
    story.recall("那天厂里停工")
    story.assign()
    story.accept()
    story.served()
    story.rate(5)


def _extended(story: Story) -> None:
    story.accepted()
    story.assign()
    story.accept()
    story.more_time("要等化验结果", granted=True)
    story.served()
    story.rate(5)


def _extension_declined(story: Story) -> None:
    story.accepted()
    story.assign()
    story.accept()
    story.more_time("人手不够", granted=False, answer="请先派一位老师去")
    story.served()
    story.rate(4)


def _double_booking(story: Story) -> None:
    """A second order for the same people at the same hour is refused, and planned for another day."""
    story.accepted()
    story.assign()
    story.accept()
    story.plan()
    taken = story.order.slot_from
    other = Story(
        story.service, story.clock, {**story.facts, "words": "阳台门槛太高，老人跨不过去", "key": "door"}, story.earlier
    )
    other.accepted()
    other.assign("yinxing")
    other.accept()
    try:
        other.plan(start=taken)
    except LinliError:
        other.plan()
    other.serve()
    other.rate(5)
    story.serve()
    story.rate(5)


def _reopened(story: Story) -> None:
    story.accepted()
    story.assign()
    story.accept()
    story.served()
    story.rate(1, "约好了没有来")
    story.assign(reason="上回没办好，这次优先")
    story.accept()
    story.served()
    story.rate(5, "这回办得好")


def _unrated(story: Story) -> None:
    story.accepted()
    story.assign()
    story.accept()
    story.served()
    order = story.order
    if order.rate_until is not None:
        story.clock.to(order.rate_until)
    story.clock.work(1)
    needs.close_what_is_over()


def _returned_again(story: Story) -> None:
    story.ask()
    story.conclude("return", "请写明想看哪一类书、大约几本")
    story.add("养螃蟹、种葡萄的书，各要五六本")
    story.conclude()
    story.assign("xuezi")
    story.accept()
    story.served()
    story.rate(5)


def _returned_expired(story: Story) -> None:
    story.ask()
    story.conclude("return", "请写明在哪里、什么时间")
    story.clock.work(90)
    needs.close_what_is_over()


def _rejected(story: Story) -> None:
    story.ask()
    story.conclude("reject", "盖房不属于志愿服务，可以到镇里申请危房改造")


def _duplicate(story: Story) -> None:
    story.ask()
    story.conclude("duplicate", "和二组的路灯是一件事", master=story.earlier["lamp-group"])


def _deliberated(story: Story) -> None:
    story.ask()
    story.conclude("deliberate", "要花钱，请村里议一议")
    needs.deliberation_record(
        need=story.need,
        actor=story.panel[1],
        topic="二组到三组装路灯",
        held_on=story.clock.now.date(),
        attendees="村民代表七人、村委两人、水电队一人",
        result="村里买灯，水电维修队装",
    )
    story.clock.work(4)
    story.conclude(reason="议事会同意")
    story.assign()
    story.accept()
    story.served()


def _cancelled(story: Story) -> None:
    story.accepted()
    story.assign()
    story.cancel("女儿请到假了")


def _withdrawn(story: Story) -> None:
    story.accepted()
    needs.need_withdraw(need=story.need, actor=story.dispatcher, reason="广场要改造，改造后一起建")


def _urged(story: Story) -> None:
    story.accepted()
    story.urge()
    story.assign()
    story.accept()
    story.served()
    story.rate(5)


def _late(story: Story) -> None:
    """Nobody dispatches it: told at half, at four fifths and when it is due, then the county sees it."""
    story.accepted()
    for hours in (1.2, 1.2, 2, 9):
        story.clock.work(hours)
        timers.remind(story.clock.now)
        timers.escalate(story.clock.now)


def _erased(story: Story) -> None:
    _rated(5)(story)
    privacy.personal_erase(need=story.need, actor=story.service.people["cai"], reason="家长来电要求删除")


def _waits(*steps: str) -> Callable[[Story], None]:
    def run(story: Story) -> None:
        for step in steps:
            getattr(story, step)()

    return run


def _half_said(story: Story) -> None:
    story.ask()
    story.say("accept", voices=2)


def _in_pool(story: Story) -> None:
    story.accepted()


def _to_add(story: Story) -> None:
    story.ask()
    story.conclude("return", "请拍一张叶子的照片，或者写明是什么虫")


RATED = (N.CLOSED, O.RATED)
BRANCHES: dict[str, Branch] = {
    "rated_five": Branch("派单、接单、办完，评 5 分", _rated(5, "讲得慢，听得懂"), RATED),
    "rated_four": Branch("办完，评 4 分", _rated(4), RATED),
    "rated_three": Branch("办完，评 3 分", _rated(3, "晚来了半天"), RATED),
    "by_rule": Branch("按规则直接派给队伍", _by_rule, RATED),
    "by_pool_rule": Branch("按规则进抢单池，队伍抢单", _by_pool_rule, RATED),
    "by_hand": Branch("派单员看推荐理由派单", _rated(5), RATED),
    "override": Branch("市里统筹，越过镇里派单", _override, RATED),
    "refused_once": Branch("退单一次，改派", _refused_once, RATED),
    "refused_twice": Branch("退单两次，派单员定了不能再退", _refused_twice, RATED),
    "pool_taken": Branch("放进抢单池，被抢走", _pool_taken, RATED),
    "recalled": Branch("收回改派", _recalled, RATED),
    "extended": Branch("申请延期，同意", _extended, RATED),
    "extension_declined": Branch("申请延期，不同意", _extension_declined, RATED),
    "paused": Branch("等居民回话，停表再走", _paused, RATED),
    "double_booking": Branch("同一时间撞单，被拦下改期", _double_booking, RATED),
    "reopened": Branch("评 1 分，重办一次", _reopened, RATED),
    "unrated": Branch("到期没评，记为未评", _unrated, (N.CLOSED, O.UNRATED)),
    "returned_again": Branch("退回补充，补好再受理", _returned_again, RATED),
    "returned_expired": Branch("退回后没有补充，过期", _returned_expired, (N.EXPIRED, "")),
    "rejected": Branch("不受理，写明理由", _rejected, (N.REJECTED, "")),
    "duplicate": Branch("并案，跟着主件走", _duplicate, (N.DUPLICATE, "")),
    "deliberated": Branch("议事协商后受理", _deliberated, (N.SERVED, O.DONE), days=20),
    "cancelled": Branch("居民自己撤回", _cancelled, (N.CANCELLED, O.CANCELLED)),
    "withdrawn": Branch("中心撤销", _withdrawn, (N.WITHDRAWN, O.CANCELLED)),
    "urged": Branch("居民催办", _urged, RATED),
    "late": Branch("超时：提醒三次，升一级", _late, (N.ACCEPTED, O.WAITING), days=6),
    "erased": Branch("应要求删除个人信息，统计不变", _erased, RATED),
    "followed_up_not_served": Branch("办完等回访", _rated(5), RATED),
    "followed_up_good": Branch("办完等回访", _rated(5), RATED),
    "followed_up_unreached": Branch("办完等回访", _rated(4), RATED),
    "waits_for_panel": Branch("等商定", _waits("ask"), (N.SUBMITTED, ""), days=1),
    "waits_half": Branch("商定小组说了两个人", _half_said, (N.SUBMITTED, ""), days=1),
    "waits_for_dispatch": Branch("等派单", _waits("accepted"), (N.ACCEPTED, O.WAITING), days=1),
    "waits_in_pool": Branch("在抢单池里", _in_pool, (N.IN_HAND, O.POOLED), days=1),
    "waits_for_answer": Branch("等队伍接单", _waits("accepted", "assign"), (N.IN_HAND, O.ASSIGNED), days=1),
    "waits_for_plan": Branch("等队伍约时间", _waits("accepted", "accept"), (N.IN_HAND, O.ACCEPTED), days=1),
    "waits_for_service": Branch(
        "约好了时间", _waits("accepted", "assign", "accept", "plan"), (N.IN_HAND, O.SCHEDULED), days=1
    ),
    "waits_for_rating": Branch(
        "等居民评价", _waits("accepted", "assign", "accept", "served"), (N.SERVED, O.DONE), days=6
    ),
    "waits_for_addition": Branch("等居民补充", _to_add, (N.RETURNED, ""), days=2),
}
