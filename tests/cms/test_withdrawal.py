"""What was public is never deleted, by nobody and in no way; it is taken down by the flow alone, with a reason."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cms import rights
from cms.models import NewsPage, UnitPage
from cms.services.keeping import pages_on_record, refuse_deletion
from cms.services.numbering import briefing_number_give
from common.errors import Conflict, LinliError, NotAllowed
from common.models import AuditEntry
from organisations.enums import Role
from tests.factories import cms as make
from tests.factories.workflows import ReviewCounty
from tests.worlds import world
from workflows.services import content

KEPT = "这一页发布过或编过号，要留存。撤下就行：网上看不到了。"


county = world(ReviewCounty)


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def public(county: ReviewCounty, **values: Any) -> NewsPage:
    return make.news(county.station_page, **{"title": "公开的", "owner": county.editor, **values})


def withdrawn(county: ReviewCounty, **values: Any) -> NewsPage:
    page = public(county, **values)
    page.unpublish()
    page.refresh_from_db()
    return page


# Deleting


@pytest.mark.parametrize("role", [*Role, "superuser"])
@pytest.mark.parametrize("make_page", [public, withdrawn], ids=["live", "withdrawn"])
def test_nobody_deletes_what_was_public(county: ReviewCounty, role: str, make_page: Any) -> None:
    page = make_page(county)
    if role == "superuser":
        person = User.objects.create_superuser("root", password="x")
    else:
        person = county.person(Role(role), county.baijiaqiao)
    rights.sync()
    answer = client_of(person).post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert answer.status_code in (302, 403)
    assert NewsPage.objects.filter(pk=page.pk).exists()


def test_an_editor_is_told_why_and_led_where_something_can_be_done(county: ReviewCounty) -> None:
    """The withdrawn page is the editor's own: Wagtail alone would delete it."""
    rights.sync()
    page = withdrawn(county)
    answer = client_of(county.editor).post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("wagtailadmin_explore", args=[county.station_page.pk])
    assert KEPT in answer.content.decode()


def test_an_editor_deletes_a_draft_of_the_own_unit(county: ReviewCounty) -> None:
    rights.sync()
    draft = county.draft()
    client_of(county.editor).post(reverse("wagtailadmin_pages:delete", args=[draft.pk]))
    assert not NewsPage.objects.filter(pk=draft.pk).exists()


def ways(page: Any) -> dict[str, Any]:
    """Ways by which a program deletes a page."""
    return {
        "page": page.delete,
        "specific": page.specific.delete,
        "queryset": lambda: NewsPage.objects.filter(pk=page.pk).delete(),
        "parent": lambda: UnitPage.objects.get(pk=page.get_parent().pk).delete(),
        "tree": lambda: type(page).objects.filter(path__startswith=page.path).delete(),
    }


@pytest.mark.parametrize("way", ["page", "specific", "queryset", "parent", "tree"])
def test_no_way_of_a_program_deletes_it(county: ReviewCounty, way: str) -> None:
    page = public(county)
    with pytest.raises(Conflict) as refused, transaction.atomic():
        ways(page)[way]()
    assert (refused.value.code, str(refused.value)) == ("cms.page_on_record", KEPT)
    assert NewsPage.objects.filter(pk=page.pk, live=True).exists()


def test_what_is_kept_is_named_up_to_five(county: ReviewCounty) -> None:
    assert pages_on_record(county.draft()) == []
    for number in range(7):
        public(county, title=f"第{number}篇")
    station = UnitPage.objects.get(pk=county.station_page.pk)
    UnitPage.objects.filter(pk=station.pk).update(first_published_at=None)
    assert pages_on_record(station) == [f"第{number}篇" for number in range(5)]


def test_a_numbered_draft_is_on_record(county: ReviewCounty) -> None:
    briefing = make.briefing(county.station_page, make.series(), live=False, title="编过号的")
    refuse_deletion(briefing)
    briefing_number_give(page=briefing)
    assert pages_on_record(briefing) == ["编过号的"]
    with pytest.raises(Conflict):
        refuse_deletion(briefing)


# Taking down


@pytest.mark.parametrize("role", list(Role))
def test_who_takes_a_page_down(county: ReviewCounty, role: str) -> None:
    """A final reviewer at the page's unit or above it; at a neighbour nobody."""
    places = {"own": county.baijiaqiao, "centre": county.centre, "neighbour": county.shangang}
    done = {}
    for place, unit in places.items():
        page = public(county, title=f"公开的{place}")
        try:
            content.withdraw(page, actor=county.person(Role(role), unit), reason="内容有误，先撤下。")
            done[place] = True
        except NotAllowed:
            done[place] = False
        page.refresh_from_db()
        assert page.live is not done[place]
    final = role == Role.FINAL_REVIEWER
    assert done == {"own": final, "centre": final, "neighbour": False}


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_taking_down_needs_a_reason(county: ReviewCounty, reason: str) -> None:
    page = public(county)
    with pytest.raises(LinliError) as refused:
        content.withdraw(page, actor=county.final, reason=reason)
    assert refused.value.field == "reason"
    page.refresh_from_db()
    assert page.live


def test_what_was_taken_down_is_gone_for_visitors_and_kept_for_staff(county: ReviewCounty) -> None:
    rights.sync()
    page = public(county)
    url = page.url
    assert Client().get(url).status_code == 200
    content.withdraw(page, actor=county.final, reason="内容有误，先撤下。")
    cache.clear()  # as the outbox does after the commit
    assert Client().get(url).status_code == 404
    assert client_of(county.editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    entry = AuditEntry.objects.get(action="workflows.page_withdrawn")
    assert (entry.actor_id, entry.data["reason"]) == (county.final.pk, "内容有误，先撤下。")


def test_an_editor_s_button_takes_nothing_down(county: ReviewCounty) -> None:
    rights.sync()
    page = public(county)
    client = client_of(county.editor)
    for method in (client.get, client.post):
        assert method(reverse("wagtailadmin_pages:unpublish", args=[page.pk])).status_code in (302, 403)
    page.refresh_from_db()
    assert page.live


def test_first_publication_survives_taking_down_review_and_publication(county: ReviewCounty) -> None:
    from tests.factories.workflows import approve_all

    page = public(county, days_ago=20, summary="一句话", body=[("paragraph", "<p>新鲜事</p>")])
    first = page.first_published_at
    content.withdraw(page, actor=county.final, reason="内容有误，先撤下。")
    page.refresh_from_db()
    page.title = "改正的"
    page.save_revision(user=county.editor)
    content.submit(page, actor=county.editor)
    approve_all(county, page)
    page.refresh_from_db()
    assert (page.live, page.title, page.first_published_at) == (True, "改正的", first)
    assert page.last_published_at > first
