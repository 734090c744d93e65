"""Many needs at once: a paste from a group chat, a spreadsheet, and taking a batch back."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from exchange.models import Need, NeedBatch
from tests.factories.needs import NeedCounty, has_item, stands_at

CHAT, SHEET, BATCHES = "/admin/needs/chat/", "/admin/needs/sheet/", "/admin/needs/batches/"
PASTE = """王大姐 2026-11-20 09:12
我家水电坏了，想请人来修一下，13800138000

李叔 2026-11-20 09:15
收到，谢谢

赵奶奶 2026-11-20 09:20
楼道的灯不亮了，希望有人来看看
"""
ROWS = "需求内容,类别,联系电话\n门口的路灯不亮了,水电,13800138000\n想请人修一下门锁,,\n"


def paste(county: NeedCounty, **changes: Any) -> dict[str, Any]:
    return {"unit": county.station.pk, "text": PASTE, "do": "read", **changes}


def sent(answer: Any) -> dict[str, Any]:
    """The fields of the candidates as the page would send them back."""
    formset = answer.context["candidates"]
    data = {f"c-{name}": value for name, value in formset.management_form.initial.items()}
    for form in formset:
        for name, value in form.initial.items():
            if value not in (None, False):
                data[form.add_prefix(name)] = "on" if value is True else value
    return data


def sheet(county: NeedCounty, text: str = ROWS, **changes: Any) -> dict[str, Any]:
    file = SimpleUploadedFile("十一月.csv", text.encode("utf-8-sig"))
    return {"unit": county.station.pk, "file": file, "do": "try", **changes}


def test_a_paste_is_read_and_nothing_taken_in(county: NeedCounty, sign_in: Any) -> None:
    answer = sign_in(county.helper).post(CHAT, paste(county))
    forms = answer.context["candidates"].forms
    assert [form.initial["name"] for form in forms] == ["王大姐", "赵奶奶"]
    assert (forms[0].initial["phone"], forms[0].initial["category"]) == ("13800138000", county.heating.pk)
    assert [each.speaker for each in answer.context["left_out"]] == ["李叔"]
    assert "收到，谢谢" in answer.content.decode()
    assert "autofocus" not in str(answer.context["form"]["text"])
    assert not Need.objects.exists()


def test_what_is_ticked_becomes_one_batch_with_flows(county: NeedCounty, sign_in: Any) -> None:
    client = sign_in(county.helper)
    data = sent(client.post(CHAT, paste(county)))
    data["c-0-words"] = "水管漏水，想请人来修"
    data.pop("c-1-take", None)
    done = client.post(CHAT, {**paste(county, do="take"), **data})
    batch = NeedBatch.objects.get()
    assert done["Location"] == f"{BATCHES}{batch.code}/"
    need = Need.objects.get()
    assert (need.batch, need.channel, need.public_text, need.category) == (
        batch,
        "chat",
        "水管漏水，想请人来修",
        county.heating,
    )
    assert need.personal.phone == "13800138000"
    assert stands_at(need) == "screen"


@pytest.mark.parametrize(("field", "value"), [("phone", "12"), ("words", "灯")])
def test_a_refusal_stands_at_its_candidate(county: NeedCounty, sign_in: Any, field: str, value: str) -> None:
    client = sign_in(county.helper)
    data = {
        **sent(client.post(CHAT, paste(county))),
        "c-1-take": "on",
        f"c-1-{field}": value,
        "c-0-words": "改过的话在这里",
    }
    refused = client.post(CHAT, {**paste(county, do="take"), **data})
    assert refused.status_code == 422
    assert list(refused.context["candidates"].forms[1].errors) == [field]
    assert "改过的话在这里" in refused.content.decode()
    assert [each.speaker for each in refused.context["left_out"]] == ["李叔"]
    assert not Need.objects.exists()


def test_nothing_ticked_is_said(county: NeedCounty, sign_in: Any) -> None:
    client = sign_in(county.helper)
    data = {k: v for k, v in sent(client.post(CHAT, paste(county))).items() if not k.endswith("-take")}
    refused = client.post(CHAT, {**paste(county, do="take"), **data})
    assert (refused.status_code, bool(refused.context["error"])) == (422, True)


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_paste(county: NeedCounty, sign_in: Any, text: str) -> None:
    refused = sign_in(county.helper).post(CHAT, paste(county, text=text))
    assert list(refused.context["form"].errors) == ["text"]


@pytest.mark.parametrize("changes", [{"c-TOTAL_FORMS": "x"}, {"c-TOTAL_FORMS": "100000", "c-INITIAL_FORMS": "0"}])
def test_broken_candidates_are_no_error_of_the_server(county: NeedCounty, sign_in: Any, changes: Any) -> None:
    assert sign_in(county.helper).post(CHAT, {**paste(county, do="take"), **changes}).status_code == 422


def test_a_sheet_is_tried_then_confirmed(county: NeedCounty, sign_in: Any) -> None:
    client = sign_in(county.helper)
    tried = client.post(SHEET, sheet(county))
    assert [each.asked.words for each in tried.context["draft"].entries] == ["门口的路灯不亮了", "想请人修一下门锁"]
    assert not Need.objects.exists()
    carried = {name: tried.context[name] for name in ("carried", "carried_name")}
    done = client.post(SHEET, {"unit": county.station.pk, "do": "take", **carried})
    batch = NeedBatch.objects.get()
    assert done["Location"] == f"{BATCHES}{batch.code}/"
    assert (batch.name, batch.channel) == ("十一月.csv", "spreadsheet")
    assert [stands_at(need) for need in batch.needs.all()] == ["screen", "screen"]
    again = client.post(SHEET, sheet(county))
    assert again.status_code == 422
    assert again.context["form"].non_field_errors()


def test_errors_by_row_and_nothing_taken_in(county: NeedCounty, sign_in: Any) -> None:
    client = sign_in(county.helper)
    wrong = "需求内容,联系电话\n门口的路灯不亮了,12\n灯,13800138000\n"
    tried = client.post(SHEET, sheet(county, wrong))
    assert tried.status_code == 422
    assert [(each.row, each.column) for each in tried.context["refused"]] == [(2, "联系电话"), (3, "需求内容")]
    assert client.post(SHEET, sheet(county, wrong, do="take")).status_code == 422
    assert not Need.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"file": ""},
        {"file": "", "carried": "%%%", "carried_name": "x.csv"},
        {"file": SimpleUploadedFile("x.pdf", b"%")},
    ],
)
def test_no_table_at_all(county: NeedCounty, sign_in: Any, changes: Any) -> None:
    refused = sign_in(county.helper).post(SHEET, sheet(county, **changes))
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["file"])


def test_the_template_has_the_own_units(county: NeedCounty, sign_in: Any) -> None:
    answer = sign_in(county.helper).get("/admin/needs/sheet/template/")
    book = load_workbook(io.BytesIO(answer.content))
    cells = [str(cell) for page in book.worksheets for row in page.iter_rows(values_only=True) for cell in row]
    assert "需求内容（必填）" in cells
    assert any("百家桥站" in cell for cell in cells)
    assert not any("恬庄站" in cell for cell in cells)


def test_a_batch_is_taken_back_as_a_whole(county: NeedCounty, sign_in: Any) -> None:
    client = sign_in(county.helper)
    client.post(SHEET, sheet(county, do="take"))
    batch = NeedBatch.objects.get()
    address = f"{BATCHES}{batch.code}/"
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "传错了表"}).status_code == 302
    assert {need.state for need in batch.needs.all()} == {"withdrawn"}
    assert not any(has_item(need) for need in batch.needs.all())
    assert client.post(address, {"reason": "再来"}).status_code == 422


def test_a_batch_that_is_dealt_with_stays(county: NeedCounty, sign_in: Any) -> None:
    client = sign_in(county.helper)
    client.post(SHEET, sheet(county, do="take"))
    batch = NeedBatch.objects.get()
    county.verbs.panel_say(need=batch.needs.first(), actor=county.panel[0], outcome="accept")
    refused = client.post(f"{BATCHES}{batch.code}/", {"reason": "传错了表"})
    assert refused.status_code == 422
    assert "门口的路灯不亮了" in refused.content.decode()
    assert {need.state for need in batch.needs.all()} == {"submitted"}


@pytest.mark.parametrize(
    ("who", "status"), [("helper", 200), ("dispatcher", 200), ("other_dispatcher", 404), ("resident", 404)]
)
def test_who_sees_a_batch(county: NeedCounty, sign_in: Any, who: str, status: int) -> None:
    sign_in(county.helper).post(SHEET, sheet(county, do="take"))
    batch = NeedBatch.objects.get()
    client = sign_in(getattr(county, who))
    assert client.get(f"{BATCHES}{batch.code}/").status_code == status
    listed = client.get(BATCHES)
    assert (listed.status_code, batch.code in listed.content.decode()) == (
        404 if who == "resident" else 200,
        status == 200,
    )


@pytest.mark.parametrize("path", [CHAT, SHEET, "/admin/needs/sheet/template/", BATCHES])
def test_nobody_without_a_service_role(county: NeedCounty, sign_in: Any, path: str) -> None:
    assert sign_in(county.resident).get(path).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_as_many_queries_for_three_as_for_one(
    county: NeedCounty, sign_in: Any, many: int, django_assert_num_queries: Any
) -> None:
    client = sign_in(county.helper)
    for number in range(many):
        client.post(SHEET, sheet(county, f"需求内容\n第{number}户的灯不亮了\n", do="take"))
    client.get(BATCHES)
    with django_assert_num_queries(11):
        assert len(client.get(BATCHES).context["page_obj"].object_list) == many
