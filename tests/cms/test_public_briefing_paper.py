"""A briefing on paper, after GB/T 9704: the order of its parts, and the measures of the sheet."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from cms.models import BriefingPage
from tests.cms.conftest import County
from tests.factories import cms as make

CSS = (Path(__file__).resolve().parents[2] / "static/css/paper.css").read_text()
SECTIONS = [
    ("section", {"heading": "工作动态", "items": [{"title": "家书进户", "text": "<p>每月一封。</p>"}]}),
    ("section", {"heading": "经验交流", "items": [{"title": "一队两网", "text": "<p>建好队伍。</p>"}]}),
]


def issue(county: County, **values: Any) -> BriefingPage:
    whole = {
        "title": "张家港建好“一队两网三清单”",
        "number": 10,
        "special_number": 33,
        "issued_on": dt.date(2022, 3, 28),
        "remark": "工作资料 注意保存",
        "sections": SECTIONS,
        "body": [("paragraph", "<p>按语。</p>")],
        "report_to": "省文明办\n市委",
        "send_to": "各镇",
        "copies": 400,
        "file_number": "苏简字1004号",
    }
    series = make.series(special_name="新时代文明实践中心建设专刊")
    return make.briefing(county.centre_page, series, **{**whole, **values})


def paper(client: Client, page: BriefingPage) -> Tag:
    answer = client.get(f"{page.url}print/")
    assert answer.status_code == 200
    found = BeautifulSoup(answer.content.decode(), "html.parser").select_one("main.sheet")
    assert found is not None
    return found


def test_its_parts_stand_in_the_order_of_the_standard(county: County, client: Client) -> None:
    text = paper(client, issue(county)).get_text(" ", strip=True)
    parts = [
        "工作资料 注意保存",
        "张家港文明实践简报",
        "（新时代文明实践中心建设专刊33）",
        "第10期",
        "张家港市新时代文明实践指导中心",
        "2022年3月28日",
        "张家港建好",
        "按语。",
        "工作动态",
        "家书进户",
        "每月一封。",
        "经验交流",
        "省文明办，市委",
        "各镇",
        "苏简字1004号",
        "共印400份",
    ]
    assert [part for part in parts if part not in text] == []
    assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)


@pytest.mark.parametrize(
    ("field", "empty", "selector"),
    [
        ("remark", "", ".remark"),
        ("special_number", None, ".special"),
        ("number", None, ".issue"),
    ],
)
def test_what_an_issue_does_not_have_leaves_no_gap(
    county: County, client: Client, field: str, empty: Any, selector: str
) -> None:
    whole = paper(client, issue(county))
    assert whole.select_one(selector) is not None
    other = issue_without(county, field, empty)
    assert paper(client, other).select_one(selector) is None


def issue_without(county: County, field: str, empty: Any) -> BriefingPage:
    """A draft may lack its number: it gets one when it is submitted."""
    page = BriefingPage.objects.get()
    BriefingPage.objects.filter(pk=page.pk).update(**{field: empty})
    from portal import page_cache

    page_cache.bump()
    return BriefingPage.objects.get()


def test_a_paper_is_nothing_but_paper(county: County, client: Client) -> None:
    answer = client.get(f"{issue(county).url}print/")
    soup = BeautifulSoup(answer.content.decode(), "html.parser")
    assert not soup.select("nav, .masthead, .footer, form, .search-box")
    assert [str(tag["href"]) for tag in soup.select('link[rel="stylesheet"]')] == ["/static/css/paper.css"]
    assert soup.select_one('meta[name="robots"]')["content"] == "noindex"  # type: ignore[index]
    assert len(soup.select("h1")) == 1


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_a_paper_that_nobody_may_read_is_not_printed(county: County, client: Client, state: str) -> None:
    page = issue(county)
    address = f"{page.url}print/"
    page.unpublish()
    if state == "draft":
        BriefingPage.objects.filter(pk=page.pk).update(first_published_at=None)
    assert client.get(address).status_code == 404


def test_the_page_on_screen_leads_to_the_paper(county: County, client: Client) -> None:
    page = issue(county)
    assert f'href="{page.url}print/"' in client.get(page.url).content.decode()
    assert f'href="{page.url}"' in client.get(f"{page.url}print/").content.decode()


@pytest.mark.parametrize(
    ("what", "rule"),
    [
        ("A4 with margins 37, 26, 35 and 28 mm", r"@page\s*{\s*size: A4;\s*margin: 37mm 26mm 35mm 28mm;"),
        ("third size, 22 lines on 225 mm", r"font: 16pt / 28\.9pt var\(--fang\)"),
        ("a line of 28 characters of 16 pt", r"\.sheet\s*{\s*width: 156mm;"),
        ("two characters of indent", r"\.text p\s*{\s*text-indent: 2em;"),
        ("page number between dashes", r'content: "— " counter\(page\) " —"'),
        ("a red line below the head", r"border-bottom: 1\.2mm solid var\(--red\)"),
    ],
)
def test_the_sheet_keeps_the_measures_of_the_standard(what: str, rule: str) -> None:
    assert re.search(rule, CSS), what


def test_the_measures_agree_with_each_other() -> None:
    """A4 is 210 × 297 mm: what the margins leave holds 28 characters and 22 lines."""
    width, height = 210 - 26 - 28, 297 - 37 - 35
    point = 25.4 / 72
    assert width == 156
    assert int(width / (16 * point) + 0.5) >= 27
    assert int(height / (28.9 * point)) == 22
