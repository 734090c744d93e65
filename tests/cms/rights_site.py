"""A small county with pages, pictures and files, and the people whose rights are tried."""

import io
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image
from wagtail.models import Collection, Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms import rights
from cms.models import HomePage, NewsPage, UnitPage
from media.models import File, Picture
from organisations.enums import Role
from organisations.models import Unit
from tests.factories.organisations import County


class RightsSite(County):
    """Pages of every unit with one news draft each, and an editor of the station 善港."""

    def __init__(self) -> None:
        super().__init__()
        Page.objects.filter(depth=2).delete()
        root = Page.objects.get(depth=1)
        self.home = root.add_child(instance=HomePage(title="家", slug="home", unit=self.centre))
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", root_page=self.home, is_default_site=True)
        self.page: dict[str, UnitPage] = {}
        self.news: dict[str, NewsPage] = {}
        self.make_pages(self.yangshe, self.tangqiao, self.baijiaqiao, self.shangang, self.jinqiao)
        self.editor = self.person(Role.EDITOR, self.shangang)
        self.other_editor = self.person(Role.EDITOR, self.baijiaqiao)
        self.town_editor = self.person(Role.EDITOR, self.yangshe)
        self.reviewer = self.person(Role.FIRST_REVIEWER, self.shangang)
        rights.sync()

    def make_pages(self, *units: Unit) -> None:
        with disable_reference_index_auto_update():
            self._make_pages(units)

    def _make_pages(self, units: tuple[Unit, ...]) -> None:
        for unit in units:
            above = UnitPage.objects.filter(unit=unit.get_parent()).first() or self.home
            above.refresh_from_db()
            page = above.add_child(instance=UnitPage(title=unit.name, slug=f"u{unit.pk}", unit=unit))
            self.page[unit.name] = page
            news = NewsPage(title=f"{unit.name}的草稿", slug=f"n{unit.pk}", unit=unit, live=False)
            self.news[unit.name] = page.add_child(instance=news)

    def client(self, user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    @staticmethod
    def picture(unit: Unit, title: str = "图") -> Picture:
        data = io.BytesIO()
        Image.new("RGB", (8, 8), "red").save(data, "PNG")
        data.seek(0)
        unit.refresh_from_db()
        made: Picture = Picture.objects.create(
            title=title,
            file=ImageFile(data, name="a.png"),
            width=8,
            height=8,
            collection=unit.collection or Collection.get_first_root_node(),
        )
        return made

    @staticmethod
    def file(unit: Unit, title: str = "文") -> File:
        unit.refresh_from_db()
        made: File = File.objects.create(
            title=title,
            file=ContentFile(b"text", name="a.txt"),
            collection=unit.collection or Collection.get_first_root_node(),
        )
        return made
