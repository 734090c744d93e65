"""`If-Match`: nobody writes over, deletes or decides on what they have not read."""

from typing import Any

import pytest
from wagtail.models import Revision

from cms import rights
from cms.models import NewsPage
from tests.factories.api import ApiCounty, Caller, caller
from tests.factories.workflows import item_of
from workflows.models import Opinion, WorkItem

PROBLEM = "application/problem+json"
CHANGED = "您读过之后它又改过，这次什么都没动。先重新读一遍再送。"


def tag_of(program: Caller, page: Any) -> str:
    tag: str = program.get(f"/pages/{page.pk}/", version="draft")["ETag"]
    return tag


def title_of(page: Any) -> str:
    return str(NewsPage.objects.get(pk=page.pk).get_latest_revision_as_object().title)


def test_what_was_read_is_changed_and_the_answer_names_the_next_version(county: ApiCounty) -> None:
    program, page = caller(county.editor), county.draft()
    first = tag_of(program, page)
    changed = program.patch(f"/pages/{page.pk}/", {"title": "第二稿"}, match=first)
    assert changed.status_code == 200, changed.content.decode()
    assert changed["ETag"] != first
    again = program.patch(f"/pages/{page.pk}/", {"title": "第三稿"}, match=changed["ETag"])
    assert (again.status_code, title_of(page)) == (200, "第三稿")


def test_a_colleagues_change_is_not_written_over(county: ApiCounty) -> None:
    page = county.draft()
    colleague = county.person("editor", county.baijiaqiao)
    rights.sync()
    mine, hers = caller(county.editor), caller(colleague)
    read = tag_of(mine, page)
    assert hers.patch(f"/pages/{page.pk}/", {"title": "她的题目"}, match=tag_of(hers, page)).status_code == 200
    late = mine.patch(f"/pages/{page.pk}/", {"title": "我的题目"}, match=read)
    assert (late.status_code, late["Content-Type"], late.json()["code"]) == (412, PROBLEM, "api.changed")
    assert late.json()["detail"] == CHANGED
    assert title_of(page) == "她的题目"


def test_a_revision_written_over_in_place_is_another_version(county: ApiCounty) -> None:
    """Autosave keeps the number of the revision; only its text tells."""
    program, page = caller(county.editor), county.draft()
    read = tag_of(program, page)
    newest = Revision.objects.get(pk=page.latest_revision_id)
    newest.content["title"] = "自动保存的题目"
    Revision.objects.filter(pk=newest.pk).update(content=newest.content)
    assert program.patch(f"/pages/{page.pk}/", {"title": "x"}, match=read).status_code == 412
    assert title_of(page) == "自动保存的题目"


TITLE = {"title": "x"}
# What is sent, and what comes of it; {tag} is the right one.
SENT = [
    ("{tag}", 200),
    ("W/{tag}", 200),
    ('"other-1", {tag}', 200),
    ("*", 200),
    ("", 428),
    ("   ", 428),
    ('"other"', 412),
    ('"x{tag}', 412),
    ('""', 412),
    ("garbage", 412),
    (",", 412),
    ("* *", 412),
    ("é", 412),
]


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_the_table_of_tags(county: ApiCounty, method: str) -> None:
    program = caller(county.editor)
    found = []
    for sent, _status in SENT:
        page = county.draft()
        path, match = f"/pages/{page.pk}/", sent.replace("{tag}", tag_of(program, page))
        answer = program.delete(path, match=match) if method == "delete" else program.patch(path, TITLE, match=match)
        found.append((sent, 200 if answer.status_code == 204 else answer.status_code))
        gone = method == "delete" and found[-1][1] == 200
        assert NewsPage.objects.filter(pk=page.pk).exists() != gone
    assert found == SENT


def test_a_missing_tag_says_what_to_send(county: ApiCounty) -> None:
    page = county.draft()
    answer = caller(county.editor).patch(f"/pages/{page.pk}/", {"title": "x"}, match="")
    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (428, PROBLEM, "api.tag_needed")
    assert "If-Match" in answer.json()["detail"]
    assert title_of(page) == page.title


def test_the_tag_of_the_public_page_names_no_draft(county: ApiCounty) -> None:
    program, page = caller(county.editor), county.draft()
    public = program.get(f"/pages/{page.pk}/")["ETag"]
    assert program.patch(f"/pages/{page.pk}/", {"title": "x"}, match=public).status_code == 412


def test_the_draft_is_not_sent_again_while_it_is_the_newest(county: ApiCounty) -> None:
    program, page = caller(county.editor), county.draft()
    known = {"If-None-Match": tag_of(program, page)}
    address = f"/api/pages/{page.pk}/?version=draft"
    assert program.client.get(address, headers=known).status_code == 304
    program.patch(f"/pages/{page.pk}/", {"title": "改过"})
    assert program.client.get(address, headers=known).status_code == 200


def test_two_shapes_of_a_draft_have_two_tags_of_one_version(county: ApiCounty) -> None:
    program, page = caller(county.editor), county.draft()
    plain = program.get(f"/pages/{page.pk}/", version="draft")["ETag"]
    shaped = program.get(f"/pages/{page.pk}/", version="draft", rich_text_format="markdown")["ETag"]
    assert plain != shaped
    assert program.patch(f"/pages/{page.pk}/", {"title": "x"}, match=shaped).status_code == 200


def test_a_new_draft_comes_with_its_tag_and_so_does_the_repeat(county: ApiCounty) -> None:
    program = caller(county.editor)
    body = {"meta": {"type": "cms.NewsPage", "parent_id": county.station_page.pk}, "title": "家书"}
    made = program.post("/pages/", body, key="k1")
    again = program.post("/pages/", body, key="k1")
    assert made["ETag"] == again["ETag"]
    assert again["Idempotency-Replayed"] == "true"
    changed = program.patch(f"/pages/{made.json()['id']}/", {"title": "改"}, match=again["ETag"])
    assert changed.status_code == 200


def test_what_has_moved_on_is_not_handed_in(county: ApiCounty) -> None:
    program, page = caller(county.editor), county.draft()
    read = tag_of(program, page)
    program.patch(f"/pages/{page.pk}/", {"title": "改过"})
    late = program.client.post(f"/api/pages/{page.pk}/submit/", headers={"If-Match": read})
    assert (late.status_code, WorkItem.objects.count()) == (412, 0)
    now = program.client.post(f"/api/pages/{page.pk}/submit/", headers={"If-Match": tag_of(program, page)})
    assert (now.status_code, item_of(page).step) == (200, "first_review")


@pytest.mark.parametrize("verb", ["claim", "release", "decide"])
def test_an_item_that_somebody_took_meanwhile(county: ApiCounty, verb: str) -> None:
    page = county.submitted()
    item, program = item_of(page), caller(county.first)
    read = program.get(f"/queue/{item.code}/")["ETag"]
    colleague = county.person("first_reviewer", county.baijiaqiao)
    assert caller(colleague).post(f"/queue/{item.code}/claim/").status_code == 200
    body = {"decision": "approve", "seen_revision_id": page.latest_revision_id}
    late = program.client.post(
        f"/api/queue/{item.code}/{verb}/", body, content_type="application/json", headers={"If-Match": read}
    )
    assert (late.status_code, late.json()["code"], late.json()["detail"]) == (412, "api.changed", CHANGED)
    item.refresh_from_db()
    assert (item.owner, Opinion.objects.filter(person=county.first).exists()) == (colleague, False)


def test_an_item_as_it_was_read_is_claimed_and_decided_by_the_answers_tag(county: ApiCounty) -> None:
    page = county.submitted()
    item, program = item_of(page), caller(county.first)
    read = program.get(f"/queue/{item.code}/")["ETag"]
    claimed = program.client.post(f"/api/queue/{item.code}/claim/", headers={"If-Match": read})
    assert (claimed.status_code, claimed["ETag"] != read) == (200, True)
    body = {"decision": "approve", "seen_revision_id": page.latest_revision_id}
    said = program.client.post(
        f"/api/queue/{item.code}/decide/",
        body,
        content_type="application/json",
        headers={"If-Match": claimed["ETag"]},
    )
    assert said.status_code == 200, said.content.decode()


def test_a_right_tag_gives_no_right(county: ApiCounty) -> None:
    """The tag is checked for whoever may see the page; changing it is still the editor's."""
    page = county.draft()
    reviewer = caller(county.first)
    assert reviewer.patch(f"/pages/{page.pk}/", {"title": "x"}, match=tag_of(reviewer, page)).status_code == 403
    assert reviewer.delete(f"/pages/{page.pk}/", match=tag_of(reviewer, page)).status_code == 403
    assert caller(county.other_editor).patch(f"/pages/{page.pk}/", {"title": "x"}, match="*").status_code == 404
    assert title_of(page) == page.title
