"""Paper slips: entered for somebody, remembered for the next, each with a receipt on paper."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from exchange.enums import LimitedStep
from exchange.models import CategoryQuestion, Need, NeedAnswer
from exchange.services.limits import due
from tests.factories.needs import NeedCounty, stands_at

NEW = "/admin/needs/new/"


def slip(county: NeedCounty, **changes: Any) -> dict[str, Any]:
    given = {"words": "门口的路灯不亮了", "phone": "13800138000", "channel": "doorstep", "unit": county.station.pk}
    return {**given, **changes}


def test_ur2_asking_at_the_village_desk(county: NeedCounty, sign_in: Any) -> None:
    """UR2: on behalf, with a receipt; code and phone tail show the state, and nothing personal but the own words."""
    helper = sign_in(county.helper)
    assert helper.post(NEW, slip(county, name="陆阿婆", channel="desk")).status_code == 302
    need = Need.objects.get()
    assert (need.channel, need.entered_by, need.asker, need.unit) == ("desk", county.helper, None, county.station)
    assert stands_at(need) == "screen"
    entered = helper.get(NEW).context["entered"]
    assert [each.need for each in entered] == [need]
    receipt = entered[0].receipt.replace(" ", "")
    assert len(receipt) == 8

    asker = Client()
    looked = asker.post("/needs/progress/", {"code": receipt, "tail": "8000"}, follow=True)
    text = looked.content.decode()
    assert "路灯不亮" in text
    # The state, and of what is personal the own words alone.
    assert "已提交" in text
    for personal in ("陆阿婆", "13800138000", "138 0013 8000", "8000", receipt, county.helper.get_full_name()):
        assert personal not in text, personal
    wrong = Client().post("/needs/progress/", {"code": receipt, "tail": "8001"}, follow=True)
    assert "路灯不亮" not in wrong.content.decode()


def test_what_is_remembered(county: NeedCounty, sign_in: Any) -> None:
    helper = sign_in(county.town_dispatcher)
    before = helper.get(NEW).context["form"].initial
    assert (before["unit"], before["channel"]) == (county.town.pk, "desk")
    helper.post(NEW, slip(county, category=county.heating.pk))
    form = helper.get(NEW).context["form"]
    kept = {"unit": county.station.pk, "channel": "doorstep", "category": county.heating.pk}
    assert form.initial == kept
    assert form["words"].value() is None
    assert "autofocus" in str(form["words"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"words": "灯"}, "words"),
        ({"phone": "12345"}, "phone"),
        ({"channel": "api"}, "channel"),
        ({"unit": ""}, "unit"),
        ({"category": "999999"}, "category"),
        ({"category": "x"}, "category"),
    ],
)
def test_a_refusal_keeps_what_was_typed(county: NeedCounty, sign_in: Any, changes: Any, field: str) -> None:
    refused = sign_in(county.helper).post(NEW, slip(county, name="陆阿婆", **changes))
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == [field]
    assert refused.context["first_error"] == field
    assert "陆阿婆" in refused.content.decode()
    assert not Need.objects.exists()


def test_questions_of_the_category(county: NeedCounty, sign_in: Any) -> None:
    question = CategoryQuestion.objects.create(category=county.heating, text="几楼", kind="number", required=True)
    helper = sign_in(county.helper)
    refused = helper.post(NEW, slip(county, category=county.heating.pk))
    name = f"answer-{question.pk}"
    assert list(refused.context["form"].errors) == [name]
    assert f'name="{name}"' in refused.content.decode()
    helper.post(NEW, slip(county, category=county.heating.pk, **{name: "3"}))
    assert NeedAnswer.objects.get().text == "3"


def test_only_the_own_units(county: NeedCounty, sign_in: Any) -> None:
    helper = sign_in(county.helper)
    assert [unit.name for unit in helper.get(NEW).context["form"].fields["unit"].queryset] == ["百家桥站"]
    refused = helper.post(NEW, slip(county, unit=county.other_station.pk))
    assert list(refused.context["form"].errors) == ["unit"]
    assert sign_in(county.resident).get(NEW).status_code == 404
    assert sign_in(county.holder("auditor", county.centre)).get(NEW).status_code == 404


def test_receipts_on_paper(county: NeedCounty, sign_in: Any) -> None:
    helper = sign_in(county.helper)
    for words in ("门口的路灯不亮了", "想请人修一下门锁"):
        helper.post(NEW, slip(county, words=words, name="陆阿婆"))
    paper = helper.get("/admin/needs/receipts/")
    text = paper.content.decode()
    assert [each.receipt in text for each in paper.context["entered"]] == [True, True]
    assert text.count("<svg") == 2
    assert "陆阿婆" not in text
    assert "data-print" in text
    first = Need.objects.order_by("pk")[0]
    assert "修一下门锁" not in helper.get(f"/admin/needs/{first.code}/receipt/").content.decode()


def test_a_receipt_says_until_when_and_leads_there_without_its_number_in_an_address(
    county: NeedCounty, sign_in: Any
) -> None:
    county.repairs.limits.create(step="screen", hours=2)
    helper = sign_in(county.helper)
    for category in (county.heating.pk, ""):
        helper.post(NEW, slip(county, category=category))
    paper = helper.get("/admin/needs/receipts/")
    slips = paper.context["slips"]
    assert [at for _each, at in slips] == [
        due(LimitedStep.SCREEN, each.need.category, each.need.submitted_at) for each, _at in slips
    ]
    html = paper.content.decode()
    for each, at in slips:
        assert f"{timezone.localtime(at):%H:%M} 前" in html
        assert each.receipt.replace(" ", "") not in html
    assert len({each.qr() for each, _at in slips}) == 2


def test_receipts_are_for_who_entered_them(county: NeedCounty, sign_in: Any) -> None:
    sign_in(county.helper).post(NEW, slip(county))
    need = Need.objects.get()
    other = sign_in(county.dispatcher)
    assert other.get(f"/admin/needs/{need.code}/receipt/").status_code == 404
    assert other.get("/admin/needs/receipts/").context["entered"] == []


def test_nothing_of_a_receipt_lies_in_the_session(county: NeedCounty, sign_in: Any) -> None:
    helper = sign_in(county.helper)
    helper.post(NEW, slip(county))
    receipt = Need.objects.get().personal.receipt
    assert receipt not in str(dict(helper.session))
