"""A county where every step of content approval has its people, and what they do all day."""

from typing import Any

from django.test import Client
from wagtail.models import Page

from cms.models import NewsPage, UnitPage
from organisations.enums import Role, UnitKind
from organisations.models import Unit
from tests.factories import cms
from tests.factories.organisations import LevelFactory, PostFactory, UnitFactory
from workflows.enums import UNFINISHED, Decision, Step
from workflows.models import WorkItem
from workflows.services import content, decisions


class Town:
    """Centre → town → station; two departments; one page of the station, written by its editor."""

    def __init__(self) -> None:
        level = LevelFactory(label="级")
        self.centre: Unit = UnitFactory(name="中心", kind=UnitKind.CENTRE, level=level)
        self.town = self._unit("杨舍所", UnitKind.INSTITUTE, self.centre)
        self.station = self._unit("百家桥站", UnitKind.STATION, self.town)
        self.health = self._unit("卫健分中心", UnitKind.BRANCH, self.centre)
        self.fire = self._unit("消防大队", UnitKind.DEPARTMENT, self.centre)
        for unit in (self.centre, self.town):
            unit.refresh_from_db()
        self.author = self.person(Role.EDITOR, self.station)
        self.first = self.person(Role.FIRST_REVIEWER, self.station)
        self.second = self.person(Role.SECOND_REVIEWER, self.town)
        self.final = self.person(Role.FINAL_REVIEWER, self.centre)
        self.health_signer = self.person(Role.COSIGNER, self.health)
        self.fire_signer = self.person(Role.COSIGNER, self.fire)
        self.administrator = self.person(Role.ADMINISTRATOR, self.centre)
        self.home = cms.home(self.centre)
        self.station_page: UnitPage = cms.unit_page(self.home, self.station)
        self.page = self.write("银杏叶黄了")

    @staticmethod
    def _unit(name: str, kind: UnitKind, parent: Unit) -> Unit:
        unit: Unit = UnitFactory(name=name, kind=kind, parent=parent, level=LevelFactory(label="级"))
        return unit

    @staticmethod
    def person(role: Role, unit: Unit) -> Any:
        return PostFactory(role=role, unit=unit).person

    def write(self, title: str) -> NewsPage:
        page = cms.news(self.station_page, title=title, live=False, owner=self.author, summary="一句话说清楚。")
        self.allow(page, self.author)
        page.save_revision(user=self.author)
        return NewsPage.objects.get(pk=page.pk)

    @staticmethod
    def allow(page: Page, *people: Any) -> None:
        """Wagtail's own right to edit, as the group of a post gives it."""
        from django.contrib.auth.models import Group, Permission
        from wagtail.models import GroupPagePermission

        group, _made = Group.objects.get_or_create(name="editors of the test")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        for codename in ("add_page", "change_page"):
            GroupPagePermission.objects.get_or_create(
                group=group, page_id=page.get_parent().pk, permission=Permission.objects.get(codename=codename)
            )
        for person in people:
            person.groups.add(group)

    @staticmethod
    def enter(*people: Any) -> None:
        from django.contrib.auth.models import Group, Permission

        group, _made = Group.objects.get_or_create(name="staff of the test")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        for person in people:
            person.groups.add(group)

    def submit(self, page: NewsPage | None = None) -> None:
        content.submit(page or self.page, actor=self.author)

    @staticmethod
    def items(page: Page) -> list[WorkItem]:
        found = WorkItem.objects.filter(page=page.pk, state__in=UNFINISHED)
        return list(found.select_related("unit", "page", "process").order_by("pk"))

    def item(self, page: Page | None = None) -> WorkItem:
        (item,) = self.items(page or self.page)
        return item

    def decide(
        self, actor: Any, decision: Decision = Decision.APPROVE, item: WorkItem | None = None, **more: Any
    ) -> Any:
        item = item or self.item()
        seen = Page.objects.get(pk=item.page_id).latest_revision_id
        more.setdefault("text", "" if decision == Decision.APPROVE else "日期要再核对")
        return decisions.decide(item, actor=actor, decision=decision, seen_revision_id=seen, **more)

    def reach(self, step: Step, **first: Any) -> WorkItem:
        """Submits and approves until the step is next."""
        self.submit()
        for current, person in ((Step.FIRST_REVIEW, self.first), (Step.SECOND_REVIEW, self.second)):
            if step == current:
                break
            self.decide(person, **(first if current == Step.FIRST_REVIEW else {}))
            if step == Step.CO_SIGN:
                return self.items(self.page)[0]
        return self.item()

    def fresh(self) -> NewsPage:
        return NewsPage.objects.get(pk=self.page.pk)

    @staticmethod
    def client(user: Any) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client
