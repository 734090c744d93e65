"""Drafts are deleted, submissions taken back, public pages withdrawn: nothing that was public is ever deleted."""

from typing import Any

import pytest
from wagtail.models import Page, PageLogEntry

from cms.models import BriefingPage, NewsPage
from common.models import AuditEntry
from portal import page_cache
from tests.factories import cms as make
from tests.factories.api import ApiCounty, Caller, caller
from tests.factories.workflows import approve_all, item_of
from workflows.enums import UNFINISHED
from workflows.models import WorkItem

PROBLEM = "application/problem+json"


def refused(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (status, PROBLEM, code)


def test_a_draft_is_gone_with_a_trace(county: ApiCounty) -> None:
    page, program = county.draft(), caller(county.editor)
    gone = program.delete(f"/pages/{page.pk}/")
    assert (gone.status_code, gone.content) == (204, b"")
    assert not Page.objects.filter(pk=page.pk).exists()
    entry = PageLogEntry.objects.get(page=page.pk, action="wagtail.delete")
    assert entry.user == county.editor
    assert program.delete(f"/pages/{page.pk}/").status_code == 404


def test_a_draft_of_a_colleague_in_the_unit_may_go_and_of_a_unit_below(county: ApiCounty) -> None:
    colleague = county.person("editor", county.baijiaqiao)
    page = county.draft(owner=colleague)
    assert caller(county.town_editor).delete(f"/pages/{page.pk}/").status_code == 204


KEPT = ["public", "withdrawn", "numbered", "review", "unit"]


def kept(county: ApiCounty, what: str) -> Any:
    """A page of 百家桥 that its editor may not delete."""
    if what == "public":
        return make.news(county.station_page)
    if what == "withdrawn":
        page = make.news(county.station_page)
        page.unpublish()
        return page
    if what == "numbered":
        return make.content(BriefingPage, county.station_page, live=False, series=make.series(), number=3)
    return county.submitted() if what == "review" else county.station_page


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        ("public", 409, "api.published"),
        ("withdrawn", 409, "cms.page_on_record"),
        ("numbered", 409, "cms.page_on_record"),
        ("review", 409, "api.locked"),
        ("unit", 422, "api.type_not_written"),
    ],
)
def test_what_is_kept(county: ApiCounty, what: str, status: int, code: str) -> None:
    page = kept(county, what)
    refused(caller(county.editor).delete(f"/pages/{page.pk}/"), status, code)
    assert Page.objects.filter(pk=page.pk).exists()


def test_a_reviewer_who_may_edit_under_review_deletes_nothing(county: ApiCounty) -> None:
    page = county.submitted()
    answer = caller(county.first).delete(f"/pages/{page.pk}/")
    assert answer.status_code in {403, 409}
    assert item_of(page).state in UNFINISHED


def test_a_submission_is_taken_back_and_the_draft_is_the_editors_again(county: ApiCounty) -> None:
    page, program = county.submitted(), caller(county.editor)
    back = program.post(f"/pages/{page.pk}/cancel/", {"reason": "日期要核对。"}, key="c1")
    assert back.status_code == 200, back.content.decode()
    assert back.json() == {"page_id": page.pk, "live": False, "under_review": False}
    assert not WorkItem.objects.filter(page_id=page.pk, state__in=UNFINISHED).exists()
    entry = AuditEntry.objects.get(action="workflows.submission_cancelled")
    assert (entry.actor_id, entry.data["reason"]) == (county.editor.pk, "日期要核对。")
    again = program.post(f"/pages/{page.pk}/cancel/", {"reason": "日期要核对。"}, key="c1")
    assert again["Idempotency-Replayed"] == "true"
    refused(program.post(f"/pages/{page.pk}/cancel/", {}), 409, "workflows.not_under_review")
    assert program.patch(f"/pages/{page.pk}/", {"title": "改好了"}).status_code == 200
    assert program.delete(f"/pages/{page.pk}/").status_code == 204


def test_a_public_page_is_withdrawn_by_a_final_reviewer_and_stays_on_record(
    county: ApiCounty, anonymous: Caller
) -> None:
    page = county.submitted()
    approve_all(county, page)
    assert anonymous.get(f"/pages/{page.pk}/").status_code == 200
    down = caller(county.final).post(f"/pages/{page.pk}/withdraw/", {"reason": "数字有误。"}, key="w1")
    assert down.status_code == 200, down.content.decode()
    assert down.json() == {"page_id": page.pk, "live": False, "under_review": False}
    page_cache.bump()
    assert anonymous.get(f"/pages/{page.pk}/").status_code == 404
    entry = AuditEntry.objects.get(action="workflows.page_withdrawn")
    assert (entry.actor_id, entry.data["reason"]) == (county.final.pk, "数字有误。")
    refused(caller(county.editor).delete(f"/pages/{page.pk}/"), 409, "cms.page_on_record")
    assert NewsPage.objects.get(pk=page.pk).revisions.exists()


def test_withdrawing_needs_a_reason_and_a_public_page(county: ApiCounty) -> None:
    program, page = caller(county.final), make.news(county.station_page)
    for reason in ({}, {"reason": ""}, {"reason": " \n "}):
        answer = program.post(f"/pages/{page.pk}/withdraw/", reason)
        refused(answer, 422, "workflows.reason_needed")
        assert answer.json()["errors"][0]["loc"] == ["reason"]
    refused(program.post(f"/pages/{page.pk}/withdraw/", {"reason": "长" * 501}), 422, "api.invalid")
    refused(program.post(f"/pages/{county.draft().pk}/withdraw/", {"reason": "x"}), 409, "workflows.not_public")
    refused(program.post(f"/pages/{county.town_page.pk}/withdraw/", {"reason": "x"}), 422, "api.type_not_reviewed")
    assert NewsPage.objects.get(pk=page.pk).live


def test_a_token_for_writing_alone_withdraws_nothing(county: ApiCounty) -> None:
    page = make.news(county.station_page)
    refused(
        caller(county.final, "write").post(f"/pages/{page.pk}/withdraw/", {"reason": "x"}), 403, "api.scope_missing"
    )
    refused(caller(county.editor, "queue").delete(f"/pages/{county.draft().pk}/"), 403, "api.scope_missing")
    assert NewsPage.objects.count() == 2
