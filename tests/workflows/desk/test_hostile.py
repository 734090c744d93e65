"""Addresses and forms of the desk as nobody of good will writes them: an answer in words, and nothing changed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.workflows import ReviewCounty, item_of
from workflows.models import Opinion, PendingDecision, QueueColumns, SavedFilter, WorkItem

SignIn = Callable[[Any], Client]
Claimed = Callable[..., WorkItem]


@pytest.fixture
def client(county: ReviewCounty, sign_in: SignIn) -> Client:
    return sign_in(county.first)


@pytest.fixture
def item(county: ReviewCounty) -> WorkItem:
    return item_of(county.submitted())


def as_it_was(item: WorkItem) -> bool:
    fresh = WorkItem.objects.get(pk=item.pk)
    untouched = (fresh.state, fresh.owner_id) == (item.state, item.owner_id)
    return untouched and not Opinion.objects.filter(item=item).exists() and not PendingDecision.objects.exists()


ODD = ["", "\x00", "a\x00b", "'", "x" * 5000, "../..", "路灯", "%00", "-1", "１２", "😀", "0"]


# Going back


@pytest.mark.parametrize(
    ("wanted", "lands"),
    [
        ("/admin/desk/queue/mine/?q=a", "/admin/desk/queue/mine/?q=a"),
        ("/admin/", "/admin/"),
        # A word without a slash is an address as well, and no name of a view.
        ("elsewhere", "elsewhere"),
        ("?due=week", "?due=week"),
        ("", None),
        ("https://evil.example/", None),
        ("//evil.example/", None),
        ("///evil.example/", None),
        ("/\\evil.example/", None),
        ("javascript:alert(1)", None),
        ("\x00//evil.example", None),
    ],
)
def test_one_goes_back_within_the_site(
    client: Client, county: ReviewCounty, item: WorkItem, wanted: str, lands: str | None
) -> None:
    client.post(reverse("desk:claim", args=[item.code]))
    answer = client.post(reverse("desk:release", args=[item.code]), {"next": wanted})
    assert answer.status_code == 302
    assert answer["Location"] == (lands or reverse("desk:queue", args=["mine"]))


# Names of items


@pytest.mark.parametrize("code", [odd for odd in ODD if odd])
@pytest.mark.parametrize("how", ["get", "post"])
def test_items_that_are_none_are_decided_by_nobody(client: Client, item: WorkItem, code: str, how: str) -> None:
    answer = getattr(client, how)(reverse("desk:bulk"), {"item": [code], "do": "approve"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("desk:queue", args=["mine"]))
    assert as_it_was(item)


@pytest.mark.parametrize("odd", ODD)
def test_one_that_is_none_does_not_hide_the_others(client: Client, item: WorkItem, odd: str) -> None:
    client.post(reverse("desk:claim", args=[item.code]))
    answer = client.get(reverse("desk:bulk"), {"item": [odd, item.code], "do": "approve"})
    assert [row.item.code for row in answer.context["rows"]] == [item.code]


@pytest.mark.parametrize("verb", [odd for odd in ODD if odd] + ["APPROVE", "delete", "return_to_step"])
def test_verbs_that_are_none_do_nothing(client: Client, item: WorkItem, verb: str) -> None:
    answer = client.post(reverse("desk:bulk"), {"item": [item.code], "do": verb, "reason": "x"})
    assert answer.status_code == 302
    assert as_it_was(item)


@pytest.mark.parametrize("code", [odd for odd in ODD if odd])
def test_taking_back_what_is_none(client: Client, item: WorkItem, code: str) -> None:
    answer = client.post(reverse("desk:bulk_undo"), {"item": [code]})
    assert (answer.status_code, answer["Location"]) == (302, reverse("wagtailadmin_home"))
    assert as_it_was(item)


@pytest.mark.parametrize("name", ["review", "preview", "looking", "claim", "release", "reassign", "urge"])
@pytest.mark.parametrize("code", ["x", "x" * 300, "-", "0"])
def test_a_code_that_is_none_is_not_found(client: Client, name: str, code: str) -> None:
    address = reverse(f"desk:{name}", args=[code])
    assert {client.get(address).status_code, client.post(address).status_code} <= {404, 405}


@pytest.mark.parametrize("name", ["review", "preview", "claim", "release", "reassign", "urge"])
def test_somebody_elses_item_is_not_there(county: ReviewCounty, sign_in: SignIn, item: WorkItem, name: str) -> None:
    other = sign_in(county.other_first)
    address = reverse(f"desk:{name}", args=[item.code])
    assert {other.get(address).status_code, other.post(address).status_code} <= {404, 405}
    assert as_it_was(item)


# A decision


@pytest.mark.parametrize("seen", [*ODD, "9" * 40, "1.5", "nan"])
def test_a_version_that_is_none_was_not_seen(client: Client, item: WorkItem, seen: str) -> None:
    client.post(reverse("desk:claim", args=[item.code]))
    item.refresh_from_db()
    posted = {"decision": "approve", "text": "同意", "seen_revision": seen}
    answer = client.post(reverse("desk:review", args=[item.code]), posted)
    assert answer.status_code == 422
    assert as_it_was(item)


ODD_VALUES = ["\x00", "'", "x" * 6000, "-1", "9" * 40]


@pytest.mark.parametrize(
    ("field", "odd"),
    [
        *((field, odd) for field in ("decision", "to_step", "publish_at", "cosign_units") for odd in ODD_VALUES),
        ("text", "\x00"),
        ("text", "长" * 6000),
        ("text", " "),
    ],
)
def test_values_that_are_none_are_said_and_nothing_is_decided(
    client: Client, item: WorkItem, field: str, odd: str
) -> None:
    client.post(reverse("desk:claim", args=[item.code]))
    item.refresh_from_db()
    posted = {
        "decision": "return_to_author",
        "text": "图片没有授权",
        "seen_revision": str(item.page.latest_revision_id),
    }
    if field in ("to_step", "publish_at", "cosign_units"):
        posted["decision"] = {"to_step": "return_to_step"}.get(field, "approve")
    answer = client.post(reverse("desk:review", args=[item.code]), {**posted, field: odd})
    assert answer.status_code == 422
    assert as_it_was(item)


# Lists


@pytest.mark.parametrize("tab", ["mine", "claimable", "overdue", "waiting", "returned", "done", "substituting"])
def test_every_queue_answers_any_page(client: Client, item: WorkItem, tab: str) -> None:
    address = reverse("desk:queue", args=[tab])
    first = [row.item.pk for row in client.get(address).context["rows"]]
    for number in ("0", "-1", "x", "9" * 30, "1e3", "\x00"):
        answer = client.get(address, {"p": number})
        assert (number, answer.status_code) == (number, 200)
        assert [row.item.pk for row in answer.context["rows"]] == first


@pytest.mark.parametrize("odd", ODD)
def test_a_search_for_anything_is_answered(client: Client, item: WorkItem, odd: str) -> None:
    answer = client.get(reverse("desk:queue", args=["claimable"]), {"q": odd, "kind": odd, "unit": odd, "step": odd})
    assert answer.status_code == 200


@pytest.mark.parametrize("tab", ["x", "mine2", "all"])
@pytest.mark.parametrize("name", ["queue", "columns", "save_filter"])
def test_a_queue_that_is_none_is_not_found(client: Client, tab: str, name: str) -> None:
    address = reverse(f"desk:{name}", args=[tab])
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == (405 if name == "queue" else 404)


@pytest.mark.parametrize("name", ["", " ", "\x00", "长" * 200])
def test_a_filter_keeps_a_name_that_can_be_read(client: Client, item: WorkItem, name: str) -> None:
    answer = client.post(reverse("desk:save_filter", args=["mine"]) + "?due=week", {"name": name})
    assert answer.status_code == 422
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("pk", [0, 2**31, 2**63, 10**30])
@pytest.mark.parametrize("do", ["delete", "", "\x00"])
def test_a_filter_that_is_none_is_not_found(client: Client, pk: int, do: str) -> None:
    assert client.post(reverse("desk:filter", args=["mine", pk]), {"do": do, "name": "甲"}).status_code == 404


@pytest.mark.parametrize("columns", [["x"], ["\x00"], ["title"] * 500, [""]])
def test_columns_that_are_none_are_not_kept(client: Client, columns: list[str]) -> None:
    answer = client.post(reverse("desk:columns", args=["mine"]), {"column": columns})
    assert answer.status_code in (302, 422)
    kept = {name for row in QueueColumns.objects.all() for name in row.columns}
    assert not kept & {"x", "\x00", ""}


@pytest.mark.parametrize("page_id", [0, 2**31, 2**63, 10**30])
def test_the_history_of_nothing_is_not_found(client: Client, page_id: int) -> None:
    assert client.get(reverse("desk:history", args=[page_id])).status_code == 404
