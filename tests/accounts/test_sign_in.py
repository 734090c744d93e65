"""Signing in: throttled by account and address, with a second factor where it is required, written down."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.client_address import client_address
from accounts.models import User
from common.models import AuditEntry
from organisations.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.organisations import County

PASSWORD = "linli-2026"
HERE, THERE = "203.0.113.5", "203.0.113.9"


@pytest.fixture(autouse=True)
def fresh_cache(db: None) -> None:
    cache.clear()


def sign_in(client: Client, user: User, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(reverse("account_login"), {"login": user.username, "password": password}, **extra)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def actions() -> list[str]:
    return list(AuditEntry.objects.values_list("action", flat=True))


def test_the_sixth_try_is_refused_even_with_the_right_password() -> None:
    user, client = UserFactory(), Client()
    for attempt in range(5):
        answer = sign_in(client, user, "wrong", REMOTE_ADDR=HERE)
        assert answer.status_code == (429 if attempt == 4 else 200)
    answer = sign_in(client, user, REMOTE_ADDR=HERE)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "1800"
    assert "account/locked.html" in {template.name for template in answer.templates}
    assert not is_signed_in(client)
    assert actions().count("accounts.locked_out") >= 1


def test_others_are_not_locked_out_with_one() -> None:
    user, other = UserFactory(), UserFactory()
    for _ in range(5):
        sign_in(Client(), user, "wrong", REMOTE_ADDR=HERE)
    from_there, colleague = Client(), Client()
    sign_in(from_there, user, REMOTE_ADDR=THERE)
    sign_in(colleague, other, REMOTE_ADDR=HERE)
    assert is_signed_in(from_there)
    assert is_signed_in(colleague)


def test_the_lock_opens_after_half_an_hour() -> None:
    user, client = UserFactory(), Client()
    begin = datetime(2026, 11, 2, 1, tzinfo=UTC)
    with time_machine.travel(begin, tick=False):
        for _ in range(6):
            sign_in(client, user, "wrong", REMOTE_ADDR=HERE)
    with time_machine.travel(begin + timedelta(minutes=29), tick=False):
        assert sign_in(client, user, REMOTE_ADDR=HERE).status_code == 429
    with time_machine.travel(begin + timedelta(minutes=31), tick=False):
        assert sign_in(client, user, REMOTE_ADDR=HERE).status_code == 302
        assert is_signed_in(client)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "1.2.3.4", HERE),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", HERE),
        (1, "", HERE),
        (1, "not an address", HERE),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_forwarded_addresses_are_believed_as_far_as_our_proxies(
    settings: Any, proxies: int, forwarded: str, expected: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR=HERE)
    assert client_address(request) == expected


def test_a_made_up_address_does_not_pass_by_the_lock() -> None:
    user, client = UserFactory(), Client()
    for number in range(5):
        sign_in(client, user, "wrong", REMOTE_ADDR=HERE, headers={"X-Forwarded-For": f"10.0.0.{number}"})
    answer = sign_in(client, user, REMOTE_ADDR=HERE, headers={"X-Forwarded-For": "10.0.0.99"})
    assert answer.status_code == 429


def test_nobody_signs_up() -> None:
    values = {"username": "newcomer", "password1": "三月的桃花-2026", "password2": "三月的桃花-2026"}
    Client().post(reverse("account_signup"), values)
    assert not User.objects.exists()


def test_the_admin_sends_to_the_one_sign_in_page() -> None:
    client = Client()
    assert client.get("/admin/").headers["Location"].startswith(reverse("account_login"))
    answer = client.get("/admin/login/?next=/admin/pages/")
    assert answer.headers["Location"] == reverse("account_login") + "?next=/admin/pages/"
    assert client.post("/admin/login/", {"username": "x", "password": "y"}).status_code == 302
    assert client.get("/admin/password_reset/").status_code == 404


def test_signing_in_out_and_in_vain_is_written_down() -> None:
    user, client = UserFactory(), Client()
    sign_in(client, user, "wrong", REMOTE_ADDR=HERE)
    client.post(reverse("account_login"), {"login": "nobody", "password": "x"}, REMOTE_ADDR=HERE)
    sign_in(client, user, REMOTE_ADDR=HERE)
    client.post(reverse("account_logout"), REMOTE_ADDR=HERE)
    entries = list(AuditEntry.objects.order_by("pk").values_list("action", "object_id", "actor_id", "data"))
    assert entries == [
        ("accounts.sign_in_failed", str(user.pk), None, {"username": user.username, "address": HERE}),
        ("accounts.sign_in_failed", "0", None, {"username": "nobody", "address": HERE}),
        ("accounts.signed_in", str(user.pk), user.pk, {"address": HERE}),
        ("accounts.signed_out", str(user.pk), user.pk, {"address": HERE}),
    ]


# --- second factor ----------------------------------------------------------------------------


def code_for(secret: str, ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


@pytest.fixture
def staff() -> User:
    county = County()
    user: User = county.person(Role.EDITOR, county.shangang)
    from cms import rights

    rights.sync()
    return user


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/", "/admin/choose-page/"])
def test_staff_without_a_second_factor_are_sent_to_set_it_up(settings: Any, staff: User, path: str) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    client = Client()
    client.force_login(staff)
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("mfa_activate_totp"))
    assert client.post(path).status_code == 302


def test_the_api_says_so_in_its_own_way(settings: Any, staff: User) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    client = Client()
    client.force_login(staff)
    answer = client.get("/api/v3/pages/")
    assert answer.status_code == 403
    assert answer.json()["code"] == "accounts.sign_in_incomplete"
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_it_is_not_asked_for_where_it_is_not_required(settings: Any, staff: User) -> None:
    client = Client()
    client.force_login(staff)
    assert client.get("/admin/").status_code == 200
    settings.REQUIRE_SECOND_FACTOR = True
    client.force_login(UserFactory(resident=True))
    assert client.get("/admin/").headers.get("Location") != reverse("mfa_activate_totp")


def test_staff_set_up_a_factor_and_sign_in_with_it(settings: Any, staff: User) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    client = Client()
    sign_in(client, staff)
    setup = reverse("mfa_activate_totp")
    # A door is not left open by whoever passes an unlocked screen: the password once more.
    once_more = client.get(setup).headers["Location"]
    assert client.post(once_more, {"password": PASSWORD}).headers["Location"] == setup
    assert client.get(setup).status_code == 200
    secret = client.session["mfa.totp.secret"]
    assert client.post(setup, {"code": "000000"}).status_code == 200
    assert client.post(setup, {"code": code_for(secret)}).status_code == 302
    assert Authenticator.objects.filter(user=staff, type="totp").exists()
    assert client.get("/admin/").status_code == 200

    again = Client()
    answer = sign_in(again, staff)
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(again)
    assert again.get("/admin/").headers["Location"].startswith(reverse("account_login"))
    assert again.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert not is_signed_in(again)
    code = code_for(secret, ahead=1)
    again.post(reverse("mfa_authenticate"), {"code": code})
    assert is_signed_in(again)
    assert again.get("/admin/").status_code == 200

    overheard = Client()
    sign_in(overheard, staff)
    overheard.post(reverse("mfa_authenticate"), {"code": code})
    assert not is_signed_in(overheard), "a code works once"


def test_codes_cannot_be_guessed_without_end(staff: User) -> None:
    TOTP.activate(staff, "JBSWY3DPEHPK3PXP")
    client = Client()
    sign_in(client, staff)
    answers = [client.post(reverse("mfa_authenticate"), {"code": f"{number:06}"}) for number in range(12)]
    errors = [str(answer.context["form"].errors) for answer in answers]
    assert errors[0] != errors[-1]
    right = client.post(reverse("mfa_authenticate"), {"code": code_for("JBSWY3DPEHPK3PXP")})
    assert right.status_code == 200
    assert not is_signed_in(client)
