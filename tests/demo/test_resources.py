"""The demo's resources: the data names what exists, all are listed, and a second run makes none."""

import pytest

from demo import resources, service
from demo.clock import Clock
from demo.narrator import Narrator
from exchange.enums import ResourceKind, ResourceState
from exchange.models import Resource
from tests.demo.test_needs import COUNTY, known_units, small_county


def test_the_data_names_what_exists() -> None:
    facts = resources.read_resources()
    assert len(set(facts["themes"])) == 7
    named = [(each["kind"], each["unit"], each["name"]) for each in facts["named"]]
    assert len(named) == len(set(named))
    assert {kind for kind, _unit, _name in named} == set(ResourceKind)
    assert {unit for _kind, unit, _name in named} <= known_units()
    assert {name for each in facts["named"] for name in each.get("audiences", ())} <= set(COUNTY["audiences"])


@pytest.mark.once
@pytest.mark.django_db
def test_all_are_listed_and_a_second_time_makes_none(capsys: pytest.CaptureFixture[str]) -> None:
    narrator = Narrator()
    with Clock(days_ago=60).running():
        ready = service.build(small_county(), narrator)
    resources.run(ready, narrator)
    made = Resource.objects.count()
    assert set(Resource.objects.values_list("state", flat=True)) == {ResourceState.LISTED}
    assert made >= len(resources.read_resources()["named"]) + 3 * 7
    resources.run(ready, narrator)
    assert Resource.objects.count() == made
    assert narrator.failed == []
    assert f"新上架 0 项，原有 {made} 项" in capsys.readouterr().out
