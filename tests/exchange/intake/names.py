"""A small tree of categories that no database holds."""

from exchange.intake.naming import CategoryNames
from exchange.models import Category

TREE = (
    ("0001", "上门维修", "", 3),
    ("00010001", "水电", "修灯 路灯 水管 热水器 跳闸 停电 停水", 0),
    ("00010002", "家电", "电视 冰箱 洗衣机 空调", 0),
    ("00010003", "门锁", "开锁 换锁", 0),
    ("0002", "健康", "", 2),
    ("00020001", "量血压", "血压 测血糖 义诊", 0),
    ("00020002", "理发", "剪头发 剪头", 0),
    ("0003", "学习", "", 2),
    ("00030001", "学手机", "智能手机 微信怎么用 手机课", 0),
    ("00030002", "辅导作业", "托管 暑托 作业", 0),
    ("0004", "环境", "", 1),
    ("00040001", "清洁", "垃圾 积水", 0),
    ("0005", "已停", "法律咨询", 0),
)


def names() -> CategoryNames:
    return CategoryNames(
        Category(
            path=path, depth=len(path) // 4, name=name, other_names=other, numchild=children, is_open=name != "已停"
        )
        for path, name, other, children in TREE
    )
