"""What is found, in which order, and what is said about it."""

from typing import Any

import pytest
from django.utils import timezone

from cms.models import PolicyAttachment, PolicyPage
from common.access import ANONYMOUS
from media.models import File
from search import lifecycle
from search.analysis.normalise import normalise
from search.analysis.segment import is_han, runs
from search.entries import pks_of, read
from search.registry import kinds
from search.results import Result
from search.services import Query, find, suggest
from tests.factories.search import County


def ask(text: str = "", **how: Any) -> Result:
    return find(Query(text=text, **how), ANONYMOUS)


def titles(result: Result) -> list[str]:
    return [hit.title for hit in result.hits]


@pytest.mark.parametrize("text", ["点單", "點單", "diandan", "dian dan", "dd", "ＤＤ"])
def test_scripts_pinyin_and_initials_find_the_same_in_the_same_order(library: County, text: str) -> None:
    plain = ask("点单")
    assert len(plain.hits) == 3
    assert "張家港市新時代文明實踐中心" in titles(plain)
    other = ask(text)
    assert other.words == ("点单",)
    assert (other.hits, other.total, other.facets) == (plain.hits, plain.total, plain.facets)


def test_a_traditional_document_is_marked_as_it_is_written(library: County) -> None:
    hit = next(hit for hit in ask("点单").hits if hit.title.startswith("張家港"))
    assert "<mark>點單</mark>" in hit.snippet_html


def test_whatever_stands_in_a_document_is_found_in_it(library: County) -> None:
    """Any stretch of one to four characters, asked for as a phrase, finds exactly the rows that hold it."""
    whole = {
        source.key: normalise(f"{source.document.title}\n{source.document.text}\n{source.document.extra}")
        for kind in kinds()
        for source in read(kind, pks_of(kind))
    }
    chinese = [run for run in runs(max(whole.values(), key=len)) if is_han(run) and len(run) >= 4]
    pieces = {run[:length] for run in chinese[::5] for length in (1, 2, 3, 4)}
    assert len(pieces) > 100
    for piece in sorted(pieces):
        assert ask(f"“{piece}”").total == sum(piece in text for text in whole.values()), piece


def test_few_exact_hits_are_followed_by_others_and_it_says_so(library: County) -> None:
    result = ask("吴江区 志愿者")
    assert (result.total, result.relaxed) == (1, True)
    assert [hit.exact for hit in result.hits] == [True] + [False] * (len(result.hits) - 1)
    assert 1 < len(result.hits) <= 10
    facet = result.facet("kind")
    assert facet
    assert sum(value.count for value in facet.values) == result.total


def test_pages_of_a_relaxed_result_show_each_hit_once(library: County) -> None:
    whole = ask("吴江区 志愿者", size=10)
    by_two = [hit for page in range(1, 6) for hit in ask("吴江区 志愿者", size=2, page=page).hits]
    assert by_two == list(whole.hits)


def test_a_quoted_phrase_and_a_refused_word(library: County) -> None:
    assert titles(ask("“一队两网三清单”")) == ["江苏精神文明建设简报第3期"]
    assert titles(ask("点单 -张家港")) == ["江苏精神文明建设简报第1期"]


def test_without_words_everything_is_there_newest_first(library: County) -> None:
    result = ask()
    assert result.total == 9
    assert result.hits[-1].kind == "unit"
    assert titles(ask(sort="oldest"))[0] in {page.title for page in library.pages.values()}


@pytest.mark.parametrize("text", ["。。", "“”", "-", "\x00", "qwxzjk", "'; drop table", '"点单', "点" * 500, "*:*"])
def test_strange_texts_are_answered(library: County, text: str) -> None:
    assert not ask(text).degraded


def test_chosen_values_stay_though_nothing_is_left(library: County) -> None:
    facet = ask("点单", years=("1999",)).facet("year")
    assert facet
    assert ("1999", 0, True) in {(v.value, v.count, v.chosen) for v in facet.values}


def test_attachments_and_briefing_sections_are_searched(library: County) -> None:
    policy = library.page("关于志愿服务的通知", model=PolicyPage, document_number="张文明〔2026〕5号")
    file = File.objects.create(title="褒奖激励办法全文", file="a.pdf")
    PolicyAttachment.objects.create(page=policy, document=file)
    lifecycle.rebuild()
    assert titles(ask("褒奖激励办法全文"))[0] == "关于志愿服务的通知"
    assert titles(ask("“张文明〔2026〕5号”")) == ["关于志愿服务的通知"]
    assert "江苏精神文明建设简报第4期" in titles(ask("最后一公里"))


def test_hits_carry_what_a_list_shows(library: County) -> None:
    hit = ask("一队两网三清单").hits[0]
    assert (hit.kind, str(hit.kind_label), hit.unit_name) == ("briefingpage", hit.kind_label, "塘桥镇实践所")
    assert hit.url.startswith("/unit-")
    assert hit.date == timezone.localdate()
    assert not hit.draft


def test_suggestions_begin_with_one_character_or_two_letters(library: County) -> None:
    def said(text: str) -> list[str]:
        return [suggestion.label for suggestion in suggest(text, ANONYMOUS)]

    assert said("点")[0] == "点单"
    assert said("dd")[0] == "点单"
    assert said("dian")[0] == "点单"
    assert "百家桥村实践站" in said("百家桥")
    assert "百家桥村实践站" in said("baijiaq")
    assert "百家桥村实践站" in said("bjq")
    assert said("志愿 点")[0] == "志愿 点单"
    assert said("d") == said("") == said("  ") == said("\x1f") == []
    assert len(said("点")) <= 8


def test_a_suggestions_count_is_what_the_search_finds(library: County) -> None:
    offered = [suggestion for suggestion in suggest("志", ANONYMOUS) if suggestion.query]
    assert offered
    assert [s.count for s in offered] == [ask(s.query).total for s in offered]


def test_a_suggested_row_opens(library: County) -> None:
    row = next(s for s in suggest("百家桥", ANONYMOUS) if s.url)
    assert row.url == library.pages[library.baijiaqiao.pk].get_url()
