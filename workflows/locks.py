"""One change of a page's review at a time.

Wagtail reads a moderation state, decides, and writes, without holding anything in between: two
reviewers both win, and an author cancels what is being published. So whoever posts to a page's
editor, and every service here, first takes the lock of the page.

PostgreSQL: an advisory lock of the server. SQLite: a file beside the database, taken before its one writer.
"""

import fcntl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from viewflow.workflow import lock
from wagtail.models import Page

from common.errors import Conflict, LinliError
from common.locks import lock_file
from common.problems import problem_response

NAMESPACE = 0x4C4E4C49  # "LNLI"
PATIENCE_SECONDS = 5
PATIENCE = f"{PATIENCE_SECONDS}s"
_local = threading.local()
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


def stale() -> Conflict:
    """A decision on a text that has changed since it was read."""
    return Conflict(
        "workflows.stale",
        _("The text has changed since you opened it. Read the new version, then decide; your words are kept."),
    )


@contextmanager
def _server_lock(page_id: int) -> Iterator[None]:
    """Held until the outermost transaction ends, or for the block where there is none."""
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            # One round trip: without parameters the server takes several statements at once.
            locking = f"SELECT pg_advisory_xact_lock({NAMESPACE}, {int(page_id)})"
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'; {locking}")
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
    with _lock(page_id), transaction.atomic():
        yield


@contextmanager
def _lock(page_id: int | None) -> Iterator[None]:
    """The lock alone, without a transaction: what a view stores before it fails stays stored."""
    if page_id is None:
        yield
    elif connection.vendor == "postgresql":
        with told_when_busy(), _server_lock(page_id):
            yield
    elif connection.in_atomic_block or page_id in _held_pages():
        # The one writer, or this thread, has it already. Waiting for the file now could wait for ever.
        yield
    else:
        with _file_lock(page_id):
            yield


def _held_pages() -> set[int]:
    held: set[int] = _local.__dict__.setdefault("pages", set())
    return held


@contextmanager
def _file_lock(page_id: int) -> Iterator[None]:
    with lock_file(f"page-{page_id}").open("a") as file:
        patience = time.monotonic() + PATIENCE_SECONDS
        while not _taken(file):
            if time.monotonic() > patience:
                raise _busy()
            time.sleep(0.02)
        _held_pages().add(page_id)
        try:
            yield
        finally:
            _held_pages().discard(page_id)


def _taken(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


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

    @contextmanager
    def __call__(self, flow_class: Any, process_pk: Any) -> Iterator[None]:
        """As Viewflow's, without a savepoint of its own: what fails under the lock undoes the whole step."""
        with transaction.atomic(savepoint=False):
            flow_class.process_class._default_manager.select_for_update().filter(pk=process_pk).exists()
            yield


def flow_lock(item: Any) -> Any:
    """The lock of the process behind a work item, whichever version of the flow it runs."""
    return item.process.flow_class.lock(item.process_id)


def _refuse_stale(request: HttpRequest, page_id: int) -> None:
    """A press of “approve” or “return” says which revision its screen showed: the newest, or nothing is decided."""
    match = request.resolver_match
    deciding = "action-workflow-action" in request.POST or (match is not None and match.url_name == "workflow_action")
    # Once the browser has saved by itself, it names that revision instead.
    shown = request.POST.get("overwrite_revision_id") or request.POST.get("loaded_revision_id", "")
    if deciding and shown.isdecimal():
        newest = Page.objects.filter(pk=page_id).values_list("latest_revision_id", flat=True).first()
        if newest != int(shown):
            raise stale()


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
            with _lock(page_id):
                _refuse_stale(request, page_id)
                response = view(request, *args, **kwargs)
                if hasattr(response, "render") and callable(response.render):
                    response.render()
                return response
        except LinliError as problem:
            return problem_response(request, problem)
