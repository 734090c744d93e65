"""What askers and teams are told, in the county's words. Staff may word each of them otherwise.

A message to a team says nothing of the asker: code, category, unit and time. One to an asker names the receipt
by its last four digits: the whole code is as good as a password.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from common.messages.enums import Channel
from common.messages.kinds import MessageKind, Variable, register_kind

TO_ASKER = (Channel.SMS, Channel.SITE, Channel.MAIL)
TO_TEAM = (Channel.SMS, Channel.SITE, Channel.MAIL)

TAIL = Variable("tail", _("last four digits of the receipt"), "4821", longest=4)
UNIT = Variable("unit", _("unit"), "百家桥站", longest=16)
TEAM = Variable("team", _("team"), "水电维修队", longest=16)
TIME = Variable("time", _("time"), "3月5日 14:30", longest=20)
DUE = Variable("due", _("until when"), "3月9日 17:30", longest=20)
ASKED = Variable("asked", _("what the asker is asked for"), "请告知方便上门的时间", longest=30)
CODE = Variable("code", _("number of the need"), "k7m2p9qr4t", longest=16)
CATEGORY = Variable("category", _("category"), "水电", longest=12)


def _asker(code: str, title: Any, text: str, *variables: Variable) -> MessageKind:
    return MessageKind(f"exchange.{code}", title, text, (TAIL, *variables), TO_ASKER)


def _team(code: str, title: Any, text: str, *variables: Variable) -> MessageKind:
    return MessageKind(f"exchange.{code}", title, text, (CODE, CATEGORY, UNIT, *variables), TO_TEAM)


ASKER_KINDS = (
    _asker("submitted", _("to the asker: received"), "您的需求已收到，回执尾号{tail}，{unit}将尽快研判。", UNIT),
    _asker(
        "returned", _("to the asker: more is needed"), "您的需求（回执尾号{tail}）需要补充情况，请凭回执查看并补充。"
    ),
    _asker(
        "rejected",
        _("to the asker: rejected"),
        "您的需求（回执尾号{tail}）未能受理，原因请凭回执查看，或咨询{unit}。",
        UNIT,
    ),
    _asker("accepted", _("to the asker: accepted"), "您的需求（回执尾号{tail}）已受理，正在安排队伍。"),
    _asker(
        "duplicate",
        _("to the asker: joined to another"),
        "您的需求（回执尾号{tail}）与已有需求相同，已合并办理，进展会告知您。",
    ),
    _asker("dispatched", _("to the asker: dispatched"), "您的需求（回执尾号{tail}）已派单，请等候志愿队伍联系。"),
    _asker(
        "team_accepted",
        _("to the asker: a team has accepted"),
        "{team}已接单，将办理您的需求（回执尾号{tail}）。",
        TEAM,
    ),
    _asker(
        "scheduled",
        _("to the asker: scheduled"),
        "{team}定于{time}为您服务（回执尾号{tail}），请留意来电。",
        TEAM,
        TIME,
    ),
    _asker(
        "paused", _("to the asker: something is asked"), "办理您的需求（回执尾号{tail}）需要您配合：{asked}。", ASKED
    ),
    _asker("done", _("to the asker: done, please rate"), "您的需求（回执尾号{tail}）已办结，请凭回执评价。"),
    _asker(
        "joined_done",
        _("to the asker: done together with another"),
        "您的需求（回执尾号{tail}）已合并办结，可凭回执查看。",
    ),
    _asker("extended", _("to the asker: more time"), "您的需求（回执尾号{tail}）办理时间延至{due}前，请谅解。", DUE),
    _asker("reopened", _("to the asker: opened once more"), "您的需求（回执尾号{tail}）已重新办理，将再次安排队伍。"),
    _asker(
        "withdrawn",
        _("to the asker: withdrawn by the centre"),
        "您的需求（回执尾号{tail}）已终止办理，原因请凭回执查看，或咨询{unit}。",
        UNIT,
    ),
)

TEAM_KINDS = (
    _team("assigned", _("to the team: sent to you"), "派单：{unit}{category}需求{code}，请于{due}前答复。", DUE),
    _team("recalled", _("to the team: taken back"), "{unit}{category}需求{code}已由派单员收回，您无需再办理。"),
    _team("cancelled", _("to the team: cancelled"), "{unit}{category}需求{code}已取消，您无需再办理。"),
    _team(
        "extension_granted", _("to the team: more time is granted"), "{unit}{category}需求{code}同意延期至{due}。", DUE
    ),
    _team(
        "extension_declined",
        _("to the team: more time is declined"),
        "{unit}{category}需求{code}未同意延期，请于{due}前办结。",
        DUE,
    ),
)

POOLED = MessageKind(
    "exchange.pooled",
    _("to the group of the open pool: a new order"),
    "抢单池有新单：{unit}{category}需求{code}。",
    (CODE, CATEGORY, UNIT),
    (Channel.GROUP,),
)
# The robot of this name, if one is set, tells of orders in the open pool.
POOL_GROUP = "pool"


def register() -> None:
    register_kind(*ASKER_KINDS, *TEAM_KINDS, POOLED)
