"""The county that answers needs, with its flows running: every verb leads the flow."""

from typing import Any

from exchange.models import Need, Order
from tests.factories.exchange import ServiceCounty
from workflows.enums import UNFINISHED
from workflows.leading import run_of, waiting_task
from workflows.models import WorkItem
from workflows.services import needs


class NeedCounty(ServiceCounty):
    verbs: Any = needs

    def open(self, need: Need) -> Order:
        """The flow has made it."""
        return need.orders.order_by("-round").select_related("need", "team").get(need=need, state="waiting")


def stands_at(need: Need) -> str:
    """The name of the node that waits for a need; "end" where its flow has ended."""
    run = run_of(need.pk)
    task = waiting_task(run) if run else None
    return str(task.flow_task.name) if task else "end"


def item_of(need: Need) -> WorkItem:
    """The one open item of a need."""
    return WorkItem.objects.select_related("unit", "team", "need", "order", "process", "owner").get(
        need=need, state__in=UNFINISHED
    )


def has_item(need: Need) -> bool:
    return WorkItem.objects.filter(need=need, state__in=UNFINISHED).exists()
