"""Tokens in the admin: in place of Wagtail's own screen, whose tokens carry no scope and no end."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, re_path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from api import views
from api.webhooks import views as webhooks


# Before Wagtail's own: the first address that fits wins.
@hooks.register("register_admin_urls", order=-1)
def token_urls() -> list[object]:
    return [
        path("tokens/", views.tokens, name="api_tokens"),
        path("tokens/<int:token_id>/revoke/", views.revoke, name="api_token_revoke"),
        path("webhooks/", webhooks.webhooks, name="api_webhooks"),
        path("webhooks/<slug:code>/", webhooks.webhook, name="api_webhook"),
        path("webhooks/<slug:code>/again/<slug:event_id>/", webhooks.again, name="api_webhook_again"),
        path("webhooks/<slug:code>/<slug:verb>/", webhooks.switch, name="api_webhook_switch"),
        re_path(r"^api-tokens/", RedirectView.as_view(pattern_name="api_tokens")),
    ]


@hooks.register("register_settings_menu_item")
def token_menu() -> MenuItem:
    return MenuItem(_("API tokens"), reverse("api_tokens"), name="own_tokens", icon_name="key", order=900)


@hooks.register("register_settings_menu_item")
def webhook_menu() -> MenuItem:
    return MenuItem(_("Webhooks"), reverse("api_webhooks"), name="own_webhooks", icon_name="link", order=901)


@hooks.register("construct_settings_menu")
def hide_wagtails_screen(request: HttpRequest, menu_items: list[Any]) -> None:
    menu_items[:] = [item for item in menu_items if item.name != "api_tokens"]
