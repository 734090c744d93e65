"""People as rows: how they are called, and that nothing deletes them."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import ProtectedError
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from wagtail.admin.ui.sidebar import MainMenuModule

from accounts.models import User
from organisations.enums import Role
from tests.architecture.test_sizes import ROOT
from tests.factories.accounts import UserFactory
from tests.factories.organisations import County, PostFactory

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"

NAMES = [
    ("王", "建国", "wang", "王建国", "王**"),
    ("欧阳", "明", "ouyang", "欧阳明", "欧**"),
    ("", "小明", "ming", "小明", "m**"),
    ("李", "", "li", "李", "李**"),
    ("", "", "zhang3", "zhang3", "z**"),
    (" ", " ", "blank", "blank", " **"),
]


@pytest.mark.parametrize(("last", "first", "username", "full", "masked"), NAMES)
def test_family_name_first_and_no_space_between(last: str, first: str, username: str, full: str, masked: str) -> None:
    user = UserFactory.build(last_name=last, first_name=first, username=username)
    assert user.get_full_name() == user.get_short_name() == str(user) == full
    assert user.masked_name == masked


@pytest.mark.parametrize(("last", "first", "username", "full"), [case[:4] for case in NAMES])
def test_the_menu_says_the_full_name(last: str, first: str, username: str, full: str) -> None:
    user = UserFactory(last_name=last, first_name=first, username=username)
    assert MainMenuModule([], [], user).js_args()[-1]["name"] == full


def test_the_full_name_stands_on_the_page_itself() -> None:
    county, client = County(), Client()
    county.administrator.last_name, county.administrator.first_name = "王", "建国"
    county.administrator.save()
    county.administrator.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(county.administrator, backend=BACKEND)
    content = client.get(reverse("wagtailadmin_home")).content.decode()
    props = content.partition('id="wagtail-sidebar-props"')[2].partition(">")[2].partition("</script>")[0]
    assert '"name": "王建国"' in json.dumps(json.loads(props), ensure_ascii=False)


# --- never deleted ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "delete",
    [
        lambda user: user.delete(),
        lambda user: User.objects.filter(pk=user.pk).delete(),
        lambda user: User.objects.all().delete(),
        lambda user: User._default_manager.filter(pk=user.pk).delete(),
        lambda user: User.objects.exclude(pk=0).order_by("pk").delete(),
        lambda user: type(user).objects.get(pk=user.pk).delete(),
    ],
)
def test_no_way_of_the_orm_deletes_people(delete: Any) -> None:
    user = UserFactory()
    with pytest.raises(TypeError, match="deactivated, never deleted"):
        delete(user)
    assert User.objects.filter(pk=user.pk, is_active=True).exists()


def test_even_django_s_own_collector_is_stopped_by_what_people_did() -> None:
    from django.db.models.deletion import Collector

    post = PostFactory()
    with pytest.raises(ProtectedError):
        Collector(using="default").collect([post.person])


@pytest.mark.parametrize("who", ["superuser", "administrator"])
@pytest.mark.parametrize("action", ["delete", "assign_role", "set_active_state"])
def test_bulk_actions_on_people_are_not_there(who: str, action: str) -> None:
    county, client = County(), Client()
    actor = county.administrator if who == "administrator" else UserFactory(is_superuser=True)
    victim = UserFactory()
    client.force_login(actor, backend=BACKEND)
    address = reverse("wagtail_bulk_action", args=["accounts", "user", action]) + f"?id={victim.pk}&next=/admin/"
    assert client.get(address).status_code == 404
    assert client.post(address, {"mark_as_active": "", "role": ""}).status_code == 404
    victim.refresh_from_db()
    assert victim.is_active


@pytest.mark.parametrize(
    "address", ["/admin/users/{pk}/delete/", "/admin/users/delete/{pk}/", "/admin/users/multiple/delete/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_guessed_addresses_of_deletion_are_not_there(address: str, method: str) -> None:
    victim, client = UserFactory(), Client()
    client.force_login(UserFactory(is_superuser=True), backend=BACKEND)
    assert getattr(client, method)(address.format(pk=victim.pk)).status_code == 404
    assert User.objects.filter(pk=victim.pk, is_active=True).exists()


def test_no_screen_of_people_is_named_deletion() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("wagtailusers_users:delete", args=[1])
    assert "admin" not in get_resolver().app_dict  # Django's own admin is not installed


def test_the_interface_offers_no_deletion_of_people() -> None:
    described = next(ROOT.glob("**/openapi.json"))
    paths = json.loads(described.read_text())["paths"]
    people = {path: set(verbs) for path, verbs in paths.items() if "user" in path or "people" in path}
    assert [path for path, verbs in people.items() if "delete" in verbs] == []


@pytest.mark.parametrize("kind", User.Kind.values)
def test_deactivating_keeps_the_row_and_its_name(kind: str) -> None:
    from accounts.services import user_deactivate

    user = UserFactory(kind=kind, last_name="王", first_name="建国")
    user_deactivate(actor=None, user=user)
    assert str(User.objects.get(pk=user.pk)) == "王建国"


# How one looks at one's own queue: nobody's history.
OWN_SETTINGS = {"workflows.QueueColumns.person", "workflows.SavedFilter.person"}


def test_nothing_that_points_at_people_goes_with_them() -> None:
    """A foreign key of ours that cascades would delete history in the name of tidiness."""
    ours = {
        "common",
        "accounts",
        "media",
        "organisations",
        "cms",
        "workflows",
        "search",
        "portal",
        "api",
        "exchange",
        "volunteers",
    }
    keys = [field for field in User._meta.related_objects if field.related_model._meta.app_label in ours]
    cascading = [
        f"{field.related_model._meta.label}.{field.field.name}"
        for field in keys
        if field.on_delete is models.CASCADE and not field.field.remote_field.parent_link
    ]
    assert sorted(set(cascading) - OWN_SETTINGS) == []


@pytest.mark.parametrize("role", Role.values)
def test_a_post_is_no_way_round(role: str) -> None:
    post = PostFactory(role=role)
    with pytest.raises((TypeError, ProtectedError)):
        post.person.delete()
    assert type(post).objects.filter(pk=post.pk).exists()
