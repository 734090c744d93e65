"""Marks on the original text."""

import pytest

from search.highlight import SNIPPET_LETTERS, marked, snippet


@pytest.mark.parametrize(
    ("text", "words", "html"),
    [
        ("群眾點單，中心派單", ["点单"], "群眾<mark>點單</mark>，中心派單"),
        ("ＡＰＰ上线", ["app"], "<mark>ＡＰＰ</mark>上线"),
        ("第Ⅷ號樓點單", ["点单"], "第Ⅷ號樓<mark>點單</mark>"),
        ("a <b>点单</b> & c", ["点单"], "a &lt;b&gt;<mark>点单</mark>&lt;/b&gt; &amp; c"),
        ("文明实践站", ["文明实践", "实践站"], "<mark>文明实践站</mark>"),
        ("party art", ["art"], "party <mark>art</mark>"),
        ("没有", ["点单"], "没有"),
        ("点单", [], "点单"),
        ("", ["点单"], ""),
    ],
)
def test_marks_stand_on_what_was_written(text: str, words: list[str], html: str) -> None:
    assert marked(text, words) == html


def test_a_snippet_shows_where_most_words_stand() -> None:
    text = "点单。" + "无关的话。" * 80 + "志愿者在这里点单派单。" + "再说一些。" * 80
    shown = snippet(text, ["志愿者", "点单"])
    assert shown.startswith("…<mark>志愿者</mark>在这里<mark>点单</mark>派单")
    assert shown.endswith("…")
    assert len(shown) < SNIPPET_LETTERS + 60


def test_a_snippet_without_words_is_the_beginning() -> None:
    assert snippet("一\n\n二", []) == "一 二"
    assert snippet("长" * 500, []) == "长" * SNIPPET_LETTERS + "…"


def test_script_in_a_document_is_never_markup() -> None:
    shown = snippet("<script>alert('点单')</script>", ["点单", "script"])
    assert "<script" not in shown
    assert "&lt;<mark>script</mark>&gt;" in shown
