"""Wagtail's users app with our screens of people in place of its own."""

from wagtail.users.apps import WagtailUsersAppConfig


class LinliUsersConfig(WagtailUsersAppConfig):
    user_viewset = "organisations.views.users.UserViewSet"
