"""The import screen, without JavaScript: what it shows, what it keeps, whom it lets in."""

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from cms.importer import read_text
from cms.importer.marked import from_marked, to_marked
from cms.importer.units import guess_unit_page, unit_pages_for
from cms.models import BriefingPage, NewsPage, UnitPage
from organisations.enums import UnitKind
from organisations.widgets import GROUPED_FROM
from tests.cms.import_world import World, make_world

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parents[2] / "demo" / "data" / "documents"
PROSE = "活动现场，志愿者为村民讲解移风易俗的好处，发放倡议书，解答大家关心的问题，气氛热烈而亲切。"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def editor(world: World, client: Client) -> Client:
    client.force_login(world.editor)
    return client


def document(number: int) -> SimpleUploadedFile:
    (path,) = FOLDER.glob(f"00{number}_*.txt")
    return SimpleUploadedFile(path.name, path.read_bytes())


def posted(response: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would send back of the preview: every field, ticks included."""
    form = response.context["form"]
    data: dict[str, Any] = {}
    for field in form:
        value = field.value()
        if value is None or value is False:
            continue
        data[field.html_name] = "on" if value is True else getattr(value, "pk", value)
    return {**data, **changes}


ADDRESS = "/admin/import/"


def test_the_address_is_named() -> None:
    assert reverse("import_document") == ADDRESS


def test_a_document_is_shown_before_anything_is_made(editor: Client) -> None:
    before = Page.objects.count()
    response = editor.post(ADDRESS, {"file": document(2), "text": ""})
    html = response.content.decode()
    assert response.status_code == 200
    assert "心中有本賬" in html
    assert "看上去是这样" in html
    assert html.count("去掉这一段") == 2
    assert "别的文章的预告" in html
    assert "去掉了汉字之间的 1 处空格" in html
    assert Page.objects.count() == before


def test_the_preview_becomes_a_draft_and_opens_wagtails_editor(editor: Client, world: World) -> None:
    preview = editor.post(ADDRESS, {"file": document(2)})
    response = editor.post(ADDRESS, posted(preview, step="create", unit=world.village.pk, title="百家桥的家书"))
    page = NewsPage.objects.get()
    assert response.status_code == 302
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (page.title, page.live, page.unit) == ("百家桥的家书", False, world.village.unit)
    assert "十三五" not in str(page.body.raw_data)
    assert editor.get(response["Location"]).status_code == 200


def test_a_paragraph_of_the_tail_can_be_kept(editor: Client, world: World) -> None:
    preview = editor.post(ADDRESS, {"file": document(2)})
    data = posted(preview, step="create", unit=world.village.pk)
    del data["tail_drop_1"]
    editor.post(ADDRESS, data)
    text = str(list(NewsPage.objects.get().body.raw_data))
    assert "總書記擘畫高質量發展" in text
    assert "十三五”,我們" not in text


def test_a_briefing_comes_with_its_particulars(editor: Client, world: World) -> None:
    preview = editor.post(ADDRESS, {"file": document(1)})
    assert preview.context["form"]["kind"].value() == "briefing"
    editor.post(ADDRESS, posted(preview, step="create", unit=world.town.pk))
    page = BriefingPage.objects.get()
    assert (page.series.name, page.number, page.copies) == ("江苏精神文明建设简报", 10, 400)
    assert [item["title"] for item in page.sections[0].value["items"]][
        1
    ] == "南京市浦口区:探索推进新时代文明实践特色小镇建设"


def test_changes_are_shown_again_and_nothing_is_made(editor: Client, world: World) -> None:
    preview = editor.post(ADDRESS, {"text": f"村里的事\n\n{PROSE}"})
    changed = posted(preview, step="preview", unit=world.village.pk, text="## 新的小标题\n\n**改过**的话<script>")
    html = editor.post(ADDRESS, changed).content.decode()
    assert "<h4>新的小标题</h4>" in html
    assert "<b>改过</b>的话&lt;script&gt;" in html
    assert NewsPage.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"unit": ""}, "unit", "选一个单位"),
        ({"title": ""}, "title", "写一个标题"),
        ({"date": "2023-02-30"}, "date", "日期"),
        ({"kind": "briefing", "series": ""}, "series", "简报"),
        ({"kind": "other"}, "kind", "other"),
        ({"number": "0"}, "number", "1"),
    ],
)
def test_an_error_keeps_everything_typed_and_stands_at_its_field(
    editor: Client, world: World, changes: dict[str, str], field: str, words: str
) -> None:
    preview = editor.post(ADDRESS, {"file": document(2)})
    typed = {
        "unit": world.village.pk,
        "source": "我写的来源",
        "text": "我改过的正文",
        "report_to": "我写的报",
    } | changes
    response = editor.post(ADDRESS, posted(preview, step="create", **typed))
    form, html = response.context["form"], response.content.decode()
    assert response.status_code == 422
    assert list(form.errors) == [field]
    assert words in form.errors[field][0]
    assert f'href="#{form[field].id_for_label}"' in html
    assert "<title>错误：" in html.replace("\n", "").replace("  ", "")
    for kept in ("我写的来源", "我改过的正文", "我写的报"):
        assert kept in html
    assert html.count("去掉这一段") == 2
    assert NewsPage.objects.count() == BriefingPage.objects.count() == 0


def test_a_taken_number_is_said_at_the_number(editor: Client, world: World) -> None:
    for _round in range(2):
        preview = editor.post(ADDRESS, {"file": document(1)})
        response = editor.post(ADDRESS, posted(preview, step="create", unit=world.town.pk))
    assert "第 10 期" in response.context["form"].errors["number"][0]
    assert BriefingPage.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({}, "file", "选一份文档"),
        ({"text": "  "}, "file", "选一份文档"),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF")}, "file", ".pdf"),
        ({"file": SimpleUploadedFile("a.txt", b"")}, "file", "没有文字"),
        ({"text": "字" * 200_001}, "text", "200000"),
    ],
)
def test_what_cannot_be_read_is_said_and_the_pasted_text_stays(
    editor: Client, data: dict[str, Any], field: str, words: str
) -> None:
    response = editor.post(ADDRESS, data)
    assert response.status_code == 422
    assert words in response.context["form"].errors[field][0]
    assert response.context["form"]["text"].value() == data.get("text")


def test_a_file_that_fails_does_not_cost_the_pasted_text(editor: Client) -> None:
    response = editor.post(ADDRESS, {"file": SimpleUploadedFile("a.pdf", b"%PDF"), "text": "辛苦写的"})
    assert "辛苦写的" in response.content.decode()


def test_only_own_units_are_offered(editor: Client, world: World) -> None:
    preview = editor.post(ADDRESS, {"text": f"村里的事\n\n{PROSE}"})
    offered = [page.pk for page in preview.context["form"].fields["unit"].queryset]
    assert offered == [world.town.pk, world.village.pk, world.other_village.pk]
    assert world.centre.unit.name not in preview.content.decode()


def test_many_units_are_grouped_by_town_and_can_be_searched(world: World, client: Client) -> None:
    for number in range(GROUPED_FROM):
        unit = world.town.unit.add_child(name=f"第{number}站", kind=UnitKind.STATION, level=world.town.unit.level)
        world.town.add_child(instance=UnitPage(title=unit.name, slug=f"station-{number}", unit=unit))
    client.force_login(world.admin)
    preview = client.post(ADDRESS, {"text": f"百家桥村的事\n\n{PROSE}"})
    html = BeautifulSoup(preview.content, "html.parser")
    select = html.select_one("#id_unit[data-unit-picker]")
    assert select is not None
    assert [group["label"] for group in select.find_all("optgroup")] == [str(world.town.unit)]
    assert [option["value"] for option in select.select("option[selected]")] == [str(world.village.pk)]
    assert html.select_one("script[src*='desk/js/unit_picker']") is not None
    assert len(select.find_all("option")) == 1 + UnitPage.objects.count()
    response = client.post(ADDRESS, posted(preview, step="create", unit=UnitPage.objects.get(title="第3站").pk))
    assert response.status_code == 302
    assert NewsPage.objects.get().unit.name == "第3站"


def test_another_units_page_cannot_be_named(editor: Client, world: World) -> None:
    preview = editor.post(ADDRESS, {"text": f"村里的事\n\n{PROSE}"})
    response = editor.post(ADDRESS, posted(preview, step="create", unit=world.centre.pk))
    assert "unit" in response.context["form"].errors
    assert NewsPage.objects.count() == 0


@pytest.mark.parametrize(("who", "status"), [("editor", 200), ("admin", 200), ("outsider", 302), (None, 302)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_open_the_screen(world: World, client: Client, who: str | None, status: int, method: str) -> None:
    if who:
        client.force_login(getattr(world, who))
    response = client.get(ADDRESS) if method == "get" else client.post(ADDRESS, {"text": f"村里的事\n\n{PROSE}"})
    assert response.status_code == status


def test_staff_without_a_unit_are_turned_away_and_see_no_menu_item(world: World, client: Client) -> None:
    from django.contrib.auth.models import Permission

    world.outsider.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(world.outsider)
    assert client.get(ADDRESS).status_code == 302
    assert ADDRESS not in client.get("/admin/").content.decode()


def test_the_menu_and_the_unit_page_lead_to_the_screen(editor: Client, world: World) -> None:
    assert ADDRESS in editor.get("/admin/").content.decode()
    explorer = editor.get(reverse("wagtailadmin_explore", args=[world.village.pk])).content.decode()
    assert f"{ADDRESS}?unit={world.village.pk}" in explorer


def test_the_unit_of_the_button_is_chosen_and_a_foreign_one_is_not(editor: Client, world: World) -> None:
    for page, expected in ((world.other_village, world.other_village.pk), (world.centre, None)):
        preview = editor.post(f"{ADDRESS}?unit={page.pk}", {"text": f"今天的事\n\n{PROSE}"})
        assert preview.context["form"]["unit"].value() == expected
    assert editor.post(f"{ADDRESS}?unit=x", {"text": f"今天的事\n\n{PROSE}"}).status_code == 200


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("百家桥村的家书送到了", "village"),
        ("杨舍镇举行宣讲会", "town"),
        ("田垛里村新时代文明实践站开讲", "other_village"),
        ("楊舍鎮舉行宣講會", "town"),
        ("省里开了会", None),
    ],
)
def test_the_unit_is_guessed_from_what_is_said(world: World, title: str, expected: str | None) -> None:
    found = guess_unit_page(read_text(f"{title}\n\n{PROSE}"), unit_pages_for(world.editor))
    assert (found and found.pk) == (expected and getattr(world, expected).pk)


@pytest.mark.parametrize("number", range(5))
def test_text_survives_the_box_in_which_it_is_edited(number: int) -> None:
    from cms.importer import read_document

    upload = document(number)
    draft = read_document(upload.read(), upload.name or "")
    assert from_marked(to_marked(draft.blocks, draft.sections)) == (draft.blocks, draft.sections)


@pytest.mark.parametrize("tails", [1, 3])
def test_the_preview_costs_the_same_however_long_the_tail(editor: Client, tails: int) -> None:
    teasers = [f"【别处的事】{PROSE}{number}。【详细】" for number in range(tails)]
    text = "\n".join(["村里的事", f"{PROSE}（记者 陈某）", *teasers])
    editor.get(ADDRESS)
    with CaptureQueriesContext(connection) as queries:
        preview = editor.post(ADDRESS, {"text": text})
    assert len(preview.context["form"].tail) == tails
    assert len(queries) <= 20, [query["sql"][:90] for query in queries]
