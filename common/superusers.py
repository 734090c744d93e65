"""What nobody but a superuser changes, whatever rights a group was given by mistake."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from wagtail.models import Task, Workflow
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry


class SuperusersOnly(ModelPermissionPolicy):  # type: ignore[misc]
    """Rights given to groups count for nothing."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return bool(user.is_active and user.is_superuser)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return self.user_has_permission(user, "")

    def users_with_any_permission(self, actions: Any) -> QuerySet[Any]:
        return get_user_model()._default_manager.filter(is_active=True, is_superuser=True)


def keep_moderation() -> None:
    """A moderation task or workflow changed by hand would let pages pass unreviewed.

    Wagtail's views, menus and its task chooser ask the policy; subclasses of Task follow it.
    """
    for model in (Task, Workflow):
        policy_registry.register(model, SuperusersOnly(model))
