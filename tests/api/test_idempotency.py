"""The same request sent twice is done once."""

import datetime as dt
import threading
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from wagtail.models import APIToken

from api.idempotency import forget_answers
from api.models import KeptAnswer
from api.services import token_revoke
from cms.models import NewsPage
from common.jobs import jobs
from tests.factories.api import ApiCounty, Caller, caller, token_for


def draft(county: ApiCounty, title: str = "家书送到百家桥") -> dict[str, Any]:
    return {"meta": {"type": "cms.NewsPage", "parent_id": county.station_page.pk}, "title": title}


def test_a_repeat_is_answered_and_not_done_again(county: ApiCounty) -> None:
    program = caller(county.editor)
    first = program.post("/pages/", draft(county), key="k1")
    again = program.post("/pages/", draft(county), key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.content, again["Content-Type"]) == (first.content, first["Content-Type"])
    assert (again["Idempotency-Replayed"], first.headers.get("Idempotency-Replayed")) == ("true", None)
    assert NewsPage.objects.count() == 1


def test_a_key_belongs_to_its_request(county: ApiCounty) -> None:
    program = caller(county.editor)
    program.post("/pages/", draft(county), key="k1")
    other = program.post("/pages/", draft(county, "另一篇"), key="k1")
    assert (other.status_code, other.json()["code"]) == (422, "api.key_reused")
    page = NewsPage.objects.get()
    assert program.post(f"/pages/{page.pk}/submit/", key="k1").status_code == 422


def test_a_key_belongs_to_its_token(county: ApiCounty) -> None:
    for _ in range(2):
        assert caller(county.editor).post("/pages/", draft(county), key="k1").status_code == 201
    assert NewsPage.objects.count() == 2


def test_a_refused_request_leaves_its_key_free(county: ApiCounty) -> None:
    program = caller(county.editor)
    assert program.post("/pages/", draft(county, ""), key="k1").status_code == 422
    assert not KeptAnswer.objects.exists()
    assert program.post("/pages/", draft(county), key="k1").status_code == 201


def test_a_revoked_token_is_not_told_what_it_did(county: ApiCounty) -> None:
    program = caller(county.editor)
    program.post("/pages/", draft(county), key="k1")
    token_revoke(actor=county.editor, token_id=APIToken.objects.get().pk)
    again = program.post("/pages/", draft(county), key="k1")
    assert (again.status_code, "家书" in again.content.decode()) == (401, False)
    assert Caller().post("/pages/", draft(county), key="k1").status_code == 401


def test_keys_that_are_none(county: ApiCounty) -> None:
    program = caller(county.editor)
    for key in ("x" * 256, "a\tb", "é"):
        assert program.post("/pages/", draft(county), key=key).status_code == 422
    assert not NewsPage.objects.exists()


def test_answers_are_kept_for_a_day(county: ApiCounty) -> None:
    program = caller(county.editor)
    program.post("/pages/", draft(county), key="k1")
    assert forget_answers() == 0
    assert "api.forget_answers" in jobs()
    with time_machine.travel(timezone.now() + dt.timedelta(hours=25), tick=False):
        program.post("/pages/", draft(county), key="k1")
        assert NewsPage.objects.count() == 2
        KeptAnswer.objects.update(created=timezone.now() - dt.timedelta(hours=25))
        assert jobs()["api.forget_answers"].run() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_have_one_effect(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("transactional_db")
    county = ApiCounty()
    token, body = token_for(county.editor), draft(county)
    barrier, answers = threading.Barrier(20), []

    def send() -> None:
        program = Caller(token)
        barrier.wait()
        try:
            answers.append(program.post("/pages/", body, key="k1"))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [201] * 20
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer for answer in answers) == 19
    assert NewsPage.objects.count() == 1
