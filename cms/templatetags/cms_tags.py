"""What templates ask of cms besides the context of a page."""

from typing import Any

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from cms.almanac import Almanac, almanac_of
from cms.models import HomePage, Notice, SectionPage, UnitPage
from organisations.selectors import today

register = template.Library()


@register.inclusion_tag("components/head_meta/head_meta.html", takes_context=True)
def head_meta(context: dict[str, Any], page: Page, script: bool = True) -> dict[str, Any]:
    """Every meta tag, og tag, link and JSON-LD of a page; nothing for a page that is not ours."""
    found = getattr(page, "head_meta", None)
    data = getattr(page, "structured_data", []) if script else []
    return {
        "meta": found,
        "scripts": [linked_data(item) for item in data],
        "csp_nonce": getattr(context.get("request"), "csp_nonce", ""),
    }


def linked_data(item: dict[str, Any]) -> SafeString:
    """JSON that cannot close its script element."""
    inside = json_script(item).split(">", 1)[1].rsplit("</script>", 1)[0]
    return mark_safe(inside)  # noqa: S308


@register.simple_tag
def current_notices() -> list[Notice]:
    from cms.selectors.home import notices_now

    return notices_now()


@register.simple_tag
def almanac() -> Almanac:
    return almanac_of(today())


@register.simple_tag
def home_page() -> HomePage | None:
    from cms.selectors import articles

    return articles.home_page()


@register.simple_tag(takes_context=True)
def main_sections(context: dict[str, Any]) -> list[SectionPage]:
    """The public columns right below home; asked once a request."""
    request = context.get("request")
    known = getattr(request, "_main_sections", None)
    if known is None:
        from cms.selectors.articles import sections_of_home

        known = sections_of_home()
        if request is not None:
            request._main_sections = known
    return known


@register.simple_tag
def unit_switcher() -> list[UnitPage]:
    from cms.selectors.articles import unit_pages_below_home

    return unit_pages_below_home()
