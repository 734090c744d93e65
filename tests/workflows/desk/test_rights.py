"""Every address of the desk for every kind of person: what is not theirs is not there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.workflows import ReviewCounty, item_of
from workflows.models import Opinion, PendingDecision, WorkItem
from workflows.services import queue

SignIn = Callable[[Any], Client]
INSIDE = ("first", "second", "final", "director", "administrator", "editor")
OUTSIDE = ("other_first", "doctor", "fireman")
OF_AN_ITEM = {
    "review": ("get", "post"),
    "preview": ("get",),
    "looking": ("post",),
    "claim": ("post",),
    "release": ("post",),
    "reassign": ("get", "post"),
    "urge": ("post",),
}
ADDRESSES = [(name, method) for name, methods in OF_AN_ITEM.items() for method in methods]
LISTS = ["desk:urgent", "desk:bulk", "desk:notices"]


@pytest.fixture
def item(county: ReviewCounty) -> WorkItem:
    return item_of(county.submitted(title="只给站里看的"))


def url(item: WorkItem, name: str) -> str:
    return reverse(f"desk:{name}", args=[item.code])


def decision(item: WorkItem, **values: Any) -> dict[str, Any]:
    return {"decision": "approve", "text": "", "seen_revision": item.page.latest_revision_id, **values}


@pytest.mark.parametrize("who", OUTSIDE)
def test_an_item_of_others_is_not_there_at_any_address(
    who: str, county: ReviewCounty, sign_in: SignIn, item: WorkItem
) -> None:
    client = sign_in(getattr(county, who))
    answers = {
        (name, method): getattr(client, method)(url(item, name), decision(item)).status_code
        for name, method in ADDRESSES
    }
    assert set(answers.values()) == {404}, answers
    for tab in ("mine", "claimable", "overdue", "waiting", "returned", "done", "substituting"):
        body = client.get(reverse("desk:queue", args=[tab])).content.decode()
        assert "只给站里看的" not in body
    item.refresh_from_db()
    assert (item.state, item.owner, item.urged_at) == ("open", None, None)


def test_a_visitor_is_sent_to_sign_in_everywhere(item: WorkItem) -> None:
    for name, method in ADDRESSES:
        answer = getattr(Client(), method)(url(item, name), decision(item))
        assert (name, answer.status_code) == (name, 302)
        assert "login" in answer.headers["Location"]
    for name in LISTS:
        assert Client().get(reverse(name)).status_code == 302
    assert not PendingDecision.objects.exists()


def test_a_resident_without_a_post_gets_nowhere(county: ReviewCounty, item: WorkItem) -> None:
    from tests.factories.accounts import UserFactory

    resident = Client()
    resident.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    for name, method in ADDRESSES:
        assert getattr(resident, method)(url(item, name), decision(item)).status_code in (302, 403, 404)
    assert not PendingDecision.objects.exists()


@pytest.mark.parametrize("who", [role for role in INSIDE if role != "first"])
@pytest.mark.parametrize("choice", ["approve", "return_to_author", "reject"])
def test_seeing_is_not_deciding(who: str, choice: str, county: ReviewCounty, sign_in: SignIn, item: WorkItem) -> None:
    answer = sign_in(getattr(county, who)).post(url(item, "review"), decision(item, decision=choice, text="越权试试"))
    assert answer.status_code == 422
    assert "越权试试" in answer.content.decode() or answer.context["may_decide"] is False
    assert not PendingDecision.objects.exists()
    assert not Opinion.objects.filter(item=item).exists()


@pytest.mark.parametrize("who", [role for role in INSIDE if role != "first"])
def test_seeing_is_not_claiming(who: str, county: ReviewCounty, sign_in: SignIn, item: WorkItem) -> None:
    sign_in(getattr(county, who)).post(url(item, "claim"))
    item.refresh_from_db()
    assert item.owner is None


def test_a_bulk_leaves_what_one_may_only_see(county: ReviewCounty, sign_in: SignIn, item: WorkItem) -> None:
    typed = {"item": [item.code], "do": "approve", f"seen-{item.code}": item.page.latest_revision_id}
    answer = sign_in(county.director).post(reverse("desk:bulk"), typed)
    assert len(answer.context["failed"]) == 1
    assert not PendingDecision.objects.exists()


def test_of_two_who_claim_the_second_is_told_who_was_first(
    county: ReviewCounty, sign_in: SignIn, item: WorkItem
) -> None:
    colleague = county.person("first_reviewer", county.baijiaqiao)
    one, other = sign_in(county.first), sign_in(colleague)
    one.post(url(item, "claim"))
    answer = other.post(url(item, "claim"), follow=True)
    assert county.first.masked_name in answer.content.decode()
    item.refresh_from_db()
    assert item.owner == county.first


def test_of_two_who_decide_the_second_keeps_the_words(county: ReviewCounty, sign_in: SignIn, item: WorkItem) -> None:
    colleague = county.person("first_reviewer", county.baijiaqiao)
    typed = decision(item, text="我也看过了，可以。")
    sign_in(county.first).post(url(item, "review"), typed)
    answer = sign_in(colleague).post(url(item, "review"), typed)
    assert answer.status_code == 422
    assert PendingDecision.objects.get().person == county.first


def test_only_the_owner_gives_back(county: ReviewCounty, sign_in: SignIn, item: WorkItem) -> None:
    queue.claim(item, actor=county.first)
    for who in ("director", "administrator", "editor"):
        sign_in(getattr(county, who)).post(url(item, "release"))
        item.refresh_from_db()
        assert item.owner == county.first


@pytest.mark.parametrize("who", ["other_first", "doctor"])
def test_nobody_hands_an_item_to_who_may_not_decide_it(
    who: str, county: ReviewCounty, sign_in: SignIn, item: WorkItem
) -> None:
    queue.claim(item, actor=county.first)
    stranger = getattr(county, who)
    answer = sign_in(county.first).post(url(item, "reassign"), {"person": stranger.pk, "reason": "请您来看这一篇"})
    assert answer.status_code == 200
    assert "请您来看这一篇" in answer.content.decode()
    item.refresh_from_db()
    assert item.owner == county.first


@pytest.mark.parametrize("name", ["claim", "release", "urge"])
@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "http:evil"])
def test_no_button_leads_off_the_site(
    name: str, target: str, county: ReviewCounty, sign_in: SignIn, item: WorkItem
) -> None:
    client = sign_in(county.director)
    location = client.post(url(item, name), {"next": target}).headers["Location"]
    assert location.startswith("/admin/")


def test_the_next_item_opens_after_each_kind_of_decision(county: ReviewCounty, sign_in: SignIn) -> None:
    items = [queue.claim(item_of(county.submitted(title=f"第{n}篇")), actor=county.first) for n in range(3)]
    client = sign_in(county.first)
    for number, choice in enumerate(("approve", "return_to_author", "reject")):
        typed = decision(WorkItem.objects.get(pk=items[number].pk), decision=choice, text="看过了。")
        location = client.post(url(items[number], "review"), typed).headers["Location"]
        last = number == 2
        assert location == (reverse("wagtailadmin_home") if last else url(items[number + 1], "review"))
    assert PendingDecision.objects.count() == 3


def test_going_back_in_the_browser_shows_that_it_is_decided(
    county: ReviewCounty, sign_in: SignIn, item: WorkItem
) -> None:
    client = sign_in(county.first)
    client.post(url(item, "review"), decision(item))
    again = client.get(url(item, "review"))
    assert again.context["may_decide"] is False
    assert "几秒后生效" in again.context["right_words"]
    assert client.post(url(item, "review"), decision(item)).status_code == 422
    assert PendingDecision.objects.count() == 1


def test_the_desk_is_never_kept_by_a_shared_cache(county: ReviewCounty, sign_in: SignIn, item: WorkItem) -> None:
    client = sign_in(county.first)
    for path in (url(item, "review"), reverse("desk:queue", args=["mine"]), reverse("wagtailadmin_home")):
        kept = client.get(path).headers.get("Cache-Control", "")
        assert "no-store" in kept or "private" in kept
