"""A briefing as it stands on paper, free of blocks and queries: for the print page and for files made from it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cms.models import BriefingPage


@dataclass(frozen=True)
class SheetItem:
    title: str
    text: str  # rich text as stored


@dataclass(frozen=True)
class SheetSection:
    heading: str
    items: list[SheetItem]


@dataclass(frozen=True)
class Sheet:
    series: str
    issue: str
    special: str
    issuer: str
    date: str
    remark: str
    sections: list[SheetSection]
    report_to: list[str]
    send_to: list[str]
    copies: str
    file_number: str


def sheet_of(page: "BriefingPage") -> Sheet:
    return Sheet(
        series=page.series.name,
        issue=page.issue_label,
        special=page.special_label,
        issuer=page.series.issuer,
        date=page.issued_label,
        remark=page.remark,
        sections=[
            SheetSection(
                block.value["heading"],
                [SheetItem(item["title"], item["text"].source) for item in block.value["items"]],
            )
            for block in page.sections
        ],
        report_to=page.report_lines,
        send_to=page.send_lines,
        copies=page.copies_label,
        file_number=page.file_number,
    )
