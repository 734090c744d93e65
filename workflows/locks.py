"""One change of a page's review at a time.

Wagtail reads a moderation state, decides, and writes, without holding anything in between: two
reviewers both win, and an author cancels what is being published. So whoever posts to a page's
editor, and every service here, first takes the lock of the page.

PostgreSQL: an advisory lock of the server. SQLite: its one writer, taken for the whole request.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from viewflow.workflow import lock

from common.errors import Conflict, LinliError
from common.problems import problem_response

NAMESPACE = 0x4C4E4C49  # "LNLI"
PATIENCE = "5s"
GUARDED = frozenset(
    {
        "edit",
        "workflow_action",
        "confirm_workflow_cancellation",
        "unpublish",
        "delete",
        "revisions_unschedule",
        "move_confirm",
    }
)


def _busy() -> Conflict:
    return Conflict(
        "workflows.busy",
        _("Somebody is deciding on this page right now. Wait a moment and try again."),
    )


@contextmanager
def _server_lock(page_id: int) -> Iterator[None]:
    """Held until the outermost transaction ends, or for the block where there is none."""
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NAMESPACE, page_id])
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{PATIENCE}'")
        try:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [NAMESPACE, page_id])
        finally:
            cursor.execute("SET lock_timeout = 0")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [NAMESPACE, page_id])


@contextmanager
def page_lock(page_id: int | None) -> Iterator[None]:
    """Holds the page and a transaction. Raises Conflict when it is not to be had within five seconds."""
    if page_id is None or connection.vendor != "postgresql":
        with transaction.atomic():
            yield
        return
    with told_when_busy(), _server_lock(page_id), transaction.atomic():
        yield


@contextmanager
def told_when_busy() -> Iterator[None]:
    """Waiting in vain for a lock (55P03) is a Conflict that says so."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != "55P03":
            raise
        raise _busy() from error


class FlowLock(lock.SelectForUpdateLock):  # type: ignore[misc]
    """The row of the process, waited for. Viewflow's own default takes no lock at all."""

    def __init__(self) -> None:
        super().__init__(nowait=False, attempts=1)


def flow_lock(item: Any) -> Any:
    """The lock of the process behind a work item, whichever version of the flow it runs."""
    return item.process.flow_class.lock(item.process_id)


class PageLockMiddleware:
    """Takes the lock of the page around Wagtail's own posts to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if request.method != "POST" or match is None or match.view_name.rpartition(":")[0] != "wagtailadmin_pages":
            return None
        page_id = kwargs.get("page_id") or (args[0] if args else None)
        if match.url_name not in GUARDED or page_id is None or getattr(request, "linli_page_locked", False):
            return None
        request.linli_page_locked = True  # type: ignore[attr-defined]
        return self._guarded(request, view, args, kwargs, int(page_id))

    def _guarded(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any, page_id: int
    ) -> HttpResponse:
        """Django does not hand errors of a view called from here to `process_exception`: they are answered here."""
        try:
            with self._guard(page_id):
                response = view(request, *args, **kwargs)
                if hasattr(response, "render") and callable(response.render):
                    response.render()
                return response
        except LinliError as problem:
            return problem_response(request, problem)

    @contextmanager
    def _guard(self, page_id: int) -> Iterator[None]:
        if connection.vendor == "postgresql":
            with told_when_busy(), _server_lock(page_id):
                yield
        else:
            with transaction.atomic():
                yield
