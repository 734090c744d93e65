"""A county that can review: one person for each step, a department, and a submitted page."""

from typing import Any

from accounts.models import User
from cms.models import NewsPage
from organisations.enums import Role, UnitKind
from organisations.models import Unit
from tests.factories import cms as pages
from tests.factories.common import makes_rows
from tests.factories.organisations import County, PostFactory, UnitFactory
from workflows.enums import UNFINISHED, Decision
from workflows.models import Opinion, WorkItem
from workflows.services import content, decisions

BODY = [("paragraph", "<p>村里的新鲜事，站里写给大家看。</p>")]


class ReviewCounty(County):
    """Reviewers at station, town and centre; two departments that may co-sign; an editor at the station."""

    def __init__(self) -> None:
        super().__init__()
        self.health = UnitFactory(name="市卫健委", kind=UnitKind.DEPARTMENT, parent=self.centre)
        self.fire = UnitFactory(name="市消防救援大队", kind=UnitKind.DEPARTMENT, parent=self.centre)
        self.centre.refresh_from_db()
        self.editor = self.person(Role.EDITOR, self.baijiaqiao)
        self.first = self.person(Role.FIRST_REVIEWER, self.baijiaqiao)
        self.second = self.person(Role.SECOND_REVIEWER, self.yangshe)
        self.final = self.person(Role.FINAL_REVIEWER, self.centre)
        self.other_first = self.person(Role.FIRST_REVIEWER, self.shangang)
        self.doctor = self.person(Role.COSIGNER, self.health)
        self.fireman = self.person(Role.COSIGNER, self.fire)
        self.director = self.person(Role.DIRECTOR, self.centre)
        self.home = pages.home(self.centre)
        self.centre_page = pages.unit_page(self.home, self.centre)
        self.town_page = pages.unit_page(self.centre_page, self.yangshe)
        self.station_page = pages.unit_page(self.town_page, self.baijiaqiao)

    def draft(self, title: str = "家书送到百家桥", **values: Any) -> NewsPage:
        """A draft of the station's editor, with a first revision and nothing for the machine to stop."""
        values = {"summary": "每月一封家书，送到门口。", "body": BODY, "owner": self.editor, **values}
        page = pages.news(self.station_page, title=title, live=False, **values)
        page.save_revision(user=values["owner"])
        return page

    def submitted(self, **values: Any) -> NewsPage:
        page = self.draft(**values)
        content.submit(page, actor=page.owner)
        page.refresh_from_db()
        return page

    @property
    def reviewers(self) -> dict[str, Any]:
        return {"first_review": self.first, "second_review": self.second, "final_review": self.final}


def item_of(page: Any, **values: Any) -> WorkItem:
    """The one open item of a page."""
    return WorkItem.objects.select_related("unit", "page", "process").get(
        page_id=page.pk, state__in=UNFINISHED, **values
    )


def decide(page: Any, person: Any, decision: str = Decision.APPROVE, text: str = "同意。", **more: Any) -> Opinion:
    """A decision on the one open item of the page, having seen what is there now."""
    item = more.pop("item", None) or item_of(page)
    page.refresh_from_db()
    seen = more.pop("seen_revision_id", page.latest_revision_id)
    return decisions.decide(item, actor=person, decision=decision, text=text, seen_revision_id=seen, **more)


def approve_all(county: ReviewCounty, page: Any) -> None:
    for person in (county.first, county.second, county.final):
        decide(page, person)


@makes_rows(WorkItem)
def work_items() -> list[WorkItem]:
    """Items for the property test of the access rule: one at each unit, owned and sent by turns."""
    units, people = list(Unit.objects.all()), list(User.objects.order_by("pk"))
    from viewflow.workflow.models import Process, Task

    from workflows.flows.content import ContentApprovalV1

    rows = []
    for number, unit in enumerate(units):
        process = Process.objects.create(flow_class=ContentApprovalV1)
        task = Task.objects.create(process=process, flow_task=ContentApprovalV1.first_review, flow_task_type="HUMAN")
        rows.append(
            WorkItem.objects.create(
                task=task,
                process=process,
                title=f"第{number}件",
                step="first_review",
                role=Role.FIRST_REVIEWER,
                unit=unit,
                owner=people[number % len(people)],
                sender=people[(number + 1) % len(people)],
                due_at="2026-11-27T09:00:00+08:00",
            )
        )
    return rows


__all__ = ["PostFactory", "ReviewCounty", "approve_all", "decide", "item_of", "work_items"]
