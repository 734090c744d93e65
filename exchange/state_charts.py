"""`python -m exchange.state_charts` draws docs/states.md from the edge tables; a test compares the two."""

import os
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs" / "states.md"
HEAD = """# States of needs, orders, teams and resources

Drawn from the edge tables by `python -m exchange.state_charts`; a test compares the two.
"""


def chart(title: str, labels: dict[str, str], edges: dict[str, tuple[str, ...]], first: str) -> str:
    """One section with a Mermaid chart: every state with its Chinese label, every edge, the beginning and the ends."""
    lines = [f"## {title}", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {value} : {label}" for value, label in labels.items()]
    lines.append(f"    [*] --> {first}")
    for state, following in edges.items():
        lines += [f"    {state} --> {to}" for to in following] or [f"    {state} --> [*]"]
    return "\n".join([*lines, "```", ""])


def page() -> str:
    from django.utils.translation import override

    from exchange.enums import NEED_EDGES, ORDER_EDGES, RESOURCE_EDGES, NeedState, OrderState, ResourceState
    from volunteers.enums import TEAM_EDGES, TeamState

    tables: list[tuple[str, Any, dict[str, tuple[str, ...]], Any]] = [
        ("Need (需求)", NeedState, NEED_EDGES, NeedState.SUBMITTED),
        ("Order (订单)", OrderState, ORDER_EDGES, OrderState.WAITING),
        ("Team (队伍)", TeamState, TEAM_EDGES, TeamState.REVIEW),
        ("Resource (资源)", ResourceState, RESOURCE_EDGES, ResourceState.DRAFT),
    ]
    with override("zh-hans"):
        charts = [
            chart(title, {str(state.value): str(state.label) for state in states}, edges, str(first.value))
            for title, states, edges, first in tables
        ]
    return "\n".join([HEAD, *charts])


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    PAGE.write_text(page())
