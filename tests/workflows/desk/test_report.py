"""The machine check as lines that a reviewer reads: what is good, what to look at, what stops."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from cms.checks import Finding
from cms.checks.machine import Severity
from cms.models import NewsPage
from workflows.desk import report
from workflows.desk.report import Line, check_lines, labels, to_look_at

PHONE = "13812345678"


def finding(code: str, severity: str, message: str = "说明") -> Finding:
    return Finding(severity=severity, code=code, message=message)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the check is to find."""

    def tell(*found: Finding) -> list[Line]:
        monkeypatch.setattr(report, "machine_check", lambda page: list(found))
        return check_lines(SimpleNamespace())

    return tell


@pytest.mark.parametrize(
    ("severity", "mark", "offered"), [("pass", "good", False), ("look", "look", True), ("stop", "stop", True)]
)
def test_what_is_not_good_comes_with_a_sentence_for_the_opinion(
    told: Any, severity: str, mark: str, offered: bool
) -> None:
    with translation.override("zh-hans"):
        (line,) = told(finding("link", severity, "一个链接打不开"))
    assert (line.mark, line.label, line.words) == (mark, "链接", "一个链接打不开")
    assert line.fix == ("链接：一个链接打不开" if offered else "")


def test_every_severity_of_the_check_has_a_mark() -> None:
    assert set(report.MARKS) == set(Severity.values)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_line_of_a_real_check_has_a_name_of_its_own(language: str, db: None) -> None:
    page = NewsPage(title="标题", summary="", body=[("paragraph", f"<p>打 {PHONE} 找我。</p>")])
    with translation.override(language):
        lines = check_lines(page)
        assert lines
        assert {line.label for line in lines} <= set(labels().values())
        assert all(line.words for line in lines)
        assert all(line.label.isascii() == (language == "en") for line in lines)


def test_a_check_that_nobody_has_named_yet_is_shown_all_the_same(told: Any) -> None:
    with translation.override("zh-hans"):
        (line,) = told(finding("brand_new", "look"))
    assert (line.label, line.words) == ("其他", "说明")


def test_personal_data_stops_and_is_not_repeated_whole(db: None) -> None:
    lines = check_lines(NewsPage(title="标题", summary="一句话。", body=[("paragraph", f"<p>打 {PHONE} 找我。</p>")]))
    (stop,) = [line for line in lines if line.mark == "stop"]
    assert PHONE not in stop.words + stop.fix


@pytest.mark.parametrize(
    ("marks", "many"), [([], 0), (["good"], 0), (["look"], 1), (["good", "stop", "look", "good"], 2)]
)
def test_how_many_lines_ask_to_be_looked_at(marks: list[str], many: int) -> None:
    assert to_look_at([Line(mark, "", "") for mark in marks]) == many
