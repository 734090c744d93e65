"""Nodes of our flows: a human step that fails closed, and a split with one branch for each unit."""

from collections.abc import Callable, Iterator
from typing import Any

from viewflow.workflow import flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.nodes.split import Split, SplitActivation
from viewflow.workflow.nodes.view import ViewActivation
from viewflow.workflow.token import Token

from organisations.enums import Role
from workflows import items
from workflows.enums import ServiceStep, Step


class HumanActivation(ViewActivation):  # type: ignore[misc]
    """A task of a person: made with a work item, and nobody's without one."""

    has_item = False

    @classmethod
    def create(
        cls, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None
    ) -> "HumanActivation":
        activation: HumanActivation = super().create(flow_task, prev_activation, token, data=data, seed=seed)
        flow_task.make_item(activation)
        activation.has_item = True
        return activation

    def prepare_revived_task(self, task: Any) -> None:
        # Viewflow copies neither permission nor owner: the item is made once the task has a row.
        task.owner = None

    @Activation.status.super()
    def activate(self) -> None:
        """A revived task comes here without having been created: it gets its item now."""
        if not self.has_item:
            self.flow_task.make_item(self)

    @Activation.status.super()
    def cancel(self) -> None:
        super().cancel.original()
        items.close(self.task, cancelled=True)


class HumanNode(flow.View):  # type: ignore[misc]
    """A step done by whoever holds a role. Nobody may assign it but our services.

    `make_item(activation)` makes the work item of a new task; for a page unless the flow says otherwise.
    """

    activation_class = HumanActivation

    def __init__(self, step: Step | ServiceStep, role: Role, make_item: Callable[[Any], Any] = items.make) -> None:
        super().__init__(None)
        self.step = step
        self.role = role
        self.make_item = make_item

    def can_assign(self, user: Any, task: Any) -> bool:
        return task.owner_id is None and items.may_act(task, user)

    def can_execute(self, user: Any, task: Any) -> bool:
        return task.owner_id is not None and task.owner_id == user.pk and items.may_act(task, user)

    def can_unassign(self, user: Any, task: Any) -> bool:
        return task.owner_id is not None and task.owner_id == user.pk


class ForEachActivation(SplitActivation):  # type: ignore[misc]
    """Splits into as many branches as the source names values; each task carries its value."""

    @Activation.status.super()
    def activate(self) -> None:
        node = self.flow_task._branches[0][0]
        self.next_tasks = [(node, {self.flow_task.name_of_value: value}) for value in self.flow_task.source(self)]

    def add_branch(self, value: Any) -> Any:
        """One more branch while the others still run: the join waits for it as well. Returns its activation."""
        node = self.flow_task._branches[0][0]
        number = self.task.leading.count() + 1
        token = Token(f"{self.task.token}/{self.task.pk}_{number}")
        return node._create(prev_activation=self, token=token, data={self.flow_task.name_of_value: value})


class ForEach(Split):  # type: ignore[misc]
    """A parallel split over the values that `source(activation)` returns."""

    activation_class = ForEachActivation

    def __init__(self, source: Callable[[Any], Iterator[Any] | list[Any]], name_of_value: str) -> None:
        super().__init__()
        self.source = source
        self.name_of_value = name_of_value
