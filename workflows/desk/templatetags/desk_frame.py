"""What replaces Wagtail's own branding: loaded on every page of the admin."""

from typing import Any

from django import template

from workflows.desk.person import place_of, unread_of

register = template.Library()


@register.inclusion_tag("desk/parts/brand.html", takes_context=True)
def desk_brand(context: dict[str, Any]) -> dict[str, Any]:
    """The mark, the name, and the unit that the person works for."""
    user = getattr(context.get("request"), "user", None)
    return {"place": place_of(user) if user is not None and user.is_authenticated else ""}


@register.simple_tag(takes_context=True)
def desk_unread(context: dict[str, Any]) -> int:
    """How many notices the person has not read: for the bell in the head."""
    return unread_of(context["request"])
