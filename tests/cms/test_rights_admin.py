"""Through Wagtail's own addresses: a station's editor sees, chooses, copies and moves only the own."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.models import NewsPage
from organisations.enums import Role
from tests.cms.rights_site import RightsSite

OWN, OTHERS = "善港站", "百家桥站"
REFUSED = {302, 403, 404}


@pytest.fixture
def client(site: RightsSite) -> Client:
    return site.client(site.editor)


def titles(response: Any) -> str:
    """What the answer says, with the escapes of JSON undone: nothing may hide in them."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), response.content.decode())


def test_an_editor_opens_and_writes_the_own_draft(site: RightsSite, client: Client) -> None:
    url = reverse("wagtailadmin_pages:edit", args=[site.news[OWN].pk])
    page = client.get(url)
    assert page.status_code == 200
    assert 'name="action-publish"' not in titles(page)
    assert client.get(reverse("wagtailadmin_explore", args=[site.page[OWN].pk])).status_code == 200
    add = reverse("wagtailadmin_pages:add", args=["cms", "newspage", site.page[OWN].pk])
    assert client.get(add).status_code == 200


# Every view that takes the id of a page: nothing of another unit, not even one that does not exist.
@pytest.mark.parametrize(
    "name",
    ["edit", "copy", "move", "delete", "unpublish", "history", "workflow_history", "usage", "view_draft",
     "preview_on_edit", "add_subpage", "set_page_position", "lock", "unlock", "convert_alias"],
)  # fmt: skip
@pytest.mark.parametrize("whose", [OTHERS, "杨舍所", "nobody"])
def test_guessed_pages_are_refused(site: RightsSite, client: Client, name: str, whose: str) -> None:
    page_id = 999999 if whose == "nobody" else site.news[whose].pk
    url = reverse(f"wagtailadmin_pages:{name}", args=[page_id])
    for response in (client.get(url), client.post(url)):
        assert response.status_code in REFUSED | {405}
        assert "的草稿" not in titles(response)
    assert NewsPage.objects.count() == 5


@pytest.mark.parametrize("whose", [OTHERS, "杨舍所", "塘桥所"])
def test_nothing_is_added_below_the_pages_of_others(site: RightsSite, client: Client, whose: str) -> None:
    url = reverse("wagtailadmin_pages:add", args=["cms", "newspage", site.page[whose].pk])
    assert client.get(url).status_code in REFUSED
    assert client.post(url, {"title": "x", "slug": "x"}).status_code in REFUSED


def test_the_explorer_ends_at_the_own_unit(site: RightsSite, client: Client) -> None:
    town = titles(client.get(reverse("wagtailadmin_explore", args=[site.page["杨舍所"].pk]), follow=True))
    assert "百家桥站" not in town
    assert "杨舍所的草稿" not in town
    found = titles(client.get(reverse("wagtailadmin_explore_root"), {"q": "草稿"}, follow=True))
    assert "百家桥站的草稿" not in found


def test_the_chooser_begins_at_the_own_unit(site: RightsSite, client: Client) -> None:
    listed = titles(client.get(reverse("wagtailadmin_choose_page")))
    assert OWN in listed
    assert OTHERS not in listed
    below = titles(client.get(reverse("wagtailadmin_choose_page_child", args=[site.page[OWN].pk])))
    assert "善港站的草稿" in below
    above = titles(client.get(reverse("wagtailadmin_choose_page_child", args=[site.page["杨舍所"].pk])))
    assert OWN in above
    assert "百家桥站" not in above


def test_the_chooser_searches_the_own_unit(site: RightsSite, client: Client) -> None:
    found = titles(client.get(reverse("wagtailadmin_choose_page_search"), {"q": "草稿"}))
    assert "百家桥站的草稿" not in found


def test_the_chooser_refuses_guessed_parents(site: RightsSite, client: Client) -> None:
    for page_id in (site.page[OTHERS].pk, site.news[OTHERS].pk, 999999):
        response = client.get(reverse("wagtailadmin_choose_page_child", args=[page_id]))
        assert response.status_code == 404
        assert "百家桥站" not in titles(response)


def test_chosen_pages_are_the_own_ones(site: RightsSite, client: Client) -> None:
    url = reverse("wagtailadmin_choose_page_chosen_multiple")
    assert "善港站的草稿" in client.get(url, {"id": site.news[OWN].pk}).json()["result"][0]["adminTitle"]
    assert client.get(url, {"id": [site.news[OWN].pk, site.news[OTHERS].pk]}).status_code == 404
    assert client.get(url, {"id": "x"}).status_code == 404


@pytest.mark.parametrize("whose", [OTHERS, "杨舍所", "999999", "x", ""])
def test_a_copy_lands_only_below_the_own_unit(site: RightsSite, client: Client, whose: str) -> None:
    target = site.page[whose].pk if whose in site.page else whose
    url = reverse("wagtailadmin_pages:copy", args=[site.news[OWN].pk])
    values = {"new_title": "副本", "new_slug": "copy", "new_parent_page": target}
    assert client.post(url, values).status_code == 404
    assert NewsPage.objects.count() == 5


def test_a_copy_below_the_own_unit_is_a_draft(site: RightsSite, client: Client) -> None:
    NewsPage.objects.filter(pk=site.news[OWN].pk).update(live=True)
    url = reverse("wagtailadmin_pages:copy", args=[site.news[OWN].pk])
    values = {
        "new_title": "副本",
        "new_slug": "copy",
        "new_parent_page": site.page[OWN].pk,
        "publish_copies": "on",
    }
    assert client.post(url, values).status_code == 302
    assert not NewsPage.objects.get(slug="copy").live


@pytest.mark.parametrize(("source", "target"), [(OWN, OTHERS), (OTHERS, OWN), (OWN, "nobody")])
def test_a_move_stays_below_the_own_unit(site: RightsSite, client: Client, source: str, target: str) -> None:
    destination = 999999 if target == "nobody" else site.page[target].pk
    url = reverse("wagtailadmin_pages:move_confirm", args=[site.news[source].pk, destination])
    for response in (client.get(url), client.post(url)):
        assert response.status_code in REFUSED
    news = NewsPage.objects.get(pk=site.news[source].pk)
    assert news.get_parent().pk == site.page[source].pk


def test_a_town_s_editor_moves_within_the_town(site: RightsSite) -> None:
    client = site.client(site.town_editor)
    url = reverse("wagtailadmin_pages:move_confirm", args=[site.news[OWN].pk, site.page[OTHERS].pk])
    assert client.post(url).status_code == 302
    assert NewsPage.objects.get(pk=site.news[OWN].pk).get_parent().pk == site.page[OTHERS].pk


@pytest.mark.parametrize("bulk", ["delete", "move", "publish", "unpublish"])
def test_bulk_actions_leave_the_pages_of_others(site: RightsSite, client: Client, bulk: str) -> None:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", bulk])
    client.post(f"{url}?id={site.news[OTHERS].pk}&id={site.news[OWN].pk}", {"chooser": site.page[OWN].pk})
    other = NewsPage.objects.get(pk=site.news[OTHERS].pk)
    assert other.get_parent().pk == site.page[OTHERS].pk
    assert not NewsPage.objects.filter(live=True).exists()


def test_the_admin_s_own_api_shows_the_own_branch(site: RightsSite, client: Client) -> None:
    listed = titles(client.get("/admin/api/main/pages/"))
    assert "善港站的草稿" in listed
    assert "百家桥站" not in listed
    assert client.get(f"/admin/api/main/pages/{site.news[OTHERS].pk}/").status_code == 404


@pytest.mark.parametrize("kind", ["images", "docs"])
def test_pictures_and_files_of_the_own_unit_alone(site: RightsSite, client: Client, kind: str) -> None:
    make = site.picture if kind == "images" else site.file
    own, other = make(site.shangang, "自家的"), make(site.baijiaqiao, "别家的")
    listed = titles(client.get(reverse(f"wagtail{kind}_chooser:choose")))
    assert "自家的" in listed
    assert "别家的" not in listed
    assert client.get(reverse(f"wagtail{kind}_chooser:chosen", args=[own.pk])).status_code == 200
    edit = reverse(f"wagtail{kind}:edit", args=[own.pk])
    assert client.get(edit).status_code == 200
    for url in (
        reverse(f"wagtail{kind}_chooser:chosen", args=[other.pk]),
        reverse(f"wagtail{kind}_chooser:chosen", args=[999999]),
        reverse(f"wagtail{kind}_chooser:chosen_multiple") + f"?id={own.pk}&id={other.pk}",
        reverse(f"wagtail{kind}:edit", args=[other.pk]),
        reverse(f"wagtail{kind}:delete", args=[other.pk]),
    ):
        response = client.get(url)
        assert response.status_code in REFUSED
        assert "别家的" not in titles(response)


def test_an_image_of_others_is_not_formatted_or_linked(site: RightsSite, client: Client) -> None:
    other = site.picture(site.baijiaqiao)
    for name in ("wagtailimages_chooser:select_format", "wagtailimages:url_generator"):
        assert client.get(reverse(name, args=[other.pk])).status_code in REFUSED


def test_files_are_added_to_the_own_collection(site: RightsSite, client: Client) -> None:
    site.shangang.refresh_from_db()
    form = titles(client.get(reverse("wagtailimages:add")))
    assert "百家桥站" not in form


@pytest.mark.parametrize("user", ["administrator", "editor"])
def test_groups_are_not_edited_by_hand(site: RightsSite, user: str) -> None:
    client = site.client(getattr(site, user))
    for name, args in (("index", []), ("add", []), ("edit", [1])):
        assert client.get(reverse(f"wagtailusers_groups:{name}", args=args)).status_code == 404
    assert "/admin/groups/" not in titles(client.get(reverse("wagtailadmin_home")))


def test_roles_are_not_assigned_in_bulk(site: RightsSite) -> None:
    client = site.client(site.administrator)
    for action in ("assign_role", "delete", "set_active_state"):
        url = reverse("wagtail_bulk_action", args=["accounts", "user", action])
        assert client.post(f"{url}?id={site.editor.pk}").status_code == 404


def test_a_reviewer_enters_but_opens_nobody_s_drafts(site: RightsSite) -> None:
    client = site.client(site.reviewer)
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    assert client.get(reverse("wagtailadmin_pages:edit", args=[site.news[OWN].pk])).status_code in REFUSED


def test_county_wide_settings_are_the_centre_s(site: RightsSite) -> None:
    town = site.client(site.town_administrator)
    centre = site.client(site.administrator)
    for name, args in (
        ("wagtailsnippets_cms_phrase:list", []),
        ("wagtailsnippets_cms_phrase:add", []),
        ("wagtailredirects:add", []),
        ("wagtailsettings:edit", ["cms", "sitesettings"]),
    ):
        url = reverse(name, args=args)
        assert town.get(url).status_code in REFUSED
        assert centre.get(url, follow=True).status_code == 200


def test_residents_do_not_enter(site: RightsSite) -> None:
    from tests.factories.accounts import UserFactory

    client = site.client(UserFactory(resident=True))
    assert client.get(reverse("wagtailadmin_home")).status_code in REFUSED


def test_reach_is_looked_up_once_a_request(site: RightsSite, django_assert_max_num_queries: Any) -> None:
    client = site.client(site.person(Role.EDITOR, site.jinqiao))
    with django_assert_max_num_queries(25):
        client.get(reverse("wagtailadmin_choose_page"))
