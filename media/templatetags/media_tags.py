"""`{% load media_tags %}`"""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from media.models import Picture
from media.renditions import shown

register = template.Library()


@register.simple_tag
def responsive(
    picture: Picture | None, sizes: str = "figure", alt: str | None = None, eager: bool = False, class_: str = ""
) -> SafeString | str:
    """`{% responsive page.cover sizes="card" alt="" %}`.

    Without `alt` the picture's own description is read aloud; an empty one says that it is decoration.
    `eager` is for the first picture of a page alone.
    """
    facts = shown(picture, sizes) if picture else None
    if picture is None or facts is None:
        return ""
    return format_html(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"{}{}{}>',
        facts.src,
        facts.srcset,
        facts.sizes,
        facts.width,
        facts.height,
        picture.description if alt is None else alt,
        SafeString(' fetchpriority="high"') if eager else SafeString(' loading="lazy"'),
        SafeString(' decoding="async"'),
        format_html(' class="{}"', class_) if class_ else "",
    )
