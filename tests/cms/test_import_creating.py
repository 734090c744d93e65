"""From a draft to a draft page: what it carries, who may, and that nothing is ever published."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from cms.importer import (
    Block,
    ImportedDraft,
    Item,
    Kind,
    Section,
    TailParagraph,
    create_draft,
    read_document,
    read_text,
)
from cms.models import BriefingPage, BriefingSeries, CasePage, ContentPage, NewsPage, PolicyPage
from common.errors import Invalid, NotAllowed
from common.models import AuditEntry
from tests.cms.import_world import World, make_world
from tests.worlds import world as shared

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parents[2] / "demo" / "data" / "documents"


world = shared(make_world)


def make(world: World, draft: ImportedDraft, **changes: Any) -> ContentPage:
    facts: dict[str, Any] = {
        "unit": world.village.unit,
        "kind": Kind.NEWS,
        "parent": world.village,
        "actor": world.editor,
        "drop_tail": True,
    }
    return create_draft(draft, **(facts | changes))


def a_draft(**changes: Any) -> ImportedDraft:
    blocks = [
        Block("heading", "缘起"),
        Block("paragraph", "**周阿姨**说：5 < 6。"),
        Block("item", "周三"),
        Block("item", "<i>周四"),
    ]
    return replace(
        ImportedDraft(title="旗袍队", date=dt.date(2023, 5, 6), blocks=blocks, source="张家港日报"), **changes
    )


@pytest.mark.parametrize(
    ("kind", "page_class"),
    [(Kind.NEWS, NewsPage), (Kind.CASE, CasePage), (Kind.BRIEFING, BriefingPage), (Kind.POLICY, PolicyPage)],
)
def test_each_kind_becomes_its_page_and_is_a_draft(world: World, kind: Kind, page_class: type[ContentPage]) -> None:
    page = make(world, a_draft(series="文明实践简报"), kind=kind)
    assert type(page) is page_class
    page.refresh_from_db()
    assert (page.live, page.first_published_at, page.has_unpublished_changes) == (False, None, True)
    assert page.get_parent().pk == world.village.pk
    assert (page.unit, page.owner) == (world.village.unit, world.editor)
    assert page.latest_revision.user == world.editor
    assert page.latest_revision.as_object().title == "旗袍队"
    assert page.full_clean() is None


def test_the_text_is_escaped_and_only_bold_and_lists_are_markup(world: World) -> None:
    page = make(world, a_draft())
    page.refresh_from_db()
    assert [(block.block_type, str(getattr(block.value, "source", block.value))) for block in page.body] == [
        ("heading", "缘起"),
        ("paragraph", "<p><b>周阿姨</b>说：5 &lt; 6。</p><ul><li>周三</li><li>&lt;i&gt;周四</li></ul>"),
    ]
    assert (page.happened_on, page.source) == (dt.date(2023, 5, 6), "张家港日报")
    assert page.summary == "周阿姨说：5 < 6。"


def test_a_briefing_carries_everything_of_the_paper(world: World) -> None:
    (path,) = FOLDER.glob("001_*.txt")
    page = make(world, read_document(path.read_bytes(), path.name), kind=Kind.BRIEFING)
    page.refresh_from_db()
    assert (page.series.name, page.series.issuer) == ("江苏精神文明建设简报", "江苏省文明办")
    assert (page.number, page.special_number, page.copies) == (10, 33, 400)
    assert (page.issued_on, page.file_number, page.remark) == (
        dt.date(2022, 3, 28),
        "苏简字1004号",
        "工作资料 注意保存",
    )
    assert page.report_to.startswith("中央文明办")
    (section,) = page.sections
    assert section.value["heading"] == "工作交流"
    assert len(section.value["items"]) == 2
    assert str(section.value["items"][1]["text"].source).startswith("<p>南京市浦口区星甸")


def test_an_existing_series_is_used_again_and_a_taken_number_is_refused_at_the_field(world: World) -> None:
    series = BriefingSeries.objects.create(name="文明实践简报", issuer="市文明办")
    page = make(world, a_draft(series="文明实践简报", number=3), kind=Kind.BRIEFING)
    assert page.series == series
    with pytest.raises(Invalid) as caught:
        make(world, a_draft(series="文明实践简报", number=3, title="又一篇"), kind=Kind.BRIEFING)
    assert (caught.value.code, caught.value.field) == ("import_number_taken", "number")
    assert BriefingPage.objects.count() == 1


def test_sections_of_other_kinds_become_headings_and_the_foot_stays(world: World) -> None:
    sections = [Section("动态", [Item("动态", [Block("paragraph", "甲")]), Item("乙篇", [Block("paragraph", "乙")])])]
    page = make(world, a_draft(blocks=[], sections=sections, send_to="各镇", file_number="苏简字1号"))
    shown = [str(getattr(block.value, "source", block.value)) for block in page.body]
    assert shown == ["动态", "<p>甲</p>", "乙篇", "<p>乙</p><p>发：各镇</p><p>苏简字1号</p>"]


@pytest.mark.parametrize(("drop", "ends"), [(True, "周四"), (False, "尾巴")])
def test_the_tail_is_dropped_or_kept_as_asked(world: World, drop: bool, ends: str) -> None:
    page = make(world, a_draft(tail=[TailParagraph("尾巴", "why")]), drop_tail=drop)
    assert ends in str(page.body[-1].value.source)
    assert ("尾巴" in str(page.body[-1].value.source)) is not drop


def test_the_tail_of_a_paper_with_sections_goes_to_its_last_article(world: World) -> None:
    sections = [Section("动态", [Item("甲篇", [Block("paragraph", "甲")])])]
    draft = a_draft(series="简报", sections=sections, tail=[TailParagraph("尾巴", "why")])
    page = make(world, draft, kind=Kind.BRIEFING, drop_tail=False)
    assert str(page.sections[0].value["items"][0]["text"].source) == "<p>甲</p><p>尾巴</p>"
    assert len(draft.sections[0].items[0].blocks) == 1


def test_the_import_is_in_the_audit_log_and_in_wagtails(world: World) -> None:
    page = make(world, a_draft())
    entry = AuditEntry.objects.get(action="cms.page_imported")
    assert (entry.actor_id, entry.object_id, entry.unit_path) == (
        world.editor.pk,
        str(page.pk),
        world.village.unit.path,
    )
    assert entry.data == {"kind": "news", "title": "旗袍队"}
    assert list(PageLogEntry.objects.filter(page=page.pk).values_list("action", "user")) == [
        ("wagtail.create", world.editor.pk)
    ]
    assert ModelLogEntry.objects.count() == 0


PERMITTED = [
    ("editor", "village", True),
    ("editor", "town", True),
    ("editor", "other_village", True),
    ("editor", "centre", False),
    ("outsider", "village", False),
    ("admin", "centre", True),
]


@pytest.mark.parametrize(("who", "where", "allowed"), PERMITTED)
def test_who_may_import_where(world: World, who: str, where: str, allowed: bool) -> None:
    parent = getattr(world, where)
    before = Page.objects.count()
    facts = {"unit": parent.unit, "parent": parent, "actor": getattr(world, who)}
    if allowed:
        make(world, a_draft(), **facts)
        assert Page.objects.count() == before + 1
    else:
        with pytest.raises(NotAllowed):
            make(world, a_draft(), **facts)
        assert (Page.objects.count(), AuditEntry.objects.count()) == (before, 0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"title": " "}, "title"), ({"title": "长" * 256}, "title"), ({"series": ""}, "series")],
)
def test_what_is_missing_or_too_long_is_said_at_its_field_and_leaves_nothing(
    world: World, changes: dict[str, Any], field: str
) -> None:
    before = Page.objects.count()
    with pytest.raises(Invalid) as caught:
        make(world, a_draft(**({"series": "简报"} | changes)), kind=Kind.BRIEFING)
    assert caught.value.field == field
    assert (Page.objects.count(), AuditEntry.objects.count()) == (before, 0)


def test_a_page_of_another_unit_than_its_parent_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as caught:
        make(world, a_draft(), unit=world.town.unit)
    assert caught.value.field == "unit"


def test_the_same_title_twice_gives_two_pages_with_their_own_addresses(world: World) -> None:
    first, second = make(world, a_draft()), make(world, a_draft())
    assert first.slug != second.slug


def test_a_summary_is_whole_sentences_that_fit() -> None:
    from cms.importer.creating import summary_of

    short, long = "第一句。", "很" * 120 + "。"
    assert summary_of(ImportedDraft(blocks=[Block("paragraph", short + long)])) == short
    assert summary_of(ImportedDraft(blocks=[Block("paragraph", long)])) == "很" * 99 + "…"
    assert summary_of(ImportedDraft()) == ""


def test_all_five_documents_become_drafts(world: World) -> None:
    for path in sorted(FOLDER.glob("*.txt")):
        draft = read_document(path.read_bytes(), path.name)
        page = make(world, draft, kind=draft.kind_guess)
        assert page.latest_revision is not None
        assert not page.live
    assert Page.objects.child_of(world.village).count() == 5


def test_pasted_text_becomes_a_draft_as_well(world: World) -> None:
    assert make(world, read_text("村里的事\n\n今天村里修了路，大家都说好走多了，夜里也亮堂。")).title == "村里的事"
