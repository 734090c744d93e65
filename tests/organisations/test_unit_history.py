"""Units that move, merge and end: whoever looked them up before still finds everything."""

import datetime as dt
from typing import Any

import pytest

from cms.models import UnitPage
from common.models import AuditEntry
from organisations import services
from organisations.enums import Role
from organisations.models import Pairing, Post, Unit
from organisations.selectors import reader_for, today, unit_ancestors, units_on, units_under
from tests.factories import cms
from tests.factories.organisations import County, DelegationFactory, PairingFactory, PostFactory, VenueFactory

DAY = dt.timedelta(days=1)
SOUND = ([], [], [], [], [])


def names(units: Any) -> list[str]:
    return [unit.name for unit in units]


def test_moving_takes_posts_venues_and_pairings_along(county: County) -> None:
    post, venue = PostFactory(unit=county.shangang), VenueFactory(owner=county.shangang)
    pairing = PairingFactory(unit=county.shangang, partner=county.jinqiao)
    moved = services.unit_move(actor=county.administrator, unit=county.shangang, parent=county.tangqiao)
    for row in (post, venue, pairing):
        row.refresh_from_db()
    assert post.unit == venue.owner == pairing.unit == moved
    assert (post.valid_to, venue.valid_to, pairing.valid_to) == (None, None, None)
    assert names(unit_ancestors(moved)) == ["张家港中心", "塘桥所"]
    assert Unit.find_problems() == SOUND


def test_rights_follow_the_tree_at_once(county: County) -> None:
    new_town = county.person(Role.ADMINISTRATOR, county.tangqiao)
    services.unit_move(actor=county.administrator, unit=county.shangang, parent=county.tangqiao)
    county.shangang.refresh_from_db()
    held_by = {
        who.pk: any(scope.covers(county.shangang.path) for scope in reader_for(who).scopes)
        for who in (new_town, county.town_administrator, county.administrator)
    }
    assert list(held_by.values()) == [True, False, True]


def test_the_log_says_where_a_unit_stood(county: County) -> None:
    before = county.shangang.path
    moved = services.unit_move(actor=county.administrator, unit=county.shangang, parent=county.tangqiao)
    entry = AuditEntry.objects.get(action="organisations.unit_moved")
    assert entry.data == {"old_path": before, "new_path": moved.path}
    assert entry.unit_path == moved.path


def test_there_and_back_leaves_a_sound_tree(county: County) -> None:
    for parent in (county.tangqiao, county.centre, county.yangshe, county.jinqiao, county.yangshe):
        services.unit_move(actor=None, unit=county.shangang, parent=parent)
        assert Unit.find_problems() == SOUND
    county.shangang.refresh_from_db()
    assert county.shangang.get_parent() == county.yangshe


def test_a_whole_town_moves_with_its_depth(county: County) -> None:
    services.unit_move(actor=None, unit=county.yangshe, parent=county.jinqiao)
    county.shangang.refresh_from_db()
    assert county.shangang.depth == 5
    assert names(unit_ancestors(county.shangang)) == ["张家港中心", "塘桥所", "金桥站", "杨舍所"]
    assert names(units_under(Unit.objects.get(pk=county.tangqiao.pk))) == [
        "塘桥所",
        "金桥站",
        "杨舍所",
        "百家桥站",
        "善港站",
    ]


@pytest.mark.parametrize(("offset", "there"), [(-1, True), (0, True), (1, False)])
def test_an_ended_unit_is_found_on_its_days(county: County, offset: int, there: bool) -> None:
    services.unit_end(actor=None, unit=county.shangang, last_day=today(), posts_to=None)
    assert ("善港站" in names(units_on(today() + offset * DAY))) is there
    assert Unit.objects.filter(name="善港站").exists()


def test_a_merge_ends_here_and_goes_on_there(county: County) -> None:
    post = PostFactory(unit=county.yangshe, role=Role.SECOND_REVIEWER)
    DelegationFactory(post=post)
    pairing = PairingFactory(unit=county.yangshe, partner=county.centre)
    services.unit_merge(
        actor=county.administrator,
        unit=county.yangshe,
        into=county.tangqiao,
        last_day=today(),
        posts_to=county.tangqiao,
    )
    merged = Unit.objects.get(pk=county.yangshe.pk)
    assert (merged.merged_into, merged.valid_to) == (county.tangqiao, today())
    post.refresh_from_db()
    assert post.valid_to == today()
    assert set(post.delegations.values_list("valid_to", flat=True)) == {today()}
    assert Pairing.objects.get(pk=pairing.pk).valid_to == today()
    going_on = Post.objects.get(person=post.person, unit=county.tangqiao)
    assert (going_on.role, going_on.valid_from, going_on.valid_to) == ("second_reviewer", today() + DAY, None)
    assert names(Unit.objects.get(pk=county.tangqiao.pk).get_children()) == ["金桥站", "百家桥站", "善港站"]
    assert Unit.find_problems() == SOUND


@pytest.mark.parametrize("why", ["left", "held there already", "post ended before", "not handed on"])
def test_which_posts_do_not_go_on(county: County, why: str) -> None:
    post = PostFactory(unit=county.shangang, valid_to=today() if why == "post ended before" else None)
    if why == "left":
        post.person.is_active = False
        post.person.save()
    if why == "held there already":
        PostFactory(unit=county.baijiaqiao, person=post.person, role=post.role)
    before = Post.objects.filter(unit=county.baijiaqiao).count()
    to = None if why == "not handed on" else county.baijiaqiao
    services.unit_end(actor=None, unit=county.shangang, last_day=today(), posts_to=to)
    assert Post.objects.filter(unit=county.baijiaqiao).count() == before


def test_a_post_with_an_end_goes_on_until_that_end(county: County) -> None:
    post = PostFactory(unit=county.shangang, valid_to=today() + 30 * DAY)
    services.unit_end(actor=None, unit=county.shangang, last_day=today(), posts_to=county.baijiaqiao)
    assert Post.objects.get(unit=county.baijiaqiao, person=post.person).valid_to == today() + 30 * DAY


def test_a_post_of_the_future_begins_elsewhere_on_its_own_first_day(county: County) -> None:
    post = PostFactory(unit=county.shangang, valid_from=today() + 9 * DAY)
    services.unit_end(actor=None, unit=county.shangang, last_day=today(), posts_to=county.baijiaqiao)
    assert Post.objects.get(unit=county.baijiaqiao, person=post.person).valid_from == today() + 9 * DAY
    post.refresh_from_db()
    assert not post.holds_on(today() + 9 * DAY)


@pytest.mark.parametrize("verb", ["move", "merge", "end"])
def test_pages_of_a_unit_stay_with_it(county: County, verb: str) -> None:
    home = cms.home(county.centre)
    page = cms.unit_page(home, county.shangang)
    article = cms.news(page, title="善港的家书")
    if verb == "move":
        services.unit_move(actor=None, unit=county.shangang, parent=county.tangqiao)
    elif verb == "merge":
        services.unit_merge(actor=None, unit=county.shangang, into=county.baijiaqiao, last_day=today(), posts_to=None)
    else:
        services.unit_end(actor=None, unit=county.shangang, last_day=today(), posts_to=None)
    article.refresh_from_db()
    assert (article.title, article.unit_id, article.live) == ("善港的家书", county.shangang.pk, True)
    assert UnitPage.objects.get(pk=page.pk).unit_id == county.shangang.pk


@pytest.mark.parametrize("stations", [1, 3])
def test_a_move_costs_the_same_however_much_stands_below(
    county: County, stations: int, django_assert_num_queries: Any
) -> None:
    from tests.factories.organisations import UnitFactory

    for _ in range(stations):
        UnitFactory(parent=county.jinqiao)
    with django_assert_num_queries(20):
        services.unit_move(actor=None, unit=county.jinqiao, parent=county.yangshe)
