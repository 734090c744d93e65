"""Changes are shown as prose: what went, what came, and nothing split in the middle of a word."""

import pytest

from workflows.desk.compare import ADDED, CHANGED, REMOVED, SAME, Paragraph, Piece, compare, compare_words, folded


def texts(pieces: list[Piece], *marks: str) -> str:
    return "".join(piece.text for piece in pieces if piece.mark in marks)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("村民都会收到一封来自实践站的信件。", "村民都会收到一封信，落款是村里的新时代文明实践站。"),
        ("想收到大字版家书，请联系 13812341234。", "想收到大字版家书，跟站里说一声就行。"),
        ("", "新的一段。"),
        ("旧的一段。", ""),
        ("Open at 9:00 today", "Open at 10:00 today"),
    ],
)
def test_both_texts_can_be_read_back(before: str, after: str) -> None:
    pieces = compare_words(before, after)
    assert texts(pieces, SAME, REMOVED) == before
    assert texts(pieces, SAME, ADDED) == after


def test_words_stay_whole() -> None:
    assert compare_words("发现有些村民不会用手机", "发现有些老人不会用手机") == [
        Piece("发现有些"),
        Piece("村民", REMOVED),
        Piece("老人", ADDED),
        Piece("不会用手机"),
    ]


def test_a_short_unchanged_run_between_two_changes_joins_them() -> None:
    marks = [piece.mark for piece in compare_words("上午九点在礼堂开会", "下午三点在广场开会")]
    assert marks == [REMOVED, ADDED, SAME]


def test_paragraphs_are_matched_by_what_they_say() -> None:
    before = [Paragraph("第一段没有动。"), Paragraph("第二段讲的是取暖安全和用电。"), Paragraph("联系电话在门口。")]
    after = [
        Paragraph("第一段没有动。"),
        Paragraph("完全新的内容放在这里面"),
        Paragraph("第二段讲的是取暖安全和用火。"),
    ]
    changes = compare(before, after)
    assert [change.mark for change in changes] == [SAME, ADDED, CHANGED, REMOVED]
    assert [change.number for change in changes] == [0, 1, 2, 3]


def test_a_heading_never_becomes_a_paragraph() -> None:
    changes = compare([Paragraph("信里写些什么", "heading")], [Paragraph("信里写些什么")])
    assert sorted(change.mark for change in changes) == [ADDED, REMOVED]


def test_equal_versions_have_no_change() -> None:
    same = [Paragraph("一"), Paragraph("二")]
    assert [change.mark for change in compare(same, same)] == [SAME, SAME]


def test_unchanged_paragraphs_fold_into_runs() -> None:
    before = [Paragraph(text) for text in ("甲甲甲甲", "乙乙乙乙", "丙丙丙丙", "丁丁丁丁")]
    after = [Paragraph(text) for text in ("甲甲甲甲", "乙乙乙乙", "丙丙丙戊", "丁丁丁丁")]
    assert [[change.mark for change in run] for run in folded(compare(before, after))] == [
        [SAME, SAME],
        [CHANGED],
        [SAME],
    ]


def test_a_long_rewrite_ends_in_time() -> None:
    before = [Paragraph(f"旧文第{n}段，说的是旧事情。") for n in range(90)]
    after = [Paragraph(f"新稿{n}节，讲述新内容吧。") for n in range(90)]
    assert len(compare(before, after)) >= 90
