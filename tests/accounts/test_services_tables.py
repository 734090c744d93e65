"""What every verb of accounts owes: an entry, an event, a refusal of strangers, and words to act on."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.translation import override

from accounts import services
from accounts.models import User
from common.errors import Conflict, Invalid, LinliError, NotAllowed
from common.models import AuditEntry, OutboxMessage
from common.outbox import _consumers, register_consumer
from organisations.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.organisations import County, PostFactory
from tests.worlds import world

Call = Callable[[Any, User], Any]


county = world(County)


@pytest.fixture
def told(db: None) -> Any:
    register_consumer("test_accounts", ["accounts.*"], lambda batch: None)
    yield lambda: list(OutboxMessage.objects.filter(consumer="test_accounts").values_list("event", flat=True))
    del _consumers["test_accounts"]


def reactivate(actor: Any, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    services.user_reactivate(actor=actor, user=user)


VERBS: list[tuple[str, Call, list[str]]] = [
    ("user_created", lambda a, u: services.user_create(actor=a, username="xinren"), ["accounts.user_created"]),
    ("user_changed", lambda a, u: services.user_change(actor=a, user=u, first_name="新"), ["accounts.user_changed"]),
    ("user_deactivated", lambda a, u: services.user_deactivate(actor=a, user=u), ["accounts.user_deactivated"]),
    ("user_reactivated", reactivate, ["accounts.user_reactivated"]),
    ("password_reset", lambda a, u: services.password_reset_by_admin(actor=a, user=u), []),
]
IDS = [verb[0] for verb in VERBS]


@pytest.mark.parametrize(("action", "call", "events"), VERBS, ids=IDS)
@pytest.mark.parametrize("by", ["administrator", "town_administrator", "system"])
def test_who_did_it_is_written_down_and_told(
    county: County, told: Any, action: str, call: Call, events: list[str], by: str
) -> None:
    actor = getattr(county, by, None)
    call(actor, PostFactory(unit=county.shangang).person)
    entry = AuditEntry.objects.get(action=f"accounts.{action}")
    assert (entry.actor_id, entry.object_type) == (actor and actor.pk, "accounts.user")
    assert told() == events


STRANGERS = [
    (Role.ADMINISTRATOR, "tangqiao"),
    (Role.ADMINISTRATOR, "baijiaqiao"),
    (Role.FINAL_REVIEWER, "centre"),
    (Role.AUDITOR, "centre"),
    (Role.EDITOR, "shangang"),
]


@pytest.mark.parametrize(("action", "call", "events"), VERBS[1:], ids=IDS[1:])
@pytest.mark.parametrize(("role", "where"), STRANGERS)
def test_strangers_touch_no_account(
    county: County, told: Any, action: str, call: Call, events: list[str], role: Role, where: str
) -> None:
    user = PostFactory(unit=county.shangang, role=Role.DIRECTOR).person
    stranger = county.person(role, getattr(county, where))
    before = User.objects.filter(pk=user.pk).values("first_name", "password", "session_epoch").get()
    with override("zh-hans"), pytest.raises(NotAllowed) as refused:
        call(stranger, user)
    assert refused.value.code == "accounts.not_yours"
    assert str(refused.value) == "这个人还在您管理范围以外的单位任职，您不能改动这个账号。可由上一级管理员办理。"
    assert User.objects.filter(pk=user.pk).values("first_name", "password", "session_epoch").get() == before
    assert (told(), AuditEntry.objects.count()) == ([], 0)


def test_a_post_elsewhere_puts_the_account_out_of_reach(county: County) -> None:
    person = PostFactory(unit=county.shangang).person
    services.user_change(actor=county.town_administrator, user=person, first_name="一")
    elsewhere = PostFactory(unit=county.jinqiao, person=person)
    with pytest.raises(NotAllowed):
        services.user_change(actor=county.town_administrator, user=person, first_name="二")
    elsewhere.valid_to = elsewhere.valid_from
    elsewhere.save()
    assert services.user_change(actor=county.town_administrator, user=person, first_name="三").first_name == "三"


REFUSALS: list[tuple[Call, type[LinliError], str, str | None, str]] = [
    (lambda a, u: services.user_create(actor=a, username=u.username.upper()),
     Conflict, "accounts.username_taken", "username", "这个用户名已有人用，换一个再试。"),
    (lambda a, u: services.user_deactivate(actor=a, user=a),
     Invalid, "accounts.own_account", None, "自己的账号不能由自己停用，可请另一位管理员办理。"),
    (lambda a, u: (services.user_deactivate(actor=a, user=u), services.password_reset_by_admin(actor=a, user=u)),
     Invalid, "accounts.inactive", None, "账号已停用，先恢复再办理。"),
    (lambda a, u: services.user_create(actor=a, username="xinren", password="12345678"),
     Invalid, "accounts.password_weak", "password", "这个密码太常见了。"),
    (lambda a, u: services.user_create(actor=a, username="xinren", email="不是邮箱"),
     Invalid, "accounts.email_wrong", "email", "输入一个有效的 Email 地址。"),
    (lambda a, u: services.user_create(actor=a, username=""),
     Invalid, "accounts.username_wrong", "username", "空"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "code", "field", "message"), REFUSALS)
def test_refusals_say_what_to_do(
    county: County, call: Call, error: type[LinliError], code: str, field: str | None, message: str
) -> None:
    with override("zh-hans"):
        with pytest.raises(error) as refused:
            call(county.administrator, UserFactory(username="wang"))
        assert (refused.value.code, refused.value.field) == (code, field)
        assert message in str(refused.value)
    assert not User.objects.filter(username="xinren").exists()


@pytest.mark.parametrize(
    ("details", "fields"),
    [
        ({"first_name": "建国"}, ["first_name"]),
        ({"last_name": "王", "first_name": "建国"}, ["first_name", "last_name"]),
        ({"email": "a@b.cn", "last_name": "陈"}, ["email"]),  # 陈 it was before
        ({"last_name": "陈"}, None),
        ({}, None),
    ],
)
def test_only_what_differs_is_changed_and_named(
    county: County, told: Any, details: dict[str, str], fields: list[str] | None
) -> None:
    services.user_change(actor=None, user=UserFactory(), **details)
    written = list(AuditEntry.objects.values_list("data__fields", flat=True))
    assert written == ([] if fields is None else [fields])
    assert len(told()) == len(written)


@pytest.mark.parametrize("secret", ["password", "is_superuser", "is_active", "username", "session_epoch"])
def test_nothing_but_details_can_be_changed(county: County, secret: str) -> None:
    user = UserFactory()
    with pytest.raises(TypeError, match=secret):
        services.user_change(actor=county.administrator, user=user, **{secret: "x"})
    assert not AuditEntry.objects.exists()


def test_passwords_are_written_nowhere(county: County) -> None:
    user = UserFactory()
    password = services.password_reset_by_admin(actor=county.administrator, user=user)
    services.user_create(actor=county.administrator, username="xinren", password="三月的桃花-2026")
    written = str(list(AuditEntry.objects.values())) + str(list(OutboxMessage.objects.values()))
    assert password not in written
    assert "三月的桃花" not in written
    user.refresh_from_db()
    assert user.check_password(password)
    assert user.must_change_password
