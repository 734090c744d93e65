"""Groups and rights are what today's posts say: no more, no less, and none may publish."""

import datetime as dt
import io
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.utils.translation import override
from wagtail.models import Collection, GroupPagePermission

from accounts.models import User
from cms import rights, rights_receivers
from cms.rights_tree import collections_of
from common.jobs import jobs
from common.models import OutboxMessage
from organisations.enums import Role
from organisations.models import Unit
from organisations.selectors import today
from organisations.services import (
    delegation_give,
    post_end,
    post_give,
    unit_end,
    unit_merge,
    unit_move,
    unit_rename,
)
from tests.cms.rights_site import RightsSite
from tests.factories.accounts import UserFactory
from tests.factories.organisations import DelegationFactory, PostFactory

DAY = dt.timedelta(days=1)


def deliver() -> None:
    """What the drainer does with the messages for this consumer."""
    waiting = OutboxMessage.objects.filter(consumer=rights_receivers.CONSUMER)
    rights_receivers.handle(list(waiting))
    waiting.delete()


def group_of(user: User, role: str, unit: Unit) -> Group:
    return user.groups.get(name=rights.group_name(role, unit))


def page_rights(user: User) -> set[tuple[int, str]]:
    held = GroupPagePermission.objects.filter(group__user=user)
    return set(held.values_list("page_id", "permission__codename"))


def test_an_editor_adds_and_changes_below_the_units_page(site: RightsSite) -> None:
    page = site.page["善港站"].pk
    assert page_rights(site.editor) == {(page, "add_page"), (page, "change_page")}
    assert group_of(site.editor, "editor", site.shangang).permissions.get().codename == "access_admin"


def test_the_centre_s_editor_has_the_home_page(site: RightsSite) -> None:
    editor = site.person(Role.EDITOR, site.centre)
    rights.sync()
    assert {page for page, _right in page_rights(editor)} == {site.home.pk}


# What each role may by model, at a unit below and at the root: only the centre governs what is county-wide.
@pytest.mark.parametrize(
    ("role", "right", "below", "root"),
    [
        *((role, "wagtailadmin.access_admin", True, True) for role in Role),
        (Role.ADMINISTRATOR, "accounts.change_user", True, True),
        (Role.ADMINISTRATOR, "accounts.delete_user", False, False),
        (Role.ADMINISTRATOR, "cms.change_phrase", False, True),
        (Role.ADMINISTRATOR, "cms.change_sitesettings", False, True),
        (Role.ADMINISTRATOR, "wagtailredirects.add_redirect", False, True),
        (Role.ADMINISTRATOR, "common.change_calendarday", False, True),
        (Role.ADMINISTRATOR, "common.view_auditentry", False, False),
        (Role.ADMINISTRATOR, "auth.change_group", False, False),
        (Role.AUDITOR, "common.view_auditentry", False, True),
        (Role.EDITOR, "cms.change_phrase", False, False),
        (Role.EDITOR, "accounts.change_user", False, False),
        (Role.DIRECTOR, "cms.change_sitesettings", False, False),
    ],
)
def test_rights_by_role(site: RightsSite, role: Role, right: str, below: bool, root: bool) -> None:
    at_station, at_centre = site.person(role, site.jinqiao), site.person(role, site.centre)
    rights.sync()
    assert User.objects.get(pk=at_station.pk).has_perm(right) is below
    assert User.objects.get(pk=at_centre.pk).has_perm(right) is root


@pytest.mark.parametrize("role", [role for role in Role if role != Role.EDITOR])
def test_only_editors_hold_rights_on_pages(site: RightsSite, role: Role) -> None:
    person = site.person(role, site.shangang)
    rights.sync()
    assert page_rights(person) == set()


def test_a_second_sync_changes_nothing(site: RightsSite, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(40):
        outcome = rights.sync()
    assert not outcome
    assert not rights.drift()


def test_queries_do_not_grow_with_people(site: RightsSite, django_assert_max_num_queries: Any) -> None:
    for _ in range(30):
        PostFactory(role=Role.DISPATCHER, unit=site.jinqiao)
    rights.sync()
    with django_assert_max_num_queries(40):
        assert not rights.drift()


def test_posts_that_begin_and_end_are_followed(site: RightsSite) -> None:
    person = UserFactory()
    post = post_give(actor=None, person=person, role=Role.EDITOR, unit=site.jinqiao)
    deliver()
    assert {right for _page, right in page_rights(person)} == {"add_page", "change_page"}
    post_end(actor=None, post=post)
    deliver()
    assert not person.groups.exists()
    assert not Group.objects.filter(name=rights.group_name("editor", site.jinqiao)).exists()


def test_a_post_counts_on_its_days_only(site: RightsSite) -> None:
    person = PostFactory(role=Role.EDITOR, unit=site.jinqiao, valid_from=today() + DAY, valid_to=today() + DAY).person
    rights.sync()
    assert not person.groups.exists()
    rights.sync(day=today() + DAY)
    assert person.groups.count() == 1
    rights.sync(day=today() + 2 * DAY)
    assert not person.groups.exists()


def test_substitutes_belong_to_the_group_of_whom_they_stand_for(site: RightsSite) -> None:
    colleague = UserFactory()
    post = site.editor.posts.get()
    delegation_give(actor=None, post=post, substitute=colleague)
    deliver()
    assert colleague.groups.get().name == rights.group_name("editor", site.shangang)
    User.objects.filter(pk=site.editor.pk).update(is_active=False)
    rights.sync()
    assert not colleague.groups.exists()


def test_a_deactivated_person_leaves_every_group(site: RightsSite) -> None:
    DelegationFactory(post=site.town_editor.posts.get(), substitute=site.editor)
    rights.sync()
    assert site.editor.groups.count() == 2
    User.objects.filter(pk=site.editor.pk).update(is_active=False)
    rights.sync()
    assert not site.editor.groups.exists()


def test_a_unit_page_made_later_brings_the_rights(site: RightsSite) -> None:
    station = Unit.objects.get(pk=site.tangqiao.pk).add_child(
        name="新站", kind="station", level=site.jinqiao.level, valid_from=today()
    )
    person = PostFactory(role=Role.EDITOR, unit=station).person
    assert rights.sync().without_page == ["新站"]
    assert page_rights(person) == set()
    OutboxMessage.objects.all().delete()
    site.make_pages(station)
    assert OutboxMessage.objects.filter(consumer="rights", event=rights_receivers.PLACE_MADE).count() == 1
    deliver()
    assert {page for page, _right in page_rights(person)} == {site.page["新站"].pk}


def test_what_was_given_by_hand_is_taken_away(site: RightsSite) -> None:
    by_hand = Group.objects.create(name="moderators by hand")
    by_hand.user_set.add(site.editor)
    by_hand.permissions.add(Permission.objects.get(codename="change_phrase"))
    GroupPagePermission.objects.create(group=by_hand, page=site.home, permission_type="publish")
    site.editor.user_permissions.add(Permission.objects.get(codename="change_notice"))
    site.editor.groups.remove(group_of(site.editor, "editor", site.shangang))
    with override("en"), pytest.raises(CommandError):
        call_command("check_rights", stdout=io.StringIO(), stderr=io.StringIO())
    outcome = rights.sync()
    assert (len(outcome.added), len(outcome.taken), outcome.personal) == (1, 3, 1)
    assert site.editor.groups.get().name == rights.group_name("editor", site.shangang)
    assert not User.objects.get(pk=site.editor.pk).has_perm("cms.change_notice")
    assert rights.publishing_groups() == []


def test_no_group_may_publish_whatever_happens_to_units(site: RightsSite) -> None:
    for role in Role:
        site.person(role, site.centre)
        site.person(role, site.jinqiao)
    steps: list[Any] = [
        lambda: unit_rename(actor=None, unit=site.shangang, name="善港村站"),
        lambda: unit_move(actor=None, unit=site.shangang, parent=site.tangqiao),
        lambda: unit_end(actor=None, unit=site.jinqiao, last_day=today() - DAY, posts_to=site.tangqiao),
        lambda: unit_merge(
            actor=None, unit=site.tangqiao, into=site.yangshe, last_day=today() - DAY, posts_to=site.yangshe
        ),
    ]
    for step in steps:
        step()
        deliver()
        assert rights.publishing_groups() == []
        assert not rights.drift()


def test_a_fresh_database_has_no_groups_that_publish(db: None) -> None:
    assert rights.publishing_groups() == []
    assert not Group.objects.exists()


def test_collections_follow_the_units(site: RightsSite) -> None:
    def names(unit: Unit) -> list[str]:
        unit.refresh_from_db()
        return [each.name for each in unit.collection.get_ancestors(inclusive=True)][1:]

    assert names(site.shangang) == ["张家港中心", "杨舍所", "善港站"]
    picture = site.picture(site.shangang)
    unit_rename(actor=None, unit=site.shangang, name="善港村站")
    unit_move(actor=None, unit=site.yangshe, parent=site.tangqiao)
    deliver()
    assert names(site.shangang) == ["张家港中心", "塘桥所", "杨舍所", "善港村站"]
    picture.refresh_from_db()
    assert picture.collection.name == "善港村站"
    assert Collection.find_problems() == ([], [], [], [], [])


def test_collections_are_only_looked_at_without_write(site: RightsSite) -> None:
    assert collections_of([site.jinqiao], write=False) == {}
    assert site.jinqiao.pk in collections_of([site.jinqiao])


def test_the_commands_say_what_they_did(site: RightsSite) -> None:
    site.person(Role.DIRECTOR, site.centre)
    UserFactory(username="root", is_superuser=True)
    with override("en"):
        out = io.StringIO()
        call_command("sync_rights", stdout=out)
        assert "made: 1" in out.getvalue()
        out = io.StringIO()
        call_command("check_rights", stdout=out)
        assert "Everything was as the posts say." in out.getvalue()
        assert "root" in out.getvalue()
        Group.objects.first().user_set.clear()
        with pytest.raises(CommandError, match="sync_rights"):
            call_command("check_rights", stdout=io.StringIO())


# --- the nightly look -------------------------------------------------------------------------


def given_by_hand(site: RightsSite) -> None:
    site.editor.user_permissions.add(Permission.objects.get(codename="delete_user"))


def group_emptied(site: RightsSite) -> None:
    site.editor.groups.clear()


def group_that_publishes(site: RightsSite) -> None:
    group = Group.objects.create(name="Editors")
    right = Permission.objects.get(codename="publish_page")
    GroupPagePermission.objects.create(group=group, page=site.home, permission=right)


def test_it_is_looked_at_every_night_before_it_is_put_right() -> None:
    names = list(jobs())
    assert jobs()["check_rights"].run is rights_receivers.report_drift
    assert jobs()["check_rights"].every == DAY
    assert names.index("check_rights") < names.index("sync_rights")


def test_rights_in_order_are_no_news(site: RightsSite, caplog: pytest.LogCaptureFixture) -> None:
    assert rights_receivers.report_drift() == 0
    assert caplog.records == []


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (given_by_hand, "直接给个人的权限，收回 1 条"),
        (group_emptied, "加上 1 条，收回 0 条"),
        (group_that_publishes, "publish: Editors"),
    ],
)
def test_what_was_done_by_hand_is_named_and_left_for_the_one_that_mends(
    site: RightsSite, caplog: pytest.LogCaptureFixture, harm: Any, said: str
) -> None:
    harm(site)
    assert rights_receivers.report_drift() > 0
    text = "\n".join(record.getMessage() for record in caplog.records)
    assert {record.levelname for record in caplog.records} == {"ERROR"}
    assert rights.drift() or rights.publishing_groups()
    rights_receivers.keep_in_step()
    assert rights_receivers.report_drift() == 0
    assert said in text
