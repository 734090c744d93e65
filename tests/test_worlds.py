"""A shared world is built once, and no test sees what another did to it."""

import pytest
from django.core.cache import cache

from organisations.models import Level
from tests.worlds import in_order, world, worlds

built = []


class Place:
    def __init__(self) -> None:
        built.append(self)
        self.level = Level.objects.create(label="测")
        cache.set("place", "as built")


place = world(Place)


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_finds_the_world_as_it_was_built(place: Place, turn: int) -> None:
    assert place is not built[-1]
    assert (place.level.label, cache.get("place")) == ("测", "as built")
    assert set(Level.objects.filter(label__in="测改添").values_list("label", flat=True)) == {"测"}
    Level.objects.filter(pk=place.level.pk).update(label="改")
    place.level.label = Level.objects.create(label="添").label
    cache.set("place", "changed")


def test_a_copy_builds_nothing_and_shares_no_object(place: Place) -> None:
    before = len(built)
    other = worlds.copy(Place)
    assert (len(built), other.level) == (before, place.level)
    assert other.level is not place.level


@pytest.mark.django_db
def test_who_asks_for_no_world_has_none() -> None:
    assert not Level.objects.filter(label="测").exists()


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_has_a_world_of_its_own(place: Place) -> None:
    assert place is built[-1]
    assert Level.objects.get(label="测") == place.level


def test_tests_that_commit_come_last(request: pytest.FixtureRequest) -> None:
    mine = [item for item in request.session.items if item.path == request.path]
    assert [item.name for item in in_order(mine)][-1] == "test_a_test_that_commits_has_a_world_of_its_own"
