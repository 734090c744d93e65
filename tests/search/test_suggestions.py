"""What is offered while somebody types: words and rows that the reader may see, with true counts."""

import pytest

from common.access import ANONYMOUS, Reader
from organisations.enums import Role
from organisations.selectors import reader_for
from search import lifecycle
from search.results import Suggestion
from search.services import Query, find, suggest
from tests.factories.search import County


@pytest.fixture
def indexed(county: County) -> County:
    county.page("点单进村", "点单 派单")
    county.page("点灯人", "点单")
    county.page("内部通报", "点穴 机密点位", live=False)
    county.page("隔壁草稿", "点火", unit=county.jinqiao, live=False)
    lifecycle.rebuild()
    return county


def words(text: str, reader: Reader = ANONYMOUS) -> list[str]:
    return [each.label for each in suggest(text, reader) if each.query]


def rows(text: str, reader: Reader = ANONYMOUS) -> list[Suggestion]:
    return [each for each in suggest(text, reader) if each.url]


def test_words_come_with_the_count_that_a_search_would_show(indexed: County) -> None:
    offered = [each for each in suggest("点", ANONYMOUS) if each.query]
    assert offered[0].label == "点单"
    assert [each.count for each in offered] == [find(Query(each.query), ANONYMOUS).total for each in offered]
    assert all(each.count for each in offered)


@pytest.mark.parametrize("typed", ["点灯", "diandeng", "ddr", "點燈"])
def test_a_row_is_offered_by_any_of_its_words(indexed: County, typed: str) -> None:
    (row,) = [row for row in rows(typed) if row.label == "点灯人"]
    assert row.url.endswith("/dian-deng-ren/")
    assert row.kind_label


@pytest.mark.parametrize("typed", ["", " ", "d", "1", "-", "“", "\x1f", "\x00", "。", "a" * 500, "点" * 500])
def test_strange_beginnings_offer_nothing(indexed: County, typed: str) -> None:
    assert suggest(typed, ANONYMOUS) == []


@pytest.mark.parametrize("typed", ["点穴", "dianxue", "内部", "neibutongbao", "机密"])
def test_words_and_titles_of_drafts_are_for_those_who_may_read_them(indexed: County, typed: str) -> None:
    own = reader_for(indexed.person(Role.EDITOR, indexed.baijiaqiao))
    other = reader_for(indexed.person(Role.EDITOR, indexed.jinqiao))
    assert suggest(typed, ANONYMOUS) == suggest(typed, other) == []
    assert suggest(typed, own)


def test_a_draft_is_opened_where_it_is_edited(indexed: County) -> None:
    own = reader_for(indexed.person(Role.EDITOR, indexed.baijiaqiao))
    (row,) = rows("内部通报", own)
    assert row.url.startswith("/admin/pages/")


@pytest.mark.parametrize("limit", [-1, 0, 1, 2, 3, 8])
def test_never_more_than_asked_for(indexed: County, limit: int) -> None:
    assert len(suggest("点", ANONYMOUS, limit=limit)) == min(max(limit, 0), len(suggest("点", ANONYMOUS)))


def test_words_before_are_kept_and_narrow(indexed: County) -> None:
    assert "派单 点单" in words("派单 点")
    assert rows("派单 点") == []
    assert words("广场舞 点") == []


def test_each_row_is_offered_once_however_many_of_its_words_fit(indexed: County) -> None:
    indexed.page("点点滴滴点点", "反诈")
    lifecycle.rebuild()
    labels = [row.label for row in rows("点")]
    assert len(labels) == len(set(labels))
