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

# Said in questions about anything.
_ASKING: tuple[str, ...] = (
    *("什么", "谁", "哪", "哪一", "哪个", "哪些", "哪一个", "哪里", "哪儿", "多少", "几", "何", "何时", "何年"),
    *("何处", "何地", "如何", "怎么", "怎样", "怎么样", "为什么", "为何", "什么时候", "吗", "呢", "是", "是否"),
    *("的", "了", "请", "请问", "关于", "问题", "建议", "反映", "咨询", "有", "在", "和", "与", "及", "于", "对"),
    *("由", "被", "为", "因为", "能否", "可以"),
)
# They count half, and so do their parts. Never nothing, since a question may consist of them.
WEAK_WORDS: frozenset[str] = frozenset(
    word[start : start + length]
    for word in _ASKING
    for length in (1, 2, len(word))
    for start in range(len(word) - length + 1)
)
