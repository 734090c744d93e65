"""A row of a list: what a person reads of an item, whatever state it is in and whatever page it names."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from organisations.models import Unit
from tests.factories.workflows import ReviewCounty, decide, item_of
from workflows.desk.opinions import by_people, newest_first
from workflows.desk.rows import HUES, row, rows, sender_words, with_rows
from workflows.desk.versions import last_seen, whole_text
from workflows.enums import Decision, ItemState
from workflows.models import Opinion, WorkItem
from workflows.selectors import history

NOW = dt.datetime(2026, 11, 27, 1, 30, tzinfo=dt.UTC)  # a Friday, 9:30 here


@pytest.fixture
def item(county: ReviewCounty) -> WorkItem:
    return item_of(county.submitted(title="每月一封家书"))


def read(item: WorkItem, **how: Any) -> Any:
    with translation.override("zh-hans"):
        return row(with_rows(WorkItem.objects).get(pk=item.pk), now=NOW, **how)


@pytest.mark.parametrize(
    ("step", "position"),
    [
        ("first_review", "1/3"),
        ("co_sign", ""),
        ("second_review", "2/3"),
        ("final_review", "3/3"),
        ("machine_check", ""),
    ],
)
def test_reviews_are_numbered_and_the_others_are_not(item: WorkItem, step: str, position: str) -> None:
    WorkItem.objects.filter(pk=item.pk).update(step=step)
    assert read(item).position == position


@pytest.mark.parametrize(
    ("state", "clocked", "finished"),
    [
        (ItemState.OPEN, True, ""),
        (ItemState.CLAIMED, True, ""),
        (ItemState.DONE, False, "今天 9:05"),
        (ItemState.CANCELLED, False, "今天 9:05"),
    ],
)
def test_what_is_open_has_a_clock_and_what_is_closed_the_time_of_its_end(
    item: WorkItem, state: str, clocked: bool, finished: str
) -> None:
    ended = NOW - dt.timedelta(minutes=25)
    WorkItem.objects.filter(pk=item.pk).update(state=state, finished_at=ended, due_at=NOW + dt.timedelta(hours=2))
    shown = read(item)
    assert ((shown.clock is not None), shown.finished) == (clocked, finished)


@pytest.mark.parametrize("action", ["claim", "urge"])
def test_a_button_of_the_row_leads_to_what_it_does(item: WorkItem, action: str) -> None:
    shown = read(item, action=action)
    assert shown.action_url == f"/admin/desk/item/{item.code}/{action}/"
    assert read(item).action_url == ""
    assert shown.url == f"/admin/desk/item/{item.code}/"


def test_the_second_line_names_the_unit_that_wrote_it_and_the_version(county: ReviewCounty, item: WorkItem) -> None:
    """The item may stand at a unit above: the page is still the station's."""
    WorkItem.objects.filter(pk=item.pk).update(unit=county.centre)
    assert read(item).second_line == "百家桥站 · 第 1 版"
    item.page.specific.save_revision(user=county.editor)
    assert read(item).second_line == "百家桥站 · 第 2 版"


def test_a_page_that_is_gone_leaves_a_row_that_can_be_read(county: ReviewCounty, item: WorkItem) -> None:
    WorkItem.objects.filter(pk=item.pk).update(page=None, unit=county.yangshe)
    shown = read(item)
    assert (shown.item.title, shown.kind, shown.second_line, shown.hue) == ("每月一封家书", "", "杨舍所", "gui")


def test_kinds_are_said_in_words_beside_their_hue(item: WorkItem) -> None:
    shown = read(item)
    assert shown.hue == HUES["newspage"]
    assert shown.kind
    assert not shown.kind.isascii()


def test_who_sent_it_is_masked_and_nobody_is_the_system(county: ReviewCounty, item: WorkItem) -> None:
    assert read(item).sender == county.editor.masked_name
    assert county.editor.get_full_name() not in read(item).sender
    with translation.override("zh-hans"):
        assert sender_words(WorkItem()) == "系统"


@pytest.mark.parametrize("many", [1, 3])
def test_rows_cost_one_query_however_many(
    county: ReviewCounty, item: WorkItem, copied: Callable[..., WorkItem], many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many - 1):
        copied(item, title=f"第{number}件")
    rows(with_rows(WorkItem.objects.all()))
    with django_assert_num_queries(1):
        shown = rows(with_rows(WorkItem.objects.all()), action="claim")
        assert len({each.second_line for each in shown}) == 1
    assert len(shown) == many


def test_a_late_row_says_so_in_words_and_shape(item: WorkItem) -> None:
    WorkItem.objects.filter(pk=item.pk).update(due_at=NOW - dt.timedelta(hours=3), created=NOW - dt.timedelta(days=1))
    clock = read(item).clock
    assert (clock.shape, clock.words) == ("late", "逾期 3 小时")
    drawn = Template("{% load desk %}{% due clock %}").render(Context({"clock": clock}))
    assert "逾期 3 小时" in drawn


# --- opinions ------------------------------------------------------------------------------------


def test_opinions_come_newest_first_with_place_and_version(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, county.first, text="同意。")
    decide(page, county.second, Decision.RETURN_TO_AUTHOR, "日期有误。")
    with translation.override("zh-hans"):
        said = newest_first(by_people(history(page)), timezone.now())
    assert [(each.decision, each.text, each.place, each.version) for each in said] == [
        ("退回修改", "日期有误。", f"二审 · {county.yangshe}", 1),
        ("通过", "同意。", f"初审 · {county.baijiaqiao}", 1),
    ]
    assert [each.hue for each in said] == ["gui", "zhu"]
    assert {each.name for each in said} == {county.first.masked_name, county.second.masked_name}
    assert all(each.initial == each.name[0] for each in said)


def test_the_machines_no_is_an_opinion_and_its_yes_is_not(county: ReviewCounty) -> None:
    page = county.submitted()
    process = item_of(page).process
    no = Opinion(process=process, step="machine_check", decision=Decision.RETURN_TO_AUTHOR)
    yes = Opinion(process=process, step="machine_check", decision=Decision.APPROVE)
    assert by_people([yes, no]) == [no]


def test_two_opinions_of_one_moment_keep_the_order_they_were_written_in(county: ReviewCounty) -> None:
    process = item_of(county.submitted()).process
    made = [
        Opinion(pk=number, process=process, step="first_review", decision=Decision.APPROVE, text=text, at=NOW)
        for number, text in ((901, "先"), (902, "后"))
    ]
    assert [each.text for each in newest_first(made, NOW)] == ["后", "先"]


# --- versions ------------------------------------------------------------------------------------


def test_the_version_to_compare_with_is_the_last_other_one_that_a_person_saw(county: ReviewCounty) -> None:
    page = county.submitted()
    # What only the machine has looked at is nothing to compare with.
    assert last_seen(page.save_revision(user=county.editor), list(history(page))) is None
    first = page.latest_revision
    decide(page, county.first, Decision.RETURN_TO_AUTHOR, "日期有误。")
    second = page.save_revision(user=county.editor)
    opinions = list(history(page))
    found = last_seen(second, opinions)
    assert found is not None
    assert (found.revision, found.person) == (first, county.first)
    assert last_seen(first, opinions) is None
    assert last_seen(second, []) is None


def test_the_whole_text_has_no_change_in_it(county: ReviewCounty) -> None:
    text = whole_text(county.draft(title="家书"))
    assert {change.mark for change in text} == {"same"}
    assert text[0].pieces[0].text == "家书"
    assert {change.number for change in text} == {0}


def test_the_unit_of_a_row_is_never_asked_for_again(item: WorkItem, django_assert_num_queries: Any) -> None:
    found = list(with_rows(WorkItem.objects.filter(pk=item.pk)))
    Unit.objects.update(name="改了名")
    with translation.override("zh-hans"), django_assert_num_queries(0):
        assert [each.second_line for each in rows(found)] == ["百家桥站 · 第 1 版"]
