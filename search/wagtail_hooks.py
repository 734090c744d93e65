"""The library in the admin's menu, and the county's own words among its snippets."""

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from search.models import Term
from search.views import LibraryView


@hooks.register("register_admin_urls")
def library_urls() -> list[Any]:
    return [path("library/", LibraryView.as_view(), name="library")]


@hooks.register("register_admin_menu_item")
def library_item() -> MenuItem:
    return MenuItem(_("Library"), reverse("library"), name="library", icon_name="search", order=150)


class TermViewSet(SnippetViewSet):
    model = Term
    icon = "tag"
    list_display = ["word", "note", "changed"]
    search_fields = ["word", "note"]


register_snippet(TermViewSet)
