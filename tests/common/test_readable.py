"""What a reader sees of a stored text, and the way back into it."""

import pytest

from common.readable import normalise, readable


@pytest.mark.parametrize(
    ("stored", "seen"),
    [
        ("<p>一</p><p>二</p>", "一\n二\n"),
        ("<ul><li>一</li><li>二</li></ul>", "一\n二\n"),
        ("一<br/>二", "一\n二"),
        ("一<br>二", "一\n二"),
        ("<p>一<b>二</b>三</p>", "一二三\n"),
        ('<a href="/x/?a=1&amp;b=2">看</a>这里', "看这里"),
        ("&lt;b&gt;", "<b>"),
        ("a&amp;b", "a&b"),
        ("&nbsp;", "\u00a0"),
        ("&#49;&#x32;", "12"),
        ("&nosuch;", " "),
        ("<embed embedtype='image' id='1'/>图", "图"),
        ("", ""),
        ("没有标记", "没有标记"),
        ("3 < 5 且 7 > 6", "3  6"),
    ],
)
def test_tags_go_and_signs_stay(stored: str, seen: str) -> None:
    assert readable(stored, is_rich=True).seen == seen


@pytest.mark.parametrize("stored", ["<p>一</p>", "a&amp;b", "3 < 5", "一\n二"])
def test_plain_text_is_read_as_it_stands(stored: str) -> None:
    assert readable(stored, is_rich=False).seen == stored


@pytest.mark.parametrize(
    "stored",
    ["<p>１３８</p>", "ﬁ㎡㈱", "<b>一</b>二三四五六七", "&nbsp;&#49;", "𠮷野家", "e\u0301", "<p></p>", "½㍿", "①②③"],
)
def test_each_sign_seen_has_one_normal_form_and_one_place(stored: str) -> None:
    view = readable(stored, is_rich=True)
    assert len(view.seen) == len(view.normal) == len(view.spans)
    assert all(start <= end <= len(stored) for start, end in view.spans)
    assert view.spans == sorted(view.spans)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("１３８－１２３４", "138-1234"),
        ("（０５１２）", "(0512)"),
        ("一三八一二三四", "1381234"),
        ("幺三八零零一二", "1380012"),
        ("二〇二六年", "二〇二六年"),  # a year is shorter than a phone number
        ("一百二十三万四千五百六十七", "一百二十三万四千五百六十七"),
        ("ＡＢＣ", "ABC"),
        ("㎏", "㎏"),  # two letters cannot stand for one sign
        ("", ""),
    ],
)
def test_full_width_and_spelt_out_numbers_become_digits(text: str, normal: str) -> None:
    assert normalise(text) == normal


@pytest.mark.parametrize(
    ("stored", "changes", "rewritten"),
    [
        ("<p>打138号</p>", [(1, 4, "***")], "<p>打***号</p>"),
        ("<p>打<b>1</b>3<i>8</i>号</p>", [(1, 4, "***")], "<p>打<b>***</b><i></i>号</p>"),
        ("<p>甲一乙二</p>", [(1, 2, "X"), (3, 4, "Y")], "<p>甲X乙Y</p>"),
        ("<p>&#49;38</p>", [(0, 3, "*")], "<p>*</p>"),
        ("<p>一</p><p>二</p>", [(0, 1, "甲")], "<p>甲</p><p>二</p>"),
        ("<p>一</p>", [], "<p>一</p>"),
        ("<p>全</p>", [(0, 1, "")], "<p></p>"),
        ('<a href="/x/">13</a>8', [(0, 3, "*")], '<a href="/x/">*</a>'),
    ],
)
def test_rewriting_changes_letters_and_keeps_every_tag(
    stored: str, changes: list[tuple[int, int, str]], rewritten: str
) -> None:
    assert readable(stored, is_rich=True).rewrite(changes) == rewritten


def test_rewriting_plain_text_needs_no_tags() -> None:
    assert readable("打 138 号", is_rich=False).rewrite([(2, 5, "***")]) == "打 *** 号"
