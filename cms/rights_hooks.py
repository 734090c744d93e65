"""Wagtail's lists, choosers, copies and moves end where the own unit ends.

Imported by `cms.wagtail_hooks`. What no hook covers is in `cms.rights_guard`.
"""

from typing import Any

from django.http import Http404
from wagtail import hooks
from wagtail.models import Page

from cms.rights_scope import Reach, offers_the_site, reach_of


@hooks.register("construct_explorer_page_queryset")
def explore_own_pages(parent_page: Page, pages: Any, request: Any) -> Any:
    return pages.filter(reach_of(request).way_query())


@hooks.register("construct_page_chooser_queryset")
def choose_own_pages(pages: Any, request: Any) -> Any:
    """Above the own units the chooser shows these at once: there is no way down through others."""
    reach = reach_of(request)
    if reach.everything:
        return pages
    if request.resolver_match.url_name == "wagtailadmin_choose_page_search":
        return pages.filter(reach.page_query())
    parent = _parent_shown(request)
    if reach.holds_page(parent):
        return pages.filter(reach.page_query())
    if parent.is_root() or reach.leads_to(parent):
        return _tops_below(reach, parent)
    raise Http404


def _parent_shown(request: Any) -> Page:
    page_id = request.resolver_match.kwargs.get("parent_page_id")
    parent: Page | None = Page.objects.filter(pk=page_id).first() if page_id else Page.get_first_root_node()
    if parent is None:
        raise Http404
    return parent


def _tops_below(reach: Reach, parent: Page) -> Any:
    tops = [path for path in reach.pages if path.startswith(parent.path)]
    return Page.objects.filter(path__in=tops).defer_streamfields().specific()


@hooks.register("before_copy_page")
def copy_own_pages(request: Any, page: Page) -> None:
    reach = reach_of(request)
    targets = [page, *_posted_page(request, "new_parent_page")]
    if not all(reach.holds_page(target) for target in targets):
        raise Http404


def _posted_page(request: Any, name: str) -> list[Page]:
    """The page that a form names, if it was sent. A made-up id is no error of ours: 404."""
    if request.method != "POST":
        return []
    value = request.POST.get(name, "")
    page = Page.objects.filter(pk=value).first() if value.isdecimal() and len(value) < 19 else None
    if page is None:
        raise Http404
    return [page]


@hooks.register("before_move_page")
def move_own_pages(request: Any, page: Page, destination: Page) -> None:
    reach = reach_of(request)
    if not (reach.holds_page(page) and reach.holds_page(destination)):
        raise Http404


@hooks.register("construct_image_chooser_queryset")
def choose_own_images(images: Any, request: Any) -> Any:
    return images.filter(reach_of(request).collection_query())


@hooks.register("construct_document_chooser_queryset")
def choose_own_documents(documents: Any, request: Any) -> Any:
    return documents.filter(reach_of(request).collection_query())


@hooks.register("construct_settings_menu")
def hide_groups(request: Any, menu_items: list[Any]) -> None:
    """Groups are made from posts; collections from units."""
    menu_items[:] = [item for item in menu_items if item.name not in ("groups", "collections")]


@hooks.register("construct_reports_menu")
def hide_reports_on_everything(request: Any, menu_items: list[Any]) -> None:
    """Nobody is offered what `cms.rights_guard` then refuses."""
    if not offers_the_site(request):
        menu_items[:] = [item for item in menu_items if item.name != "page-types-usage"]
