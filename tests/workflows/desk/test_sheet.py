"""The review page as a person reads it: what is offered, what is said, and where it leads."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organisations.enums import Role
from organisations.models import Post
from organisations.selectors import today
from tests.factories.workflows import ReviewCounty, decide, item_of
from workflows.enums import Decision
from workflows.models import PendingDecision, WorkItem
from workflows.services import decisions, queue

SignIn = Callable[[Any], Client]
Claimed = Callable[..., WorkItem]


def url(item: WorkItem, name: str = "review") -> str:
    return reverse(f"desk:{name}", args=[item.code])


def read(client: Client, item: WorkItem) -> Any:
    answer = client.get(url(item))
    assert answer.status_code == 200
    return answer


def sheet(client: Client, item: WorkItem) -> BeautifulSoup:
    return BeautifulSoup(read(client, item).content.decode(), "html.parser")


def post(item: WorkItem, **values: Any) -> dict[str, Any]:
    item.page.refresh_from_db()
    return {"decision": "approve", "text": "", "seen_revision": item.page.latest_revision_id, "when": "now", **values}


# --- the bar -------------------------------------------------------------------------------------

STEPS = [
    # How far it has come, whose turn it is, the values that can be chosen.
    (0, "first", ["approve", "return_to_author", "reject"]),
    (1, "second", ["approve", "return_to_author", "reject", "return_to_step"]),
    (2, "final", ["approve", "return_to_author", "reject", "return_to_step"]),
]


@pytest.mark.parametrize(("done", "who", "values"), STEPS)
def test_the_bar_offers_what_the_step_allows(
    county: ReviewCounty, sign_in: SignIn, done: int, who: str, values: list[str]
) -> None:
    page = county.submitted()
    for person in [county.first, county.second][:done]:
        decide(page, person)
    found = sheet(sign_in(getattr(county, who)), item_of(page))
    assert [choice["value"] for choice in found.select('input[name="decision"]')] == values
    assert len(found.select('input[name="decision"][checked]')) == 1
    assert found.select_one('input[name="decision"][checked]')["value"] == "approve"
    assert bool(found.select('[name="publish_at"]')) is (who == "final")
    assert bool(found.select('[name="cosign_units"]')) is (who == "first")


def test_a_co_signer_may_ask_for_one_more(county: ReviewCounty, sign_in: SignIn) -> None:
    page = county.submitted()
    decide(page, county.first, cosign_units=[county.health])
    item = item_of(page)
    found = sheet(sign_in(county.doctor), item)
    assert "add_signer" in [choice["value"] for choice in found.select('input[name="decision"]')]
    client = sign_in(county.doctor)
    answer = client.post(
        url(item), post(item, decision="add_signer", text="电器归消防看", cosign_units=[county.fire.code])
    )
    assert answer.status_code == 302
    assert set(WorkItem.objects.filter(step="co_sign", state="open").values_list("unit", flat=True)) == {
        county.health.pk,
        county.fire.pk,
    }
    again = client.post(url(item), post(item, decision="add_signer", text="再看看", cosign_units=[county.fire.code]))
    assert again.status_code == 422
    assert "再看看" in again.content.decode()


@pytest.mark.parametrize("change", ["none", "ended", "left", "begins_tomorrow"])
def test_only_units_where_somebody_can_sign_today_are_offered(
    county: ReviewCounty, sign_in: SignIn, change: str
) -> None:
    day = dt.timedelta(days=1)
    held = Post.objects.filter(person=county.fireman)
    if change == "ended":
        held.update(valid_to=today() - day)
    elif change == "begins_tomorrow":
        held.update(valid_from=today() + day)
    elif change == "left":
        county.fireman.is_active = False
        county.fireman.save()
    units = read(sign_in(county.first), item_of(county.submitted())).context["cosign_choices"]
    expected = [county.health, county.fire] if change == "none" else [county.health]
    assert [unit.pk for unit in units] == [unit.pk for unit in expected]


def test_what_was_typed_and_chosen_survives_a_refusal(county: ReviewCounty, sign_in: SignIn) -> None:
    item = item_of(county.submitted())
    typed = post(item, decision="reject", text=" ", cosign_units=[county.fire.code])
    answer = sign_in(county.first).post(url(item), typed)
    found = BeautifulSoup(answer.content.decode(), "html.parser")
    assert answer.status_code == 422
    assert found.select_one('input[name="decision"][checked]')["value"] == "reject"
    assert [box["value"] for box in found.select('[name="cosign_units"][checked]')] == [county.fire.code]
    assert [error["field"] for error in answer.context["errors"]] == ["text"]


@pytest.mark.parametrize("field", ["publish_at", "to_step", "cosign_units"])
def test_a_refused_detail_is_shown_and_not_folded_away(
    county: ReviewCounty, sign_in: SignIn, claimed: Claimed, field: str
) -> None:
    item = claimed()
    wrong = {
        "publish_at": {"when": "later", "publish_at": "2020-01-01T08:00"},
        "to_step": {"decision": "return_to_step", "text": "改", "to_step": "nowhere"},
        "cosign_units": {"cosign_units": ["no-such"]},
    }[field]
    answer = sign_in(county.final).post(url(item), post(item, **wrong))
    assert answer.status_code == 422
    assert answer.context["more_wrong"] is True
    assert [error["field"] for error in answer.context["errors"]] == [field]
    assert all(error["words"] and not error["words"].isascii() for error in answer.context["errors"])


# --- where it stands in the own queue ------------------------------------------------------------


def test_the_pager_walks_through_the_own_queue_by_due_time(
    county: ReviewCounty, sign_in: SignIn, claimed: Claimed
) -> None:
    items = [claimed(f"第{n}篇") for n in range(3)]
    for number, item in enumerate(items):
        WorkItem.objects.filter(pk=item.pk).update(due_at=timezone.now() + dt.timedelta(hours=3 - number))
    client = sign_in(county.final)
    last, middle, first = items
    pagers = [read(client, item).context["pager"] for item in (first, middle, last)]
    assert [(pager["number"], pager["total"]) for pager in pagers] == [(1, 3), (2, 3), (3, 3)]
    assert [pager["previous"] for pager in pagers] == ["", url(first), url(middle)]
    assert [pager["next"] for pager in pagers] == [url(middle), url(last), ""]


def test_what_is_not_in_the_own_queue_has_no_pager(county: ReviewCounty, sign_in: SignIn, claimed: Claimed) -> None:
    item = claimed(owned=False)
    assert read(sign_in(county.final), item).context["pager"] is None
    assert read(sign_in(county.director), item).context["pager"] is None


@pytest.mark.parametrize("others", [0, 1])
def test_the_page_says_what_comes_then(county: ReviewCounty, sign_in: SignIn, claimed: Claimed, others: int) -> None:
    item = claimed("这一篇")
    for _number in range(others):
        claimed("下一篇")
    said = read(sign_in(county.final), item).context["next_words"]
    assert ("下一篇" in said) is bool(others)
    assert "这一篇" not in said
    assert not said.isascii()


# --- who may, and why not ------------------------------------------------------------------------


def test_a_held_decision_is_shown_and_nothing_more_can_be_done(
    county: ReviewCounty, sign_in: SignIn, claimed: Claimed
) -> None:
    item = claimed()
    client = sign_in(county.final)
    client.post(url(item), post(item))
    answer = read(client, item)
    for name in ("may_decide", "may_hand_on", "may_release"):
        assert answer.context[name] is False, name
    assert answer.context["right_words"] == "已经决定了，几秒后生效。"
    assert answer.context["pending"]["url"] == url(item, "undo")
    assert 0 <= answer.context["pending"]["seconds"] <= 10


def test_a_decision_that_failed_is_told_with_the_way_back(
    county: ReviewCounty, sign_in: SignIn, claimed: Claimed
) -> None:
    item = claimed("没办成的这篇")
    client = sign_in(county.final)
    client.post(url(item), post(item))
    item.page.specific.save_revision(user=county.editor)
    PendingDecision.objects.update(takes_effect_at=timezone.now())
    assert decisions.run_due() == 0
    (failed,) = read(client, item).context["failed_decisions"]
    assert failed["words"].startswith("没办成的这篇：")
    assert failed["url"] == url(item)
    assert read(client, item).context["may_decide"] is True
    # Deciding anew takes the place of what failed.
    client.post(url(item), post(item))
    assert read(client, item).context["failed_decisions"] == []


def test_several_held_at_once_are_taken_back_together_and_the_older_one_is_not_mixed_in(
    county: ReviewCounty, sign_in: SignIn, claimed: Claimed
) -> None:
    older, *together = [claimed(f"第{n}篇") for n in range(3)]
    client = sign_in(county.final)
    client.post(url(older), post(older))
    seen = {f"seen-{item.code}": item.page.latest_revision_id for item in together}
    answer = client.post(
        reverse("desk:bulk"), {"do": "approve", "item": [item.code for item in together], "reason": "", **seen}
    )
    bar = answer.context["pending"]
    assert bar["url"] == reverse("desk:bulk_undo")
    assert set(bar["codes"]) == {item.code for item in together}
    assert "2" in bar["words"]


@pytest.mark.parametrize(
    ("who", "claims", "releases", "hands_on"),
    [
        ("final", False, True, True),
        ("director", False, False, True),
        ("administrator", False, False, True),
        ("editor", False, False, False),
    ],
)
def test_each_sees_the_buttons_that_will_work(
    county: ReviewCounty, sign_in: SignIn, claimed: Claimed, who: str, claims: bool, releases: bool, hands_on: bool
) -> None:
    context = read(sign_in(getattr(county, who)), claimed()).context
    assert (context["may_claim"], context["may_release"], context["may_hand_on"]) == (claims, releases, hands_on)


def test_an_open_item_can_be_claimed_or_decided_at_once(
    county: ReviewCounty, sign_in: SignIn, claimed: Claimed
) -> None:
    item = claimed(owned=False)
    context = read(sign_in(county.final), item).context
    assert (context["may_claim"], context["may_decide"], context["may_release"]) == (True, True, False)


def test_a_substitute_decides_what_the_holder_has_claimed_only_for_the_holder(
    county: ReviewCounty, sign_in: SignIn, claimed: Claimed
) -> None:
    from tests.factories.organisations import DelegationFactory

    item = claimed()
    substitute = DelegationFactory(post=county.final.posts.get()).substitute
    assert read(sign_in(substitute), item).status_code == 200
    opinion = decide(item.page, substitute)
    assert (opinion.person, opinion.on_behalf_of) == (substitute, county.final)


def test_the_version_says_whether_it_changed_since_it_was_handed_in(county: ReviewCounty, sign_in: SignIn) -> None:
    item = item_of(county.submitted())
    client = sign_in(county.first)
    assert read(client, item).context["version_words"] == "第 1 版，送审后未再改动"
    item.page.specific.save_revision(user=county.first)
    assert read(client, item).context["version_words"].startswith("第 2 版")
    assert read(client, item).context["version_words"] != "第 2 版，送审后未再改动"


def test_an_item_without_a_page_opens_and_says_that_it_is_over(county: ReviewCounty, sign_in: SignIn) -> None:
    item = item_of(county.submitted(title="删掉的一篇"))
    item.page.delete()
    answer = read(sign_in(county.administrator), item)
    assert answer.context["right_words"] == "这一件已经办完了。"
    assert "删掉的一篇" in answer.content.decode()
    assert sign_in(county.administrator).get(url(item, "preview")).status_code == 404


def test_opinions_of_the_submission_before_are_still_read(county: ReviewCounty, sign_in: SignIn) -> None:
    page = county.submitted()
    decide(page, county.first, Decision.RETURN_TO_AUTHOR, "上一回说过日期有误。")
    page.refresh_from_db()
    page.current_workflow_state.resume(user=county.editor)
    found = sheet(sign_in(county.first), item_of(page))
    assert "上一回说过日期有误。" in found.get_text()


def test_a_reviewer_named_after_the_text_came_finds_it(county: ReviewCounty, sign_in: SignIn) -> None:
    item = item_of(county.submitted())
    late = county.person(Role.FIRST_REVIEWER, county.yangshe)
    assert read(sign_in(late), item).context["may_decide"] is True
    queue.claim(item, actor=county.first)
    assert read(sign_in(late), item).context["may_decide"] is False
