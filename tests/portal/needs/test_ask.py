"""Asking for help: one question a page, nothing typed is lost, sent once, and a receipt at the end."""

from typing import Any

import pytest
from django.test import Client

from common.errors import Invalid
from exchange.enums import Channel, NeedState, QuestionKind
from exchange.models import CategoryQuestion, Need, NeedAnswer
from portal import dates
from portal.needs.promises import looked_at_by
from tests.factories.needs import NeedCounty, stands_at

WORDS = "三号楼楼道灯坏了，夜里下楼怕摔，打我电话13800138000"
PLACES = {"what": "/needs/ask/what/", "words": "/needs/ask/words/", "where": "/needs/ask/where/"}


def answers(county: NeedCounty, **changes: Any) -> dict[str, dict[str, Any]]:
    """What is typed at each step."""
    given: dict[str, dict[str, Any]] = {
        "what": {"category": county.heating.pk},
        "words": {"words": WORDS, "people_count": "", "wanted_from": ""},
        "photos": {"next": "1"},
        "where": {"unit": county.station.pk},
        "contact": {"phone": "138 0013 8000", "name": "顾阿婆", "address": "三号楼二单元"},
    }
    for step, values in changes.items():
        given[step] = {**given[step], **values}
    return given


def walk(client: Client, steps: dict[str, dict[str, Any]]) -> Any:
    """Takes the steps in order, as the site leads: the answer of the last."""
    answer: Any = None
    for step, values in steps.items():
        answer = client.post(f"/needs/ask/{step}/", values, follow=True)
    return answer


def asked(client: Client, county: NeedCounty, **changes: Any) -> Need:
    walk(client, answers(county, **changes))
    assert client.post("/needs/ask/check/", follow=True).status_code == 200
    return Need.objects.get()


def test_the_site_leads_from_question_to_question(client: Client, county: NeedCounty) -> None:
    assert client.get("/needs/ask/").url == "/needs/ask/what/"  # type: ignore[attr-defined]
    for step, values in answers(county).items():
        shown = client.get("/needs/ask/", follow=True)
        assert shown.request["PATH_INFO"] == f"/needs/ask/{step}/"
        client.post(shown.request["PATH_INFO"], values)
    assert client.get("/needs/ask/").url == "/needs/ask/check/"  # type: ignore[attr-defined]
    assert Need.objects.count() == 0


def test_what_was_asked_arrives_as_it_was_typed_and_nothing_personal_is_public(
    client: Client, county: NeedCounty
) -> None:
    need = asked(client, county)
    assert (need.state, need.channel, need.unit) == (NeedState.SUBMITTED, Channel.VISITOR, county.station)
    assert (need.category, need.asker) == (county.heating, None)
    assert "138****8000" in need.public_text
    assert "13800138000" not in need.public_text
    assert need.personal.words == WORDS
    assert (need.personal.phone, need.personal.name) == ("13800138000", "顾阿婆")
    assert stands_at(need) == "screen"


def test_with_an_account_no_phone_is_needed_and_it_is_ones_own(client: Client, county: NeedCounty) -> None:
    client.force_login(county.resident)
    need = asked(client, county, contact={"phone": "", "name": "", "address": ""})
    assert (need.asker, need.channel) == (county.resident, Channel.ACCOUNT)
    assert client.get(f"/needs/progress/{need.code}/").status_code == 200


@pytest.mark.parametrize(
    ("step", "changes", "words"),
    [
        ("what", {"category": ""}, "选"),
        ("what", {"category": "999999"}, ""),
        ("words", {"words": ""}, "写几个字"),
        ("words", {"words": "灯"}, "写几个字"),
        ("words", {"words": "灯" * 601}, ""),
        ("words", {"wanted_from": "2001-01-01T09:00"}, "还没到"),
        ("words", {"people_count": "0"}, ""),
        ("where", {"unit": ""}, "请选"),
        ("where", {"unit": "999999"}, ""),
        ("contact", {"phone": ""}, "电话"),
        ("contact", {"phone": "12345"}, "电话"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_stays_typed(
    client: Client, county: NeedCounty, step: str, changes: dict[str, Any], words: str
) -> None:
    given = answers(county, **{step: changes})
    for name, values in given.items():
        answer = client.post(f"/needs/ask/{name}/", values)
        if name == step:
            break
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "field-error" in html
    assert "错误：" in html.split("</title>")[0]
    if words:
        assert words in html
    for value in given[step].values():
        assert str(value) in html
    assert Need.objects.count() == 0


def test_who_does_not_know_the_kind_asks_all_the_same(client: Client, county: NeedCounty) -> None:
    html = client.get("/needs/ask/what/").content.decode()
    assert "说不清是哪一类" in html
    assert "checked" not in html
    shown = walk(client, answers(county, what={"category": "unsure"})).content.decode()
    assert "站里帮您归类" in shown
    assert 'value="unsure" checked' in client.get("/needs/ask/what/").content.decode()
    client.post("/needs/ask/check/")
    need = Need.objects.get()
    assert (need.category, stands_at(need)) == (None, "screen")
    # The panel cannot accept it without saying which kind it is.
    with pytest.raises(Invalid) as refused:
        county.screened(need=need, category=None)
    assert refused.value.field == "category"


@pytest.mark.parametrize(
    ("which", "chosen"), [("station", "station"), ("town", "town"), ("centre", None), ("nowhere", None)]
)
def test_a_unit_leads_into_asking_there(client: Client, county: NeedCounty, which: str, chosen: str | None) -> None:
    code = getattr(county, which).code if which != "nowhere" else "zzzz' or 1"
    assert client.get("/needs/ask/", {"unit": code}).url == "/needs/ask/what/"  # type: ignore[attr-defined]
    steps = answers(county)
    walk(client, {name: steps[name] for name in ("what", "words", "photos")})
    html = client.get("/needs/ask/where/").content.decode()
    found = [part.split('"')[0] for part in html.split('value="') if " selected" in part.split(">")[0]]
    assert found == ([str(getattr(county, chosen).pk)] if chosen else [""])


def test_going_back_shows_what_was_said(client: Client, county: NeedCounty) -> None:
    walk(client, answers(county))
    assert WORDS in client.get("/needs/ask/words/").content.decode()
    assert f'value="{county.heating.pk}" checked' in client.get("/needs/ask/what/").content.decode()
    client.post("/needs/ask/words/", {"words": "路灯也坏了，走路看不清"}, follow=True)
    shown = client.get("/needs/ask/check/").content.decode()
    assert "路灯也坏了" in shown
    assert WORDS not in shown


def test_signing_in_in_between_loses_nothing(client: Client, county: NeedCounty) -> None:
    walk(client, {step: values for step, values in answers(county).items() if step in ("what", "words")})
    client.force_login(county.resident)
    assert client.get("/needs/ask/").url == "/needs/ask/photos/"  # type: ignore[attr-defined]


def test_pressed_twice_it_is_sent_once(client: Client, county: NeedCounty) -> None:
    walk(client, answers(county))
    for _press in range(2):
        assert client.post("/needs/ask/check/").url == "/needs/receipt/"  # type: ignore[attr-defined]
    assert Need.objects.count() == 1


def test_the_questions_of_the_kind_are_asked_and_the_personal_one_is_kept_apart(
    client: Client, county: NeedCounty
) -> None:
    broken = CategoryQuestion.objects.create(
        category=county.heating, text="坏的是什么？", kind=QuestionKind.CHOICE, choices="电灯 水管", required=True
    )
    floor = CategoryQuestion.objects.create(category=county.heating, text="几楼？", personal=True, order=1)
    steps = answers(county)
    refused = walk(client, {"what": steps["what"], "words": steps["words"]})
    assert refused.status_code == 422
    assert "要回答" in refused.content.decode()
    steps["words"] |= {f"answer-{broken.pk}": "电灯", f"answer-{floor.pk}": "三楼东"}
    assert "电灯" in walk(client, steps).content.decode()
    client.post("/needs/ask/check/")
    need = Need.objects.get()
    assert list(NeedAnswer.objects.filter(need=need).values_list("text", flat=True)) == ["电灯"]
    assert "三楼东" in need.personal.answers


def test_a_kind_that_closes_meanwhile_is_chosen_anew(client: Client, county: NeedCounty) -> None:
    walk(client, answers(county))
    county.heating.is_open = False
    county.heating.save()
    answer = client.post("/needs/ask/check/")
    assert answer.status_code == 422
    assert "/needs/ask/what/" in answer.content.decode()
    assert Need.objects.count() == 0


def test_similar_ones_of_the_neighbours_are_shown_before_sending(client: Client, county: NeedCounty) -> None:
    shown = county.screened(asked={"words": "三号楼楼道灯坏了，夜里看不见"})
    hidden = county.ask(asked={"words": "三号楼楼道灯又坏了，一直没人修"}).need
    html = walk(client, answers(county)).content.decode()
    assert f"/needs/{shown.code}/" in html
    assert hidden.code not in html


def test_the_receipt_is_shown_to_its_session_alone(client: Client, county: NeedCounty) -> None:
    need = asked(client, county)
    code = need.personal.receipt
    html = client.get("/needs/receipt/").content.decode()
    assert f"{code[:4]} {code[4:]}" in html
    assert "<svg" in html
    assert "13800138000" not in html
    stranger = Client().get("/needs/receipt/")
    assert stranger.url == "/needs/progress/"  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["/needs/ask/what/", "/needs/progress/", "/needs/receipt/"])
def test_nothing_of_a_person_is_kept_by_a_cache(client: Client, county: NeedCounty, path: str) -> None:
    asked(client, county)
    assert "no-store" in client.get(path).headers["Cache-Control"]


def test_the_receipt_says_what_comes_next_and_until_when(client: Client, county: NeedCounty) -> None:
    county.repairs.limits.create(step="serve", hours=24)
    county.heating.limits.create(step="screen", hours=2)
    need = asked(client, county)
    html = client.get("/needs/receipt/").content.decode()
    assert f"最晚 {dates.moment(looked_at_by(need))} 前" in html
    assert "派单后3 个工作日内" in html
    # The code is in the drawing alone: no address that a server would see carries it.
    assert need.personal.receipt not in html


def test_an_unknown_step_is_not_there(client: Client, county: NeedCounty) -> None:
    assert client.get("/needs/ask/why/").status_code == 404


def test_nothing_personal_lies_in_the_session_in_the_clear(client: Client, county: NeedCounty) -> None:
    walk(client, answers(county))
    for moment in ("before", "after"):
        kept = str(dict(client.session.items()))
        for word in ("13800138000", "138 0013 8000", "顾阿婆", "楼道灯"):
            assert word not in kept, moment
        if moment == "before":
            client.post("/needs/ask/check/")
    assert Need.objects.get().personal.receipt not in str(dict(client.session.items()))
