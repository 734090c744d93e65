"""Every screen of Wagtail's admin that shows or changes pages, for every role at 善港站: the own, and others'."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageLogEntry, Revision

from accounts.models import User
from cms import rights
from cms.models import NewsPage
from organisations.enums import Role
from tests.cms.rights_site import RightsSite
from tests.factories.accounts import UserFactory

OWN, OTHERS = "善港站", "百家桥站"
DONE, SHOWN, AWAY = "done", "shown", "away"
# 善港站's own things may be named to anybody who enters; these may not.
FOREIGN = ("百家桥站的草稿", "金桥站的草稿", "塘桥所的草稿", "杨舍所的草稿")

# Screens of one page: name, further parts of the address, what the page's own editor gets.
SCREENS: list[tuple[str, tuple[Any, ...], str]] = [
    ("edit", (), SHOWN),
    ("view_draft", (), SHOWN),
    ("copy", (), SHOWN),
    ("move", (), SHOWN),
    ("delete", (), SHOWN),
    ("history", (), SHOWN),
    ("workflow_history", (), SHOWN),
    ("usage", (), SHOWN),
    ("unpublish", (), AWAY),
    ("set_privacy", (), AWAY),
]
LISTS = [
    "wagtailadmin_home",
    "wagtailadmin_explore_root",
    "wagtailadmin_reports:locked_pages",
    "wagtailadmin_reports:locked_pages_results",
    "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:workflow_results",
    "wagtailadmin_reports:workflow_tasks",
    "wagtailadmin_reports:workflow_tasks_results",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:site_history_results",
    "wagtailadmin_reports:aging_pages",
    "wagtailadmin_reports:aging_pages_results",
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_reports:page_types_usage_results",
    "wagtailadmin_pages:search",
    "wagtailadmin_pages:search_results",
    "wagtailadmin_choose_page",
    "cms_freshness",
]


def said(response: Any) -> str:
    """What the answer says, with the escapes of JSON undone: nothing may hide in them."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), content.decode(errors="replace"))


def enter(site: RightsSite, role: str) -> Client:
    if role == "resident":
        return site.client(UserFactory(resident=True))
    holder = site.person(Role(role), site.shangang)
    rights.sync()
    return site.client(holder)


def leave_traces(site: RightsSite) -> None:
    """Revisions and log entries of everybody's pages, so that lists have something to tell."""
    for page in site.news.values():
        page.save_revision(user=site.town_editor, log_action=True)


EVERYBODY = [*Role, "resident"]


@pytest.mark.parametrize("role", EVERYBODY)
def test_screens_of_a_page_open_to_its_own_editor_alone(site: RightsSite, role: str) -> None:
    client, found, wanted = enter(site, role), {}, {}
    for name, more, own in SCREENS:
        for whose in (OWN, OTHERS):
            answer = client.get(reverse(f"wagtailadmin_pages:{name}", args=[site.news[whose].pk, *more]))
            opened = answer.status_code == 200 and site.news[whose].title in said(answer)
            found[name, whose] = SHOWN if opened or (answer.status_code == 200 and name == "set_privacy") else AWAY
            wanted[name, whose] = own if whose == OWN and role == Role.EDITOR else AWAY
    differing = {key: found[key] for key in found if found[key] != wanted[key]}
    assert differing == {}


@pytest.mark.parametrize("role", EVERYBODY)
def test_no_list_names_what_is_not_the_own(site: RightsSite, role: str) -> None:
    leave_traces(site)
    client = enter(site, role)
    leaks = {}
    for name in LISTS:
        for query in ("", "?q=草稿", "?export=csv", "?export=xlsx"):
            answer = client.get(reverse(name) + query)
            assert answer.status_code < 500, (name, query)
            named = [title for title in FOREIGN if answer.status_code == 200 and title in said(answer)]
            if named:
                leaks[name, query] = named
    assert leaks == {}


@pytest.mark.parametrize("role", EVERYBODY)
def test_the_list_of_a_type_names_the_own_alone(site: RightsSite, role: str) -> None:
    client = enter(site, role)
    for name in ("type_use", "type_use_results"):
        for model in ("newspage", "unitpage"):
            answer = client.get(reverse(f"wagtailadmin_pages:{name}", args=["cms", model]))
            assert [title for title in FOREIGN if title in said(answer)] == [], (name, model)


@pytest.mark.parametrize("role", EVERYBODY)
def test_the_explorer_shows_the_way_and_the_own(site: RightsSite, role: str) -> None:
    client = enter(site, role)
    for page in (site.home, site.page["杨舍所"], site.page[OTHERS], site.page["塘桥所"]):
        answer = client.get(reverse("wagtailadmin_explore", args=[page.pk]))
        assert [title for title in FOREIGN if title in said(answer)] == []
    own = client.get(reverse("wagtailadmin_explore", args=[site.page[OWN].pk]))
    assert (own.status_code == 200 and "善港站的草稿" in said(own)) is (role == Role.EDITOR)


# Versions


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("whose", [OWN, OTHERS])
def test_versions_of_a_page_are_its_editor_s(site: RightsSite, role: str, whose: str) -> None:
    page = site.news[whose]
    old = page.save_revision(user=site.town_editor)
    page.title = "改过的题目"
    new = page.save_revision(user=site.town_editor)
    client, opens = enter(site, role), role == Role.EDITOR and whose == OWN
    screens = {
        "revisions_view": [page.pk, old.pk],
        "revisions_revert": [page.pk, old.pk],
        "revisions_compare": [page.pk, old.pk, new.pk],
    }
    answers = {name: client.get(reverse(f"wagtailadmin_pages:{name}", args=args)) for name, args in screens.items()}
    assert {name: answer.status_code == 200 for name, answer in answers.items()} == dict.fromkeys(screens, opens)
    if not opens:
        assert [name for name, answer in answers.items() if "改过的题目" in said(answer)] == []


def test_a_version_of_another_page_is_not_shown_through_the_own(site: RightsSite) -> None:
    theirs = site.news[OTHERS].save_revision()
    mine = site.news[OWN].save_revision()
    client = site.client(site.editor)
    for name, args in {
        "revisions_view": [site.news[OWN].pk, theirs.pk],
        "revisions_revert": [site.news[OWN].pk, theirs.pk],
        "revisions_compare": [site.news[OWN].pk, mine.pk, theirs.pk],
    }.items():
        answer = client.get(reverse(f"wagtailadmin_pages:{name}", args=args))
        assert (answer.status_code, "百家桥站的草稿" in said(answer)) == (404, False), name


# Writing


def written(site: RightsSite) -> list[tuple[int, str, bool, str]]:
    return sorted(Page.objects.values_list("pk", "title", "live", "path"))


@pytest.mark.parametrize("role", EVERYBODY)
def test_nothing_of_others_is_changed(site: RightsSite, role: str) -> None:
    """Every address that takes a page and writes, with everything a browser could send."""
    leave_traces(site)
    client, before = enter(site, role), written(site)
    revisions, page = Revision.objects.count(), site.news[OTHERS]
    everything = {
        "title": "被改了",
        "slug": "changed",
        "new_title": "副本",
        "new_slug": "copy",
        "new_parent_page": site.page[OWN].pk,
        "action-publish": "1",
        "publish_copies": "on",
        "alias": "on",
        "restriction_type": "login",
        "locked": "1",
    }
    names = [
        "edit",
        "copy",
        "delete",
        "unpublish",
        "lock",
        "unlock",
        "convert_alias",
        "set_page_position",
        "set_privacy",
    ]
    addresses = [reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) for name in names]
    addresses += [
        reverse("wagtailadmin_pages:move_confirm", args=[page.pk, site.page[OWN].pk]),
        reverse(
            "wagtailadmin_pages:revisions_unschedule", args=[page.pk, Revision.objects.for_instance(page).first().pk]
        ),
        reverse("wagtailadmin_pages:add", args=["cms", "newspage", site.page[OTHERS].pk]),
    ]
    statuses = {address: client.post(address, everything).status_code for address in addresses}
    assert {address: status for address, status in statuses.items() if status == 200 or status >= 500} == {}
    assert (written(site), Revision.objects.count()) == (before, revisions)
    page.refresh_from_db()
    assert (page.locked, page.view_restrictions.count()) == (False, 0)


@pytest.mark.parametrize("role", EVERYBODY)
def test_nobody_publishes_takes_down_locks_or_closes_even_the_own(site: RightsSite, role: str) -> None:
    client, page = enter(site, role), site.news[OWN]
    for name in ("unpublish", "lock", "set_privacy"):
        client.post(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]), {"restriction_type": "login"})
    client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {"title": "公开吧", "slug": "go", "action-publish": "1", "unit": site.shangang.pk, "body-count": "0",
         "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"},
    )  # fmt: skip
    page.refresh_from_db()
    assert (page.live, page.locked, page.view_restrictions.count()) == (False, False, 0)
    NewsPage.objects.filter(pk=page.pk).update(live=True)
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    page.refresh_from_db()
    assert page.live


@pytest.mark.parametrize("role", [Role.EDITOR, Role.FIRST_REVIEWER])
def test_results_and_questions_that_open_within_a_screen_name_nothing_of_others(site: RightsSite, role: str) -> None:
    leave_traces(site)
    client, page = enter(site, role), site.news[OTHERS]
    for name in ("history_results", "confirm_workflow_cancellation"):
        address = reverse(f"wagtailadmin_pages:{name}", args=[page.pk])
        for answer in (client.get(address), client.post(address)):
            assert page.title not in said(answer), name


def test_the_report_of_all_pages_is_for_who_reaches_all(site: RightsSite) -> None:
    """It names the last edited page of each type, whoever's that is."""
    centre = site.client(site.person(Role.EDITOR, site.centre))
    rights.sync()
    report = reverse("wagtailadmin_reports:page_types_usage")
    assert (centre.get(report).status_code, report in said(centre.get("/admin/"))) == (200, True)
    station = site.client(site.editor)
    assert (station.get(report).status_code, report in said(station.get("/admin/"))) == (404, False)


def test_an_alias_is_made_of_the_own_only(site: RightsSite) -> None:
    client = site.client(site.editor)
    values = {"new_title": "镜像", "new_slug": "mirror", "new_parent_page": site.page[OWN].pk, "alias": "on"}
    answer = client.post(reverse("wagtailadmin_pages:copy", args=[site.news[OTHERS].pk]), values)
    assert (answer.status_code in (302, 404), NewsPage.objects.filter(alias_of__isnull=False).count()) == (True, 0)
    client.post(reverse("wagtailadmin_pages:copy", args=[site.news[OWN].pk]), values)
    mirror = NewsPage.objects.get(slug="mirror")
    assert (mirror.live, mirror.get_parent().pk) == (False, site.page[OWN].pk)


def test_what_an_editor_did_is_in_wagtail_s_log(site: RightsSite) -> None:
    client = site.client(site.editor)
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[site.news[OWN].pk, site.page[OWN].pk]))
    client.post(reverse("wagtailadmin_pages:delete", args=[site.news[OWN].pk]))
    entry = PageLogEntry.objects.filter(action="wagtail.delete").get(page=site.news[OWN].pk)
    assert (entry.user_id, entry.label) == (site.editor.pk, "善港站的草稿")


# Superusers and people who left


def test_who_left_enters_no_more(site: RightsSite) -> None:
    client = site.client(site.editor)
    User.objects.filter(pk=site.editor.pk).update(is_active=False)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[site.news[OWN].pk])).status_code == 302


def test_a_post_that_ended_closes_the_screens_the_same_day(site: RightsSite) -> None:
    import datetime as dt

    from organisations.models import Post
    from organisations.selectors import today

    client = site.client(site.editor)
    edit = reverse("wagtailadmin_pages:edit", args=[site.news[OWN].pk])
    assert client.get(edit).status_code == 200
    Post.objects.filter(person=site.editor).update(valid_to=today() - dt.timedelta(days=1))
    rights.sync()
    assert client.get(edit).status_code in (302, 403, 404)
