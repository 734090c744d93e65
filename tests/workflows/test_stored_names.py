"""Names that running processes hold: the path of a flow and of its nodes, and the values of steps and states."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from viewflow.workflow.fields import get_flow_ref, get_task_ref
from viewflow.workflow.flow import Flow

import workflows
from workflows.enums import Decision, ItemState, ServiceStep, Step, Stuck
from workflows.flows.content import EARLIER_STEPS, ContentApprovalV1
from workflows.flows.need import NeedV1
from workflows.locks import FlowLock
from workflows.nodes import HumanNode

# Written by hand. A name that goes missing here strands every process that stands at it:
# add a version of the flow beside the old one instead.
CONTENT_V1 = {
    "start": "START",
    "machine_check": "EXCLUSIVE_GATEWAY",
    "first_review": "HUMAN",
    "after_first_review": "SWITCH",
    "ask_departments": "PARALLEL_GATEWAY",
    "co_sign": "HUMAN",
    "departments_answered": "JOIN",
    "after_co_sign": "SWITCH",
    "second_review": "HUMAN",
    "after_second_review": "SWITCH",
    "final_review": "HUMAN",
    "after_final_review": "SWITCH",
    "release": "FUNCTION",
    "send_back": "FUNCTION",
    "end": "END",
}
NEED_V1 = {
    "start": "START",
    "whose_turn": "SWITCH",
    "screen": "HUMAN",
    "supplement": "FUNCTION",
    "deliberate": "HUMAN",
    "route": "FUNCTION",
    "dispatch": "HUMAN",
    "pool": "HUMAN",
    "answer": "HUMAN",
    "plan": "HUMAN",
    "serve": "HUMAN",
    "resident": "FUNCTION",
    "rate": "FUNCTION",
    "end": "END",
}
ROOT = Path(workflows.__file__).parents[1]
STORED = {
    "workflows/flows.content.ContentApprovalV1": (ContentApprovalV1, CONTENT_V1),
    "workflows/flows.need.NeedV1": (NeedV1, NEED_V1),
}

VALUES = {
    Step: ["machine_check", "first_review", "co_sign", "second_review", "final_review"],
    ServiceStep: ["screen", "deliberate", "dispatch", "pool", "answer", "plan", "serve"],
    Decision: ["approve", "return_to_step", "return_to_author", "reject"],
    ItemState: ["open", "claimed", "done", "cancelled"],
    Stuck: ["no_holder"],
}


def flows_of_the_project() -> list[type[Flow]]:
    """Every flow that lies in a file of an own package. A version that a test makes up has none."""
    found, waiting = [], [Flow]
    while waiting:
        children = waiting.pop().__subclasses__()
        waiting += children
        found += children
    own = {config.name for config in apps.get_app_configs() if Path(config.path).parent == ROOT}
    return [each for each in found if each.__module__.split(".")[0] in own and find_spec(each.__module__)]


@pytest.mark.parametrize("reference", STORED)
def test_a_flow_is_stored_under_the_name_it_always_had(reference: str) -> None:
    flow, _nodes = STORED[reference]
    assert get_flow_ref(flow) == reference


@pytest.mark.parametrize("reference", STORED)
def test_nodes_keep_name_and_kind(reference: str) -> None:
    flow, nodes = STORED[reference]
    assert {node.name: node.task_type for node in flow.instance.nodes()} == nodes
    assert {get_task_ref(node) for node in flow.instance.nodes()} == {f"{reference}.{name}" for name in nodes}


def test_every_flow_of_the_project_is_in_the_snapshot() -> None:
    assert flows_of_the_project()
    assert {get_flow_ref(flow) for flow in flows_of_the_project()} == set(STORED)


@pytest.mark.parametrize("flow", flows_of_the_project(), ids=lambda flow: flow.__name__)
def test_a_flow_waits_for_its_lock_and_says_what_it_is_for(flow: type[Flow]) -> None:
    """Viewflow's default lock takes nothing, and one that does not wait answers a second click with an error."""
    assert type(flow.lock_impl) is FlowLock
    assert flow.lock_impl.nowait is False
    assert "lock_impl" in vars(flow)
    assert "__doc__" in vars(flow)
    assert len((flow.__doc__ or "").split()) > 10


@pytest.mark.parametrize("values", VALUES, ids=lambda values: values.__name__)
def test_stored_values_stay(values: type) -> None:
    assert list(values.values) == VALUES[values]  # type: ignore[attr-defined]


def test_every_human_node_has_a_step_a_role_and_a_way_back() -> None:
    nodes = [node for node in ContentApprovalV1.instance.nodes() if isinstance(node, HumanNode)]
    assert {node.name: (node.step, node.role) for node in nodes} == {
        "first_review": ("first_review", "first_reviewer"),
        "co_sign": ("co_sign", "cosigner"),
        "second_review": ("second_review", "second_reviewer"),
        "final_review": ("final_review", "final_reviewer"),
    }
    assert {node.step for node in nodes} == set(EARLIER_STEPS)
