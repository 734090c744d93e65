"""A small county with pages to find: real documents under real units."""

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page, Site

from cms.models import BriefingPage, BriefingSeries, ContentPage, HomePage, NewsPage, UnitPage
from organisations.enums import Role, UnitKind
from organisations.models import Level, Post, Unit

DOCUMENTS = Path(__file__).resolve().parents[2] / "demo" / "data" / "documents"


def document_text(number: int) -> str:
    """The text of one of the five real documents, by its number."""
    return next(DOCUMENTS.glob(f"00{number}_*.txt")).read_text(encoding="utf-8")


def body(text: str) -> list[tuple[str, str]]:
    return [("paragraph", f"<p>{line.strip()}</p>") for line in text.splitlines() if line.strip()]


class County:
    """中心 over two institutes, each over a station; a home page and a unit page for each."""

    def __init__(self) -> None:
        level, _made = Level.objects.get_or_create(label="站", defaults={"order": 3})
        self._level = level
        self.centre = Unit.add_root(name="张家港市新时代文明实践中心", kind=UnitKind.CENTRE, level=level)
        self.yangshe = self.unit("杨舍镇实践所", self.centre, UnitKind.INSTITUTE)
        self.tangqiao = self.unit("塘桥镇实践所", self.centre, UnitKind.INSTITUTE)
        self.baijiaqiao = self.unit("百家桥村实践站", self.yangshe)
        self.jinqiao = self.unit("金桥村实践站", self.tangqiao)
        root = Page.objects.get(depth=1)
        self.home = root.add_child(instance=HomePage(title="首页", slug="county", unit=self.centre))
        Site.objects.update(root_page=self.home)
        Site.clear_site_root_paths_cache()
        self.pages: dict[int, UnitPage] = {}
        for unit in (self.yangshe, self.tangqiao, self.baijiaqiao, self.jinqiao):
            self.unit_page(unit)

    def unit(self, name: str, parent: Unit, kind: str = UnitKind.STATION) -> Unit:
        fresh: Unit = Unit.objects.get(pk=parent.pk).add_child(name=name, kind=kind, level=self._level)
        return fresh

    def unit_page(self, unit: Unit, **fields: Any) -> UnitPage:
        values = {"title": unit.name, "slug": f"unit-{unit.pk}", "live": True, **fields}
        page: UnitPage = HomePage.objects.get(pk=self.home.pk).add_child(instance=UnitPage(unit=unit, **values))
        self.pages[unit.pk] = page
        return page

    def page(self, title: str, text: str = "", *, unit: Unit | None = None, live: bool = True, **fields: Any) -> Any:
        """A page of the unit (百家桥's): activity news unless `model` says otherwise."""
        unit = unit or self.baijiaqiao
        model: type[ContentPage] = fields.pop("model", NewsPage)
        if live:
            fields.setdefault("first_published_at", timezone.now())
        parent = UnitPage.objects.get(pk=self.pages[unit.pk].pk)
        return parent.add_child(instance=model(title=title, unit=unit, live=live, body=body(text), **fields))

    def documents(self) -> list[Any]:
        """The five real documents as pages, the third in traditional script."""
        series = BriefingSeries.objects.create(name="江苏精神文明建设简报", issuer="江苏省文明办")
        made = [self.page("以文明实践之力助推城乡精神文明建设融合发展", document_text(0))]
        for number in (1, 3, 4):
            section = {"heading": "工作交流", "items": [{"title": "正文", "text": document_text(number)}]}
            issue = {"series": series, "number": number, "sections": [("section", section)], "model": BriefingPage}
            made.append(self.page(f"江苏精神文明建设简报第{number}期", unit=self.tangqiao, **issue))
        made.append(self.page("張家港市新時代文明實踐中心", document_text(2), unit=self.yangshe))
        return made

    @staticmethod
    def person(role: Role | None = None, unit: Unit | None = None, **fields: Any) -> Any:
        """Somebody, with a post if a role and unit are named."""
        users = get_user_model().objects
        user = users.create_user(f"user{users.count()}", kind="staff", **fields)
        if role and unit:
            Post.objects.create(person=user, role=role, unit=unit)
        return user


def erase(pages: QuerySet[Any]) -> None:
    """Deletes pages as if they had never been public: what is on record cannot be deleted."""
    pks = list(pages.values_list("pk", flat=True))
    BriefingPage.objects.filter(pk__in=pks).update(number=None)
    Page.objects.filter(pk__in=pks).update(first_published_at=None)
    for page in Page.objects.filter(pk__in=pks).specific():
        page.delete()
