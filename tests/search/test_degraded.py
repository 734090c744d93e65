"""Without an index the database answers, under the same rights, and says so."""

from typing import Any

import pytest

from cms.models import PolicyPage, Topic
from common.access import ANONYMOUS
from organisations.enums import Role
from organisations.selectors import reader_for
from search.services import Query, find
from tests.factories.search import County


def test_drafts_stay_hidden_from_others(county: County) -> None:
    county.page("公开", "反诈")
    county.page("草稿", "反诈", live=False)
    assert find(Query("反诈"), ANONYMOUS).total == 1
    reader = reader_for(county.person(Role.EDITOR, county.yangshe))
    result = find(Query("反诈"), reader)
    assert (result.total, result.degraded) == (2, True)
    assert find(Query("反诈"), reader_for(county.person(Role.EDITOR, county.tangqiao))).total == 1


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({"kinds": ("policypage",)}, {"政策"}),
        ({"kinds": ("unit",)}, set()),
        ({"topics": ("theory",)}, {"新闻"}),
        ({"states": ("draft",)}, set()),
        ({"years": ("1999",)}, set()),
        ({"units": ("tangqiao",)}, {"政策"}),
        ({"units": ("centre",)}, {"新闻", "政策"}),
        ({"units": ("no-such",)}, set()),
    ],
)
def test_chosen_values_narrow_without_an_index_too(county: County, chosen: dict[str, Any], found: set[str]) -> None:
    county.page("新闻", "反诈", topic=Topic.objects.create(name="理论", slug="theory"))
    county.page("政策", "反诈", unit=county.jinqiao, model=PolicyPage)
    if "units" in chosen:
        chosen = {"units": tuple(getattr(getattr(county, u, None), "code", u) for u in chosen["units"])}
    result = find(Query("反诈", **chosen), ANONYMOUS)
    assert {hit.title for hit in result.hits} == found
    assert result.total == len(found)


def test_units_are_found_and_words_refused(county: County) -> None:
    county.page("百家桥的新闻", "反诈")
    assert {hit.kind for hit in find(Query("百家桥"), ANONYMOUS).hits} == {"newspage", "unit"}
    assert [hit.kind for hit in find(Query("百家桥 -反诈"), ANONYMOUS).hits] == ["unit"]


def test_pages_go_on_from_one_kind_to_the_next(county: County) -> None:
    for number in range(3):
        county.page(f"新闻{number}", "实践站")
    by_two = [hit.title for page in (1, 2, 3) for hit in find(Query("实践站", size=2, page=page), ANONYMOUS).hits]
    assert len(by_two) == len(set(by_two)) == find(Query("实践站"), ANONYMOUS).total == 5
