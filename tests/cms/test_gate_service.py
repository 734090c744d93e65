"""Masking in every page type, and what a second person's word lets through; who may do which."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms import rights
from cms.checks import Kind, gate_blocks
from cms.checks.gate import draft_of, hits_hash
from cms.models import BriefingPage, CaseHonour, CasePage, GateOverride, LecturePage, LectureSession, NewsPage
from cms.services import gate
from common.errors import Conflict, LinliError, NotAllowed
from common.models import AuditEntry
from organisations.enums import Role
from tests.cms.rights_site import RightsSite
from tests.factories import cms as make
from tests.factories.organisations import DelegationFactory, PostFactory

PHONE = "13812345678"
OWN = "善港站"
REASON = "经本人书面同意"
SECTIONS = [
    {"type": "section", "value": {"heading": "动态", "items": [{"title": f"找{PHONE}", "text": f"<p>{PHONE}</p>"}]}}
]


def page_of(site: RightsSite, model: Any = NewsPage, **values: Any) -> Any:
    return make.content(model, site.page[OWN], live=False, **{"title": f"电话{PHONE}", **values})


def everything(page: Any) -> set[str]:
    return {f"{hit.where}@{hit.offset}" for hit in gate_blocks(page)}


# Masking


@pytest.mark.parametrize("with_revision", [True, False])
def test_rows_of_a_page_are_masked_in_the_draft_and_in_the_row(site: RightsSite, with_revision: bool) -> None:
    """A page made by program has no revision: its rows come from the database."""
    rows = [LectureSession(topic="讲", lecturer=f"王{PHONE}"), LectureSession(topic=f"问{PHONE}", place="礼堂")]
    page = page_of(site, LecturePage, sessions=rows)
    if with_revision:
        page.save_revision()
    assert everything(page) == {"title@2", "sessions/0/lecturer@1", "sessions/1/topic@1"}
    gate.mask_personal_data(page, gate_blocks(page), actor=site.editor)
    assert gate_blocks(page) == []
    stored = LecturePage.objects.get(pk=page.pk)
    assert [(row.topic, row.lecturer) for row in stored.sessions.all()] == [
        ("讲", "王138****5678"),
        ("问138****5678", ""),
    ]


def test_honours_and_sections_are_masked(site: RightsSite) -> None:
    case = page_of(site, CasePage, deed=f"打{PHONE}", honours=[CaseHonour(name="最美", issuer=PHONE)])
    series = make.series()
    briefing = page_of(site, BriefingPage, series=series, report_to=f"省\n{PHONE}")
    briefing.sections = BriefingPage._meta.get_field("sections").stream_block.to_python(SECTIONS)
    briefing.save()
    for page in (case, briefing):
        gate.mask_personal_data(page, gate_blocks(page), actor=site.editor)
        assert gate_blocks(page) == []
    item = draft_of(briefing).sections[0].value["items"][0]
    assert (item["title"], item["text"].source) == ("找138****5678", "<p>138****5678</p>")
    assert draft_of(briefing).report_to == "省\n138****5678"
    assert draft_of(case).honours.get().issuer == "138****5678"


def test_only_what_was_chosen_is_masked(site: RightsSite) -> None:
    page = page_of(site, summary=f"一{PHONE}二{PHONE}", place="大新镇百家桥村5组12号")
    chosen = [hit for hit in gate_blocks(page) if hit.kind == Kind.MOBILE and hit.offset == 1]
    gate.mask_personal_data(page, chosen, actor=site.editor)
    draft = draft_of(page)
    assert draft.summary == f"一138****5678二{PHONE}"
    assert (draft.title, draft.place) == (f"电话{PHONE}", "大新镇百家桥村5组12号")


def test_masking_nothing_makes_a_revision_that_says_the_same(site: RightsSite) -> None:
    page = page_of(site)
    gate.mask_personal_data(page, [], actor=site.editor)
    assert everything(page) == {"title@2"}


def test_the_log_says_how_many_and_of_which_kind_and_never_what(site: RightsSite) -> None:
    page = page_of(site, place="大新镇百家桥村5组12号")
    gate.mask_personal_data(page, gate_blocks(page), actor=site.editor)
    entry = AuditEntry.objects.get(action="cms.personal_data_masked")
    assert (entry.actor_id, entry.unit_path) == (site.editor.pk, site.shangang.path)
    assert entry.data == {"kinds": ["address", "mobile"], "count": 2}
    assert PHONE not in str(entry.__dict__)


# Who


def person(site: RightsSite, role: str, unit: Any) -> Any:
    holder = site.person(Role(role), unit)
    rights.sync()
    return holder


EDITS = {Role.EDITOR}
GRANTS = {
    Role.FIRST_REVIEWER,
    Role.SECOND_REVIEWER,
    Role.FINAL_REVIEWER,
    Role.COSIGNER,
    Role.DIRECTOR,
    Role.ADMINISTRATOR,
}


def works(act: Any) -> bool:
    try:
        act()
    except NotAllowed:
        return False
    return True


@pytest.mark.parametrize("role", list(Role))
def test_who_may_mask_ask_and_grant(site: RightsSite, role: str) -> None:
    """At the page's unit, above it, and at its neighbour."""
    places = {"own": site.shangang, "town": site.yangshe, "centre": site.centre, "neighbour": site.baijiaqiao}
    people = {place: site.person(Role(role), unit) for place, unit in places.items()}
    rights.sync()
    page = page_of(site)
    for place, who in people.items():
        above = place != "neighbour"
        # The centre's page is the home page of this small site, so its editor reaches all.
        assert works(lambda who=who: gate.override_ask(page, actor=who, reason=REASON)) == (role in EDITS and above), (
            place
        )
        GateOverride.objects.all().delete()
        asked = gate.override_ask(page, actor=site.editor, reason=REASON)
        assert works(lambda who=who, asked=asked: gate.override_grant(asked, actor=who)) == (
            role in GRANTS and above
        ), place
        GateOverride.objects.all().delete()
        assert works(lambda who=who: gate.mask_personal_data(page, [], actor=who)) == (role in EDITS and above), place


def test_a_substitute_grants_in_the_place_of_the_reviewer(site: RightsSite) -> None:
    post = PostFactory(role=Role.FIRST_REVIEWER, unit=site.shangang)
    stand_in = DelegationFactory(post=post).substitute
    asked = gate.override_ask(page_of(site), actor=site.editor, reason=REASON)
    assert gate.override_grant(asked, actor=stand_in).granted_by == stand_in


def test_who_asked_does_not_grant_even_as_reviewer(site: RightsSite) -> None:
    PostFactory(role=Role.FIRST_REVIEWER, unit=site.shangang, person=site.editor)
    asked = gate.override_ask(page_of(site), actor=site.editor, reason=REASON)
    with pytest.raises(NotAllowed) as refused:
        gate.override_grant(asked, actor=site.editor)
    assert (refused.value.code, str(refused.value)) == (
        "cms.override_takes_two",
        "这是您自己请求的，要另一个人同意。",
    )


def test_the_database_itself_wants_two_people(site: RightsSite) -> None:
    from django.db import IntegrityError, transaction
    from django.utils import timezone

    asked = gate.override_ask(page_of(site), actor=site.editor, reason=REASON)
    for change in ({"granted_by": site.editor, "granted_at": timezone.now()}, {"granted_by": site.reviewer}):
        with pytest.raises(IntegrityError), transaction.atomic():
            GateOverride.objects.filter(pk=asked.pk).update(**change)


# What a word is good for


def released(site: RightsSite, **values: Any) -> Any:
    page = page_of(site, **values)
    gate.override_grant(gate.override_ask(page, actor=site.editor, reason=REASON), actor=site.reviewer)
    assert gate_blocks(page) == []
    return page


@pytest.mark.parametrize(
    "change", [{"title": f"电话 {PHONE}"}, {"place": "村口"}, {"seo_title": "甲"}, {"summary": "13912345679"}]
)
def test_any_change_of_a_text_asks_again(site: RightsSite, change: dict[str, str]) -> None:
    page = released(site)
    for name, value in change.items():
        setattr(page, name, value)
    page.save_revision()
    assert gate_blocks(page) != []


@pytest.mark.parametrize("change", [{"slug": "another"}, {"happened_on": "2026-01-01"}, {"show_in_menus": True}])
def test_what_is_no_text_does_not_ask_again(site: RightsSite, change: dict[str, Any]) -> None:
    page = released(site)
    for name, value in change.items():
        setattr(page, name, value)
    page.save_revision()
    assert gate_blocks(page) == []


def test_the_word_for_one_page_is_none_for_another(site: RightsSite) -> None:
    released(site)
    assert len(gate_blocks(page_of(site))) == 1


def test_going_back_to_the_released_text_needs_no_new_word(site: RightsSite) -> None:
    page = released(site)
    before = page.title
    page.title = "改了"
    page.save_revision()
    page.title = before
    page.save_revision()
    assert gate_blocks(page) == []


def test_a_number_that_became_official_changes_what_was_released(site: RightsSite) -> None:
    """The hash is of what was found, so a list of offices that changes cannot widen a word."""
    page = released(site, summary="13912345679")
    site.shangang.phone = PHONE
    site.shangang.save()
    assert [hit.value for hit in gate_blocks(page)] == ["13912345679"]


def test_asking_twice_is_one_question(site: RightsSite) -> None:
    page = page_of(site)
    one, other = (gate.override_ask(page, actor=site.editor, reason=REASON) for _ in range(2))
    assert (one.pk, GateOverride.objects.count()) == (other.pk, 1)
    assert gate.overrides_waiting(page) == [one]


def test_granting_twice_is_told(site: RightsSite) -> None:
    asked = gate.override_ask(page_of(site), actor=site.editor, reason=REASON)
    gate.override_grant(asked, actor=site.reviewer)
    with pytest.raises(Conflict) as refused:
        gate.override_grant(asked, actor=site.person(Role.DIRECTOR, site.centre))
    assert refused.value.code == "cms.override_granted_already"
    assert AuditEntry.objects.filter(action="cms.gate_override_granted").count() == 1


@pytest.mark.parametrize("reason", ["", "    ", "好", "同意 ", "\u3000\u3000"])
def test_a_reason_is_a_sentence(site: RightsSite, reason: str) -> None:
    with pytest.raises(LinliError) as refused:
        gate.override_ask(page_of(site), actor=site.editor, reason=reason)
    assert (refused.value.code, refused.value.field) == ("cms.reason_missing", "reason")


def test_a_long_reason_is_cut_to_its_column(site: RightsSite) -> None:
    assert len(gate.override_ask(page_of(site), actor=site.editor, reason="因" * 500).reason) == 200


def test_the_log_names_both_people_the_reason_and_the_kinds(site: RightsSite) -> None:
    page = released(site)
    asked, granted = AuditEntry.objects.filter(action__startswith="cms.gate_override").order_by("pk")
    assert (asked.actor_id, granted.actor_id, granted.data["asked_by"]) == (
        site.editor.pk,
        site.reviewer.pk,
        site.editor.pk,
    )
    assert (asked.data["reason"], asked.data["kinds"], asked.data["page"]) == (REASON, ["mobile"], page.pk)
    assert PHONE not in f"{asked.data}{granted.data}"


def test_the_hash_of_what_was_found_knows_kind_place_and_value(site: RightsSite) -> None:
    one = gate_blocks(page_of(site, title=f"甲{PHONE}"))
    assert hits_hash(one) == hits_hash(gate_blocks(page_of(site, title=f"乙{PHONE}")))
    for other in (f"甲乙{PHONE}", "甲13912345679"):
        assert hits_hash(one) != hits_hash(gate_blocks(page_of(site, title=other)))


# The screen


@pytest.fixture
def client(site: RightsSite) -> Client:
    return site.client(site.editor)


def test_the_screen_names_each_hit_with_its_mask_and_no_foreign_ones(site: RightsSite, client: Client) -> None:
    page = page_of(site, summary="住大新镇百家桥村5组12号")
    html = client.get(reverse("cms_gate", args=[page.pk])).content.decode()
    assert ("138****5678" in html, "大新镇" in html, html.count('name="hit"')) == (True, True, 2)


@pytest.mark.parametrize("chosen", [[], ["x"], ["title@999"], ["title@2' OR 1=1"], ["sections/0@1"]])
def test_made_up_hits_mask_nothing(site: RightsSite, client: Client, chosen: list[str]) -> None:
    page = page_of(site)
    assert client.post(reverse("cms_gate_mask", args=[page.pk]), {"hit": chosen}).status_code == 302
    assert draft_of(page).title == f"电话{PHONE}"


def test_a_refusal_is_told_on_the_screen(site: RightsSite, client: Client) -> None:
    page = page_of(site)
    answer = client.post(reverse("cms_gate_ask", args=[page.pk]), {"reason": ""}, follow=True)
    assert "写一句为什么可以发布" in answer.content.decode()
    asked = gate.override_ask(page, actor=site.editor, reason=REASON)
    answer = client.post(reverse("cms_gate_grant", args=[asked.code]), follow=True)
    assert "这是您自己请求的，要另一个人同意" in answer.content.decode()
    assert GateOverride.objects.get().granted_by is None


def test_the_second_person_grants_on_the_screen(site: RightsSite) -> None:
    page = page_of(site)
    asked = gate.override_ask(page, actor=site.editor, reason=REASON)
    client = site.client(site.reviewer)
    assert REASON in client.get(reverse("cms_gate", args=[page.pk])).content.decode()
    answer = client.post(reverse("cms_gate_grant", args=[asked.code]), follow=True)
    assert "已放行" in answer.content.decode()
    assert GateOverride.objects.get().granted_by == site.reviewer


@pytest.mark.parametrize("who", ["other_editor", "town_administrator"])
def test_people_of_other_units_find_no_screen(site: RightsSite, who: str) -> None:
    page = page_of(site)
    asked = gate.override_ask(page, actor=site.editor, reason=REASON)
    client = site.client(getattr(site, who))
    reaches = who == "town_administrator"  # the town stands above the page's unit
    answers = [
        client.get(reverse("cms_gate", args=[page.pk])),
        client.post(reverse("cms_gate_grant", args=[asked.code])),
    ]
    assert [answer.status_code != 404 for answer in answers] == [reaches, reaches]


@pytest.mark.parametrize("name", ["cms_gate_mask", "cms_gate_ask"])
def test_writing_needs_a_post(site: RightsSite, client: Client, name: str) -> None:
    assert client.get(reverse(name, args=[page_of(site).pk])).status_code == 405
