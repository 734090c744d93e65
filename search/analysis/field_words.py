"""Words of civic practice that the dictionary cuts into pieces. A county adds its own as `Term` rows.

Only short ones: a long word swallows the short ones inside it (新时代文明实践中心 would hide 文明实践 from `w`).
"""

FIELD_WORDS: tuple[str, ...] = (
    "点单",
    "派单",
    "接单",
    "评单",
    "供单",
    "制单",
    "反诈",
    "家书",
    "微心愿",
    "农家书屋",
    "道德银行",
    "文明良票",
    "志愿者",
    "宣讲",
    "宣讲员",
    "宣讲团",
    "分中心",
    "实践所",
    "实践站",
    "实践点",
    "结对",
    "阵地",
    "心愿墙",
    "小板凳",
    "老少爷们",
    "村晚",
)

# Said in questions, never what a document is about: they are not asked for, and they part words.
QUESTION_WORDS: frozenset[str] = frozenset(
    (
        *("的", "了", "吗", "呢", "吧", "啊", "和", "与", "及", "或", "在", "是", "有", "里"),
        *("我", "你", "您", "谁", "想", "要", "能", "可以", "能否", "去", "来", "到", "给", "找"),
        *("怎么", "怎样", "如何", "什么", "哪里", "哪儿", "哪些", "请问"),
    )
)
