"""Reading pages, writing drafts, handing them in."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from cms.models import NewsPage
from portal import page_cache
from tests.factories import cms as make
from tests.factories.api import ApiCounty, Caller, caller
from tests.factories.workflows import item_of

BODY = [{"type": "paragraph", "value": "<p>每月一封<b>家书</b>，送到门口。</p>"}]


def titles(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [item["title"] for item in answer.json()["items"]]


def draft(county: ApiCounty, **values: Any) -> dict[str, Any]:
    meta = {"type": "cms.NewsPage", "parent_id": county.station_page.pk}
    return {"meta": meta, "title": "家书送到百家桥", **values}


def test_visitors_list_what_is_public_and_only_that(county: ApiCounty, anonymous: Caller) -> None:
    make.news(county.station_page, title="公开的消息")
    county.draft(title="没审的草稿")
    found = anonymous.get("/pages/", type="cms.NewsPage")
    assert titles(found) == ["公开的消息"]
    assert found.json()["count"] == 1
    assert "公开的消息" in found.content.decode()


def test_restricted_pages_are_not_there(county: ApiCounty, anonymous: Caller) -> None:
    page = make.news(county.station_page, title="要登录才看")
    PageViewRestriction.objects.create(page=county.station_page, restriction_type=PageViewRestriction.LOGIN)
    assert "要登录才看" not in titles(anonymous.get("/pages/"))
    assert anonymous.get(f"/pages/{page.pk}/").status_code == 404


def test_filters_narrow(county: ApiCounty, anonymous: Caller) -> None:
    make.news(county.station_page, title="百家桥的消息")
    make.news(county.other_page, title="善港的消息")
    news = {"type": "cms.NewsPage"}
    assert titles(anonymous.get("/pages/", descendant_of=county.other_page.pk, **news)) == ["善港的消息"]
    assert titles(anonymous.get("/pages/", unit=county.baijiaqiao.code, **news)) == ["百家桥的消息"]
    assert titles(anonymous.get("/pages/", unit=county.yangshe.code, order="-id", **news)) == [
        "善港的消息",
        "百家桥的消息",
    ]
    assert titles(anonymous.get("/pages/", child_of="root")) == [county.centre_page.title]
    assert titles(anonymous.get("/pages/", ancestor_of=county.town_page.pk)) == [
        county.home.title,
        county.centre_page.title,
    ]


def test_site_filter(county: ApiCounty, anonymous: Caller) -> None:
    assert titles(anonymous.get("/pages/", site="testserver", child_of="root")) == [county.centre_page.title]
    assert titles(anonymous.get("/pages/", site="testserver:80", child_of="root")) == [county.centre_page.title]


RUBBISH: list[tuple[dict[str, Any], int]] = [
    ({"limit": 0}, 422),
    ({"limit": 101}, 422),
    ({"limit": "viel"}, 422),
    ({"offset": -1}, 422),
    ({"offset": 10**30}, 422),
    ({"order": "random"}, 422),
    ({"order": "body"}, 422),
    ({"type": "auth.User"}, 422),
    ({"type": "wagtailcore.Page"}, 422),
    ({"type": "无此类型"}, 422),
    ({"child_of": "x"}, 422),
    ({"child_of": 2**40}, 422),
    ({"child_of": 999_999}, 404),
    ({"unit": "nowhere"}, 404),
    ({"site": "elsewhere.example"}, 404),
    ({"site": "testserver:http"}, 422),
    ({"site": "testserver:99999"}, 404),
    ({"unit": "a\x00b"}, 400),
]


def test_rubbish_in_the_query(county: ApiCounty, anonymous: Caller) -> None:
    answers = [anonymous.get("/pages/", **query) for query, _status in RUBBISH]
    found = [(query, answer.status_code) for (query, _status), answer in zip(RUBBISH, answers, strict=True)]
    assert found == RUBBISH
    assert {answer["Content-Type"] for answer in answers} == {"application/problem+json"}


def test_a_page_is_found_by_its_address(county: ApiCounty, anonymous: Caller) -> None:
    page = make.news(county.station_page)
    found = anonymous.get("/pages/find/", html_path=page.get_url())
    assert (found.status_code, found["Location"]) == (302, f"/api/pages/{page.pk}/")
    assert anonymous.get("/pages/find/", id=page.pk).status_code == 302
    assert anonymous.get("/pages/find/", html_path="/nowhere/").status_code == 404
    assert anonymous.get("/pages/find/", html_path=county.draft().get_url()).status_code == 404
    assert anonymous.get("/pages/find/").status_code == 422


def test_one_page_in_utf8(county: ApiCounty, anonymous: Caller) -> None:
    page = make.news(county.station_page, title="家书送到百家桥", body=[("paragraph", "<p>每月一封家书</p>")])
    answer = anonymous.get(f"/pages/{page.pk}/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert "每月一封家书" in answer.content.decode()
    found = answer.json()
    assert (found["title"], found["meta"]["type"], found["meta"]["parent"]["id"]) == (
        page.title,
        "cms.NewsPage",
        county.station_page.pk,
    )


def test_the_newest_answer_is_not_sent_again(county: ApiCounty, anonymous: Caller) -> None:
    page = make.news(county.station_page)
    tag = anonymous.get(f"/pages/{page.pk}/")["ETag"]
    known = {"If-None-Match": tag}
    again = anonymous.client.get(f"/api/pages/{page.pk}/", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    Page.objects.filter(pk=page.pk).update(title="改过的题目")
    page_cache.bump()  # as publishing does
    assert anonymous.client.get(f"/api/pages/{page.pk}/", headers=known).status_code == 200


def test_drafts_are_read_by_their_units_staff_alone(county: ApiCounty, anonymous: Caller) -> None:
    page = make.news(county.station_page, title="公开的题目")
    page.title = "没审的新题目"
    page.save_revision(user=county.editor)
    address = f"/pages/{page.pk}/"
    assert anonymous.get(address).json()["title"] == "公开的题目"
    for stranger in (anonymous, caller(county.other_editor), caller(county.other_first)):
        assert stranger.get(address, version="draft").status_code == 404
    for person in (county.editor, county.first, county.second, county.administrator):
        reader = caller(person)
        assert reader.get(address).json()["title"] == "公开的题目"
        assert reader.get(address, version="draft").json()["title"] == "没审的新题目"


def test_a_draft_is_written_changed_and_handed_in(county: ApiCounty) -> None:
    program = caller(county.editor)
    made = program.post(
        "/pages/", draft(county, body=BODY, summary="每月一封家书。", place="百家桥", happened_on="2026-03-01")
    )
    assert made.status_code == 201, made.content.decode()
    page = NewsPage.objects.get(pk=made.json()["id"])
    assert (page.live, page.owner, page.unit, page.slug) == (
        False,
        county.editor,
        county.baijiaqiao,
        "jia-shu-song-dao-bai-jia-qiao",
    )
    assert "<b>家书</b>" in made.content.decode()
    changed = program.patch(f"/pages/{page.pk}/", {"title": "家书，每月一封"})
    assert changed.status_code == 200, changed.content.decode()
    revision = page.revisions.order_by("-pk").first()
    assert (revision.user, revision.content["title"]) == (county.editor, "家书，每月一封")
    assert revision.content["summary"] == "每月一封家书。"
    sent = program.post(f"/pages/{page.pk}/submit/")
    assert (sent.status_code, sent.json()) == (200, {"page_id": page.pk, "status": "in_progress", "message": ""})
    assert item_of(page).step == "first_review"
    assert program.patch(f"/pages/{page.pk}/", {"title": "改一改"}).status_code == 409
    assert program.post(f"/pages/{page.pk}/submit/").status_code == 409


def test_a_name_address_stays_free_among_sisters(county: ApiCounty) -> None:
    program = caller(county.editor)
    made = [program.post("/pages/", draft(county)) for _ in range(2)]
    assert [each.status_code for each in made] == [201, 201], made[1].content.decode()
    slugs = [each.json()["meta"]["slug"] for each in made]
    assert slugs[0] != slugs[1]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"meta": {"type": "cms.NewsPage"}}, "parent_id"),
    ({"meta": {"type": "cms.HomePage", "parent_id": 1}}, "type"),
    ({"meta": True}, "meta"),
    ({"meta": {"type": "cms.NewsPage", "parent_id": 1, "action": "publish"}}, "action"),
    ({"title": ""}, "title"),
    ({"live": True}, "live"),
    ({"owner": 1}, "owner"),
    ({"deed": "不归消息"}, "deed"),
    ({"unit": "nowhere"}, "unit"),
    ({"topic": "nowhere"}, "topic"),
    ({"happened_on": "2999-01-01"}, "happened_on"),
    ({"body": True}, "body"),
    ({"body": [{"type": "nowhere", "value": ""}]}, ""),
    ({"body": [{"type": "voice", "value": 7}]}, "body"),
    ({"body": [{"type": "paragraph", "value": {"content": 7}}]}, ""),
    ({"body": [{"type": "facts", "value": 7}]}, "body"),
]


def test_wrong_values_name_the_field(county: ApiCounty) -> None:
    program = caller(county.editor)
    for change, where in WRONG:
        answer = program.post("/pages/", {**draft(county), **change})
        assert (change, answer.status_code) == (change, 422)
        assert where in str(answer.json()["errors"])
    assert not NewsPage.objects.exists()


def test_a_body_that_is_no_object(county: ApiCounty) -> None:
    program = caller(county.editor)
    page = county.draft()
    for body in ("true", "[]", '"x"', "null", "7"):
        made = program.client.post("/api/pages/", body, content_type="application/json")
        changed = program.client.patch(f"/api/pages/{page.pk}/", body, content_type="application/json")
        assert (body, made.status_code, changed.status_code) == (body, 422, 422)


def test_a_body_that_cannot_be_read(county: ApiCounty) -> None:
    program = caller(county.editor)
    for body in (b"{", b"\xff", rb'{"title": "\ud800"}', rb'{"title": "a\u0000b"}', b'{"year": NaN}'):
        answer = program.client.post("/api/pages/", body, content_type="application/json")
        assert (body, answer.status_code, answer.json()["code"]) == (body, 400, "api.bad_request")


def test_a_page_of_another_unit_is_not_made_below_ones_own(county: ApiCounty) -> None:
    answer = caller(county.editor).post("/pages/", draft(county, unit=county.shangang.code))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == ["unit"]


def test_what_is_written_in_the_editor_is_not_written_here(county: ApiCounty) -> None:
    answer = caller(county.editor).patch(f"/pages/{county.station_page.pk}/", {"title": "换名"})
    assert (answer.status_code, answer.json()["code"]) == (422, "api.type_not_written")


def test_the_machine_check_says_why_it_sends_a_draft_back(county: ApiCounty) -> None:
    page = county.draft(summary="", body=[("paragraph", '<p>来自 <a href="https://example.org/x"></a></p>')])
    sent = caller(county.editor).post(f"/pages/{page.pk}/submit/")
    assert sent.status_code == 200, sent.content.decode()
    assert sent.json()["status"] in {"in_progress", "needs_changes"}
    assert bool(sent.json()["message"]) == (sent.json()["status"] == "needs_changes")


def test_personal_data_stops_a_submission(county: ApiCounty) -> None:
    page = county.draft(body=[("paragraph", "<p>联系人手机 13812345678。</p>")])
    sent = caller(county.editor).post(f"/pages/{page.pk}/submit/")
    assert (sent.status_code, sent.json()["code"]) == (422, "workflows.personal_data")
    assert "13812345678" not in sent.content.decode()


ELSEWHERE = ["copy", "move", "publish", "unpublish", "actions/publish", "actions/copy", "create_alias", "revisions"]


def test_nothing_publishes_copies_or_moves(county: ApiCounty) -> None:
    page = county.draft()
    program = caller(county.administrator)
    for path in ELSEWHERE:
        assert (path, program.post(f"/pages/{page.pk}/{path}/", {}).status_code) == (path, 404)
        assert (path, program.get(f"/pages/{page.pk}/{path}/").status_code) == (path, 404)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list(county: ApiCounty, count: int) -> None:
    for number in range(count):
        make.news(county.station_page, title=f"第{number}条")
    program = caller(county.editor)
    program.get("/pages/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(titles(program.get("/pages/", type="cms.NewsPage"))) == count
    assert len(queries) == 5


def test_queries_of_one_page(county: ApiCounty, anonymous: Caller) -> None:
    page = make.news(county.station_page, body=[("paragraph", "<p>每月一封家书</p>")])
    anonymous.get(f"/pages/{page.pk}/")
    with CaptureQueriesContext(connection) as queries:
        anonymous.get(f"/pages/{page.pk}/")
    assert len(queries) <= 8, "\n".join(query["sql"] for query in queries)
