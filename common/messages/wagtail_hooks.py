"""Messages in the menus of the Wagtail admin."""

from typing import Any

from wagtail import hooks

from common.messages.viewsets import DigestViewSet, MessagesViewSet, QuietHoursViewSet, texts_item


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [MessagesViewSet("messages"), QuietHoursViewSet("quiet-hours"), DigestViewSet("digests")]


@hooks.register("register_settings_menu_item")
def register_texts() -> Any:
    return texts_item()
