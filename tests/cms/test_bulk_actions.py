"""Bulk actions on pages: nothing is published or taken down, nobody reaches or learns of what is not the own."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from cms.models import NewsPage
from organisations.enums import Role
from tests.cms.rights_site import RightsSite
from tests.factories import cms as make
from tests.factories.accounts import UserFactory
from tests.factories.workflows import ReviewCounty, decide
from tests.threads import at_once

OWN, OTHERS, TOWN, ELSEWHERE = "善港站", "百家桥站", "杨舍所", "金桥站"
ACTIONS = ("publish", "unpublish", "move", "delete")
EVERY_ROLE = [*Role, "superuser", "resident"]


def bulk(action: str, *pages: Any, more: str = "", app: str = "wagtailcore", model: str = "page") -> str:
    ids = "&".join(f"id={getattr(page, 'pk', page)}" for page in pages)
    return f"{reverse('wagtail_bulk_action', args=[app, model, action])}?{ids}{more}"


def person(site: RightsSite, role: str) -> Client:
    """Somebody with the role at 善港站; superusers and residents hold none."""
    from accounts.models import User
    from cms import rights

    if role == "superuser":
        return site.client(User.objects.create_superuser("root", password="x"))
    if role == "resident":
        return site.client(UserFactory(resident=True))
    holder = site.person(Role(role), site.shangang)
    rights.sync()
    return site.client(holder)


def stand(site: RightsSite) -> dict[str, tuple[bool, int]]:
    """Of each page whether it is live, and below which it stands."""
    return {page.title: (page.live, page.get_parent().pk) for page in NewsPage.objects.all()}


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_who_may_do_what_with_the_own_drafts(site: RightsSite, role: str) -> None:
    """Drafts of the own unit are moved and deleted by its editor and by superusers; the rest is for nobody."""
    client, before = person(site, role), stand(site)
    for action in ("publish", "unpublish"):
        assert client.post(bulk(action, site.news[OWN])).status_code in (302, 404)
        assert stand(site) == before, action
    target = make.unit_page(site.page[OWN], make.unit("善港书场", below=site.shangang))
    answer = client.post(bulk("move", site.news[OWN]), {"chooser": target.pk})
    assert answer.status_code in (200, 302, 404)
    moved = NewsPage.objects.get(pk=site.news[OWN].pk).get_parent().pk == target.pk
    client.post(bulk("delete", site.news[OWN]))
    deleted = not NewsPage.objects.filter(pk=site.news[OWN].pk).exists()
    may = role in (Role.EDITOR, "superuser")
    assert (moved, deleted) == (may, may)


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_the_list_offers_only_what_may_be_done(site: RightsSite, role: str) -> None:
    """Whoever writes or is a superuser finds moving and deleting below the list; the rest is offered to nobody."""
    answer = person(site, role).get(reverse("wagtailadmin_explore", args=[site.page[OWN].pk]))
    html = answer.content.decode()
    offered = [
        action for action in ACTIONS if reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) in html
    ]
    assert offered == (["move", "delete"] if role in (Role.EDITOR, "superuser") else [])


@pytest.mark.parametrize("role", [role for role in EVERY_ROLE if role != "superuser"])
def test_foreign_pages_are_out_of_reach_and_unnamed(site: RightsSite, role: str) -> None:
    """Neither done nor shown: Wagtail would list the titles of whatever ids it is given."""
    client, before = person(site, role), stand(site)
    foreign = (site.news[OTHERS], site.news[TOWN], site.news[ELSEWHERE])
    for action in ACTIONS:
        for page in foreign:
            for answer in (client.get(bulk(action, page)), client.post(bulk(action, page), {"chooser": page.pk})):
                assert answer.status_code in (302, 403, 404), (action, page)
                assert page.title not in answer.content.decode()
    assert stand(site) == before


@pytest.mark.parametrize("action", ["move", "delete"])
def test_one_foreign_page_among_the_own_stops_all(site: RightsSite, action: str) -> None:
    client, before = site.client(site.editor), stand(site)
    both = bulk(action, site.news[OWN], site.news[OTHERS])
    assert client.post(both, {"chooser": site.page[OWN].pk}).status_code == 404
    assert stand(site) == before


def test_a_town_s_editor_moves_and_deletes_within_the_town(site: RightsSite) -> None:
    client = site.client(site.town_editor)
    chosen = bulk("move", site.news[OWN], site.news[TOWN])
    assert client.post(chosen, {"chooser": site.page[OTHERS].pk}).status_code == 302
    assert {parent for _live, parent in stand(site).values()} >= {site.page[OTHERS].pk}
    assert NewsPage.objects.get(pk=site.news[TOWN].pk).get_parent().pk == site.page[OTHERS].pk
    assert client.post(bulk("delete", site.news[OWN], site.news[OTHERS])).status_code == 302
    assert sorted(stand(site)) == sorted(site.news[name].title for name in (TOWN, ELSEWHERE, "塘桥所"))


@pytest.mark.parametrize("target", [OTHERS, TOWN, "home", "nobody", "word"])
def test_nothing_is_moved_out_of_the_own_unit(site: RightsSite, target: str) -> None:
    client, before = site.client(site.editor), stand(site)
    places = {"home": site.home.pk, "nobody": 999_999, "word": "x"}
    answer = client.post(bulk("move", site.news[OWN]), {"chooser": places.get(target) or site.page[target].pk})
    assert answer.status_code == 404
    assert stand(site) == before


def test_without_a_target_the_form_comes_back(site: RightsSite) -> None:
    answer = site.client(site.editor).post(bulk("move", site.news[OWN]), {"chooser": ""})
    assert (answer.status_code, "善港站的草稿" in answer.content.decode()) == (200, True)


# “All”


def test_all_means_all_of_the_own_unit(site: RightsSite) -> None:
    client = site.client(site.editor)
    second = make.news(site.page[OWN], title="第二篇", live=False)
    assert "第二篇" in client.get(bulk("delete", "all", more=f"&childOf={site.page[OWN].pk}")).content.decode()
    assert client.post(bulk("delete", "all", more=f"&childOf={site.page[OWN].pk}")).status_code == 302
    assert not NewsPage.objects.filter(pk__in=[second.pk, site.news[OWN].pk]).exists()
    assert NewsPage.objects.count() == 4


@pytest.mark.parametrize("action", ["move", "delete"])
@pytest.mark.parametrize("parent", [None, OTHERS, TOWN, "home", "root", "nobody", "word"])
def test_all_of_others_is_out_of_reach(site: RightsSite, action: str, parent: str | None) -> None:
    client, before = site.client(site.editor), stand(site)
    places = {"home": site.home.pk, "root": 1, "nobody": 999_999, "word": "x"}
    more = "" if parent is None else f"&childOf={places.get(parent) or site.page[parent].pk}"
    for answer in (
        client.get(bulk(action, "all", more=more)),
        client.get(bulk(action, "all", more=f"{more}&q=草稿")),
        client.post(bulk(action, "all", more=more), {"chooser": site.page[OWN].pk}),
    ):
        assert answer.status_code == 404
        assert "百家桥站的草稿" not in answer.content.decode()
    assert stand(site) == before


@pytest.mark.parametrize("named", ["x", "", "9" * 30, "-1", "1 OR 1=1", "²"])
@pytest.mark.parametrize("role", ["superuser", Role.EDITOR])
def test_made_up_ids_are_not_found(site: RightsSite, named: str, role: str) -> None:
    client = person(site, role)
    for url in (bulk("delete", named), bulk("delete", "all", more=f"&childOf={named or 'y'}"), bulk("move", named)):
        assert client.get(url).status_code == 404
        assert client.post(url, {"chooser": named}).status_code == 404


def test_pictures_and_files_of_others_are_out_of_reach(site: RightsSite) -> None:
    client = site.client(site.editor)
    for model, make_one in (("picture", site.picture), ("file", site.file)):
        own, theirs = make_one(site.shangang, "自家的"), make_one(site.baijiaqiao, "别家的")
        for action in ("delete", "add_tags", "add_to_collection"):
            shown = client.get(bulk(action, own, app="media", model=model))
            assert (shown.status_code, "自家的" in shown.content.decode()) == (200, True), (model, action)
            for chosen in ([theirs], [own, theirs], [999_999], ["x"]):
                answer = client.get(bulk(action, *chosen, app="media", model=model))
                assert answer.status_code == 404, (model, action, chosen)
                assert "别家的" not in answer.content.decode()
        client.post(bulk("delete", theirs, app="media", model=model))
        assert type(theirs).objects.filter(pk=theirs.pk).exists()


# What was public, and what is under review


@pytest.fixture
def county(db: None) -> ReviewCounty:
    return ReviewCounty()


@pytest.fixture
def root(county: ReviewCounty) -> Client:
    from accounts.models import User

    client = Client()
    client.force_login(User.objects.create_superuser("root", password="x"))
    return client


@pytest.mark.parametrize(("action", "said"), [("publish", "只有终审能发布"), ("unpublish", "撤下要由终审人一页一页来")])
@pytest.mark.parametrize("method", ["get", "post"])
def test_not_even_a_superuser_publishes_or_takes_down_in_bulk(
    county: ReviewCounty, root: Client, action: str, said: str, method: str
) -> None:
    draft, public = county.draft(), make.news(county.station_page, title="公开的")
    answer = getattr(root, method)(bulk(action, draft, public), {"include_descendants": "on"}, follow=True)
    assert said in answer.content.decode()
    live = dict(NewsPage.objects.values_list("title", "live"))
    assert live == {"家书送到百家桥": False, "公开的": True}


def test_a_parent_does_not_take_its_children_along(county: ReviewCounty, root: Client) -> None:
    draft = county.draft()
    root.post(bulk("publish", county.station_page), {"include_descendants": "on"})
    assert not NewsPage.objects.get(pk=draft.pk).live


def test_what_was_public_stays_whatever_is_chosen_with_it(county: ReviewCounty, root: Client) -> None:
    public, draft = make.news(county.station_page, title="公开的"), county.draft()
    answer = root.post(bulk("delete", draft, public), follow=True)
    assert "这一页发布过或编过号，要留存" in answer.content.decode()
    assert NewsPage.objects.count() == 2


def test_deleting_a_draft_under_review_ends_its_review(county: ReviewCounty, root: Client) -> None:
    from workflows.checks import drifts
    from workflows.enums import UNFINISHED
    from workflows.models import WorkItem

    page = county.submitted()
    assert root.post(bulk("delete", page)).status_code == 302
    assert not NewsPage.objects.filter(pk=page.pk).exists()
    assert not WorkItem.objects.filter(state__in=UNFINISHED).exists()
    assert drifts() == []


def test_a_page_moved_under_review_is_still_reviewed(county: ReviewCounty, root: Client) -> None:
    page = county.submitted()
    assert root.post(bulk("move", page), {"chooser": county.town_page.pk}).status_code == 302
    for reviewer in (county.first, county.second, county.final):
        decide(page, reviewer)
    fresh = NewsPage.objects.get(pk=page.pk)
    assert (fresh.live, fresh.get_parent().pk) == (True, county.town_page.pk)


def test_more_than_three_hundred_at_once_are_refused(
    county: ReviewCounty, root: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.bulk_actions.MOST", 2)
    drafts = [county.draft(title=f"第{number}篇") for number in range(3)]
    answer = root.post(bulk("delete", *drafts))
    assert (answer.status_code, "连同下级页面超过 2 页了" in answer.content.decode()) == (409, True)
    assert root.post(bulk("delete", county.town_page)).status_code == 409
    assert NewsPage.objects.count() == 3
    assert root.post(bulk("delete", *drafts[:2])).status_code == 302


# At the same moment


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Real threads on PostgreSQL."""

    @pytest.fixture(autouse=True)
    def _crowd(self, request: pytest.FixtureRequest) -> None:
        request.getfixturevalue("transactional_db")

    @staticmethod
    def superuser() -> Client:
        from accounts.models import User

        person = User.objects.filter(username="root").first() or User.objects.create_superuser("root", password="x")
        client = Client(raise_request_exception=False)
        client.force_login(person)
        return client

    @pytest.mark.parametrize("round_", range(3))
    def test_two_who_delete_the_same(self, round_: int) -> None:
        county = ReviewCounty()
        drafts = [county.draft(title=f"第{number}篇") for number in range(3)]
        one, other = self.superuser(), self.superuser()
        results = at_once(
            lambda: one.post(bulk("delete", *drafts)).status_code,
            lambda: other.post(bulk("delete", *reversed(drafts))).status_code,
        )
        assert sorted(results) in ([302, 302], [302, 404]), results
        assert not NewsPage.objects.exists()
        assert Page.find_problems() == ([], [], [], [], [])

    @pytest.mark.parametrize("round_", range(3))
    def test_two_who_move_the_same_to_different_places(self, round_: int) -> None:
        county = ReviewCounty()
        drafts = [county.draft(title=f"第{number}篇") for number in range(3)]
        one, other = self.superuser(), self.superuser()
        results = at_once(
            lambda: one.post(bulk("move", *drafts), {"chooser": county.town_page.pk}).status_code,
            lambda: other.post(bulk("move", *drafts), {"chooser": county.centre_page.pk}).status_code,
        )
        assert results == [302, 302]
        assert len({page.get_parent().pk for page in NewsPage.objects.all()}) == 1
        assert Page.find_problems() == ([], [], [], [], [])

    @pytest.mark.parametrize("round_", range(3))
    @pytest.mark.parametrize("action", ["move", "delete"])
    def test_bulk_beside_the_last_review(self, round_: int, action: str) -> None:
        from workflows.checks import drifts

        county = ReviewCounty()
        page, beside = county.submitted(), county.draft(title="旁边的")
        decide(page, county.first)
        decide(page, county.second)
        root = self.superuser()
        results = at_once(
            lambda: decide(page, county.final),
            lambda: root.post(bulk(action, beside, page), {"chooser": county.town_page.pk}).status_code,
        )
        assert results[1] in (302, 404, 409), results
        fresh = NewsPage.objects.filter(pk=page.pk).first()
        assert drifts() == []
        assert Page.find_problems() == ([], [], [], [], [])
        if action == "move":
            assert fresh is not None
            assert (fresh.live, fresh.get_parent().pk) == (True, county.town_page.pk)
        else:
            # Published first: kept whole. Deleted first: nothing of it is left, and nothing went public.
            assert fresh is None or fresh.live
