"""Where the dictionary's traditional form is not the one that people write.

Names of places and brands of the network belong into `PHRASES` when the general conversion,
which follows OpenCC's dictionary, gets them wrong.
"""

# Simplified on the left, the traditional form to show on the right.
PHRASES: dict[str, str] = {
    # What lies around, before the days of the week are looked for in it (四周一片).
    "四周": "四周",
    "第四周": "第四週",
    "周末": "週末",
    "每周": "每週",
    "本周": "本週",
    "这周": "這週",
    "上周": "上週",
    "下周": "下週",
    "一周": "一週",
    "周一": "週一",
    "周二": "週二",
    "周三": "週三",
    "周四": "週四",
    "周五": "週五",
    "周六": "週六",
    "周日": "週日",
    "余庆": "餘慶",
    "平台": "平台",
    "舞台": "舞台",
    "讲台": "講台",
    "台账": "台賬",
}

# The dictionary's scholarly forms, and those of everyday print.
VARIANTS = str.maketrans("裏爲羣衆牀啓喫峯麪鉤", "裡為群眾床啟吃峰麵鈎")
