"""The main job: five real documents become pages, pass their reviews, and are found everywhere."""

from dataclasses import dataclass, field, replace
from typing import Any

from cms.importer import ImportedDraft, Kind, create_draft, read_document
from cms.models import ContentPage, UnitPage
from demo.county import DATA, County
from demo.narrator import Narrator
from organisations.selectors import posts_covering, today
from workflows.enums import UNFINISHED, Decision, Step
from workflows.models import WorkItem
from workflows.services import content, decisions


@dataclass(frozen=True)
class Document:
    """What becomes of one file, and what its editor adds: a title where it has none, a series, a summary.

    `returned` is a reason to send it back once, `cosigners` names who co-signs.
    """

    file: str
    kind: Kind
    unit: str
    editor: str
    summary: str
    words: str
    title: str = ""
    series: str = ""
    returned: str = ""
    cosigners: tuple[str, ...] = field(default_factory=tuple)


DOCUMENTS = [
    Document(
        "000_593d39c8f7c5efde.txt",
        Kind.CASE,
        "centre",
        "lin",
        "五层组织链、五大平台和“张闻明”品牌怎么建起来。",
        "五层组织链",
    ),
    Document(
        "001_dfcacb7285b0be35.txt", Kind.BRIEFING, "centre", "lin", "吴江的“十百千万”和浦口的特色小镇。", "鲈乡燕语"
    ),
    Document(
        "002_6159b86ded24d872.txt",
        Kind.NEWS,
        "centre",
        "lin",
        "从“群众要什么”到“我们有什么”，一个平台两头接。",
        "旗袍队",
        title="您開單我接單、我供單您點單：張家港文明實踐一年多",
        returned="摘要写清是哪一年的报道，再送。",
    ),
    Document(
        "003_05b0e6abfdfba4f0.txt",
        Kind.BRIEFING,
        "centre",
        "lin",
        "一支队伍、两个网络平台、三张清单。",
        "一队两网三清单",
        cosigners=("卫生健康分中心", "市消防救援大队"),
    ),
    Document(
        "004_6a9c50b5134052c3.txt",
        Kind.BRIEFING,
        "centre",
        "lin",
        "全省动态和海安“四化”做法。",
        "微心愿",
        title="新时代文明实践中心建设专刊：全省动态和海安“四化”做法",
        series="江苏精神文明建设简报增刊",
    ),
]


def run(county: County, narrator: Narrator) -> list[tuple[Document, ContentPage]]:
    """Imports what is not there yet and takes it through its reviews; returns all five pages."""
    pages = []
    for document in DOCUMENTS:
        page = _imported(document)
        if page is None:
            page = _import(document, county, narrator)
            _review(document, page, county, narrator)
        page = ContentPage.objects.get(pk=page.pk)
        narrator.check(page.live, f"《{page.title}》已公开")
        pages.append((document, page))
    return pages


def _read(document: Document) -> ImportedDraft:
    """The file as the importer reads it, with what its editor adds in the preview."""
    draft = read_document((DATA / "documents" / document.file).read_bytes(), document.file)
    return replace(draft, title=document.title or draft.title, series=document.series or draft.series)


def _imported(document: Document) -> ContentPage | None:
    """The page made from the file in an earlier run."""
    return ContentPage.objects.filter(title=_read(document).title, unit__depth=1).first()


def _import(document: Document, county: County, narrator: Narrator) -> ContentPage:
    draft = _read(document)
    unit = county.unit(document.unit)
    narrator.line(
        f"读入 {document.file}：去掉汉字间空格 {draft.counts.spaces} 处，接上断行 {draft.counts.joins} 处，"
        f"不属于本文的段落 {len(draft.tail)} 段"
    )
    page = create_draft(
        draft,
        unit=unit,
        kind=document.kind,
        parent=UnitPage.objects.get(unit=unit),
        actor=county.people[document.editor],
        drop_tail=True,
    )
    page.summary = document.summary
    page.save()
    page.save_revision(user=county.people[document.editor])
    narrator.line(f"　成了{document.kind.label}草稿《{page.title}》，归{unit}")
    return page


def _review(document: Document, page: ContentPage, county: County, narrator: Narrator) -> None:
    editor = county.people[document.editor]
    content.submit(page, actor=editor)
    narrator.line("　送审，机检通过")
    if document.returned:
        _return_once(document, page, county, narrator)
    walk(page, narrator, cosign_units=tuple(county.unit(name) for name in document.cosigners))


def _return_once(document: Document, page: ContentPage, county: County, narrator: Narrator) -> None:
    item = next(iter(open_items(page)))
    _decide(item, narrator, Decision.APPROVE, text="文字通顺，事实属实。")
    item = next(iter(open_items(page)))
    _decide(item, narrator, Decision.RETURN_TO_AUTHOR, text=document.returned)
    page = page.specific_class.objects.get(pk=page.pk)
    page.summary = f"2019 年的报道：{document.summary}"[:200]
    page.save_revision(user=county.people[document.editor])
    content.submit(page, actor=county.people[document.editor])
    narrator.line("　作者改好，再送审")


def open_items(page: ContentPage) -> list[WorkItem]:
    return list(WorkItem.objects.filter(page=page, state__in=UNFINISHED).select_related("unit", "page").order_by("pk"))


def walk(
    page: ContentPage, narrator: Narrator | None, cosign_units: tuple[Any, ...] = (), steps: int | None = None
) -> None:
    """Approves step by step until nothing is open, or so many steps."""
    for turn in range(12):
        if turn == steps:
            return
        items = open_items(page)
        if not items:
            return
        for item in items:
            named = cosign_units if item.step == Step.FIRST_REVIEW else ()
            _decide(item, narrator, Decision.APPROVE, cosign_units=named)
    raise RuntimeError(f"《{page.title}》审了十二轮还没有审完")


def _decide(
    item: WorkItem, narrator: Narrator | None, decision: Decision, text: str = "", cosign_units: tuple[Any, ...] = ()
) -> None:
    done = set(item.process.opinions.values_list("person_id", flat=True)) | {item.page.owner_id if item.page else None}
    holders = posts_covering(item.role, item.unit, today()).exclude(person_id__in=done).order_by("-unit__depth")
    post = holders.select_related("person", "unit").first()
    if post is None:
        raise RuntimeError(f"{item} 没有人能办")
    decisions.decide(
        item,
        actor=post.person,
        decision=decision,
        text=text,
        seen_revision_id=item.page.latest_revision_id if item.page else 0,
        cosign_units=cosign_units,
    )
    if narrator:
        words = f"：“{text}”" if text else ""
        narrator.line(f"　{item.get_step_display()}（{post.unit} {post.person.masked_name}）{decision.label}{words}")
