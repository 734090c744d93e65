"""What is asked for in a group chat: candidates for a person to confirm, and what was left out and why."""

import datetime as dt
import re
from dataclasses import dataclass, field, replace

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.errors import Invalid
from common.personal import landlines, mobiles
from common.phones import bare_phone
from common.readable import normalise
from exchange.intake.messages import QUOTE, Message, read_messages
from exchange.intake.naming import CategoryNames
from exchange.models import Category

LONGEST_PASTE = 60_000
SHORTEST_REQUEST = 4
SHORTEST_PART = 2
LONGEST_NOTICE = 60


class Confidence(models.IntegerChoices):
    """How likely it is that somebody asks for something."""

    UNSURE = 1, gettext_lazy("look twice")
    LIKELY = 2, gettext_lazy("likely")
    SURE = 3, gettext_lazy("clearly a need")


class Why(models.TextChoices):
    """Why a message was left out."""

    THANKS = "thanks", gettext_lazy("greeting or thanks")
    PICTURE = "picture", gettext_lazy("only a picture or sticker")
    NOTICE = "notice", gettext_lazy("notice of the group")
    ANNOUNCEMENT = "announcement", gettext_lazy("announcement")
    ANSWER = "answer", gettext_lazy("somebody answers")
    AGREES = "agrees", gettext_lazy("agrees with the one before")
    CONTACT = "contact", gettext_lazy("telephone for the one before")
    TALK = "talk", gettext_lazy("nothing is asked for")


@dataclass(frozen=True)
class Candidate:
    """A need that may have been asked for. `why` are the words of the text that speak for it."""

    line: int
    speaker: str
    at: dt.datetime | None
    text: str
    confidence: Confidence
    why: tuple[str, ...]
    category: Category | None = None
    phone: str = ""
    supporters: int = 0

    @property
    def chosen(self) -> bool:
        """Whether it is ticked before anybody has looked."""
        return self.confidence > Confidence.UNSURE


@dataclass(frozen=True)
class LeftOut:
    line: int
    speaker: str
    text: str
    why: Why


@dataclass
class Reading:
    candidates: list[Candidate] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


_STICKER = re.compile(r"\[[^\[\]\n]{1,12}\]|【(?:图片|视频|语音|表情|动画表情|文件)】|<(?:图片|视频|语音|表情)>")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3\U000e0020-\U000e007f]+")
# WeChat ends a mention with a four-per-em space.
_MENTION = re.compile(r"(?<![A-Za-z0-9])@[^\s@，。：:]{1,20}(?:[\s\u2005]+|$)")
_NOTICES = re.compile(
    r"撤回了一条消息|加入了?(?:本)?群聊?|邀请.{1,20}(?:加入|进群)|拍了拍|修改群名|退出了?群聊?|开启了?.{0,6}验证|以下(?:是|为)新消息|"
    r"打招呼内容|的聊天记录$|红包|^聊天记录$|已成为新的?群主|^\d+条新消息$|接龙$|^#接龙"
)
_ANNOUNCES = re.compile(
    r"^[【\[《]?\s*(?:通知|公告|温馨提示|温馨提醒|友情提醒|提醒|倡议书?|预告|转发|活动预告|招募|重要通知|紧急通知|通报|喜报)"
    r"|^(?:各位|尊敬的|亲爱的)[^，,！!：:]{0,10}(?:居民|村民|业主|邻居|家人|志愿者|朋友)"
)
_ANSWERS = re.compile(
    r"^(?:(?:好的?|收到|嗯|行|知道了)[，,。！! ]*)?"
    r"(?:已经?|马上|这就|我们?这?就|稍后|稍等|等下|正在|我来|我去|师傅|我们|你打|您打|可以打|请拨打?)"
    r"(?:.{0,10})(?:安排|处理|联系|反映|报修|登记|派人|上报|解决|过来|过去|来看|看看|修好|转给|12345|物业)"
    r"|^(?:修好了|解决了|处理好了|已修|搞定|没事了)"
)
_THANKS = (
    "收到 谢谢 多谢 感谢 谢了 辛苦了 辛苦 好的 好滴 好哒 好嘞 好 嗯 哦 噢 喔 ok okk 明白 知道了 "
    "了解 不客气 不用谢 没事 没关系 早上好 上午好 下午好 晚上好 中午好 早安 晚安 早 大家好 各位好 各位 大家 "
    "你们 你 您 你好 您好 赞 点赞 棒 真棒 厉害 牛 哈 呵 嘿 嘻 是的 是 对的 对 可以 行 没问题 给力 "
    "支持 加油 已阅 阅 顶 祝 周末愉快 节日快乐 新年好 生日快乐 恭喜 啦 了 啊 呀 哈哈 书记 主任 姐 哥 "
    "老师 师傅 站长 网格员 志愿者 太 真 很 都 们 的 非常 "
)
_THANK = re.compile("|".join(re.escape(word) for word in sorted(_THANKS.split(), key=len, reverse=True)), re.IGNORECASE)
# Somebody is thanked for what was done; who goes on to wish for something is not only thankful.
_GRATEFUL = re.compile(
    r"^(?:非常|真的?|太|特别)?(?:谢谢|感谢|多谢)(?!.*(?:[?？]|希望|能不能|能否|麻烦|还想|再|另外|不过|但是?|可是))"
)
_MENDED = re.compile(r"[好通亮完]了|解决|修好|恢复|[运清搬拖]走")
# Short words that nothing is needed.
_DECLINES = re.compile(r"(?<!需)不再?需要|不用(?:了|帮|来|麻烦|修|管)|没有?(?:什么)?需[要求]|^算了")
LONGEST_DECLINE = 16
_NO_WORDS = re.compile(r"[\W_]+")
_ALSO = (
    r"(?:我|俺)(?:们)?(?:家|这边|这里|那边|楼|单元)?(?:里)?也(?:是|要|想|有|需要|一样|不行|不亮|没有).{0,8}"
    r"|我也报名?|同[上求问感样]"
)
_AGREES = re.compile(rf"(?:\+|加)\s*\d{{1,2}}(?:{_ALSO})?|{_ALSO}|一样(?:的)?|附议")
_ASKS = re.compile(
    r"想请|能不能|能否|可不可以|可以.{1,20}[吗么]|希望|求助|求教?|请.{0,6}(?:来|帮|派|安排|人|教|修|问)|帮忙|帮.{0,2}(?:我|他|她|忙)|需要|有没有|"
    r"谁能|谁会|谁有|哪里(?:能|可以|有)|哪儿|怎么办|怎么(?:申请|弄|走|报名|领)|想(?:学|要|找|办|申请|问|借|报名|让|给|听|看|理发|参加)|麻烦|"
    r"申请|急需|急用|缺|找(?:人|个|谁)|什么时候.{0,14}[?？吗]|多久.{0,10}[?？]|该找谁|反映|建议|盼"
)
_TROUBLE = re.compile(
    r"坏|不亮|漏|堵|停水|停电|断电|没(?:水|电|人|法|网|气)|不方便|不便|不会(?:用|弄)|掉(?:了|下)|裂|积水|垃圾|发?臭|吵|噪|扰民|困难|生病|发烧|摔|走丢|"
    r"迷路|倒了|危险|太暗|黑漆漆|不通|卡住|失灵|打不开|关不上|塌|坑|老鼠|蟑螂|占(?:用|道)|乱停|没着落|看不清|行动不|起不来|坏了|松动|松了|生锈|冒烟|跳闸|"
    r"滴水|关不[紧严]|连不上|上不了网|发[黄黑霉]|占了|挡(?:住|了)|不制冷|不[转响热]了?|打不着|出不了门|断了|破了|冒水"
)
_NUMBERED = re.compile(
    r"(?:(?P<circle>[①-⑳])|(?:^|(?<=[\n；;。，,：: !！]))\s*(?:(?P<digit>\d{1,2})\s*(?:[、)）．]|[.](?!\d))"
    r"|[(（](?P<bracket>\d{1,2})[)）]"
    r"|(?P<han>[一二三四五六七八九十])(?:、|是(?!个|不|否))|第(?P<nth>[一二三四五六七八九十])(?:[、，,:：是]|件事?[是，,:：]?)))\s*"
)
_PREFACE = re.compile(
    r"[几两三四五六0-9一]+(?:件|个|点|条|桩)?(?:小)?(?:事情?|问题|需求|诉求|建议|困难|求助)|如下|以下|反映一下|汇总|^.{0,3}$"
)
_HAN_NUMERALS = "一二三四五六七八九十"


def read_chat(text: str, names: CategoryNames, now: dt.datetime) -> Reading:
    """Candidates in the order in which they were said. Raises Invalid for a paste that nobody could look through."""
    if not text.strip():
        raise Invalid("exchange.paste_empty", _("Paste what was written in the group."), field="text")
    if len(text) > LONGEST_PASTE:
        raise Invalid(
            "exchange.paste_long",
            _("This is too much at once (%(most)d characters at most): paste a few days at a time.")
            % {"most": LONGEST_PASTE},
            field="text",
        )
    reading = Reading()
    for message in read_messages(text, now):
        _sort_in(reading, message, names)
    return reading


def _sort_in(reading: Reading, message: Message, names: CategoryNames) -> None:
    if message.quoted:
        reading.left_out.append(LeftOut(message.line, message.speaker, "\n".join(message.quoted), Why.ANSWER))
    _part_notices(reading, message)
    text = cleaned("\n".join(_own_words(message)))
    why = _left_out(message.text, text)
    last = reading.candidates[-1] if reading.candidates else None
    if why is None and last is not None and _AGREES.fullmatch(re.sub(r"[^\w+]", "", normalise(text))):
        reading.candidates[-1] = replace(last, supporters=last.supporters + 1)
        why = Why.AGREES
    elif why is None and last is not None and last.speaker == message.speaker and _is_phone(text):
        reading.candidates[-1] = replace(last, phone=last.phone or phone_in(text))
        why = Why.CONTACT
    if why is not None:
        reading.left_out.append(LeftOut(message.line, message.speaker, message.text, why))
        return
    for part in numbered_parts(text):
        _judge(reading, message, part, names)


def _part_notices(reading: Reading, message: Message) -> None:
    """What the group itself says between two messages has no head: it would take the need above it along."""
    if not message.words or _is_notice(message.words[0]):
        return
    notices = [line for line in message.words if _is_notice(line)]
    if notices:
        message.words = [line for line in message.words if not _is_notice(line)]
        reading.left_out.append(LeftOut(message.line, "", "\n".join(notices), Why.NOTICE))


def _is_notice(line: str) -> bool:
    return bool(_NOTICES.search(line)) and len(line) < LONGEST_NOTICE


def _own_words(message: Message) -> list[str]:
    """Without what is quoted on a line of its own, as newer versions copy an answer."""
    if len(message.words) > 1 and QUOTE.match(message.words[0]) and message.words[0][0] in '「“"':
        return message.words[1:]
    return message.words


def cleaned(text: str) -> str:
    """Without mentions, stickers and emoji, each line trimmed."""
    bare = _MENTION.sub("", _EMOJI.sub("", _STICKER.sub("", text)))
    return "\n".join(line for line in (" ".join(each.split()) for each in bare.splitlines()) if line)


def _left_out(raw: str, text: str) -> Why | None:
    if _NOTICES.search(raw) and len(text) < LONGEST_NOTICE:
        return Why.NOTICE
    if not _NO_WORDS.sub("", text):
        return Why.PICTURE if _STICKER.search(raw) or not _EMOJI.search(raw) else Why.THANKS
    if "@所有人" in raw or _ANNOUNCES.search(text):
        return Why.ANNOUNCEMENT
    if not _NO_WORDS.sub("", _THANK.sub("", text)) and not re.search(r"[+＋]", text):
        return Why.THANKS
    if _GRATEFUL.search(text) and (_MENDED.search(text) or not _TROUBLE.search(text)):
        return Why.THANKS
    if _DECLINES.search(text) and len(text) <= LONGEST_DECLINE and not re.search("[?？]", text):
        return Why.TALK
    answers = _ANSWERS.search(text)
    return Why.ANSWER if answers and not _ASKS.search(text[answers.end() :]) else None


def _is_phone(text: str) -> bool:
    """Nothing but a number to call, with a word or two around it."""
    return bool(phone_in(text)) and len(re.sub(r"[\d\W_]", "", normalise(text))) <= 8


def phone_in(text: str) -> str:
    """The first mobile number of a text, else the first landline, as digits; empty without one."""
    plain = normalise(text)
    for detector in (mobiles, landlines):
        for start, end, _masked in detector(plain):
            if phone := bare_phone(plain[start:end]):
                return phone
    return ""


def numbered_parts(text: str) -> list[str]:
    """The requests of a message that counts them, 1 first; else the message. What stands before 1 goes with each."""
    marks = list(_NUMBERED.finditer(text))
    counted = [mark for number, mark in enumerate(marks, start=1) if _value(mark) == number]
    if len(counted) < 2 or len(counted) != len(marks):
        return [text]
    ends = [mark.start() for mark in counted[1:]] + [len(text)]
    parts = [text[mark.end() : end].strip(" \n；;，,。") for mark, end in zip(counted, ends, strict=True)]
    if any(len(part) < SHORTEST_PART for part in parts):
        return [text]
    preface = text[: counted[0].start()].strip(" \n：:，,。；;")
    if preface and not _PREFACE.search(preface) and _NO_WORDS.sub("", _THANK.sub("", preface)):
        parts = [f"{preface}：{part}" for part in parts]
    return parts


def _value(mark: re.Match[str]) -> int:
    if mark["circle"]:
        return ord(mark["circle"]) - ord("①") + 1
    han = mark["han"] or mark["nth"]
    return _HAN_NUMERALS.index(han) + 1 if han else int(mark["digit"] or mark["bracket"])


def _judge(reading: Reading, message: Message, text: str, names: CategoryNames) -> None:
    guess = names.guess(text)
    asks, trouble = _ASKS.search(text), _TROUBLE.search(text)
    signs = sum(map(bool, (guess, asks, trouble)))
    if len(_NO_WORDS.sub("", text)) < SHORTEST_REQUEST or not (signs or re.search("[?？]", text)):
        reading.left_out.append(LeftOut(message.line, message.speaker, text, Why.TALK))
        return
    if signs >= 2:
        confidence = Confidence.SURE
    elif asks or trouble:
        confidence = Confidence.LIKELY
    else:
        confidence = Confidence.UNSURE
    why = [*(guess.words if guess else ()), *(match.group() for match in (asks, trouble) if match)]
    reading.candidates.append(
        Candidate(
            line=message.line,
            speaker=message.speaker,
            at=message.at,
            text=text,
            confidence=confidence,
            why=tuple(dict.fromkeys(why)),
            category=guess.category if guess else None,
            phone=phone_in(text),
        )
    )
