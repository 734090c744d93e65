"""Every kind of page that editors write: made, read back, changed, refused."""

from typing import Any, get_args

import pytest

from api.kinds import KINDS, DraftIn, Type
from cms.models import Audience, ContentPage
from media.models import Picture
from tests.factories import cms as make
from tests.factories import media as files
from tests.factories.api import ApiCounty, Caller, caller, on_shelf


def new(county: ApiCounty, kind: str, **values: Any) -> dict[str, Any]:
    return {"meta": {"type": kind, "parent_id": county.station_page.pk}, "title": "新写的", **values}


def text_of(page_id: int) -> Any:
    return ContentPage.objects.get(pk=page_id).specific.get_latest_revision_as_object()


class Shelf:
    """What the editor of 百家桥 may choose."""

    def __init__(self, county: ApiCounty) -> None:
        self.venue = make.venue(county.baijiaqiao)
        self.picture = on_shelf(files.make_picture("村口"), county.baijiaqiao)
        self.document = on_shelf(files.make_document("通知"), county.baijiaqiao)
        self.series = make.series()
        self.old = make.content(KINDS["cms.PolicyPage"].model, county.station_page, title="旧文件")


@pytest.fixture
def shelf(county: ApiCounty) -> Shelf:
    return Shelf(county)


SECTION = {
    "type": "section",
    "value": {"heading": "工作动态", "items": [{"title": "家书", "text": "<p>每月<b>一封</b></p>", "page": None}]},
}


def sent(shelf: Shelf) -> dict[str, dict[str, Any]]:
    """For each kind, values of its own."""
    return {
        "cms.NewsPage": {"happened_on": "2026-03-01", "place": "百家桥", "cover": shelf.picture.pk},
        "cms.ProjectPage": {"benefit": "mutual", "year": 2026, "starts_on": "2026-01-01", "ends_on": "2026-12-31"},
        "cms.CasePage": {"subject": "陈**", "deed": "十年送信", "honours": [{"name": "江苏好人", "year": 2025}]},
        "cms.PolicyPage": {
            "document_number": "张文明委〔2023〕5号",
            "replaces": shelf.old.pk,
            "attachments": [{"document": shelf.document.pk, "title": "附件一"}],
        },
        "cms.BriefingPage": {
            "series": shelf.series.name,
            "number": 10,
            "report_to": "市委\n市政府",
            "copies": 400,
            "sections": [SECTION],
        },
        "cms.RoutePage": {
            "starts_at": "08:30",
            "group_size": 20,
            "stops": [
                {"venue": shelf.venue.code, "stay_minutes": 40, "image": shelf.picture.pk},
                {"venue": shelf.venue.code, "title": "村史馆", "way": "bicycle", "way_minutes": 10, "way_metres": 900},
            ],
        },
        "cms.LecturePage": {
            "season": "2026年秋季",
            "sessions": [
                {"topic": "邻里的故事", "starts_at": "2026-12-01T14:00:00+08:00", "venue": shelf.venue.code},
                {"topic": "再议"},
            ],
        },
        "cms.VenuePage": {"venue": shelf.venue.code},
    }


# What of it is found in the draft.
STORED: dict[str, Any] = {
    "cms.NewsPage": lambda page: (page.happened_on.isoformat(), page.place, page.cover.title),
    "cms.ProjectPage": lambda page: (page.benefit, page.year, page.ends_on.isoformat()),
    "cms.CasePage": lambda page: (page.deed, [(honour.name, honour.year) for honour in page.honours.all()]),
    "cms.PolicyPage": lambda page: (page.replaces.title, [str(each) for each in page.attachments.all()]),
    "cms.BriefingPage": lambda page: (page.number, page.report_lines, page.contents),
    "cms.RoutePage": lambda page: (page.starts_at.isoformat(), page.total_minutes, [str(s) for s in page.stops.all()]),
    "cms.LecturePage": lambda page: [(s.topic, s.place_label) for s in page.sorted_sessions()],
    "cms.VenuePage": lambda page: page.venue.name,
}
EXPECTED: dict[str, Any] = {
    "cms.NewsPage": ("2026-03-01", "百家桥", "村口"),
    "cms.ProjectPage": ("mutual", 2026, "2026-12-31"),
    "cms.CasePage": ("十年送信", [("江苏好人", 2025)]),
    "cms.PolicyPage": ("旧文件", ["附件一"]),
    "cms.BriefingPage": (10, ["市委", "市政府"], [{"heading": "工作动态", "titles": ["家书"]}]),
    "cms.RoutePage": ("08:30:00", 80, ["百家桥村文明实践站", "村史馆"]),
    "cms.LecturePage": [("邻里的故事", "百家桥村文明实践站"), ("再议", "")],
    "cms.VenuePage": "百家桥村文明实践站",
}


def test_every_kind_is_in_the_tables() -> None:
    assert KINDS.keys() == set(get_args(Type)) == EXPECTED.keys()
    written = {name for kind in KINDS.values() for name in kind.names}
    assert written == DraftIn.model_fields.keys()


@pytest.mark.parametrize("kind", sorted(EXPECTED))
def test_a_draft_of_each_kind(county: ApiCounty, shelf: Shelf, anonymous: Caller, kind: str) -> None:
    program = caller(county.editor)
    made = program.post("/pages/", new(county, kind, **sent(shelf)[kind]))
    assert made.status_code == 201, made.content.decode()
    page_id = made.json()["id"]
    page = text_of(page_id)
    assert STORED[kind](page) == EXPECTED[kind]
    assert (page.live, page.owner, page.unit) == (False, county.editor, county.baijiaqiao)
    assert program.get(f"/pages/{page_id}/", version="draft").json()["title"] == "新写的"
    assert anonymous.get(f"/pages/{page_id}/").status_code == 404
    changed = program.patch(f"/pages/{page_id}/", {"summary": "只改这一句。"})
    assert changed.status_code == 200, changed.content.decode()
    again = text_of(page_id)
    assert (again.summary, STORED[kind](again)) == ("只改这一句。", EXPECTED[kind])


@pytest.mark.parametrize("kind", sorted(EXPECTED))
def test_a_field_of_another_kind_is_refused(county: ApiCounty, shelf: Shelf, kind: str) -> None:
    program, names = caller(county.editor), KINDS[kind].names
    foreign = {name: value for values in sent(shelf).values() for name, value in values.items() if name not in names}
    assert foreign
    for name, value in foreign.items():
        answer = program.post("/pages/", new(county, kind, **{**sent(shelf)[kind], name: value}))
        assert (name, answer.status_code, answer.json()["code"]) == (name, 422, "api.no_such_field")
        assert answer.json()["errors"][0]["loc"] == [name]


@pytest.mark.parametrize(("kind", "field"), [("cms.BriefingPage", "series"), ("cms.VenuePage", "venue")])
@pytest.mark.parametrize("value", [None, ""])
def test_what_a_kind_cannot_be_without(county: ApiCounty, kind: str, field: str, value: Any) -> None:
    values = {} if value is None else {field: value}
    answer = caller(county.editor).post("/pages/", new(county, kind, **values))
    assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, [field])
    assert answer.json()["detail"] == "这类页面缺了它不能新建。"


def test_rows_take_the_place_of_those_that_were(county: ApiCounty, shelf: Shelf) -> None:
    program, stop = caller(county.editor), {"venue": shelf.venue.code}
    made = program.post("/pages/", new(county, "cms.RoutePage", stops=[{**stop, "title": t} for t in "甲乙"]))
    address = f"/pages/{made.json()['id']}/"
    for titles in ("丙", "丁戊己", "己丁", "庚"):
        answer = program.patch(address, {"stops": [{**stop, "title": title} for title in titles]})
        assert answer.status_code == 200, answer.content.decode()
        assert [str(row) for row in text_of(made.json()["id"]).stops.all()] == list(titles)
    # A change of something else leaves them.
    program.patch(address, {"contact": "百家桥站 58123456"})
    assert [str(row) for row in text_of(made.json()["id"]).stops.all()] == ["庚"]


def test_a_cover_and_audiences_are_set_and_taken_away(county: ApiCounty, shelf: Shelf) -> None:
    Audience.objects.create(name="老年人")
    Audience.objects.create(name="新市民")
    program = caller(county.editor)
    made = program.post("/pages/", new(county, "cms.NewsPage", cover=shelf.picture.pk, audiences=["老年人", "新市民"]))
    page_id = made.json()["id"]
    assert sorted(text_of(page_id).audience_names) == ["新市民", "老年人"]
    changed = program.patch(f"/pages/{page_id}/", {"cover": None, "audiences": ["新市民"]})
    assert changed.status_code == 200, changed.content.decode()
    page = text_of(page_id)
    assert (page.cover, page.audience_names, Picture.objects.count()) == (None, ["新市民"], 1)


ROW = {"topic": "邻里"}
WRONG_ROWS: list[tuple[str, dict[str, Any], str]] = [
    ("cms.RoutePage", {"stops": [{}]}, "venue"),
    ("cms.RoutePage", {"stops": [{"venue": "nowhere"}]}, "venue"),
    ("cms.RoutePage", {"stops": [{"venue": "!"}]}, "venue"),
    ("cms.RoutePage", {"stops": 7}, "stops"),
    ("cms.RoutePage", {"stops": [7]}, "stops"),
    ("cms.RoutePage", {"stops": [{"venue": "x", "way": "fly"}]}, "way"),
    ("cms.RoutePage", {"stops": [{"venue": "x", "way_metres": 2**40}]}, "way_metres"),
    ("cms.RoutePage", {"stops": [{"venue": "x", "page": 1}]}, "page"),
    ("cms.RoutePage", {"stops": [{"venue": "x"}] * 51}, "stops"),
    ("cms.RoutePage", {"starts_at": "25:00"}, "starts_at"),
    ("cms.RoutePage", {"starts_at": "09:00+08:00"}, "starts_at"),
    ("cms.RoutePage", {"group_size": -1}, "group_size"),
    ("cms.LecturePage", {"sessions": [{}]}, "topic"),
    ("cms.LecturePage", {"sessions": [{"topic": ""}]}, "topic"),
    ("cms.LecturePage", {"sessions": [{**ROW, "starts_at": "2026-12-01T14:00:00"}]}, "starts_at"),
    ("cms.LecturePage", {"sessions": [{**ROW, "starts_at": "9999-12-31T23:59:59-12:00"}]}, "starts_at"),
    ("cms.LecturePage", {"sessions": [{**ROW, "starts_at": "2026-12-01T14:00:00+08:00"}]}, "place"),
    ("cms.LecturePage", {"sessions": [ROW, {**ROW, "minutes": 40_000}]}, "minutes"),
    ("cms.BriefingPage", {"series": "没有的简报"}, "series"),
    ("cms.BriefingPage", {"number": 0}, "number"),
    ("cms.BriefingPage", {"sections": [{"type": "paragraph", "value": "x"}]}, "sections"),
    ("cms.CasePage", {"honours": [{"name": "好" * 81}]}, "name"),
    ("cms.CasePage", {"notice_from": "2026-01-01"}, "notice_to"),
    ("cms.PolicyPage", {"attachments": [{"title": "没有文件"}]}, "document"),
    ("cms.NewsPage", {"cover": -1}, "cover"),
    ("cms.NewsPage", {"audiences": ["没有的人"]}, "audiences"),
    ("cms.NewsPage", {"audiences": "老年人"}, "audiences"),
]


def test_wrong_values_are_named_and_nothing_is_made(county: ApiCounty, shelf: Shelf) -> None:
    program, before = caller(county.editor), ContentPage.objects.count()
    good = {"cms.BriefingPage": {"series": shelf.series.name}}
    for kind, values, where in WRONG_ROWS:
        answer = program.post("/pages/", new(county, kind, **{**good.get(kind, {}), **values}))
        assert (values, answer.status_code) == (values, 422)
        assert where in str(answer.json()["errors"]), (values, answer.json())
    assert ContentPage.objects.count() == before


def test_a_venue_has_one_page_and_a_number_one_briefing(county: ApiCounty, shelf: Shelf) -> None:
    program, values = caller(county.editor), sent(shelf)
    for kind, where in (("cms.VenuePage", "venue"), ("cms.BriefingPage", "")):
        assert program.post("/pages/", new(county, kind, **values[kind])).status_code == 201
        second = program.post("/pages/", new(county, kind, **values[kind]))
        assert second.status_code == 422, second.content.decode()
        assert where in str(second.json()["errors"])


def test_a_new_kind_is_reviewed_like_the_others(county: ApiCounty, shelf: Shelf) -> None:
    program = caller(county.editor)
    made = program.post("/pages/", new(county, "cms.RoutePage", summary="走一走。", **sent(shelf)["cms.RoutePage"]))
    handed = program.post(f"/pages/{made.json()['id']}/submit/")
    assert (handed.status_code, handed.json()["status"]) == (200, "in_progress")
    locked = program.patch(f"/pages/{made.json()['id']}/", {"stops": []})
    assert (locked.status_code, locked.json()["code"]) == (409, "api.locked")
