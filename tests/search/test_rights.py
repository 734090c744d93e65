"""A reader never learns of what the reader may not see: not from hits, totals, facets or suggestions."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from cms.models import ContentPage
from common.access import ANONYMOUS, Reader, Scope, may_read, readable
from organisations.enums import Role
from organisations.selectors import reader_for
from search import lifecycle
from search.analysis.segment import segmenter
from search.documents import entry
from search.entries import read
from search.generations import current
from search.kinds.pages import PAGES
from search.services import Query, Result, find, suggest
from tests.factories.search import County, erase

SECRET = "暗号"


def counts(result: Result) -> dict[str, int]:
    return {f"{facet.name}:{value.value}": value.count for facet in result.facets for value in facet.values}


@pytest.fixture
def drafts(county: County) -> County:
    """Each unit below the centre has one public page and one draft about the same thing."""
    for unit in (county.yangshe, county.baijiaqiao, county.tangqiao, county.jinqiao):
        county.page(f"{unit.name}公开稿", "反诈宣讲", unit=unit)
        county.page(f"{unit.name}{SECRET}草稿", f"反诈{SECRET}", unit=unit, live=False)
    lifecycle.rebuild()
    return county


READERS = [
    # role, unit, drafts of: 杨舍, 百家桥, 塘桥, 金桥
    (None, "centre", 0),
    (Role.EDITOR, "centre", 4),
    (Role.EDITOR, "yangshe", 2),
    (Role.FIRST_REVIEWER, "baijiaqiao", 1),
    (Role.AUDITOR, "jinqiao", 1),
]


@pytest.mark.parametrize(("role", "unit", "visible"), READERS)
def test_drafts_are_found_below_ones_own_unit_alone(drafts: County, role: Role, unit: str, visible: int) -> None:
    reader = reader_for(drafts.person(role, getattr(drafts, unit)))
    result = find(Query("反诈"), reader)
    assert result.total == 4 + visible
    assert sum(hit.draft for hit in result.hits) == visible
    assert counts(result).get("state:draft", 0) == visible
    assert find(Query(SECRET), reader).total == visible
    words = [s for s in suggest("暗", reader) if s.query] + [s for s in suggest("anhao", reader) if s.query]
    assert bool(words) is bool(visible)
    assert bool(suggest("anha", reader)) is bool(visible)


def test_a_hidden_word_changes_nothing_for_others(drafts: County) -> None:
    """The same answers as if the drafts did not exist."""
    texts = ["反诈", SECRET, "anhao", "ah", "反诈 -暗号", "", f"“{SECRET}草稿”"]
    with_drafts = [(find(Query(text), ANONYMOUS), suggest(text, ANONYMOUS)) for text in texts]
    erase(ContentPage.objects.filter(live=False))
    lifecycle.rebuild()
    for text, (found, suggested) in zip(texts, with_drafts, strict=True):
        again = find(Query(text), ANONYMOUS)
        assert (found.total, counts(found), found.relaxed) == (again.total, counts(again), again.relaxed), text
        assert {hit.title for hit in found.hits} == {hit.title for hit in again.hits}
        assert suggested == suggest(text, ANONYMOUS)


def test_an_owner_finds_the_own_draft(drafts: County) -> None:
    owner = drafts.person()
    drafts.page("我的草稿", "反诈", live=False, owner=owner)
    lifecycle.rebuild()
    assert [hit.title for hit in find(Query("我的草稿"), reader_for(owner)).hits if hit.exact] == ["我的草稿"]
    assert find(Query("我的草稿"), reader_for(drafts.person())).total == 0


@pytest.mark.parametrize("make", ["total", "hits", "suggestions"])
def test_a_poisoned_index_shows_nothing(drafts: County, make: str, caplog: Any) -> None:
    """Entries that say "public" of rows that are not, and an entry of a row that never was."""
    pks = list(ContentPage.objects.filter(live=False).values_list("pk", flat=True))
    public = PAGES.tokens({"public"})
    sources = list(read(PAGES, pks))
    for source in sources:
        object.__setattr__(source, "perm", public)
    ghost = type(sources[0])("page:999999", sources[0].document, public)
    cutter = segmenter()
    current().write([entry(source, cutter) for source in [*sources, ghost]])
    result = find(Query(SECRET), ANONYMOUS)
    if make == "total":
        assert result.total == 0
    elif make == "hits":
        assert result.hits == ()
        assert "page:999999" in caplog.text
    else:
        assert [s for s in suggest("杨舍镇实践所暗", ANONYMOUS) if s.url] == []


def test_what_is_unpublished_is_gone_before_the_index_knows(drafts: County) -> None:
    ContentPage.objects.filter(title="杨舍镇实践所公开稿").update(live=False)
    result = find(Query("公开稿"), ANONYMOUS)
    assert "杨舍镇实践所公开稿" not in {hit.title for hit in result.hits}
    assert result.total == 3


def test_a_restricted_part_of_the_tree_is_not_public(drafts: County) -> None:
    page = drafts.pages[drafts.tangqiao.pk]
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    lifecycle.rebuild()
    assert find(Query("公开稿"), ANONYMOUS).total == 3
    reader = reader_for(drafts.person(Role.EDITOR, drafts.tangqiao))
    assert find(Query("公开稿"), reader).total == 4


def test_tokens_of_one_kind_do_not_open_another() -> None:
    assert PAGES.tokens({"public"}) == {"page|public"}


UNITS = ["centre", "yangshe", "tangqiao", "baijiaqiao", "jinqiao"]
POSTS = st.frozensets(st.tuples(st.sampled_from(list(Role)), st.sampled_from(UNITS)), max_size=3)
PAGES_MADE = st.lists(
    st.tuples(st.sampled_from(UNITS[1:]), st.booleans(), st.sampled_from(["反诈", "垃圾分类"])), min_size=1, max_size=6
)


@pytest.fixture
def bare(county: County) -> County:
    return county


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(posts=POSTS, pages=PAGES_MADE, chosen=st.sampled_from([None, *UNITS]))
def test_index_and_database_agree_for_every_reader(
    bare: County, posts: frozenset[tuple[Role, str]], pages: list[tuple[str, bool, str]], chosen: str | None
) -> None:
    erase(ContentPage.objects.all())
    for number, (unit, live, text) in enumerate(pages):
        bare.page(f"{text}{number}", text, unit=getattr(bare, unit), live=live)
    lifecycle.rebuild()
    scopes = frozenset(Scope(role, getattr(bare, unit).path) for role, unit in posts)
    reader = Reader(1, scopes)
    units = (getattr(bare, chosen).code,) if chosen else ()
    result = find(Query("反诈", units=units, size=50), reader)
    rows = readable(ContentPage.objects.filter(title__startswith="反诈"), reader)
    if chosen:
        rows = rows.filter(unit__path__startswith=getattr(bare, chosen).path)
    exact = [hit for hit in result.hits if hit.exact]
    assert {hit.object_id for hit in exact} == {str(pk) for pk in rows.values_list("pk", flat=True)}
    assert result.total == len(exact) == rows.count()
    for name in ("kind", "state"):
        facet = result.facet(name)
        assert facet
        assert sum(value.count for value in facet.values) == result.total
    seen = ContentPage.objects.in_bulk([int(hit.object_id) for hit in result.hits if hit.kind != "unit"])
    assert all(may_read(reader, page) for page in seen.values())
    assert {s.label for s in suggest("反诈", reader) if s.url} <= set(
        readable(ContentPage.objects.all(), reader).values_list("title", flat=True)
    )
