"""The tree of unit pages follows the tree of units, by the outbox and by the day."""

import datetime as dt
from typing import Any

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms import unit_pages
from cms.models import HomePage, NewsPage, UnitPage
from common.consumers import consumers, wants
from common.jobs import jobs
from common.models import OutboxMessage
from common.outbox import drain
from organisations import events
from organisations.enums import UnitKind
from organisations.models import Level, Unit
from organisations.selectors import today
from organisations.services import units
from tests.factories import cms as pages
from tests.factories.organisations import County, UnitFactory
from tests.worlds import world

YESTERDAY, TOMORROW = dt.timedelta(days=-1), dt.timedelta(days=1)


def paged() -> County:
    """Every unit has its page, where the unit stands."""
    county = County()
    pages.home(county.centre)
    unit_pages.make_unit_pages(unit_pages.current_units())
    OutboxMessage.objects.all().delete()
    return county


county = world(paged)


def page_of(unit: Unit) -> UnitPage:
    return UnitPage.objects.get(unit=unit)


def follow() -> None:
    """What the worker does; every message must have been delivered."""
    drained = drain()
    assert (drained.failed, OutboxMessage.objects.count()) == (0, 0)


def above(unit: Unit) -> Any:
    return page_of(unit).get_parent().specific


def test_it_hears_of_everything_that_happens_to_units() -> None:
    consumer = consumers()[unit_pages.CONSUMER]
    told = [events.UNIT_CHANGED, events.UNIT_MOVED, events.UNIT_ENDED, events.UNIT_MERGED]
    assert consumer.handle is unit_pages.handle
    assert [name for name in told if not wants(consumer, name)] == []
    assert jobs()[unit_pages.CONSUMER].run is unit_pages.keep_up


def test_pages_are_made_parents_first(county: County) -> None:
    assert isinstance(above(county.centre), HomePage)
    assert above(county.yangshe) == page_of(county.centre)
    assert above(county.baijiaqiao) == page_of(county.yangshe)
    assert unit_pages.make_unit_pages(unit_pages.current_units()) == []


def test_a_county_without_a_home_page_makes_none(db: None) -> None:
    UnitFactory()
    assert unit_pages.make_unit_pages(unit_pages.current_units()) == []
    unit_pages.follow_unit(Unit.objects.get())
    assert not UnitPage.objects.exists()


def test_a_new_unit_gets_its_page_below_its_parents(county: County) -> None:
    level = Level.objects.get(label="站")
    unit = units.unit_create(
        actor=county.administrator, name="东莱站", kind=UnitKind.STATION, level=level, parent=county.tangqiao
    )
    follow()
    assert above(unit) == page_of(county.tangqiao)
    page = page_of(unit)
    assert (page.title, page.live, page.slug) == ("东莱站", True, "dong-lai-zhan")


def test_a_renamed_unit_renames_its_page_and_keeps_its_address(county: County) -> None:
    before = page_of(county.baijiaqiao)
    units.unit_rename(actor=county.administrator, unit=county.baijiaqiao, name="新桥站")
    follow()
    after = page_of(county.baijiaqiao)
    assert (after.title, after.draft_title, after.url_path) == ("新桥站", "新桥站", before.url_path)


def test_a_moved_unit_takes_its_page_and_all_below_along(county: County) -> None:
    news = pages.news(page_of(county.baijiaqiao), title="站里的新鲜事")
    units.unit_move(actor=county.administrator, unit=county.baijiaqiao, parent=county.tangqiao)
    follow()
    assert above(county.baijiaqiao) == page_of(county.tangqiao)
    news = NewsPage.objects.get(pk=news.pk)
    page = page_of(county.baijiaqiao)
    assert news.get_parent().pk == page.pk
    assert news.url_path == f"{page_of(county.tangqiao).url_path}{page.slug}/{news.slug}/"
    assert not Page.find_problems()[0]


def test_a_unit_moved_and_renamed_before_anybody_looked_arrives_once(county: County) -> None:
    units.unit_rename(actor=county.administrator, unit=county.baijiaqiao, name="新桥站")
    units.unit_move(actor=county.administrator, unit=county.baijiaqiao, parent=county.tangqiao)
    units.unit_move(actor=county.administrator, unit=county.tangqiao, parent=county.yangshe)
    follow()
    assert (above(county.baijiaqiao), above(county.tangqiao)) == (page_of(county.tangqiao), page_of(county.yangshe))
    assert page_of(county.baijiaqiao).title == "新桥站"


def test_an_address_that_is_taken_where_it_arrives_gets_a_number(county: County) -> None:
    slug = page_of(county.baijiaqiao).slug
    pages.news(page_of(county.tangqiao), title="占了地址的", slug=slug)
    units.unit_move(actor=county.administrator, unit=county.baijiaqiao, parent=county.tangqiao)
    follow()
    assert page_of(county.baijiaqiao).slug == f"{slug}-2"


def test_a_repeat_changes_nothing(county: County) -> None:
    units.unit_move(actor=county.administrator, unit=county.baijiaqiao, parent=county.tangqiao)
    message = OutboxMessage.objects.get(consumer=unit_pages.CONSUMER)
    unit_pages.handle([message])
    before = list(Page.objects.order_by("pk").values_list("pk", "path", "url_path", "title"))
    OutboxMessage.objects.all().delete()
    unit_pages.handle([message, message])
    assert list(Page.objects.order_by("pk").values_list("pk", "path", "url_path", "title")) == before
    assert not OutboxMessage.objects.exists()


def test_a_unit_that_nobody_knows_any_more_is_no_error(county: County) -> None:
    unit_pages.handle([OutboxMessage(consumer=unit_pages.CONSUMER, event=events.UNIT_MOVED, object_id="987654")])


# --- ends -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("last_day", "live"), [(YESTERDAY, False), (dt.timedelta(), True), (TOMORROW, True)])
def test_an_ended_unit_is_taken_down_the_day_after_its_last(county: County, last_day: dt.timedelta, live: bool) -> None:
    units.unit_end(
        actor=county.administrator, unit=county.baijiaqiao, last_day=today() + last_day, posts_to=county.yangshe
    )
    follow()
    assert page_of(county.baijiaqiao).live is live
    Unit.objects.filter(pk=county.baijiaqiao.pk).update(valid_to=today() + YESTERDAY)
    assert unit_pages.keep_up() == (1 if live else 0)
    assert not page_of(county.baijiaqiao).live
    assert unit_pages.keep_up() == 0


def test_what_the_ended_station_wrote_stays_readable(county: County) -> None:
    news = pages.news(page_of(county.baijiaqiao), title="留下的文章")
    units.unit_end(actor=county.administrator, unit=county.baijiaqiao, last_day=today() + YESTERDAY, posts_to=None)
    follow()
    assert NewsPage.objects.get(pk=news.pk).live


def test_the_address_of_a_merged_unit_leads_to_its_heir(county: County) -> None:
    address = page_of(county.baijiaqiao).get_url()
    units.unit_merge(
        actor=county.administrator,
        unit=county.baijiaqiao,
        into=county.shangang,
        last_day=today() + YESTERDAY,
        posts_to=None,
    )
    follow()
    assert not page_of(county.baijiaqiao).live
    redirect = Redirect.objects.get(old_path=Redirect.normalise_path(address))
    assert redirect.redirect_page.pk == page_of(county.shangang).pk


def test_those_below_a_merged_unit_stand_below_its_heir(county: County) -> None:
    units.unit_merge(
        actor=county.administrator,
        unit=county.tangqiao,
        into=county.yangshe,
        last_day=today() + YESTERDAY,
        posts_to=None,
    )
    follow()
    assert above(county.jinqiao) == page_of(county.yangshe)
    assert page_of(county.jinqiao).live
    assert not page_of(county.tangqiao).live


def test_a_unit_that_begins_with_the_day_gets_its_page_then(county: County) -> None:
    unit = UnitFactory(name="明天站", parent=county.tangqiao, valid_from=today() + TOMORROW)
    assert unit_pages.keep_up() == 0
    unit_pages.follow_unit(unit)
    assert not UnitPage.objects.filter(unit=unit).exists()
    Unit.objects.filter(pk=unit.pk).update(valid_from=today())
    assert unit_pages.keep_up() == 1
    assert above(unit) == page_of(county.tangqiao)


def test_a_page_taken_down_by_hand_stays_down(county: County) -> None:
    page_of(county.jinqiao).unpublish()
    assert unit_pages.keep_up() == 0
    units.unit_rename(actor=county.administrator, unit=county.jinqiao, name="金桥村站")
    follow()
    page = page_of(county.jinqiao)
    assert (page.live, page.title) == (False, "金桥村站")
