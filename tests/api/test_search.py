"""Searching by program: what a reader may not see is neither found nor counted."""

from search import lifecycle
from tests.factories import cms as make
from tests.factories.api import ApiCounty, Caller, caller


def test_drafts_are_found_by_their_units_staff_alone(county: ApiCounty, anonymous: Caller) -> None:
    make.news(county.station_page, title="葫芦丝开课", body=[("paragraph", "<p>葫芦丝</p>")])
    county.draft(title="葫芦丝的草稿")
    lifecycle.rebuild()
    totals = {}
    for name, program in (
        ("visitor", anonymous),
        ("neighbour", caller(county.other_editor)),
        ("editor", caller(county.editor)),
        ("administrator", caller(county.administrator)),
    ):
        found = program.get("/search/", q="葫芦丝").json()
        assert len(found["hits"]) == found["total"]
        totals[name] = found["total"]
    assert totals == {"visitor": 1, "neighbour": 1, "editor": 2, "administrator": 2}
    hit = anonymous.get("/search/", q="hulusi").json()["hits"][0]
    assert (hit["title"], hit["kind"], hit["draft"]) == ("葫芦丝开课", "newspage", False)
    assert "<mark>葫芦丝</mark>" in hit["title_html"]
    assert "葫芦丝的草稿" not in str(anonymous.get("/search/suggest/", q="葫芦").json())


def test_facets_narrow(county: ApiCounty, anonymous: Caller) -> None:
    make.news(county.station_page, title="葫芦丝开课")
    make.news(county.other_page, title="葫芦丝汇演")
    lifecycle.rebuild()
    found = anonymous.get("/search/", q="葫芦丝", unit=county.shangang.code).json()
    assert [hit["title"] for hit in found["hits"]] == ["葫芦丝汇演"]
    assert {facet["name"] for facet in found["facets"]} >= {"kind", "unit"}


def test_without_an_index_the_database_answers(county: ApiCounty, anonymous: Caller) -> None:
    make.news(county.station_page, title="葫芦丝开课")
    found = anonymous.get("/search/", q="葫芦丝").json()
    assert (found["total"], found["degraded"]) == (1, True)


def test_rubbish(county: ApiCounty, anonymous: Caller) -> None:
    rubbish = [{"q": "x" * 121}, {"page": 0}, {"page": 1001}, {"size": 51}, {"sort": "price"}, {"kind": ["x"] * 51}]
    assert [anonymous.get("/search/", **query).status_code for query in rubbish] == [422] * 6
    for text in ("", '"', "-", "(((", "AND OR NOT", "a:b", "*", "”“", "🏮"):
        assert (text, anonymous.get("/search/", q=text).status_code) == (text, 200)
        assert (text, anonymous.get("/search/suggest/", q=text).status_code) == (text, 200)
