"""A unit moves, gets another name, is merged: one drain later its page and every entry below stand where it stands."""

import datetime as dt
from typing import Any

import pytest

from cms import unit_pages
from cms.models import NewsPage, UnitPage
from common.access import ANONYMOUS
from common.models import OutboxMessage
from common.outbox import drain
from organisations.enums import Role
from organisations.models import Unit
from organisations.selectors import reader_for, today
from organisations.services import units
from search import consistency, generations, lifecycle
from search.services import Query, find
from tests.factories.search import County


@pytest.fixture
def indexed(county: County) -> County:
    """The pages stand as the units do; 百家桥 has an article and a draft; everything is delivered and indexed."""
    Unit.objects.update(valid_from=dt.date(2020, 1, 1))
    administrator = county.person(Role.ADMINISTRATOR, county.centre)
    county.unit_page(county.centre)
    for unit in Unit.objects.order_by("path"):
        unit_pages.follow_unit(unit)
    county.page("反诈进村", "反诈宣讲")
    county.page("反诈草稿", "反诈草稿", live=False)
    lifecycle.rebuild()
    OutboxMessage.objects.all().delete()
    county.administrator = administrator  # type: ignore[attr-defined]
    return county


def deliver() -> None:
    assert drain().failed == 0
    assert not OutboxMessage.objects.exists()


def exact(text: str, **how: Any) -> dict[str, str]:
    return {hit.title: hit.url for hit in find(Query(text, **how), ANONYMOUS).hits if hit.exact}


def in_step() -> bool:
    return consistency.compare(generations.current()).keys == ()


def test_a_moved_station_is_found_below_its_new_institute(indexed: County) -> None:
    county: Any = indexed
    assert "反诈进村" in exact("反诈", units=(county.yangshe.code,))
    units.unit_move(actor=county.administrator, unit=county.baijiaqiao, parent=county.tangqiao)
    deliver()
    town = UnitPage.objects.get(unit=county.tangqiao)
    page = UnitPage.objects.get(unit=county.baijiaqiao)
    assert page.get_parent().pk == town.pk
    assert set(exact("反诈", units=(county.tangqiao.code,))) == {"反诈进村"}
    assert exact("反诈", units=(county.yangshe.code,)) == {}
    assert exact("反诈")["反诈进村"] == NewsPage.objects.get(title="反诈进村").get_url()
    assert exact("反诈")["反诈进村"].startswith(town.get_url())
    assert exact("百家桥村实践站")["百家桥村实践站"] == page.get_url()
    assert in_step()


def test_its_drafts_go_to_the_new_institute_and_leave_the_old(indexed: County) -> None:
    county: Any = indexed
    readers = {
        unit: reader_for(county.person(Role.SECOND_REVIEWER, getattr(county, unit))) for unit in ("yangshe", "tangqiao")
    }

    def sees() -> set[str]:
        return {unit for unit, reader in readers.items() if find(Query("“反诈草稿”"), reader).total}

    assert sees() == {"yangshe"}
    units.unit_move(actor=county.administrator, unit=county.baijiaqiao, parent=county.tangqiao)
    deliver()
    assert sees() == {"tangqiao"}


def test_a_moved_institute_takes_its_stations_along(indexed: County) -> None:
    county: Any = indexed
    units.unit_move(actor=county.administrator, unit=county.yangshe, parent=county.tangqiao)
    deliver()
    assert set(exact("反诈", units=(county.tangqiao.code,))) == {"反诈进村"}
    assert set(exact("反诈", units=(county.yangshe.code,))) == {"反诈进村"}
    station, town = (UnitPage.objects.get(unit=unit) for unit in (county.baijiaqiao, county.yangshe))
    assert station.get_parent().pk == town.pk
    assert in_step()


def test_another_name_is_on_the_page_and_in_the_index(indexed: County) -> None:
    county: Any = indexed
    units.unit_rename(actor=county.administrator, unit=county.baijiaqiao, name="新桥村实践站")
    deliver()
    assert set(exact("新桥村")) == {"新桥村实践站", "反诈进村"}
    assert exact("百家桥") == {}
    assert UnitPage.objects.get(unit=county.baijiaqiao).title == "新桥村实践站"
    assert in_step()


def test_a_new_unit_is_found_at_once(indexed: County) -> None:
    county: Any = indexed
    units.unit_create(
        actor=county.administrator,
        name="东莱村实践站",
        kind=county.baijiaqiao.kind,
        level=county.baijiaqiao.level,
        parent=county.tangqiao,
    )
    deliver()
    assert set(exact("东莱村")) == {"东莱村实践站"}
    assert exact("东莱村")["东莱村实践站"].startswith(UnitPage.objects.get(unit=county.tangqiao).get_url())


def test_a_merged_station_is_gone_and_its_article_is_not(indexed: County) -> None:
    county: Any = indexed
    units.unit_merge(
        actor=county.administrator,
        unit=county.baijiaqiao,
        into=county.jinqiao,
        last_day=today() - dt.timedelta(days=1),
        posts_to=None,
    )
    deliver()
    assert "百家桥村实践站" not in exact("实践站")
    assert "反诈进村" in exact("反诈")
    assert in_step()


def test_a_page_tree_out_of_step_is_mended_by_the_next_message(indexed: County) -> None:
    """Somebody dragged the page elsewhere in the admin: the unit says where it belongs."""
    county: Any = indexed
    page = UnitPage.objects.get(unit=county.baijiaqiao)
    page.move(UnitPage.objects.get(unit=county.tangqiao), pos="last-child")
    units.unit_change(actor=county.administrator, unit=county.baijiaqiao, phone="0512-58000000")
    deliver()
    page.refresh_from_db()
    assert page.get_parent().pk == UnitPage.objects.get(unit=county.yangshe).pk
    assert in_step()
