"""Signing in at its edges: who may not, what is not told, and where nobody is sent."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from common.models import AuditEntry
from tests.factories.accounts import UserFactory

PASSWORD = "linli-2026"


@pytest.fixture(autouse=True)
def fresh_cache(db: None) -> None:
    cache.clear()


def sign_in(login: str, password: str = PASSWORD, client: Client | None = None, **posted: str) -> Any:
    return (client or Client()).post(reverse("account_login"), {"login": login, "password": password, **posted})


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "http:evil.example",
        "javascript:alert(1)",
        "https:///evil.example",
        "\x00//evil.example",
        "ftp://testserver/",
    ],
)
@pytest.mark.parametrize("how", ["posted", "in the address"])
def test_nobody_is_sent_to_another_site(target: str, how: str) -> None:
    user, client = UserFactory(), Client()
    data = {"login": user.username, "password": PASSWORD}
    if how == "posted":
        answer = client.post(reverse("account_login"), {**data, "next": target})
    else:
        answer = client.post(reverse("account_login", query={"next": target}), data)
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("portal:my")
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("target", ["/admin/units/", "/news/?q=百家桥"])
def test_one_goes_on_to_where_one_wanted(target: str) -> None:
    assert sign_in(UserFactory().username, next=target).headers["Location"] in (
        target,
        target.replace("百家桥", "%E7%99%BE%E5%AE%B6%E6%A1%A5"),
    )


REASONS = ["unknown", "wrong password", "inactive", "no password", "empty password"]


@pytest.mark.parametrize("why", REASONS)
def test_nothing_tells_which_accounts_there_are(why: str) -> None:
    user = UserFactory(username="wang", is_active=why != "inactive")
    if why == "no password":
        user.set_unusable_password()
        user.save()
    login = "nobody" if why == "unknown" else "wang"
    password = {"wrong password": "x", "empty password": ""}.get(why, PASSWORD)
    client = Client()
    answer = sign_in(login, password, client)
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    content = answer.content.decode()
    for told in ("不存在", "没有这个", "已停用"):
        assert told not in content
    # What was typed stays, except for the password.
    assert f'value="{login}"' in content
    assert PASSWORD not in content


def test_failed_attempts_are_written_down_without_the_password() -> None:
    sign_in("<b>wang</b>", "geheim-zhong-de-mima")
    entry = AuditEntry.objects.get(action="accounts.sign_in_failed")
    assert entry.data["username"] == "<b>wang</b>"
    assert entry.object_id == "0"
    assert "geheim" not in str(entry.data)


def test_a_very_long_name_is_cut_and_does_no_harm() -> None:
    assert sign_in("w" * 5000).status_code == 200
    assert all(len(entry.data["username"]) <= 150 for entry in AuditEntry.objects.all())


@pytest.mark.parametrize("kind", User.Kind.values)
@pytest.mark.parametrize("required", [True, False])
def test_a_second_factor_is_asked_of_staff_where_it_is_required(settings: Any, kind: str, required: bool) -> None:
    settings.REQUIRE_SECOND_FACTOR = required
    client = Client()
    client.force_login(UserFactory(kind=kind), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/admin/units/")
    asked = answer.headers.get("Location") == reverse("mfa_activate_totp")
    assert asked is (required and kind == "staff")


@pytest.mark.parametrize("path", ["/", "/account/login/", "/account/password/change/"])
def test_what_anybody_reads_asks_for_no_second_factor(settings: Any, path: str) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    client = Client()
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(path).headers.get("Location") != reverse("mfa_activate_totp")


def test_a_session_ends_when_the_account_does() -> None:
    from accounts.services import user_deactivate, user_reactivate

    user, client = UserFactory(), Client()
    sign_in(user.username, client=client)
    user_deactivate(actor=None, user=user)
    assert client.get(reverse("account_change_password")).status_code == 302
    user_reactivate(actor=None, user=user)
    assert client.get(reverse("account_change_password")).status_code == 302


@pytest.mark.parametrize("path", ["account_signup", "account_reset_password"])
def test_there_is_no_way_in_but_by_an_administrator(path: str) -> None:
    from django.urls import NoReverseMatch

    before = User.objects.count()
    try:
        address = reverse(path)
    except NoReverseMatch:
        return
    Client().post(address, {"username": "eve", "password1": PASSWORD, "password2": PASSWORD, "email": "e@e.cn"})
    assert User.objects.count() == before
