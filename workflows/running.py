"""Running the automatic nodes of a flow: what fails is kept for the repair desk, without what it had in hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.dispatch import receiver
from viewflow.workflow.context import Context
from viewflow.workflow.signals import task_failed


@contextmanager
def keeping_errors() -> Iterator[None]:
    """An automatic node that breaks is undone and marked as failed; the decision before it stands."""
    with Context(propagate_exception=False):
        yield


@receiver(task_failed)
def scrub(sender: Any, task: Any, **kwargs: Any) -> None:
    """Viewflow dumps the local variables of the failed function: texts and people have no place there."""
    if task.data.get("_exception", {}).pop("locals", None) is not None:
        task.save(update_fields=["data"])
