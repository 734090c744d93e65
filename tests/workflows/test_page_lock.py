"""The lock around Wagtail's own posts to a page: which requests it takes, and what it refuses."""

from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.test import RequestFactory

from common.errors import Conflict, Invalid, NotAllowed
from tests.factories.workflows import ReviewCounty
from workflows import locks
from workflows.locks import GUARDED, PageLockMiddleware, page_lock

PAGE = 7


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pages that were locked, and the end of each as its negative."""
    seen: list[int] = []

    @contextmanager
    def noted(page_id: int) -> Any:
        seen.append(page_id)
        try:
            yield
        finally:
            seen.append(-page_id)

    monkeypatch.setattr(locks, "_lock", noted)
    return seen


def request_to(name: str, *, method: str = "POST", space: str = "wagtailadmin_pages", **data: Any) -> HttpRequest:
    request = RequestFactory().generic(method, "/admin/pages/7/edit/")
    request.POST = data  # type: ignore[assignment]
    request.resolver_match = SimpleNamespace(url_name=name, view_name=f"{space}:{name}" if space else name)  # type: ignore[assignment]
    return request


def passed(request: HttpRequest, view: Any, *args: Any, **kwargs: Any) -> HttpResponse | None:
    return PageLockMiddleware(lambda request: HttpResponse("outer")).process_view(request, view, args, kwargs)


def saved(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse("saved")


@pytest.mark.parametrize("name", sorted(GUARDED))
@pytest.mark.parametrize("how", ["keyword", "position"])
def test_each_change_of_a_page_holds_it_for_the_whole_view(taken: list[int], name: str, how: str, db: None) -> None:
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assert taken == [PAGE]
        return HttpResponse("saved")

    args, kwargs = ((), {"page_id": PAGE}) if how == "keyword" else ((PAGE,), {})
    answer = passed(request_to(name), view, *args, **kwargs)
    assert answer is not None
    assert (answer.content, taken) == (b"saved", [PAGE, -PAGE])


@pytest.mark.parametrize(
    ("request_", "kwargs"),
    [
        (request_to("edit", method="GET"), {"page_id": PAGE}),
        (request_to("edit", method="HEAD"), {"page_id": PAGE}),
        (request_to("edit", space="wagtailsnippets"), {"page_id": PAGE}),
        (request_to("edit", space=""), {"page_id": PAGE}),
        (request_to("add"), {"page_id": PAGE}),
        (request_to("preview_on_edit"), {"page_id": PAGE}),
        (request_to("edit"), {}),
    ],
)
def test_what_changes_no_page_waits_for_nothing(taken: list[int], request_: HttpRequest, kwargs: Any) -> None:
    assert passed(request_, saved, **kwargs) is None
    assert taken == []


def test_a_request_takes_the_lock_once(taken: list[int], db: None) -> None:
    request = request_to("edit")
    assert passed(request, saved, page_id=PAGE) is not None
    assert passed(request, saved, page_id=PAGE) is None
    assert taken == [PAGE, -PAGE]


def test_an_unresolved_address_passes(taken: list[int]) -> None:
    request = request_to("edit")
    request.resolver_match = None
    assert passed(request, saved, page_id=PAGE) is None


@pytest.mark.parametrize(
    ("problem", "status"),
    [
        (Conflict("workflows.busy", "有人正在办"), 409),
        (NotAllowed("workflows.no_role", "这一步不归您"), 403),
        (Invalid("workflows.reason_needed", "写一句为什么", field="text"), 422),
    ],
)
def test_a_refusal_within_the_view_is_answered_in_words_and_the_lock_is_let_go(
    taken: list[int], problem: Any, status: int, county: ReviewCounty
) -> None:
    def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        raise problem

    request = request_to("edit")
    request.user = county.first
    request.META["HTTP_ACCEPT"] = "application/json"
    answer = passed(request, view, page_id=PAGE)
    assert answer is not None
    assert (answer.status_code, taken) == (status, [PAGE, -PAGE])
    assert str(problem) in answer.content.decode()


def test_any_other_error_goes_on_and_the_lock_is_let_go(taken: list[int], db: None) -> None:
    def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        raise RuntimeError("no disk")

    with pytest.raises(RuntimeError, match="no disk"):
        passed(request_to("edit"), view, page_id=PAGE)
    assert taken == [PAGE, -PAGE]


def test_a_page_that_is_drawn_later_is_drawn_under_the_lock(taken: list[int], db: None) -> None:
    drawn: list[list[int]] = []

    class Late(TemplateResponse):
        @property
        def rendered_content(self) -> str:
            drawn.append(list(taken))
            return "drawn"

    answer = passed(request_to("edit"), lambda request, **kwargs: Late(request, "x.html"), page_id=PAGE)
    assert answer is not None
    assert (answer.content, drawn) == (b"drawn", [[PAGE]])


# --- a decision on a text that has changed -------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "refused"),
    [
        ("workflow_action", {"loaded_revision_id": "old"}, True),
        ("workflow_action", {"loaded_revision_id": "new"}, False),
        ("workflow_action", {"loaded_revision_id": "old", "overwrite_revision_id": "new"}, False),
        ("workflow_action", {"loaded_revision_id": "new", "overwrite_revision_id": "old"}, True),
        # Screens that name no version are those of the engine: its services ask again.
        ("workflow_action", {}, False),
        ("workflow_action", {"loaded_revision_id": "abc"}, False),
        ("edit", {"action-workflow-action": "true", "loaded_revision_id": "old"}, True),
        ("edit", {"action-workflow-action": "true", "loaded_revision_id": "new"}, False),
        # Saving is no deciding: Wagtail has its own warning there.
        ("edit", {"loaded_revision_id": "old"}, False),
    ],
)
def test_only_the_newest_version_is_decided_on(
    county: ReviewCounty, name: str, data: dict[str, str], refused: bool
) -> None:
    page = county.submitted()
    old = page.latest_revision_id
    new = page.save_revision(user=county.editor).pk
    named = {field: {"old": str(old), "new": str(new)}.get(value, value) for field, value in data.items()}
    request = request_to(name, **named)
    request.user = county.first
    request.META["HTTP_ACCEPT"] = "application/json"
    answer = passed(request, saved, page_id=page.pk)
    assert answer is not None
    assert answer.status_code == (409 if refused else 200)
    assert ("workflows.stale" in answer.content.decode()) is refused


# --- the lock itself -----------------------------------------------------------------------------


def test_without_a_page_there_is_nothing_to_hold(db: None) -> None:
    with page_lock(None):
        pass


def test_holding_a_page_twice_in_one_thread_is_no_deadlock(db: None) -> None:
    with page_lock(PAGE), page_lock(PAGE), page_lock(PAGE + 1):
        pass
