"""Tokens in the admin: in place of Wagtail's own screen, whose tokens carry no scope and no end."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from api import views


@hooks.register("register_admin_urls")
def token_urls() -> list[object]:
    return [
        path("tokens/", views.tokens, name="api_tokens"),
        path("tokens/<int:token_id>/revoke/", views.revoke, name="api_token_revoke"),
    ]


@hooks.register("register_settings_menu_item")
def token_menu() -> MenuItem:
    return MenuItem(_("API tokens"), reverse("api_tokens"), icon_name="key", order=900)
