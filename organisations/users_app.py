"""Wagtail's users app with our screens of people in place of its own."""

from typing import Any

from wagtail.admin.ui.sidebar import MainMenuModule
from wagtail.users.apps import WagtailUsersAppConfig


class LinliUsersConfig(WagtailUsersAppConfig):
    user_viewset = "organisations.views.users.UserViewSet"

    def ready(self) -> None:
        super().ready()
        MainMenuModule.js_args = _with_full_name(MainMenuModule.js_args)


def _with_full_name(js_args: Any) -> Any:
    """The menu says the given name alone, which is no way to address a colleague. Nothing else can be set there."""

    def named(menu: MainMenuModule) -> list[Any]:
        *entries, person = js_args(menu)
        return [*entries, {**person, "name": menu.user.get_full_name()}]

    return named
