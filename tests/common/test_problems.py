"""Errors as a person and a program see them."""

import json

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from common.errors import Conflict, Invalid, LinliError, NotAllowed, NotFound
from common.problems import ProblemMiddleware, add_to_form, problem_response

# The page is drawn in the frame of the site, which reads its settings.
pytestmark = pytest.mark.django_db

FACTORY = RequestFactory()
CLASSES = [(Invalid, 422), (NotAllowed, 403), (NotFound, 404), (Conflict, 409), (LinliError, 400)]


@pytest.mark.parametrize(("kind", "status"), CLASSES)
def test_page_carries_status_and_message(kind: type[LinliError], status: int) -> None:
    page = problem_response(FACTORY.get("/", headers={"accept": "text/html"}), kind("some_code", "楼顶 <b>归物业</b>"))
    assert page.status_code == status
    content = page.content.decode()
    assert "楼顶 &lt;b&gt;归物业&lt;/b&gt;" in content
    assert ("没有这一页，或您看不到" in content) is (status == 404)


@pytest.mark.parametrize(("method", "said"), [("get", False), ("post", True)])
def test_only_who_sent_something_is_told_that_it_is_safe(method: str, said: bool) -> None:
    page = problem_response(getattr(FACTORY, method)("/"), Conflict("taken", "已被领取"))
    assert ("您写的还在" in page.content.decode()) is said


def test_programs_get_problem_json() -> None:
    answer = problem_response(
        FACTORY.get("/", headers={"accept": "application/json"}), Invalid("too_short", "手机号是 11 位", field="phone")
    )
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content) == {
        "type": "about:blank", "status": 422, "code": "too_short", "detail": "手机号是 11 位", "field": "phone",
    }  # fmt: skip


def test_middleware_answers_our_errors_and_no_others() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("fine")

    middleware = ProblemMiddleware(view)
    request = FACTORY.get("/")
    assert middleware(request).content == b"fine"
    answer = middleware.process_exception(request, NotFound("no_page", "没有"))
    assert answer
    assert answer.status_code == 404
    assert middleware.process_exception(request, ValueError()) is None


class PhoneForm(forms.Form):
    phone = forms.CharField()


@pytest.mark.parametrize(("field", "shown_at"), [("phone", "phone"), ("elsewhere", "__all__"), (None, "__all__")])
def test_forms_show_the_error_and_keep_what_was_typed(field: str | None, shown_at: str) -> None:
    form = PhoneForm({"phone": "1380000"})
    assert form.is_valid()
    add_to_form(form, Invalid("too_short", "手机号是 11 位，您写了 7 位。", field=field))
    assert form.errors == {shown_at: ["手机号是 11 位，您写了 7 位。"]}
    assert 'value="1380000"' in form.as_p()
