"""A page read as prose: every block in the order of reading, and personal data only masked."""

from typing import Any

import pytest

from cms.models import NewsPage
from tests.factories.workflows import ReviewCounty
from workflows.desk.compare import Change, Piece
from workflows.desk.privacy import found_in, mark
from workflows.desk.prose import paragraphs

BODY: list[tuple[str, Any]] = [
    ("heading", "信里写些什么"),
    ("paragraph", "<p>第一段。</p><p>第二段 <b>重点</b>&amp;说明。</p><ul><li>第一条</li></ul>"),
    ("voice", {"words": "多亏了这封信。", "speaker": "百家桥村村民 陈**"}),
    ("facts", [{"figure": "1 286", "meaning": "封家书"}]),
]


@pytest.fixture
def page(county: ReviewCounty) -> NewsPage:
    return NewsPage.objects.get(pk=county.draft(title="家书", summary="一句话。", body=BODY).pk)


def test_blocks_become_paragraphs_in_order(page: NewsPage) -> None:
    read = [(paragraph.kind, paragraph.text) for paragraph in paragraphs(page)]
    assert read == [
        ("title", "家书"),
        ("summary", "一句话。"),
        ("heading", "信里写些什么"),
        ("text", "第一段。"),
        ("text", "第二段 重点&说明。"),
        ("text", "第一条"),
        ("voice", "多亏了这封信。"),
        ("voice", "百家桥村村民 陈**"),
        ("text", "1 286"),
        ("text", "封家书"),
    ]


def test_personal_data_is_masked_wherever_it_stands(county: ReviewCounty) -> None:
    body = [("paragraph", "<p>想收到家书，请联系 13812341234。</p>")]
    page = NewsPage.objects.get(pk=county.draft(body=body).pk)
    masked = found_in(page)
    [change] = mark([Change("changed", "text", [Piece("请联系 13812341234。", "removed")])], masked)
    assert [(piece.text, piece.private) for piece in change.pieces] == [
        ("请联系 ", False),
        ("138****1234", True),
        ("。", False),
    ]
    assert {piece.mark for piece in change.pieces} == {"removed"}


def test_a_clean_text_is_left_as_it_is() -> None:
    change = Change("same", "text", [Piece("没有电话。")])
    assert mark([change], {}) == [Change("same", "text", [Piece("没有电话。")])]
