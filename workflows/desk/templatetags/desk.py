"""Small drawn things: icons as inline SVG, clocks, tags, names."""

import re
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from workflows import selectors
from workflows.desk.due import Clock
from workflows.desk.opinions import said

register = template.Library()
IDENTITY = re.compile(r' id="[^"]*"')


@register.simple_tag
def glyph(name: str) -> SafeString:
    """One of templates/desk/icons, without the identity that only Wagtail's sprite needs."""
    return mark_safe(IDENTITY.sub("", render_to_string(f"desk/icons/{name}.svg").strip()))  # noqa: S308 - our own file


@register.inclusion_tag("desk/parts/due.html")
def due(clock: Clock) -> dict[str, Any]:
    return {"clock": clock}


@register.inclusion_tag("desk/parts/returned.html")
def returned_note(page: Page) -> dict[str, Any]:
    """Above the editor: why the page came back, as long as it lies with its author."""
    opinion = selectors.why_returned(page)
    if opinion is None:
        return {"said": None}
    return {"said": said(opinion, timezone.now()), "history_url": reverse("desk:history", args=[page.pk])}


@register.filter
def masked(user: Any) -> str:
    """What others are shown of a name: the family name and two asterisks."""
    return user.masked_name if user else ""


@register.filter
def initial(name: str) -> str:
    return str(name)[:1]
