"""A form that waited too long: nothing typed is lost, and a stranger's form is not sent by one press."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from exchange.models import Need
from tests.factories.media import photo_with_position, upload
from tests.factories.needs import NeedCounty
from tests.worlds import world

county = world(NeedCounty)
HERE = "http://testserver"
WORDS = "三号楼楼道灯坏了，夜里下楼怕摔 <b>&\"'"


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def late(client: Client, path: str, values: dict[str, Any], **headers: str) -> Any:
    answer = client.post(path, values, headers={"origin": HERE} | headers)
    assert answer.status_code == 403
    return answer


def form_of(answer: Any) -> dict[str, str]:
    """What the page would send again."""
    form = BeautifulSoup(answer.content, "html.parser").form
    assert form is not None
    assert form["method"] == "post"
    fields = {str(each["name"]): str(each.get("value", "")) for each in form.select("input")}
    # A browser leaves the first line break of a textarea out.
    return fields | {str(each["name"]): re.sub(r"^\n", "", each.get_text()) for each in form.select("textarea")}


def test_what_was_typed_comes_back_and_is_sent_by_one_press(strict: Client, county: NeedCounty) -> None:
    path = "/needs/ask/words/"
    answer = late(strict, path, {"words": WORDS, "people_count": "2", "wanted_from": "", "csrfmiddlewaretoken": "x"})
    html = answer.content.decode()
    assert "还没有交上去" in html
    assert "您写的都在下面" in html
    assert 'lang="zh-hans"' in html
    assert "<b>&" not in html
    again = form_of(answer)
    assert (again["words"], again["people_count"]) == (WORDS, "2")
    assert again["csrfmiddlewaretoken"] not in ("", "x")
    assert strict.post(path, again).status_code == 302
    assert WORDS in BeautifulSoup(strict.get(path).content, "html.parser").select_one("textarea").text  # type: ignore[union-attr]


def test_the_last_step_is_sent_again_too(strict: Client, county: NeedCounty) -> None:
    order = county.done()
    strict.force_login(county.resident)
    answer = late(strict, f"/needs/progress/{order.need.code}/rate/", {"score": "4", "text": "师傅很细心"})
    strict.post(f"/needs/progress/{order.need.code}/rate/", form_of(answer))
    order.refresh_from_db()
    assert (order.state, order.rating.text) == ("rated", "师傅很细心")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.example"])
def test_a_strangers_form_is_not_given_back(strict: Client, county: NeedCounty, origin: str) -> None:
    answer = late(strict, "/needs/ask/words/", {"words": WORDS}, origin=origin)
    html = answer.content.decode()
    assert "<form" not in html
    assert "楼道灯" not in html
    assert "还没有交上去" in html
    assert not Need.objects.exists()


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/account/login/", {"login": "顾阿婆", "password": "不给看的密码"}),
        ("/admin/needs/new/", {"words": "后台写的话"}),
        ("/needs/ask/words/", {"old_password": "不给看的密码"}),
        ("/needs/ask/words/", {f"name-{number}": "很多" for number in range(101)}),
        ("/needs/ask/words/", {"words": "长" * 20_001}),
    ],
    ids=["sign-in", "desk", "password", "many", "long"],
)
def test_what_is_never_given_back(strict: Client, county: NeedCounty, path: str, values: dict[str, str]) -> None:
    html = late(strict, path, values).content.decode()
    for value in values.values():
        assert value not in html


def test_photos_are_said_to_be_chosen_anew(strict: Client, county: NeedCounty) -> None:
    photo = upload(photo_with_position(), "a.jpg")
    answer = late(strict, "/needs/ask/photos/", {"photos": photo, "next": "1"})
    assert "照片和文件要重新选一次" in answer.content.decode()
    assert form_of(answer)["next"] == "1"


def test_in_english_too(strict: Client, county: NeedCounty) -> None:
    strict.get("/preferences/?language=en&next=/")
    assert "What you typed is still here" in late(strict, "/needs/ask/words/", {"words": WORDS}).content.decode()
