"""Changing an account: what does not fit is said at its field, and nothing is half changed."""

from typing import Any

import pytest

from accounts import services
from accounts.models import User
from common.errors import Conflict, Invalid
from common.models import AuditEntry
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last_name": "欧" * 151}, "last_name"),
        ({"first_name": "阳" * 151}, "first_name"),
        ({"email": "no address"}, "email"),
        ({"email": "a@b@c.cn"}, "email"),
        ({"email": f"{'a' * 260}@example.cn"}, "email"),
        ({"kind": "emperor"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"first_name": "小燕", "email": "no address"}, "email"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_changes_nothing(changes: dict[str, Any], field: str) -> None:
    user = UserFactory(email="old@example.cn")
    before = User.objects.filter(pk=user.pk).values().get()
    with pytest.raises(Invalid) as refused:
        services.user_change(actor=None, user=user, **changes)
    assert (refused.value.code, refused.value.field) == (f"accounts.{field}_wrong", field)
    assert User.objects.filter(pk=user.pk).values().get() == before
    assert not AuditEntry.objects.filter(action="accounts.user_changed").exists()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"last_name": "欧阳", "first_name": "志愿"}, ["first_name", "last_name"]),
        ({"last_name": ""}, ["last_name"]),
        ({"email": ""}, ["email"]),
        ({"email": "chen@example.cn"}, ["email"]),
        ({"first_name": "𠮷野", "kind": "service"}, ["first_name", "kind"]),
        ({"last_name": "买买提·艾力"}, ["last_name"]),
        ({"last_name": "欧" * 150}, ["last_name"]),
    ],
)
def test_what_fits_is_changed_and_named(changes: dict[str, Any], named: list[str]) -> None:
    user = UserFactory(email="old@example.cn")
    changed = services.user_change(actor=None, user=user, **changes)
    stored = User.objects.get(pk=user.pk)
    assert {name: getattr(stored, name) for name in changes} == changes
    assert changed.pk == user.pk
    assert AuditEntry.objects.get(action="accounts.user_changed").data == {"fields": named}


def test_a_name_from_before_the_rules_does_not_stop_another_change() -> None:
    """Only what is changed is looked at: an account with a wrong old address can still be renamed."""
    user = UserFactory()
    User.objects.filter(pk=user.pk).update(email="once allowed")
    assert services.user_change(actor=None, user=user, first_name="小燕").first_name == "小燕"
    assert User.objects.get(pk=user.pk).email == "once allowed"


@pytest.mark.parametrize("verb", ["user_deactivate", "user_reactivate", "password_reset_by_admin"])
def test_sessions_end_with_what_ends_them_and_not_otherwise(verb: str) -> None:
    user = UserFactory(is_active=verb != "user_reactivate", session_epoch=4)
    getattr(services, verb)(actor=None, user=user)
    stored = User.objects.get(pk=user.pk)
    assert stored.session_epoch == (4 if verb == "user_reactivate" else 5)
    assert stored.is_active is (verb != "user_deactivate")
    assert stored.must_change_password is (verb == "password_reset_by_admin")


def test_the_own_choice_of_a_password_ends_the_duty_to_change_it() -> None:
    user = UserFactory()
    told = services.password_reset_by_admin(actor=None, user=user)
    user.refresh_from_db()
    assert user.check_password(told)
    assert told.count("-") == 2
    services.password_changed(user=user)
    assert (user.must_change_password, User.objects.get(pk=user.pk).must_change_password) == (False, False)
    entry = AuditEntry.objects.get(action="accounts.password_changed")
    assert (entry.actor_id, entry.object_id) == (user.pk, str(user.pk))
    assert told not in str(list(AuditEntry.objects.values_list("data", flat=True)))


@pytest.mark.parametrize(
    ("username", "taken"), [("LIN", True), ("lin", True), (" lin ", True), ("lin2", False), ("林", False)]
)
def test_names_that_differ_in_capitals_alone_are_one(username: str, taken: bool) -> None:
    UserFactory(username="Lin")
    if taken:
        with pytest.raises(Conflict) as refused:
            services.user_create(actor=None, username=username)
        assert (refused.value.code, refused.value.field) == ("accounts.username_taken", "username")
    else:
        assert services.user_create(actor=None, username=username).username == username
    assert User.objects.filter(username__iexact="lin").count() == 1
