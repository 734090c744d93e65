"""Rank, facets and cost, on pages made for the purpose."""

from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from cms.models import PolicyPage, Topic
from common.access import ANONYMOUS
from search import lifecycle
from search.results import Result
from search.services import Query, find
from tests.factories.search import County


def ask(text: str = "", **how: Any) -> Result:
    return find(Query(text=text, **how), ANONYMOUS)


def titles(result: Result) -> list[str]:
    return [hit.title for hit in result.hits]


def test_a_letter_ranks_above_a_farmers_library(county: County) -> None:
    county.page("农家书屋开放", "农家书屋里有书，农家书屋天天开。农家书屋等您来。")
    letter = ("letter", {"greeting": "各位乡亲：", "text": "见字如面。", "signature": "村里人", "date": ""})
    page = county.page("写给乡亲的一封家书")
    page.body = [letter]
    page.save()
    lifecycle.rebuild()
    assert titles(ask("家书")) == ["写给乡亲的一封家书", "农家书屋开放"]


def test_enough_exact_hits_are_not_relaxed(county: County) -> None:
    for number in range(12):
        county.page(f"反诈宣讲{number}", "反诈宣讲进村")
    county.page("只有宣讲", "宣讲")
    lifecycle.rebuild()
    first, second = ask("反诈 宣讲"), ask("反诈 宣讲", page=2)
    assert (first.total, first.pages, first.relaxed, len(first.hits)) == (12, 2, False, 10)
    assert len(second.hits) == 2
    assert len({*titles(first), *titles(second)}) == 12


def test_facets_widen_within_and_narrow_between(county: County) -> None:
    topic = Topic.objects.create(name="理论宣讲", slug="theory")
    county.page("反诈一", "反诈", topic=topic)
    county.page("反诈二", "反诈", unit=county.jinqiao)
    county.page("反诈三", "反诈", unit=county.tangqiao, model=PolicyPage)
    lifecycle.rebuild()
    result = ask("反诈", kinds=("policypage",))
    assert titles(result) == ["反诈三"]
    kinds, units = result.facet("kind"), result.facet("unit")
    assert kinds
    assert units
    assert {(v.value, v.count, v.chosen) for v in kinds.values} == {("newspage", 2, False), ("policypage", 1, True)}
    assert [(v.label, v.count) for v in units.values] == [("塘桥镇实践所", 1)]
    assert ask("反诈", kinds=("policypage", "newspage")).total == 3
    assert titles(ask("反诈", topics=("theory",))) == ["反诈一"]


def test_a_unit_takes_in_all_below_it_and_opens_its_branches(county: County) -> None:
    county.page("村里的反诈", "反诈", unit=county.jinqiao)
    county.page("镇里的反诈", "反诈", unit=county.tangqiao)
    lifecycle.rebuild()
    result = ask("反诈", units=(county.tangqiao.code,))
    assert result.total == 2
    facet = result.facet("unit")
    assert facet
    assert [(v.label, v.count, v.depth) for v in facet.values] == [("塘桥镇实践所", 2, 1), ("金桥村实践站", 1, 2)]


@pytest.mark.parametrize("copies", [1, 3])
def test_a_search_takes_three_queries_however_many_hits(county: County, connection_queries: Any, copies: int) -> None:
    topic = Topic.objects.create(name="理论宣讲", slug="theory")
    for number in range(copies):
        county.page(f"百家桥反诈{number}", "反诈", topic=topic)
        county.page(f"塘桥反诈{number}", "反诈", unit=county.tangqiao)
    lifecycle.rebuild()
    Site.get_site_root_paths()
    with connection_queries() as queries:
        assert ask("百家桥").total == copies + 1
    assert isinstance(queries, CaptureQueriesContext)
    assert len(queries) == 3, "\n".join(query["sql"][:200] for query in queries)
