"""Accounts: made, changed and ended by those who answer for the person; sessions end with them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import User
from common.errors import Conflict, Invalid, LinliError, NotAllowed
from common.models import AuditEntry
from organisations.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.organisations import County
from tests.worlds import world

GOOD = "三月的桃花-2026"


county = world(County)


def signed_in(user: User) -> Client:
    client = Client()
    assert client.post(reverse("account_login"), {"login": user.username, "password": "linli-2026"}).status_code == 302
    return client


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("account_change_password")).status_code == 200


def test_user_create_makes_staff_who_can_sign_in(county: County) -> None:
    user = services.user_create(
        actor=county.town_administrator, username=" zhangsan ", last_name="张", first_name="三", password=GOOD
    )
    assert (user.username, user.kind, str(user)) == ("zhangsan", "staff", "张三")
    assert user.check_password(GOOD)
    assert AuditEntry.objects.get().data == {"username": "zhangsan", "kind": "staff"}


def test_without_a_password_nobody_signs_in(county: County) -> None:
    assert not services.user_create(actor=None, username="lisi").has_usable_password()


@pytest.mark.parametrize(
    ("values", "error", "field"),
    [
        ({"username": ""}, Invalid, "username"),
        ({"username": "a b"}, Invalid, "username"),
        ({"username": "x" * 151}, Invalid, "username"),
        ({"username": "wangwu", "email": "no"}, Invalid, "email"),
        ({"username": "wangwu", "kind": "king"}, Invalid, "kind"),
        ({"username": "wangwu", "password": "12345678"}, Invalid, "password"),
        ({"username": "wangwu", "password": "short"}, Invalid, "password"),
        ({"username": "wangwu", "password": "wangwu2"}, Invalid, "password"),
        ({"username": "TAKEN", "password": GOOD}, Conflict, "username"),
    ],
)
def test_user_create_says_what_is_wrong(db: None, values: dict[str, Any], error: type[LinliError], field: str) -> None:
    UserFactory(username="taken")
    with pytest.raises(error) as raised:
        services.user_create(actor=None, **values)
    assert raised.value.field == field
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("actor", "allowed"), [("centre", True), ("town", True), ("other", False), ("editor", False), ("nobody", False)]
)
def test_who_may_change_an_account(county: County, actor: str, allowed: bool) -> None:
    target = county.person(Role.EDITOR, county.shangang)
    actors = {
        "centre": county.administrator,
        "town": county.town_administrator,
        "other": county.person(Role.ADMINISTRATOR, county.tangqiao),
        "editor": county.person(Role.EDITOR, county.centre),
        "nobody": UserFactory(),
    }
    who = actors[actor]
    for verb in (
        lambda: services.user_change(actor=who, user=target, first_name="新名"),
        lambda: services.password_reset_by_admin(actor=who, user=target),
        lambda: services.user_deactivate(actor=who, user=target),
        lambda: services.user_reactivate(actor=who, user=target),
    ):
        if allowed:
            verb()
        else:
            with pytest.raises(NotAllowed):
                verb()


def test_a_town_s_administrator_does_not_take_over_the_centre_s(county: County) -> None:
    with pytest.raises(NotAllowed):
        services.password_reset_by_admin(actor=county.town_administrator, user=county.administrator)


def test_deactivation_ends_sessions_for_good(county: County) -> None:
    user = county.person(Role.EDITOR, county.shangang)
    client = signed_in(user)
    assert is_signed_in(client)
    services.user_deactivate(actor=county.administrator, user=user)
    assert not is_signed_in(client)
    services.user_reactivate(actor=county.administrator, user=user)
    assert not is_signed_in(client)
    assert is_signed_in(signed_in(user))


def test_a_deactivated_user_does_not_sign_in(county: County) -> None:
    user = UserFactory(left=True)
    client = Client()
    client.post(reverse("account_login"), {"login": user.username, "password": "linli-2026"})
    assert not is_signed_in(client)


def test_nobody_deactivates_the_own_account(county: County) -> None:
    with pytest.raises(Invalid):
        services.user_deactivate(actor=county.administrator, user=county.administrator)


def test_doing_it_twice_writes_once(county: County) -> None:
    user = UserFactory()
    for _ in range(2):
        services.user_deactivate(actor=None, user=user)
    for _ in range(2):
        services.user_reactivate(actor=None, user=user)
    services.user_change(actor=None, user=user, last_name=user.last_name)
    assert list(AuditEntry.objects.values_list("action", flat=True)) == [
        "accounts.user_deactivated",
        "accounts.user_reactivated",
    ]


def test_user_change_refuses_what_is_no_detail(db: None) -> None:
    with pytest.raises(TypeError, match="is_superuser"):
        services.user_change(actor=None, user=UserFactory(), is_superuser=True)


def test_a_reset_password_must_be_changed_before_the_admin_opens(county: County) -> None:
    user = county.person(Role.EDITOR, county.shangang)
    old = signed_in(user)
    password = services.password_reset_by_admin(actor=county.administrator, user=user)
    assert not is_signed_in(old)
    client = Client()
    client.post(reverse("account_login"), {"login": user.username, "password": password})
    change = reverse("account_change_password")
    assert client.get("/admin/").headers["Location"] == change
    answer = client.post(change, {"oldpassword": password, "password1": GOOD, "password2": GOOD})
    assert answer.status_code == 302
    user.refresh_from_db()
    assert not user.must_change_password
    assert client.get("/admin/").headers.get("Location") != change
    assert password not in str(AuditEntry.objects.values_list("data", flat=True))


def test_a_reset_needs_an_active_account(db: None) -> None:
    with pytest.raises(Invalid):
        services.password_reset_by_admin(actor=None, user=UserFactory(left=True))


def test_passwords_made_by_chance_differ_and_pass_the_rules(db: None) -> None:
    user = UserFactory()
    made = {services.password_reset_by_admin(actor=None, user=user) for _ in range(5)}
    assert len(made) == 5
    assert all(len(password) == 14 for password in made)


def test_users_are_never_deleted(db: None) -> None:
    user = UserFactory()
    with pytest.raises(TypeError):
        user.delete()
    with pytest.raises(TypeError):
        User.objects.filter(pk=user.pk).delete()
    assert User.objects.get() == user
