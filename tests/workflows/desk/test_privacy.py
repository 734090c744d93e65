"""Personal data in a text under review is marked and masked, in the text and in the comparison."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.workflows import ReviewCounty, item_of
from workflows.desk.compare import ADDED, REMOVED, SAME, Change, Piece
from workflows.desk.privacy import mark

PHONE, MASKED = "13812345678", "138****5678"


def change(*pieces: Piece) -> Change:
    return Change("changed", "text", list(pieces))


def parts(changes: list[Change]) -> list[tuple[str, str, bool]]:
    return [(piece.text, piece.mark, piece.private) for one in changes for piece in one.pieces]


def test_a_hit_becomes_a_piece_of_its_own_and_keeps_its_mark() -> None:
    found = mark([change(Piece(f"打{PHONE}找她", ADDED))], {PHONE: MASKED})
    assert parts(found) == [("打", ADDED, False), (MASKED, ADDED, True), ("找她", ADDED, False)]


@pytest.mark.parametrize("text", [PHONE, f"{PHONE}{PHONE}", f"电话：{PHONE}。再说一遍：{PHONE}"])
def test_every_hit_is_masked(text: str) -> None:
    shown = "".join(text for text, _mark, _private in parts(mark([change(Piece(text))], {PHONE: MASKED})))
    assert PHONE not in shown
    assert shown == text.replace(PHONE, MASKED)


def test_the_longer_hit_wins_over_the_one_inside_it() -> None:
    found = mark(
        [change(Piece("320582199001011234"))], {"19900101123": "x", "320582199001011234": "3205**********1234"}
    )
    assert parts(found) == [("3205**********1234", SAME, True)]


def test_a_hit_is_taken_by_its_letters_not_as_a_pattern() -> None:
    found = mark([change(Piece("a.c abc", REMOVED))], {"a.c": "*"})
    assert parts(found) == [("*", REMOVED, True), (" abc", REMOVED, False)]


def test_without_hits_nothing_moves() -> None:
    changes = [change(Piece("甲"), Piece("乙", ADDED))]
    assert parts(mark(changes, {})) == [("甲", SAME, False), ("乙", ADDED, False)]


def test_the_screen_never_shows_the_number_itself(
    county: ReviewCounty, sign_in: Callable[[Any], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    item = item_of(county.submitted())
    page = item.page.specific
    page.body = [("paragraph", f"<p>找陈阿姨，电话 {PHONE}。</p>")]
    page.save_revision(user=county.editor, clean=False)
    body = sign_in(county.first).get(reverse("desk:review", args=[item.code])).content.decode()
    assert MASKED in body
    assert PHONE not in body
