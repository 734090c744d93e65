"""Named by WAGTAIL_FINISH_WORKFLOW_ACTION. Wagtail imports it while its own models are still being made."""

from typing import Any


def finish(workflow_state: Any, user: Any = None) -> None:
    """See workflows.publication.finish."""
    from workflows import publication  # reason: no model is ready when this module is imported

    publication.finish(workflow_state, user)
