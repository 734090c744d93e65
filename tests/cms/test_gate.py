"""The gate: found in every text, masked on request, released only by two people, shown in the editor."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import Workflow, WorkflowPage

from accounts.models import User
from cms.checks import Kind, find_personal_data, gate_blocks
from cms.checks.gate import draft_of
from cms.models import BriefingPage, GateOverride, LecturePage, LectureSession, NewsPage
from cms.services import gate
from common.errors import Conflict, Invalid, NotAllowed
from common.models import AuditEntry
from organisations.enums import Role
from organisations.models import Post
from tests.cms.conftest import County
from tests.factories import cms as make

PHONE = "13812345678"
BODY = [
    ("paragraph", "<p>报名打<b>138</b>12345678，或看<a href='/news/'>这里</a></p>"),
    ("letter", {"greeting": "各位乡亲：", "text": "住大新镇百家桥村5组12号", "signature": "村里"}),
    ("facts", [{"figure": "120", "meaning": f"来电{PHONE}"}]),
]


@pytest.fixture
def admin(db: None) -> User:
    return User.objects.create_superuser("root", password="x")


@pytest.fixture
def page(county: County) -> NewsPage:
    page = make.news(county.village_page, live=False, title=f"电话{PHONE}", body=BODY)
    page.save_revision()
    return page


def reviewer(county: County, role: str = Role.FIRST_REVIEWER, name: str = "second") -> User:
    person = User.objects.create_user(name, is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    Post.objects.create(person=person, role=role, unit=county.village)
    return person


def test_every_text_is_read_in_order(page: NewsPage) -> None:
    hits = find_personal_data(page)
    assert [(hit.kind, hit.where) for hit in hits] == [
        (Kind.MOBILE, "title"),
        (Kind.MOBILE, "body/0/value"),
        (Kind.ADDRESS, "body/1/value/text"),
        (Kind.MOBILE, "body/2/value/0/value/meaning"),
    ]
    assert hits[1].block == page.body[0].id
    assert (hits[1].value, hits[1].offset) == (PHONE, 3)


def test_child_rows_and_briefing_items_are_read(county: County) -> None:
    lecture = make.content(LecturePage, county.village_page, sessions=[LectureSession(topic="讲", lecturer=PHONE)])
    assert [hit.where for hit in find_personal_data(lecture)] == ["sessions/0/lecturer"]
    briefing = make.briefing(county.centre_page, make.series())
    briefing.sections = [("section", {"heading": "动态", "items": [{"title": "一", "text": f"<p>{PHONE}</p>"}]})]
    assert [hit.where for hit in find_personal_data(briefing)] == ["sections/0/value/items/0/value/text"]
    assert isinstance(briefing, BriefingPage)


def test_masking_rewrites_the_draft_and_nothing_else(page: NewsPage, admin: User) -> None:
    draft = gate.mask_personal_data(page, gate_blocks(page), actor=admin)
    assert draft.title == "电话138****5678"
    assert draft.body[0].value.source == "<p>报名打<b>138****5678</b>，或看<a href='/news/'>这里</a></p>"
    assert (draft.body[1].value["text"], draft.body[1].value["greeting"]) == ("住大新镇", "各位乡亲：")
    assert (gate_blocks(page), page.revisions.count()) == ([], 2)
    entry = AuditEntry.objects.get(action="cms.personal_data_masked")
    assert (entry.data, PHONE in str(entry.data)) == ({"kinds": ["address", "mobile"], "count": 4}, False)


def test_masking_a_live_page_leaves_the_public_text(county: County, admin: User) -> None:
    page = make.news(county.village_page, title=f"电话{PHONE}")
    gate.mask_personal_data(page, gate_blocks(page), actor=admin)
    assert NewsPage.objects.get(pk=page.pk).title == f"电话{PHONE}"
    assert draft_of(page).title == "电话138****5678"


def test_masking_what_has_moved_is_refused(page: NewsPage, admin: User) -> None:
    hits = gate_blocks(page)
    page.title = "没有电话了"
    page.save_revision()
    with pytest.raises(Conflict) as refused:
        gate.mask_personal_data(page, hits, actor=admin)
    assert refused.value.code == "cms.text_moved_on"


def test_override_takes_a_second_person(page: NewsPage, county: County, admin: User) -> None:
    override = gate.override_ask(page, actor=admin, reason="经本人书面同意")
    assert len(gate_blocks(page)) == 4
    with pytest.raises(NotAllowed) as refused:
        gate.override_grant(override, actor=admin)
    assert refused.value.code == "cms.override_takes_two"
    gate.override_grant(override, actor=reviewer(county))
    assert gate_blocks(page) == []
    assert list(AuditEntry.objects.values_list("action", flat=True)) == [
        "cms.gate_override_asked",
        "cms.gate_override_granted",
    ]


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.EDITOR, False),
        (Role.FIRST_REVIEWER, True),
        (Role.SECOND_REVIEWER, True),
        (Role.FINAL_REVIEWER, True),
        (Role.COSIGNER, True),
        (Role.DISPATCHER, False),
        (Role.DIRECTOR, True),
        (Role.AUDITOR, False),
        (Role.ADMINISTRATOR, True),
    ],
)
def test_who_may_be_the_second_person(page: NewsPage, county: County, admin: User, role: str, may: bool) -> None:
    override = gate.override_ask(page, actor=admin, reason="经本人书面同意")
    person = reviewer(county, role)
    if may:
        assert gate.override_grant(override, actor=person).granted_by == person
    else:
        with pytest.raises(NotAllowed):
            gate.override_grant(override, actor=person)


def test_override_is_for_exactly_this_text(page: NewsPage, county: County, admin: User) -> None:
    gate.override_grant(gate.override_ask(page, actor=admin, reason="经本人书面同意"), actor=reviewer(county))
    page.summary = "多一句话"
    page.save_revision()
    assert len(gate_blocks(page)) == 4


def test_text_changed_between_asking_and_granting(page: NewsPage, county: County, admin: User) -> None:
    override = gate.override_ask(page, actor=admin, reason="经本人书面同意")
    page.summary = "多一句话"
    page.save_revision()
    with pytest.raises(Conflict) as refused:
        gate.override_grant(override, actor=reviewer(county))
    assert refused.value.code == "cms.text_moved_on"


def test_asking_needs_a_reason_and_something_found(county: County, page: NewsPage, admin: User) -> None:
    with pytest.raises(Invalid) as refused:
        gate.override_ask(page, actor=admin, reason=" ")
    assert refused.value.field == "reason"
    clean = make.news(county.village_page, title="没有电话")
    with pytest.raises(Conflict) as nothing:
        gate.override_ask(clean, actor=admin, reason="经本人书面同意")
    assert nothing.value.code == "cms.nothing_found"


def test_strangers_may_not_mask(page: NewsPage, county: County) -> None:
    with pytest.raises(NotAllowed):
        gate.mask_personal_data(page, gate_blocks(page), actor=User.objects.create_user("stranger"))


# The editor


@pytest.fixture
def client_in(client: Client, admin: User, county: County) -> Client:
    workflow = Workflow.objects.first() or Workflow.objects.create(name="审核")
    WorkflowPage.objects.get_or_create(page=county.home, defaults={"workflow": workflow})
    client.force_login(admin)
    return client


def typed(**values: Any) -> dict[str, Any]:
    """What the browser sends for a news page with one paragraph."""
    return {
        "title": "家书",
        "slug": "letter",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "voice",
        "body-0-id": "",
        "body-0-value-words": "好",
        "body-0-value-speaker": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        **values,
    }


def test_submit_with_personal_data_becomes_a_saved_draft(client_in: Client, county: County) -> None:
    data = typed(
        unit=county.village.pk, summary="先看看", **{"body-0-value-words": f"找我{PHONE}", "action-submit": "1"}
    )
    add = reverse("wagtailadmin_pages:add", args=["cms", "newspage", county.village_page.pk])
    response = client_in.post(add, data, follow=True)
    page = NewsPage.objects.get()
    draft = page.get_latest_revision_as_object()
    assert (page.live, page.current_workflow_state, draft.summary) == (False, None, "先看看")
    assert draft.body[0].value["words"] == f"找我{PHONE}"
    html = response.content.decode()
    assert "已存为草稿，还没提交：有 1 处个人信息" in html
    panel = html.split("help-block help-critical")[1].split("</ul>")[0]
    assert ("手机号" in panel, "138****5678" in panel) == (True, True)
    words = html.split("blockErrors")[2]  # the error of the block's own field, as the browser is given it
    assert ("words&quot;: {&quot;messages" in words, "138****5678" in words) == (True, True)


def test_submit_again_from_the_edit_page_is_held_back_too(client_in: Client, county: County) -> None:
    page = make.news(county.village_page, live=False, title="家书")
    page.save_revision()
    data = typed(unit=county.village.pk, title=f"家书{PHONE}", slug=page.slug, **{"action-submit": "1"})
    client_in.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    page.refresh_from_db()
    assert page.current_workflow_state is None
    assert page.get_latest_revision_as_object().title == f"家书{PHONE}"


def test_clean_text_is_submitted(client_in: Client, county: County) -> None:
    data = typed(unit=county.village.pk, **{"action-submit": "1"})
    client_in.post(reverse("wagtailadmin_pages:add", args=["cms", "newspage", county.village_page.pk]), data)
    assert NewsPage.objects.get().current_workflow_state is not None


def test_gate_screen_masks_and_asks(client_in: Client, page: NewsPage) -> None:
    show = reverse("cms_gate", args=[page.pk])
    html = client_in.get(show).content.decode()
    assert html.count('name="hit"') == 4
    client_in.post(reverse("cms_gate_mask", args=[page.pk]), {"hit": "title@2"})
    assert gate_blocks(page)[0].where == "body/0/value"
    client_in.post(reverse("cms_gate_ask", args=[page.pk]), {"reason": "经本人书面同意"})
    assert GateOverride.objects.get().granted_by is None
    assert "经本人书面同意" in client_in.get(show).content.decode()


def test_gate_screen_does_not_exist_for_strangers(client: Client, page: NewsPage) -> None:
    stranger = User.objects.create_user("stranger", is_staff=True)
    stranger.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(stranger)
    for name in ("cms_gate", "cms_gate_mask", "cms_gate_ask"):
        method = client.get if name == "cms_gate" else client.post
        assert method(reverse(name, args=[page.pk])).status_code == 404
    assert client.post(reverse("cms_gate_grant", args=["nothing"])).status_code == 404
