"""The machine check of the version under review as lines to read: passed, look, stop."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cms.checks import Finding, machine_check

MARKS = {"pass": "good", "look": "look", "stop": "stop"}


@dataclass(frozen=True)
class Line:
    """`fix` is a sentence that the reviewer can take into the opinion with one click."""

    mark: str
    label: str
    words: str
    fix: str = ""


def labels() -> dict[str, str]:
    return {
        "personal_data": _("Personal data"),
        "word": _("Wording"),
        "sensitive_word": _("Wording"),
        "alt": _("Pictures"),
        "link": _("Links"),
        "title_length": _("Title"),
        "summary": _("Summary"),
    }


def check_lines(page: Any) -> list[Line]:
    names = labels()
    return [_line(finding, names.get(finding.code, _("Other"))) for finding in machine_check(page)]


def _line(finding: Finding, label: str) -> Line:
    mark = MARKS[finding.severity]
    return Line(mark, label, str(finding.message), "" if mark == "good" else f"{label}：{finding.message}")


def to_look_at(lines: list[Line]) -> int:
    return sum(line.mark != "good" for line in lines)
