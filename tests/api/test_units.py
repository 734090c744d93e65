"""Units are public facts."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisations.models import Unit
from tests.factories.api import Caller
from tests.factories.organisations import County
from tests.worlds import world

county = world(County)


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content.decode()
    return [item["name"] for item in answer.json()["items"]]


def test_the_tree_is_walked_by_codes(county: County, anonymous: Caller) -> None:
    towns = anonymous.get("/units/", parent=county.centre.code)
    assert names(towns) == ["杨舍所", "塘桥所"]
    assert [item["children"] for item in towns.json()["items"]] == [2, 1]
    assert names(anonymous.get("/units/", kind="station", q="善")) == ["善港站"]
    one = anonymous.get(f"/units/{county.shangang.code}/").json()
    assert [above["name"] for above in one["above"]] == ["张家港中心", "杨舍所"]
    assert (one["level"], one["page_url"]) == ("站", None)


def test_windows(county: County, anonymous: Caller) -> None:
    first = anonymous.get("/units/", limit=2)
    assert (names(first), first.json()["count"]) == (["张家港中心", "杨舍所"], 6)
    assert names(anonymous.get("/units/", limit=2, offset=5)) == ["金桥站"]
    assert names(anonymous.get("/units/", offset=50)) == []


def test_units_that_ended_are_gone(county: County, anonymous: Caller) -> None:
    Unit.objects.filter(pk=county.shangang.pk).update(valid_to=dt.date(2024, 1, 1))
    assert "善港站" not in names(anonymous.get("/units/"))
    assert anonymous.get(f"/units/{county.shangang.code}/").status_code == 404


def test_rubbish(county: County, anonymous: Caller) -> None:
    rubbish = [{"limit": 101}, {"limit": 0}, {"offset": -1}, {"kind": "castle"}, {"parent": "x" * 17}, {"q": "y" * 41}]
    assert [anonymous.get("/units/", **query).status_code for query in rubbish] == [422] * 6
    assert anonymous.get("/units/", parent="nowhere").status_code == 404
    assert anonymous.get("/units/", q="%_\\'\"").json()["count"] == 0
    assert anonymous.get(f"/units/{'x' * 17}/").status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list(county: County, anonymous: Caller, count: int) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert len(names(anonymous.get("/units/", limit=count))) == count
    assert len(queries) == 2


def test_queries_of_one_unit(county: County, anonymous: Caller) -> None:
    with CaptureQueriesContext(connection) as queries:
        anonymous.get(f"/units/{county.shangang.code}/")
    assert len(queries) == 2
