"""What the site's templates are written with: `{% load portal_tags %}`."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import template
from django.contrib.staticfiles import finders
from django.template.context import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from portal import dates
from portal.covers import DrawnCover, drawn_cover
from portal.kinds import Look, column_name, look_of
from portal.preferences import Preferences, preferences_of
from portal.selectors import Scope, UnitGroup, doors_of, pages_of_my_unit, scope_of, unit_groups
from portal.sketch import Sketch, sketch

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite. Without a label it is hidden from screen readers."""
    role = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" {} focusable="false"><use href="{}#{}"></use></svg>', role, static("icons/sprite.svg"), name
    )


_mark: list[SafeString] = []


@register.simple_tag
def mark() -> SafeString:
    """The mark, drawn into the page: two gables that share a wall."""
    if not _mark:
        with open(str(finders.find("art/mark.svg")), encoding="utf-8") as drawing:
            _mark.append(mark_safe(drawing.read().strip()))  # noqa: S308 — our own file
    return _mark[0]


@register.simple_tag(takes_context=True)
def preferences(context: Context) -> Preferences:
    """The visitor's choices; without a request (error pages) the plain ones."""
    request = context.get("request")
    return preferences_of(request) if request is not None else Preferences()


@register.simple_tag(takes_context=True)
def choose(context: Context, **choices: object) -> str:
    """The address that makes a choice (language, size, elder, unit) and comes back to this page."""
    here = context["request"].get_full_path()
    return f"{reverse('portal:preferences')}?{urlencode({**choices, 'next': here})}"


@register.simple_tag(takes_context=True)
def scope(context: Context) -> Scope:
    """For where the visitor looks: the county, or the unit that the visitor chose."""
    return scope_of(context["request"])


@register.simple_tag(takes_context=True)
def my_unit_pages(context: Context) -> list[Any]:
    """What the visitor's own unit has published lately; empty where none is chosen."""
    return pages_of_my_unit(context["request"])


@register.simple_tag
def drawn(slug: str, seed: Any, title: str = "") -> DrawnCover:
    """A drawing for what has no photo; see `portal.covers`."""
    return drawn_cover(slug, seed if isinstance(seed, int) else 0, title)


@register.simple_tag
def towns() -> list[UnitGroup]:
    """The units right below the centre by sort, each with those below it."""
    return unit_groups()


@register.simple_tag
def doors(sections: Any, most: int = 4) -> list[Any]:
    return doors_of(sections, most)


@register.filter
def look(kind: str) -> Look:
    return look_of(kind)


@register.filter
def section_name(section: Any) -> str:
    """What a column is called, in the visitor's language where its name is the default one."""
    return column_name(section.shows, section.title)


@register.simple_tag
def route_sketch(stops: Any) -> Sketch:
    return sketch(list(stops))


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    return dates.day(value) if value else ""


@register.filter
def full_day(value: dt.date | dt.datetime | None) -> str:
    return dates.full_day(value) if value else ""


@register.filter
def weekday(value: dt.date | dt.datetime | None) -> str:
    return dates.weekday(value) if value else ""


@register.filter
def moment(value: dt.datetime | None) -> str:
    return dates.moment(value) if value else ""


@register.filter
def clock(value: dt.datetime | dt.time | None) -> str:
    return dates.clock(value) if value else ""


@register.filter
def spoken_clock(value: dt.datetime | dt.time | None) -> str:
    return dates.spoken_clock(value) if value else ""


@register.filter
def thin(value: object) -> str:
    """Thousands set apart by a thin space: 1 286. What is no number says nothing."""
    return f"{value:,}".replace(",", "\u2009") if isinstance(value, int) else ""


@register.filter
def distance(metres: int) -> str:
    """900 米, 1.8 公里."""
    if metres < 1000:
        return gettext("%(metres)d m") % {"metres": metres}
    return gettext("%(kilometres)s km") % {"kilometres": f"{metres / 1000:.1f}".removesuffix(".0")}


@register.filter
def tel(value: str) -> str:
    """The digits of a phone number, for a `tel:` address."""
    return "".join(character for character in value if character.isdigit() or character == "+")


@register.filter
def promise_lines(value: str) -> list[str]:
    """The promise broken after its first comma, as it is spoken."""
    head, comma, tail = value.partition("，")
    return [head + comma, tail] if tail else [value]
