"""The review page: who may open it, what it says, and deciding through it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.models import NewsPage, Phrase
from tests.factories.workflows import ReviewCounty, decide, item_of
from workflows.enums import ItemState
from workflows.models import Opinion, PendingDecision, WorkItem
from workflows.services import decisions, queue

SignIn = Callable[[Any], Client]
Claimed = Callable[..., WorkItem]


def url(item: WorkItem, name: str = "review") -> str:
    return reverse(f"desk:{name}", args=[item.code])


def answer_to(item: WorkItem, **values: Any) -> dict[str, Any]:
    page = NewsPage.objects.get(pk=item.page_id)
    return {"decision": "approve", "text": "", "seen_revision": page.latest_revision_id, "when": "now", **values}


def take_effect() -> None:
    """Lets the ten seconds pass."""
    PendingDecision.objects.update(takes_effect_at=timezone.now())
    decisions.run_due()


# Rows: who opens an item of the final review. Columns: what they get, and whether they see the decision bar.
ROLES = [
    ("final", 200, True),
    ("second", 404, False),
    ("first", 404, False),
    ("editor", 200, False),
    ("director", 200, False),
    ("administrator", 200, False),
    ("other_first", 404, False),
    ("doctor", 404, False),
]


@pytest.mark.parametrize(("role", "status", "decides"), ROLES)
def test_who_opens_an_item(
    role: str, status: int, decides: bool, county: ReviewCounty, sign_in: SignIn, claimed: Claimed
) -> None:
    item = claimed()
    answer = sign_in(getattr(county, role)).get(url(item))
    assert answer.status_code == status
    assert ('class="decide"' in answer.content.decode()) is decides


def test_a_guessed_code_is_not_found(county: ReviewCounty, sign_in: SignIn) -> None:
    client = sign_in(county.final)
    for name in ("review", "preview"):
        assert client.get(reverse(f"desk:{name}", args=["guessed123"])).status_code == 404
    for name in ("claim", "release", "urge"):
        assert client.post(reverse(f"desk:{name}", args=["guessed123"])).status_code == 404
    assert client.get(reverse("desk:reassign", args=["guessed123"])).status_code == 404


@pytest.mark.parametrize("name", ["claim", "release", "urge", "undo"])
def test_changing_something_needs_a_post(name: str, county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    assert sign_in(county.final).get(url(claimed(), name)).status_code == 405


def test_the_page_says_why_one_may_or_may_not(county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    item = claimed()
    assert "您不是作者，也没审过前两步。" in sign_in(county.final).get(url(item)).content.decode()
    refused = sign_in(county.director).get(url(item))
    assert refused.context["right_words"]
    assert refused.context["may_decide"] is False
    assert "您" not in [step.note for step in refused.context["steps"]]
    assert "您" in [step.note for step in sign_in(county.final).get(url(item)).context["steps"]]


def test_a_decided_item_says_so_to_everybody(county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    item = claimed()
    item.state = "done"
    item.save()
    for role in ("final", "director"):
        assert sign_in(getattr(county, role)).get(url(item)).context["right_words"] == "这一件已经办完了。"


def test_the_page_shows_what_changed_since_the_version_that_was_returned(county: ReviewCounty, sign_in: SignIn) -> None:
    page = county.submitted(body=[("paragraph", "<p>电话不会用的村民收不到通知。</p>")])
    decide(page, county.first, "return_to_author", "写清是哪个月。")
    page = NewsPage.objects.get(pk=page.pk)
    page.body = [("paragraph", "<p>不会用手机的村民收不到通知。</p>")]
    page.save_revision(user=county.editor)
    page.current_workflow_state.resume(user=county.editor)
    context = sign_in(county.first).get(url(item_of(page))).context
    assert context["change_count"] == 1
    marks = [piece.mark for run in context["runs"] for change in run for piece in change.pieces]
    assert "removed" in marks
    assert "added" in marks


def test_a_first_review_of_a_new_page_has_nothing_to_compare(county: ReviewCounty, sign_in: SignIn) -> None:
    answer = sign_in(county.first).get(url(item_of(county.submitted())))
    assert answer.context["runs"] is None
    assert "村里的新鲜事" in answer.content.decode()


def test_approving_publishes_after_ten_seconds_and_opens_the_next(
    county: ReviewCounty, sign_in: SignIn, claimed: Claimed
) -> None:
    item, following = claimed("先办这篇"), claimed("再办这篇")
    client = sign_in(county.final)
    answer = client.post(url(item), answer_to(item))
    assert answer.headers["Location"] == url(following)
    assert "先办这篇" in client.get(url(following)).content.decode()
    assert not NewsPage.objects.get(pk=item.page_id).live
    take_effect()
    assert NewsPage.objects.get(pk=item.page_id).live
    item.refresh_from_db()
    assert item.state == ItemState.DONE


def test_a_decision_can_be_taken_back_within_its_time(county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    item = claimed()
    client = sign_in(county.final)
    client.post(url(item), answer_to(item))
    assert "data-undo" in client.get(reverse("wagtailadmin_home")).content.decode()
    assert client.post(url(item, "undo")).headers["Location"] == url(item)
    take_effect()
    assert not NewsPage.objects.get(pk=item.page_id).live
    assert not Opinion.objects.filter(item=item).exists()


def test_nobody_takes_back_what_another_decided(county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    item = claimed()
    sign_in(county.final).post(url(item), answer_to(item))
    sign_in(county.administrator).post(url(item, "undo"))
    assert PendingDecision.objects.filter(item=item).exists()


def test_too_late_is_said(county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    item = claimed()
    client = sign_in(county.final)
    client.post(url(item), answer_to(item))
    take_effect()
    answer = client.post(url(item, "undo"), follow=True)
    assert "来不及撤销了" in answer.content.decode()
    assert NewsPage.objects.get(pk=item.page_id).live


@pytest.mark.parametrize("decision", ["return_to_author", "reject", "return_to_step"])
def test_a_no_needs_words(decision: str, county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    item = claimed()
    answer = sign_in(county.final).post(url(item), answer_to(item, decision=decision, to_step="first_review"))
    assert answer.status_code == 422
    assert "写一句为什么，作者才知道怎么改。" in answer.content.decode()
    assert not PendingDecision.objects.exists()


def test_a_return_reaches_the_author(county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    item = claimed()
    sign_in(county.final).post(url(item), answer_to(item, decision="return_to_author", text="日期有误"))
    take_effect()
    assert Opinion.objects.get(item=item).text == "日期有误"
    state = NewsPage.objects.get(pk=item.page_id).current_workflow_state
    assert state.status == state.STATUS_NEEDS_CHANGES


def test_a_stale_screen_keeps_what_was_typed(county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    item = claimed()
    typed = answer_to(item, text="同意发布，替代文字请随手改好。")
    NewsPage.objects.get(pk=item.page_id).save_revision(user=county.final)
    answer = sign_in(county.final).post(url(item), typed)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "同意发布，替代文字请随手改好。" in body
    assert "还没交上去，您写的都在。" in body
    assert f'name="seen_revision" value="{typed["seen_revision"]}"' not in body


@pytest.mark.parametrize(
    "typed", [{}, {"decision": "maybe"}, {"seen_revision": "x"}, {"when": "later", "publish_at": ""}]
)
def test_broken_posts_are_refused_in_words(
    typed: dict[str, str], county: ReviewCounty, sign_in: SignIn, claimed: Claimed
) -> None:
    item = claimed()
    values = {**answer_to(item), **typed} if typed else {}
    assert sign_in(county.final).post(url(item), values).status_code == 422
    assert not PendingDecision.objects.exists()


def test_a_set_time_is_kept(county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    item = claimed()
    sign_in(county.final).post(url(item), answer_to(item, when="later", publish_at="2099-01-02T09:00"))
    held = PendingDecision.objects.get(item=item)
    assert timezone.localtime(held.publish_at).strftime("%Y-%m-%d %H:%M") == "2099-01-02 09:00"


def test_a_first_review_can_ask_departments(county: ReviewCounty, sign_in: SignIn) -> None:
    item = item_of(county.submitted())
    client = sign_in(county.first)
    assert county.health.name in client.get(url(item)).content.decode()
    client.post(url(item), answer_to(item, cosign_units=[county.health.code, county.fire.code]))
    take_effect()
    assert WorkItem.objects.filter(process=item.process_id, step="co_sign").count() == 2


def test_somebody_elses_item_says_whose_it_is(county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    item = claimed(owned=False)
    colleague = county.person("final_reviewer", county.centre)
    queue.claim(item, actor=colleague)
    answer = sign_in(county.final).get(url(item))
    assert colleague.masked_name in answer.context["right_words"]
    assert answer.context["may_decide"] is False


def test_claim_give_back_and_hand_over(county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    item = claimed(owned=False)
    client = sign_in(county.final)
    assert client.post(url(item, "claim")).headers["Location"] == url(item)
    item.refresh_from_db()
    assert item.owner == county.final
    client.post(url(item, "release"))
    item.refresh_from_db()
    assert item.state == ItemState.OPEN
    client.post(url(item, "claim"))
    colleague = county.person("final_reviewer", county.centre)
    assert client.post(url(item, "reassign"), {"person": colleague.pk, "reason": ""}).status_code == 200
    client.post(url(item, "reassign"), {"person": colleague.pk, "reason": "我明天出差"})
    item.refresh_from_db()
    assert item.owner == colleague


def test_the_author_urges_and_returns_to_where_it_was_pressed(
    county: ReviewCounty, sign_in: SignIn, claimed: Claimed
) -> None:
    item = claimed(owned=False)
    waiting = reverse("desk:queue", args=["waiting"])
    client = sign_in(county.editor)
    assert client.post(url(item, "urge"), {"next": waiting}).headers["Location"] == waiting
    item.refresh_from_db()
    assert item.urged_at is not None
    elsewhere = client.post(url(item, "urge"), {"next": "https://example.org/"})
    assert elsewhere.headers["Location"].startswith("/admin/")


def test_phrases_are_offered(county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    Phrase.objects.create(text="事实待核")
    assert "事实待核" in sign_in(county.final).get(url(claimed())).content.decode()


def test_most_urgent_opens_and_nothing_goes_home(county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    client = sign_in(county.final)
    assert client.get(reverse("desk:urgent")).headers["Location"] == reverse("wagtailadmin_home")
    item = claimed()
    assert client.get(reverse("desk:urgent")).headers["Location"] == url(item)
