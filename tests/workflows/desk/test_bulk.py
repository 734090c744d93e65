"""Deciding together: shown first, then one by one, and each result said."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.models import NewsPage
from tests.factories.workflows import ReviewCounty
from workflows.models import Opinion, PendingDecision, WorkItem
from workflows.services import decisions, queue

SignIn = Callable[[Any], Client]
Claimed = Callable[..., WorkItem]
URL = "desk:bulk"


def take_effect() -> None:
    """Lets the ten seconds pass."""
    PendingDecision.objects.update(takes_effect_at=timezone.now())
    decisions.run_due()


def test_the_first_step_shows_and_changes_nothing(county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    items = [claimed("甲篇"), claimed("乙篇")]
    codes = {"item": [item.code for item in items], "do": "approve"}
    body = sign_in(county.final).get(reverse(URL), codes).content.decode()
    assert "甲篇" in body
    assert "乙篇" in body
    assert not Opinion.objects.filter(item__in=items).exists()


def test_each_is_decided_and_the_result_of_each_is_said(
    county: ReviewCounty, sign_in: SignIn, claimed: Claimed
) -> None:
    good, taken = claimed("办得成的"), claimed("办不成的", owned=False)
    colleague = county.person("final_reviewer", county.centre)
    queue.claim(taken, actor=colleague)
    answer = sign_in(county.final).post(reverse(URL), {"item": [good.code, taken.code], "do": "approve"})
    body = answer.content.decode()
    assert "1 件几秒后生效，1 件没办成" in body
    assert not NewsPage.objects.get(pk=good.page_id).live
    take_effect()
    assert NewsPage.objects.get(pk=good.page_id).live
    assert not NewsPage.objects.get(pk=taken.page_id).live


def test_a_common_return_needs_one_reason(county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    items = [claimed("甲篇"), claimed("乙篇")]
    posted = {"item": [item.code for item in items], "do": "return_to_author"}
    client = sign_in(county.final)
    assert "写一句为什么" in client.post(reverse(URL), posted).content.decode()
    assert not Opinion.objects.filter(item__in=items).exists()
    client.post(reverse(URL), {**posted, "reason": "图片没授权"})
    take_effect()
    assert list(Opinion.objects.filter(item__in=items).values_list("text", flat=True)) == ["图片没授权"] * 2


def test_several_are_handed_over_together(county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    items = [claimed("甲篇"), claimed("乙篇")]
    colleague = county.person("final_reviewer", county.centre)
    posted = {"item": [item.code for item in items], "do": "reassign", "person": colleague.pk, "reason": "我去开会"}
    assert "2 件办好" in sign_in(county.final).post(reverse(URL), posted).content.decode()
    assert set(WorkItem.objects.filter(pk__in=[i.pk for i in items]).values_list("owner", flat=True)) == {colleague.pk}


def test_items_of_others_are_left_out_as_if_they_were_not_there(
    county: ReviewCounty, sign_in: SignIn, claimed: Claimed
) -> None:
    secret = claimed("别人的终审")
    client = sign_in(county.other_first)
    answer = client.post(reverse(URL), {"item": [secret.code], "do": "approve"})
    assert answer.headers["Location"] == reverse("desk:queue", args=["mine"])
    assert not Opinion.objects.filter(item=secret).exists()


@pytest.mark.parametrize("query", ["", "?do=approve", "?do=burn&item=abc", "?item=abc&do=approve"])
def test_nothing_chosen_leads_back(query: str, county: ReviewCounty, sign_in: SignIn) -> None:
    answer = sign_in(county.final).get(reverse(URL) + query)
    assert answer.headers["Location"] == reverse("desk:queue", args=["mine"])


def test_what_changed_since_the_first_step_is_not_decided(
    county: ReviewCounty, sign_in: SignIn, claimed: Claimed
) -> None:
    same, changed = claimed("没动过的"), claimed("有人改过的")
    client = sign_in(county.final)
    posted = {"item": [same.code, changed.code], "do": "approve"}
    shown = client.get(reverse(URL), posted).content.decode()
    seen = {}
    for item in (same, changed):
        newest = NewsPage.objects.get(pk=item.page_id).latest_revision_id
        assert f'name="seen-{item.code}" value="{newest}"' in shown
        seen[f"seen-{item.code}"] = newest
    NewsPage.objects.get(pk=changed.page_id).get_latest_revision_as_object().save_revision(user=county.editor)
    body = client.post(reverse(URL), {**posted, **seen}).content.decode()
    assert "1 件几秒后生效，1 件没办成" in body
    take_effect()
    assert NewsPage.objects.get(pk=same.page_id).live
    assert not NewsPage.objects.get(pk=changed.page_id).live
    assert not Opinion.objects.filter(item=changed).exists()
