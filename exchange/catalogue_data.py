# ruff: noqa: E501 a table
"""A first tree of what can be asked for, in the words of the field; a county changes it as it likes.

Kind: name, other names, promise, hint, questions, limits (step to working hours), narrower kinds.
"""

from dataclasses import dataclass, field

from exchange.enums import LimitedStep, QuestionKind
from exchange.services.catalogue import Question

YES_NO, NUMBER, CHOICE, TEXT = QuestionKind.YES_NO, QuestionKind.NUMBER, QuestionKind.CHOICE, QuestionKind.TEXT


@dataclass(frozen=True)
class Kind:
    name: str
    other_names: str = ""
    promise: str = ""
    hint: str = ""
    questions: tuple[Question, ...] = ()
    limits: dict[LimitedStep, int] = field(default_factory=dict)
    kinds: tuple["Kind", ...] = ()


_FLOOR = Question("在几楼？有没有电梯？")
_HOW_MANY = Question("大约多少人参加？", NUMBER)
_AGE = Question("老人多大年纪？", NUMBER, personal=True)
_SOON = {LimitedStep.SERVE: 24}
_SLOW = {LimitedStep.SERVE: 120}
_VISIT = "志愿者上门前先打电话约时间。"
_TALK = "讲师到村（社区）来讲，不收费。"

TREE: tuple[Kind, ...] = (
    Kind("生活帮扶", "帮忙 便民", "能上门的上门，做不了的告诉您找谁。", kinds=(
        Kind("水电维修", "修灯 路灯 水管 漏水 跳闸 热水器 插座 水龙头", _VISIT, "写明哪里坏了、坏了多久。",
             (Question("坏的是什么？", CHOICE, "电灯 水管 插座 热水器 其他", True), _FLOOR), _SOON),
        Kind("家电维修", "电视 冰箱 洗衣机 空调 电饭煲 修家电", _VISIT, "写明电器名称和毛病。",
             (Question("电器用了几年？", NUMBER), _FLOOR)),
        Kind("门窗家具维修", "换锁 门锁 窗户 柜子 修门", _VISIT, "写明哪里坏了。", (_FLOOR,)),
        Kind("理发", "剪头发 剪头 上门理发", "每月集中一次，行动不便的上门。", "写明能不能自己到站里来。",
             (Question("能到站里来吗？", YES_NO, required=True),)),
        Kind("磨刀缝补", "磨剪刀 缝衣服 修伞 配钥匙 修鞋", "便民服务日在站里做。", "写明要做什么、几件。",
             (Question("几件？", NUMBER),)),
        Kind("代办跑腿", "代买 代取 取药 缴费 送餐", "急用的当天答复。", "写明要办什么、什么时候要。",
             (Question("哪天之前要？", QuestionKind.DATE),), {LimitedStep.SCREEN: 2, LimitedStep.SERVE: 8}),
        Kind("打扫整理", "保洁 大扫除 清洁 搬东西 搬家", _VISIT, "写明打扫哪里、多大地方。", (_FLOOR,)),
    )),
    Kind("健康关爱", "看病 身体", "健康服务由卫健志愿队做，不代替看病。", kinds=(
        Kind("量血压测血糖", "血压 血糖 体检 义诊", "每月到站里一次，卧床的上门。", "写明几个人、能不能出门。",
             (_HOW_MANY, Question("能出门吗？", YES_NO))),
        Kind("健康讲座", "养生 急救 心肺复苏 中医 健康知识", _TALK, "写明想听什么。", (_HOW_MANY,), _SLOW),
        Kind("心理疏导", "心理 谈心 情绪 失眠 压力", "由有资质的志愿者联系您，内容保密。", "愿意说多少写多少。",
             (Question("方便怎样联系？", CHOICE, "电话 见面 微信", personal=True),), {LimitedStep.SCREEN: 4, LimitedStep.SERVE: 24}),
        Kind("康复陪护", "陪诊 陪护 康复 护理", _VISIT, "写明病情和需要做的事。", (_AGE,)),
        Kind("健身指导", "健身 太极 广场舞 八段锦 体育", "教练到站里来教。", "写明想学什么。", (_HOW_MANY,), _SLOW),
    )),
    Kind("老人关怀", "养老 敬老", "独居、空巢、失能老人优先。", kinds=(
        Kind("探访陪聊", "陪老人 说说话 独居 空巢 看望", "结对的志愿者每周去一次。", "写明老人的情况。", (_AGE,)),
        Kind("学用手机", "智能手机 微信怎么用 手机课 挂号 扫码", "小班教，学会为止。", "写明想学哪几样。",
             (Question("想学什么？", CHOICE, "打电话 微信 挂号 缴费 防诈骗"),)),
        Kind("助餐助浴", "送饭 吃饭 洗澡 助浴", _VISIT, "写明几天一次、有没有忌口。", (_AGE, _FLOOR)),
        Kind("居家安全", "扶手 防滑 适老化 烟感 煤气", _VISIT, "写明家里哪里不安全。", (_FLOOR,), _SLOW),
    )),
    Kind("孩子成长", "儿童 少儿 青少年", "带孩子的活动都有两名以上志愿者在场。", kinds=(
        Kind("辅导作业", "补作业 作业 功课 四点半", "放学后在站里，一位志愿者带五个孩子。", "写明年级和科目。",
             (Question("几年级？", CHOICE, "一年级 二年级 三年级 四年级 五年级 六年级 初中", True),)),
        Kind("假期托管", "暑托班 寒托 托管 小候鸟 看孩子", "寒暑假集中办班，先登记先安排。", "写明孩子年纪和时间。",
             (Question("孩子几岁？", NUMBER, personal=True),), _SLOW),
        Kind("兴趣课堂", "书法 画画 舞蹈 手工 乐器 下棋", "教师志愿者到站里教。", "写明想学什么。", (_HOW_MANY,), _SLOW),
        Kind("家庭教育", "亲子 家教 育儿 叛逆", _TALK, "写明孩子年纪和难处。", (_HOW_MANY,)),
        Kind("留守儿童关爱", "留守 困境儿童", "由专人跟进，情况保密。", "写明孩子和谁一起住。",
             (Question("现在和谁一起住？", TEXT, personal=True),), {LimitedStep.SCREEN: 4}),
    )),
    Kind("文化活动", "文艺 热闹", "演出和活动进村，不收费。", kinds=(
        Kind("文艺演出", "唱戏 看戏 演出 锡剧 歌舞", "写明地方，安排最近的一场。", "写明场地和人数。", (_HOW_MANY,), _SLOW),
        Kind("电影放映", "放电影 电影", "露天放映看天气。", "写明想看什么、在哪里放。", (_HOW_MANY,), _SLOW),
        Kind("读书阅读", "看书 图书 农家书屋 读书会 借书", "书送到村里。", "写明想看哪一类。", (_HOW_MANY,)),
        Kind("节日活动", "春节 端午 中秋 重阳 写春联 包粽子", "提前两周登记。", "写明节日和人数。", (_HOW_MANY,), _SLOW),
    )),
    Kind("理论宣讲", "宣讲 讲课 讲座", _TALK, kinds=(
        Kind("政策宣讲", "政策 医保 社保 惠农 补贴", _TALK, "写明想听哪一项政策。", (_HOW_MANY,)),
        Kind("百姓名嘴", "讲故事 老党员 身边事 家风", _TALK, "写明听众是谁。", (_HOW_MANY,)),
        Kind("反诈宣讲", "防诈骗 诈骗 骗子 反诈", _TALK, "写明多少人听。", (_HOW_MANY,)),
    )),
    Kind("法律服务", "法律 打官司", "律师志愿者答复，不收费。", kinds=(
        Kind("法律咨询", "律师 合同 欠薪 赡养 遗产", "两个工作日内答复。", "写明事情经过和想问的。",
             (Question("是哪一类事？", CHOICE, "家庭 邻里 劳动 借款 土地 其他"),), {LimitedStep.SERVE: 16}),
        Kind("矛盾调解", "邻里纠纷 吵架 调解 扰民", "人民调解员上门。", "写明和谁、为什么事。",
             (Question("和对方谈过吗？", YES_NO),)),
    )),
    Kind("技能与创业", "技能 就业", "农技和企业师傅来教。", kinds=(
        Kind("农业技术", "种地 果树 病虫害 大棚 养殖 科技下乡", "农技员到田头看。", "写明作物和毛病。",
             (Question("多少亩？", NUMBER),)),
        Kind("就业技能", "找工作 就业 培训 电工 家政 月嫂", "有合适的班就通知您。", "写明想学什么。", (), _SLOW),
        Kind("电商直播", "网上卖 直播 带货 开网店", "师傅带着做一次。", "写明想卖什么。", (), _SLOW),
    )),
    Kind("环境与秩序", "环境", "能自己动手的志愿者来做，要维修的转给管的部门。", kinds=(
        Kind("环境清洁", "垃圾 清理 河道 积水 下水道 臭", "三个工作日内到现场看。", "写明地点，有照片更好。", (), _SOON),
        Kind("停车与通行", "乱停车 占道 堵路 停车 充电桩", "三个工作日内到现场看。", "写明地点和时间。", (), _SOON),
        Kind("垃圾分类", "分类 投放", "志愿者来教。", "写明小区。", (_HOW_MANY,)),
        Kind("消防与防汛", "消防 灭火器 防汛 积雪 隐患", "隐患当天看。", "写明地点和危险在哪里。", (),
             {LimitedStep.SCREEN: 1, LimitedStep.DISPATCH: 1, LimitedStep.SERVE: 8}),
    )),
    Kind("移风易俗", "红白事 婚丧", "红白理事会上门帮您张罗。", kinds=(
        Kind("红白事帮办", "办酒 丧事 婚礼 理事会", "提前三天登记。", "写明日子和规模。",
             (Question("哪一天？", QuestionKind.DATE, required=True),), {LimitedStep.SERVE: 16}),
        Kind("婚恋交友", "相亲 找对象", "有活动就通知您。", "写明年纪和想法。", (), _SLOW),
    )),
    Kind("困难帮扶", "困难 救助", "先核实，再安排，情况保密。", kinds=(
        Kind("物资帮助", "衣服 被子 轮椅 米 油 旧物", "有就送到家。", "写明缺什么。", (), {LimitedStep.SCREEN: 4}),
        Kind("求助救急", "救急 急事 走失", "半天内回电话。", "写明发生了什么、在哪里。", (),
             {LimitedStep.SCREEN: 2, LimitedStep.DISPATCH: 2, LimitedStep.SERVE: 16}),
        Kind("残疾人服务", "残疾 残障 轮椅接送 手语", _VISIT, "写明需要怎样的帮助。", (_FLOOR,)),
    )),
    Kind("其他", "别的", kinds=(Kind("其他需求", "不知道选哪个", "不知道选哪个就选这个，我们来分。", "把事情写清楚就行。"),)),
)  # fmt: skip
