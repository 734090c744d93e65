"""Ten seconds for decisions that were made together: what comes back, what does not, and why."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories.workflows import ReviewCounty, item_of
from workflows.enums import Decision
from workflows.models import Opinion, PendingDecision, WorkItem
from workflows.services import decisions, many, queue

SignIn = Callable[[Any], Client]
UNDO = "desk:bulk_undo"


@pytest.fixture
def two(county: ReviewCounty) -> list[WorkItem]:
    """Two items of the first reviewer."""
    pages = [county.submitted(title=title) for title in ("甲篇", "乙篇")]
    return [queue.claim(item_of(page), actor=county.first) for page in pages]


def fresh(items: list[WorkItem]) -> list[WorkItem]:
    return list(WorkItem.objects.filter(pk__in=[item.pk for item in items]).select_related("page").order_by("pk"))


def posted(items: list[WorkItem], do: str = "approve", **more: Any) -> dict[str, Any]:
    seen = {f"seen-{item.code}": item.page.latest_revision_id for item in fresh(items)}
    return {"item": [item.code for item in items], "do": do, **seen, **more}


def codes(items: list[WorkItem]) -> dict[str, list[str]]:
    return {"item": [item.code for item in items]}


def hold(items: list[WorkItem], actor: Any) -> list[many.Result]:
    return many.hold_many(fresh(items), actor=actor, decision=Decision.APPROVE)


def test_nothing_takes_effect_until_the_time_is_over(
    county: ReviewCounty, sign_in: SignIn, two: list[WorkItem]
) -> None:
    answer = sign_in(county.first).post(reverse("desk:bulk"), posted(two))
    assert "2 件几秒后生效" in answer.content.decode()
    assert answer.context["pending"]["url"] == reverse(UNDO)
    assert set(answer.context["pending"]["codes"]) == {item.code for item in two}
    assert not Opinion.objects.filter(item__in=two).exists()
    decisions.run_due()
    assert not Opinion.objects.filter(item__in=two).exists()
    PendingDecision.objects.update(takes_effect_at=timezone.now())
    assert decisions.run_due() == 2
    assert Opinion.objects.filter(item__in=two, person=county.first).count() == 2


def test_all_of_a_bulk_have_the_same_ten_seconds(county: ReviewCounty, two: list[WorkItem]) -> None:
    before = timezone.now()
    hold(two, county.first)
    (moment,) = set(PendingDecision.objects.values_list("takes_effect_at", flat=True))
    assert before + decisions.TIME_TO_UNDO <= moment <= timezone.now() + decisions.TIME_TO_UNDO


def test_everything_comes_back(county: ReviewCounty, sign_in: SignIn, two: list[WorkItem]) -> None:
    client = sign_in(county.first)
    client.post(reverse("desk:bulk"), posted(two))
    assert len(client.get(reverse("desk:queue", args=["mine"])).context["rows"]) == 0
    answer = client.post(reverse(UNDO), codes(two))
    assert "2 件已撤回，还归您办" in answer.content.decode()
    assert not PendingDecision.objects.exists()
    assert len(client.get(reverse("desk:queue", args=["mine"])).context["rows"]) == 2


def test_what_has_taken_effect_stays_and_is_named_with_the_reason(
    county: ReviewCounty, sign_in: SignIn, two: list[WorkItem]
) -> None:
    gone, back = two
    hold(two, county.first)
    PendingDecision.objects.filter(item=gone).update(takes_effect_at=timezone.now())
    decisions.run_due()
    answer = sign_in(county.first).post(reverse(UNDO), codes(two))
    assert answer.context["words"] == "1 件已撤回，1 件没撤成"
    errors = {result.item.title: result.error for result in answer.context["results"]}
    assert "生效" in errors[gone.title]
    assert errors[back.title] == ""
    assert Opinion.objects.filter(item=gone).exists()
    assert not Opinion.objects.filter(item=back).exists()


def test_nobody_takes_back_what_another_decided_together(
    county: ReviewCounty, sign_in: SignIn, two: list[WorkItem]
) -> None:
    hold(two, county.first)
    answer = sign_in(county.director).post(reverse(UNDO), codes(two))
    assert len(answer.context["failed"]) == 2
    assert PendingDecision.objects.count() == 2


@pytest.mark.parametrize("role", ["other_first", "doctor", "fireman"])
def test_items_of_strangers_are_not_even_named(
    role: str, county: ReviewCounty, sign_in: SignIn, two: list[WorkItem]
) -> None:
    hold(two, county.first)
    answer = sign_in(getattr(county, role)).post(reverse(UNDO), codes(two), follow=True)
    assert "甲篇" not in answer.content.decode()
    assert PendingDecision.objects.count() == 2


def test_taking_back_twice_says_that_nothing_waits(county: ReviewCounty, two: list[WorkItem]) -> None:
    hold(two, county.first)
    assert [r.error for r in many.undo_many(fresh(two), actor=county.first)] == [None, None]
    again = many.undo_many(fresh(two), actor=county.first)
    assert [r.error.code for r in again if r.error] == ["workflows.nothing_held"] * 2


@pytest.mark.parametrize("values", [{}, {"item": []}, {"item": ["guessed123", "<b>"]}])
def test_nothing_named_goes_home(values: dict[str, Any], county: ReviewCounty, sign_in: SignIn) -> None:
    assert sign_in(county.first).post(reverse(UNDO), values).headers["Location"] == reverse("wagtailadmin_home")


def test_taking_back_needs_a_post_and_a_person(county: ReviewCounty, sign_in: SignIn, two: list[WorkItem]) -> None:
    hold(two, county.first)
    assert sign_in(county.first).get(reverse(UNDO), codes(two)).status_code == 405
    assert Client().post(reverse(UNDO), codes(two)).status_code == 302
    assert PendingDecision.objects.count() == 2


def test_a_text_that_moved_on_is_left_out_of_the_bulk(
    county: ReviewCounty, sign_in: SignIn, two: list[WorkItem]
) -> None:
    typed = posted(two)
    moved = fresh(two)[0].page.specific
    moved.save_revision(user=county.editor)
    answer = sign_in(county.first).post(reverse("desk:bulk"), typed)
    assert answer.context["words"] == "1 件几秒后生效，1 件没办成"
    assert [result.item.title for result in answer.context["failed"]] == [moved.title]
    assert list(PendingDecision.objects.values_list("item__title", flat=True)) == ["乙篇"]


def test_deciding_twice_in_a_hurry_is_refused_the_second_time(county: ReviewCounty, two: list[WorkItem]) -> None:
    hold(two, county.first)
    again = hold(two, county.first)
    assert [r.error.code for r in again if r.error] == ["workflows.pending"] * 2
    assert PendingDecision.objects.count() == 2


def test_one_of_a_bulk_can_come_back_alone(county: ReviewCounty, sign_in: SignIn, two: list[WorkItem]) -> None:
    client = sign_in(county.first)
    client.post(reverse("desk:bulk"), posted(two))
    client.post(reverse("desk:undo", args=[two[0].code]))
    assert list(PendingDecision.objects.values_list("item", flat=True)) == [two[1].pk]
    bar = client.get(reverse("wagtailadmin_home")).context["pending"]
    assert (bar["url"], bar["codes"]) == (reverse("desk:undo", args=[two[1].code]), [])


def test_a_single_decision_before_the_bulk_is_not_swept_up(county: ReviewCounty, sign_in: SignIn) -> None:
    items = [queue.claim(item_of(county.submitted(title=t)), actor=county.first) for t in ("单", "双甲", "双乙")]
    client = sign_in(county.first)
    single = fresh(items)[0]
    decisions.hold(single, actor=county.first, decision="approve", seen_revision_id=single.page.latest_revision_id)
    answer = client.post(reverse("desk:bulk"), posted(items[1:]))
    assert set(answer.context["pending"]["codes"]) == {item.code for item in items[1:]}
    client.post(reverse(UNDO), {"item": answer.context["pending"]["codes"]})
    assert PendingDecision.objects.get().item == single


def test_what_fails_after_its_time_is_said_on_the_next_screen(
    county: ReviewCounty, sign_in: SignIn, two: list[WorkItem]
) -> None:
    client = sign_in(county.first)
    client.post(reverse("desk:bulk"), posted(two))
    fresh(two)[0].page.specific.save_revision(user=county.editor)
    PendingDecision.objects.update(takes_effect_at=timezone.now())
    decisions.run_due()
    failed = client.get(reverse("wagtailadmin_home")).context["failed_decisions"]
    assert [line["words"].split("：")[0] for line in failed] == ["甲篇"]
    assert Opinion.objects.filter(item=two[1]).exists()
