"""Changes are shown as prose: what went, what came, and nothing split in the middle of a word."""

from difflib import SequenceMatcher

import pytest

from tests.factories.search import document_text
from workflows.desk import compare as compare_module
from workflows.desk.compare import (
    ADDED,
    CHANGED,
    MANY,
    REMOVED,
    SAME,
    Change,
    Paragraph,
    Piece,
    compare,
    compare_words,
    folded,
)


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


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("没有改。", "没有改。", [("没有改。", SAME)]),
        ("旧。", "", [("旧。", REMOVED)]),
        ("", "新。", [("新。", ADDED)]),
        # A stop that both end with stays outside of the change.
        ("九点开会。", "十点开会。", [("九点", REMOVED), ("十点", ADDED), ("开会。", SAME)]),
        ("去礼堂。", "去广场。", [("去", SAME), ("礼堂", REMOVED), ("广场", ADDED), ("。", SAME)]),
        ("去礼堂！", "去广场。", [("去", SAME), ("礼堂！", REMOVED), ("广场。", ADDED)]),
        ("来了。", "来了。。", [("来了。", SAME), ("。", ADDED)]),
        ("<b>甲</b>", "<b>乙</b>", [("<b>", SAME), ("甲", REMOVED), ("乙", ADDED), ("</b>", SAME)]),
        ("Open today", "Closed today", [("Open", REMOVED), ("Closed", ADDED), (" today", SAME)]),
    ],
)
def test_pieces_of_a_paragraph(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    assert [(piece.text, piece.mark) for piece in compare_words(before, after)] == expected


@pytest.mark.parametrize("text", ["😀家书", "A\u200bB", "繁體與简体", "１２３ｶﾅ", "\u3000缩进", "𠮷野家", "e\u0301té"])
def test_odd_characters_are_neither_lost_nor_split(text: str) -> None:
    pieces = compare_words(f"甲{text}乙", f"甲{text}丙")
    assert texts(pieces, SAME, REMOVED) == f"甲{text}乙"
    assert texts(pieces, SAME, ADDED) == f"甲{text}丙"


def test_no_piece_is_empty_and_the_removed_stands_before_what_took_its_place() -> None:
    pieces = compare_words("上午九点在村部礼堂开会，请准时。", "下午两点半在站里的茶馆开会，别迟到。")
    assert all(piece.text for piece in pieces)
    marks = [piece.mark for piece in pieces]
    for place, mark in enumerate(marks[:-1]):
        assert (mark, marks[place + 1]) != (ADDED, REMOVED)


# --- paragraphs ----------------------------------------------------------------------------------


def pairs(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    """The mark of each paragraph, and its text as it stands now (or stood)."""
    changes = compare([Paragraph(text) for text in before], [Paragraph(text) for text in after])
    return [(change.mark, texts(change.pieces, SAME, ADDED) or texts(change.pieces, REMOVED)) for change in changes]


WINTER, FIRE, BUS = "冬天取暖要当心，窗户留一条缝。", "出门先关电闸，灶台别离人。", "班车改到七点半发车，请早到。"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [], []),
        ([], [WINTER], [(ADDED, WINTER)]),
        ([WINTER], [], [(REMOVED, WINTER)]),
        ([WINTER, FIRE], [FIRE], [(REMOVED, WINTER), (SAME, FIRE)]),
        ([WINTER], [WINTER, FIRE], [(SAME, WINTER), (ADDED, FIRE)]),
        # What moved is shown as gone from there and come here.
        ([WINTER, FIRE], [FIRE, WINTER], [(ADDED, FIRE), (SAME, WINTER), (REMOVED, FIRE)]),
        ([WINTER], [BUS], [(REMOVED, WINTER), (ADDED, BUS)]),
        ([WINTER, WINTER], [WINTER], [(SAME, WINTER), (REMOVED, WINTER)]),
        # The closest pair is matched, not the first of each.
        ([BUS, WINTER], [WINTER.replace("一条", "两条")], [(REMOVED, BUS), (CHANGED, WINTER.replace("一条", "两条"))]),
    ],
)
def test_paragraphs_that_came_went_and_moved(
    before: list[str], after: list[str], expected: list[tuple[str, str]]
) -> None:
    found = pairs(before, after)
    assert sorted(found) == sorted(expected)
    assert len(found) == len(expected)


def test_only_changed_paragraphs_are_numbered_and_in_the_order_of_reading() -> None:
    before = [Paragraph(text) for text in (WINTER, FIRE, BUS)]
    after = [Paragraph(WINTER), Paragraph(FIRE.replace("灶台", "炉子")), Paragraph(BUS.replace("七点", "八点"))]
    assert [(change.mark, change.number) for change in compare(before, after)] == [
        (SAME, 0),
        (CHANGED, 1),
        (CHANGED, 2),
    ]


def test_a_changed_title_is_compared_and_not_taken_for_two() -> None:
    (change,) = compare([Paragraph("每月一封家书", "title")], [Paragraph("每月两封家书", "title")])
    assert (change.mark, change.kind) == (CHANGED, "title")
    assert [piece.mark for piece in change.pieces] == [SAME, REMOVED, ADDED, SAME]


class Counted(SequenceMatcher):  # type: ignore[type-arg]
    """Counts how often two texts are looked at closely."""

    looks = 0

    def ratio(self) -> float:
        type(self).looks += 1
        return super().ratio()


def test_a_text_that_was_touched_everywhere_costs_one_close_look_a_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long paragraphs of real texts, each with other words at its end: the review page opens at once."""
    written = [line for number in (0, 1, 3) for line in document_text(number).splitlines() if len(line) > 60][:MANY]
    many = len(written)
    assert many > 30
    monkeypatch.setattr(compare_module, "SequenceMatcher", Counted)
    monkeypatch.setattr(Counted, "looks", 0)
    before, after = [Paragraph(line) for line in written], [Paragraph(f"{line[:-1]}，已核实。") for line in written]
    assert [change.mark for change in compare(before, after)] == [CHANGED] * many
    assert many <= Counted.looks < many * 6


def test_more_than_can_be_matched_are_taken_in_order() -> None:
    many = MANY + 1
    before = [Paragraph(f"旧文第{n}段，说的是旧事情。") for n in range(many)]
    after = [Paragraph(f"新稿{n}节，讲述新内容吧。") for n in range(many + 2)]
    marks = [change.mark for change in compare(before, after)]
    assert marks == [CHANGED] * many + [ADDED] * 2


# --- folding -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marks", "runs"),
    [
        ([], []),
        ([SAME], [1]),
        ([ADDED, REMOVED, CHANGED], [3]),
        ([SAME, SAME, ADDED, SAME], [2, 1, 1]),
        ([CHANGED, SAME, CHANGED], [1, 1, 1]),
    ],
)
def test_runs_of_changed_and_unchanged_take_turns(marks: list[str], runs: list[int]) -> None:
    made = folded([Change(mark, "text") for mark in marks])
    assert [len(run) for run in made] == runs
    assert [change.mark for run in made for change in run] == marks
