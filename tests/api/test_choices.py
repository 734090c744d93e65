"""What may be put into a page: the own pictures, documents and pages. What is not there looks as what is not theirs."""

from typing import Any

import pytest
from wagtail.models import Page

from api.kinds import KINDS
from cms.models import BriefingSeries, ContentPage
from tests.factories import cms as make
from tests.factories import media as files
from tests.factories.api import ApiCounty, Caller, caller, on_shelf

TOLD = "这里没有您能选的这一项，核对名称或编号。"


class Things:
    """A picture, a document and a page: of 百家桥, of its neighbour 善港, and a number that nothing has."""

    def __init__(self, county: ApiCounty) -> None:
        own, theirs = county.baijiaqiao, county.shangang
        self.own = {
            "picture": on_shelf(files.make_picture("自家的"), own).pk,
            "document": on_shelf(files.make_document("自家的"), own).pk,
            "page": make.content(KINDS["cms.PolicyPage"].model, county.station_page, title="自家的").pk,
        }
        draft = make.content(KINDS["cms.PolicyPage"].model, county.other_page, title="别家没审的", live=False)
        self.theirs = {
            "picture": on_shelf(files.make_picture("别家的秘密"), theirs).pk,
            "document": on_shelf(files.make_document("别家的秘密"), theirs).pk,
            "page": draft.pk,
        }
        self.nothing = dict.fromkeys(self.own, 987_654)


@pytest.fixture
def things(county: ApiCounty) -> Things:
    return Things(county)


def section(page: int) -> list[dict[str, Any]]:
    items = [{"title": "家书", "text": "<p>好</p>", "page": None}, {"title": "再", "text": "<p>好</p>", "page": page}]
    return [{"type": "section", "value": {"heading": "动态", "items": items}}]


def paragraph(html: str) -> list[dict[str, Any]]:
    return [{"type": "heading", "value": "题"}, {"type": "paragraph", "value": html}]


# The kind, what it names, the values with a number put in, the way to it.
PLACES: dict[str, tuple[str, str, Any, list[Any]]] = {
    "cover": ("cms.NewsPage", "picture", lambda pk: {"cover": pk}, ["cover"]),
    "figure": (
        "cms.NewsPage",
        "picture",
        lambda pk: {"body": [{"type": "figure", "value": {"image": pk, "alt": "", "caption": ""}}]},
        ["body", 0, "value", "image"],
    ),
    "file": (
        "cms.NewsPage",
        "document",
        lambda pk: {"body": [{"type": "file", "value": {"document": pk, "title": ""}}]},
        ["body", 0, "value", "document"],
    ),
    "mention": (
        "cms.NewsPage",
        "page",
        lambda pk: {"body": [{"type": "mentions", "value": [pk]}]},
        ["body", 0, "value", 0],
    ),
    "link": (
        "cms.NewsPage",
        "page",
        lambda pk: {"body": paragraph(f'<p>见<a linktype="page" id="{pk}">此页</a></p>')},
        ["body", 1, "value"],
    ),
    "linked file": (
        "cms.NewsPage",
        "document",
        lambda pk: {"body": paragraph(f'<p>见<a id="{pk}" linktype="document">附件</a></p>')},
        ["body", 1, "value"],
    ),
    "item": (
        "cms.BriefingPage",
        "page",
        lambda pk: {"sections": section(pk)},
        ["sections", 0, "value", "items", 1, "page"],
    ),
    "attachment": (
        "cms.PolicyPage",
        "document",
        lambda pk: {"attachments": [{"document": pk}]},
        ["attachments", 0, "document"],
    ),
    "replaces": ("cms.PolicyPage", "page", lambda pk: {"replaces": pk}, ["replaces"]),
    "stop": ("cms.RoutePage", "picture", lambda pk: {"stops": [{"image": pk}]}, ["stops", 0, "image"]),
}


def ask(program: Caller, county: ApiCounty, kind: str, values: dict[str, Any]) -> Any:
    if kind == "cms.BriefingPage":
        values = {"series": (BriefingSeries.objects.first() or make.series()).name, **values}
    if kind == "cms.RoutePage":
        venue = make.venue(county.shangang)
        values = {"stops": [{**stop, "venue": venue.code} for stop in values["stops"]]}
    meta = {"type": kind, "parent_id": county.station_page.pk}
    return program.post("/pages/", {"meta": meta, "title": "新", **values})


@pytest.mark.parametrize("place", sorted(PLACES))
def test_ones_own_is_chosen_and_nothing_else(county: ApiCounty, things: Things, place: str) -> None:
    kind, what, values, loc = PLACES[place]
    program = caller(county.editor)
    good = ask(program, county, kind, values(things.own[what]))
    assert good.status_code == 201, good.content.decode()
    refused = [ask(program, county, kind, values(pool[what])) for pool in (things.theirs, things.nothing)]
    assert [answer.status_code for answer in refused] == [422, 422]
    told = [answer.json() for answer in refused]
    # To the byte: who asks by number learns nothing of what others have.
    assert told[0] == told[1]
    assert told[0]["errors"] == [{"code": "api.unknown_value", "loc": loc, "message": TOLD}]
    assert "秘密" not in refused[0].content.decode()
    assert ContentPage.objects.filter(title="新").count() == 1


def test_those_above_choose_what_is_below(county: ApiCounty, things: Things) -> None:
    program = caller(county.town_editor)
    meta = {"type": "cms.NewsPage", "parent_id": county.town_page.pk}
    for pool, status in ((things.own, 201), (things.theirs, 201), (things.nothing, 422)):
        answer = program.post("/pages/", {"meta": meta, "title": "镇里的", "cover": pool["picture"]})
        assert answer.status_code == status, answer.content.decode()


ODD = [True, "7", 7.5, -1, 0, 2**31, 10**30, {"id": 1}, [1], "x"]


@pytest.mark.parametrize("number", ODD, ids=repr)
def test_numbers_that_are_none(county: ApiCounty, things: Things, number: Any) -> None:
    program = caller(county.editor)
    for place in ("figure", "file", "mention", "item"):
        kind, _what, values, _loc = PLACES[place]
        answer = ask(program, county, kind, values(number))
        assert (place, answer.status_code, answer["Content-Type"]) == (place, 422, "application/problem+json")
    assert not ContentPage.objects.filter(title="新").exists()


LINKS = ["x", "", "-1", "1 OR 1=1", "9" * 30, "１", "1e3"]


@pytest.mark.parametrize("number", LINKS)
def test_links_that_lead_nowhere(county: ApiCounty, number: str) -> None:
    answer = ask(caller(county.editor), county, "cms.NewsPage", PLACES["link"][2](number))
    # Made only where no such link is left in the text.
    assert answer.status_code in {201, 422}, answer.content.decode()
    if answer.status_code == 201:
        assert "linktype" not in answer.content.decode()


def test_markdown_is_looked_through_as_well(county: ApiCounty, things: Things) -> None:
    def written(pk: int) -> dict[str, Any]:
        text = {"format": "db_markdown", "content": f"见[此页](wagtail://page/{pk})"}
        return {"body": [{"type": "paragraph", "value": text}]}

    program = caller(county.editor)
    answers = [ask(program, county, "cms.NewsPage", written(pool["page"])) for pool in (things.theirs, things.nothing)]
    assert answers[0].status_code == answers[1].status_code
    assert str(things.theirs["page"]) not in str(
        [page.specific.body.get_prep_value() for page in Page.objects.filter(title="新")]
    )


def test_what_the_draft_holds_already_may_stay(county: ApiCounty, things: Things) -> None:
    """A picture that somebody above has put in does not keep the editor from changing the words beside it."""
    figure = {"type": "figure", "value": {"image": things.theirs["picture"], "alt": "甲", "caption": ""}}
    page = county.draft(body=None)
    program, town = caller(county.editor), caller(county.town_editor)
    assert program.patch(f"/pages/{page.pk}/", {"body": [figure]}).status_code == 422
    placed = town.patch(f"/pages/{page.pk}/", {"body": [figure], "cover": things.theirs["picture"]})
    assert placed.status_code == 200, placed.content.decode()
    figure["value"]["alt"] = "乙"
    kept = program.patch(f"/pages/{page.pk}/", {"body": [figure], "cover": things.theirs["picture"]})
    assert kept.status_code == 200, kept.content.decode()
    # Once taken out it is gone for whoever could not have put it in.
    assert program.patch(f"/pages/{page.pk}/", {"body": [], "cover": None}).status_code == 200
    assert program.patch(f"/pages/{page.pk}/", {"cover": things.theirs["picture"]}).status_code == 422


@pytest.mark.parametrize("code", ["shangang", "nothing", "yangshe"])
def test_units_outside_and_units_that_are_none_are_told_alike(county: ApiCounty, code: str) -> None:
    unit = "zzzzzzzzzz" if code == "nothing" else getattr(county, code).code
    answer = ask(caller(county.editor), county, "cms.NewsPage", {"unit": unit})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"code": "api.unknown_value", "loc": ["unit"], "message": TOLD}]


def test_a_venue_that_has_closed_for_good_is_not_chosen(county: ApiCounty) -> None:
    venue = make.venue(county.baijiaqiao)
    type(venue).objects.filter(pk=venue.pk).update(valid_to="2021-01-01")
    answer = ask(caller(county.editor), county, "cms.VenuePage", {"venue": venue.code})
    assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["venue"])
