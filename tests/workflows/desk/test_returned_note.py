"""Above the editor: why a page came back, who said so and when; gone once it was handed in again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.workflows import ReviewCounty, decide
from workflows import selectors
from workflows.desk.templatetags.desk import returned_note
from workflows.enums import Decision
from workflows.services import content


def note(page: Any) -> str:
    from django.template.loader import render_to_string

    return render_to_string("desk/parts/returned.html", returned_note(page)).strip()


def test_the_editor_shows_the_reason_at_the_top(county: ReviewCounty) -> None:
    from tests.workflows.town import Town

    page = county.submitted()
    decide(page, county.first, Decision.RETURN_TO_AUTHOR, "写清是哪一年。\n<b>图片</b>要授权。")
    Town.allow(page, county.editor)
    body = Town.client(county.editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "写清是哪一年。<br>&lt;b&gt;图片&lt;/b&gt;要授权。" in body
    assert body.index("写清是哪一年") < body.index('id="page-edit-form"')
    assert reverse("desk:history", args=[page.pk]) in body


def test_it_names_who_where_when_and_which_version(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, county.first)
    decide(page, county.second, Decision.RETURN_TO_AUTHOR, "日期有误。")
    words = note(page)
    for part in ("退回修改", county.second.masked_name, "二审", county.yangshe.name, "今天", "看的是第 1 版"):
        assert part in words
    assert county.second.get_full_name() not in words


@pytest.mark.parametrize("decision", [None, Decision.APPROVE, Decision.REJECT])
def test_what_did_not_come_back_has_no_note(decision: str | None, county: ReviewCounty) -> None:
    page = county.submitted()
    if decision:
        decide(page, county.first, decision, "不是站里的事。")
    assert note(page) == ""


def test_a_draft_that_was_never_handed_in_has_no_note(county: ReviewCounty) -> None:
    assert note(county.draft()) == ""


def test_handed_in_again_the_note_is_gone_and_a_second_return_shows_the_second_reason(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, county.first, Decision.RETURN_TO_AUTHOR, "第一个原因。")
    content.submit(page, actor=county.editor)
    assert note(page) == ""
    decide(page, county.first, Decision.RETURN_TO_AUTHOR, "第二个原因。")
    assert "第二个原因" in note(page)
    assert "第一个原因" not in note(page)


def test_a_return_of_another_page_is_not_shown(
    county: ReviewCounty, django_assert_num_queries: Callable[..., Any]
) -> None:
    decide(county.submitted(title="别的一篇"), county.first, Decision.RETURN_TO_AUTHOR, "别的原因。")
    page = county.submitted()
    with django_assert_num_queries(1):
        assert selectors.why_returned(page) is None
