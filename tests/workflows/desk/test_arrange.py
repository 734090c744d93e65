"""Named filters and chosen columns: kept for one person, seen by nobody else, refused in words at the field."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories.workflows import ReviewCounty
from workflows.desk import services
from workflows.models import QueueColumns, SavedFilter, WorkItem

SignIn = Callable[[Any], Client]
Claimed = Callable[..., WorkItem]
NAME = "本周到期的新闻"


def listed(query: str = "", tab: str = "mine") -> str:
    return reverse("desk:queue", args=[tab]) + query


def saving(query: str = "?due=week", tab: str = "mine") -> str:
    return reverse("desk:save_filter", args=[tab]) + query


def changing(pk: int, tab: str = "mine", query: str = "") -> str:
    return reverse("desk:filter", args=[tab, pk]) + query


@pytest.fixture
def client(county: ReviewCounty, sign_in: SignIn) -> Client:
    return sign_in(county.final)


@pytest.fixture
def saved(county: ReviewCounty) -> SavedFilter:
    return services.save_filter(actor=county.final, tab="mine", name=NAME, query="due=week")


# --- named filters -------------------------------------------------------------------------------


def test_a_filter_is_named_and_stands_above_the_list_as_a_link_to_itself(client: Client) -> None:
    answer = client.post(saving("?q=取暖&due=week&sort=-due"), {"name": f"  {NAME} "}, follow=True)
    assert answer.redirect_chain[-1][0] == listed("?q=%E5%8F%96%E6%9A%96&due=week&sort=-due")
    chips = answer.context["saved"]
    assert [(chip["name"], chip["here"]) for chip in chips] == [(NAME, True)]
    body = answer.content.decode()
    assert "存好了" in body
    assert NAME in body
    assert client.get(chips[0]["url"]).context["filters"].search == "取暖"


def test_only_what_is_filtered_and_has_no_name_yet_is_offered_to_be_named(client: Client, saved: SavedFilter) -> None:
    offered = {query: client.get(listed(query)).context["may_save"] for query in ("", "?due=week", "?due=today")}
    assert offered == {"": False, "?due=week": False, "?due=today": True}


def test_the_address_is_kept_without_what_does_not_belong(client: Client, county: ReviewCounty) -> None:
    client.post(saving("?due=week&due=never&step=<script>&kind=1 or 1&p=7&export=csv&next=//evil"), {"name": NAME})
    assert SavedFilter.objects.get(person=county.final).query == "due=week"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "给筛选起个名字。"),
        (" \t\x00 ", "给筛选起个名字。"),
        ("长" * 41, "名字太长了，最多 40 个字。"),
        (NAME, f"“待我办”里已经有一个叫“{NAME}”的筛选，换个名字。"),
        (f" {NAME}\n", f"“待我办”里已经有一个叫“{NAME}”的筛选，换个名字。"),
    ],
)
def test_a_name_that_will_not_do_is_refused_at_the_field(
    name: str, words: str, client: Client, saved: SavedFilter
) -> None:
    answer = client.post(saving("?due=today", "done"), {"name": name})
    assert answer.status_code == 422
    assert answer.context["save_error"] == words
    body = answer.content.decode()
    assert words in body
    assert 'aria-describedby="error_filter_name"' in body
    assert answer.context["save_name"] == name
    assert SavedFilter.objects.count() == 1


def test_what_was_typed_and_the_filter_survive_the_refusal(client: Client, saved: SavedFilter) -> None:
    answer = client.post(saving("?due=today"), {"name": NAME})
    assert answer.context["filters"].due == ["today"]
    assert f'value="{NAME}"' in answer.content.decode()
    # The address of the refused form can be loaded again and leads back to the list.
    assert client.get(saving("?due=today")).headers["Location"] == listed("?due=today")


def test_nothing_filtered_is_nothing_to_name(client: Client) -> None:
    answer = client.post(saving(""), {"name": NAME})
    assert answer.context["save_error"] == "先选好筛选条件，再起名字。"
    assert not SavedFilter.objects.exists()


def test_twenty_are_enough(client: Client, county: ReviewCounty) -> None:
    SavedFilter.objects.bulk_create(
        SavedFilter(person=county.final, tab="mine", name=f"第{n}个", query="due=week") for n in range(20)
    )
    assert client.post(saving(), {"name": NAME}).context["save_error"] == "最多存 20 个筛选，先删掉一个再存。"


def test_two_people_may_use_the_same_name(county: ReviewCounty, saved: SavedFilter) -> None:
    other = services.save_filter(actor=county.first, tab="mine", name=NAME, query="due=today")
    assert other.pk != saved.pk


def test_a_name_is_escaped_where_it_is_shown(client: Client) -> None:
    client.post(saving(), {"name": "<img src=x onerror=alert(1)>"})
    body = client.get(listed()).content.decode()
    assert "<img src=x" not in body
    assert "&lt;img src=x" in body


def test_a_filter_shows_on_its_own_queue_only(client: Client, saved: SavedFilter) -> None:
    assert client.get(listed(tab="done")).context["saved"] == []
    assert [chip["pk"] for chip in client.get(reverse("wagtailadmin_home")).context["saved"]] == [saved.pk]


def test_it_is_renamed_where_it_stands(client: Client, saved: SavedFilter) -> None:
    answer = client.post(changing(saved.pk, query="?due=week"), {"name": "周报"})
    assert answer.headers["Location"] == listed("?due=week")
    saved.refresh_from_db()
    assert (saved.name, saved.query) == ("周报", "due=week")


def test_keeping_its_own_name_is_no_conflict(client: Client, saved: SavedFilter) -> None:
    assert client.post(changing(saved.pk), {"name": NAME}).status_code == 302


def test_a_taken_name_is_refused_beside_the_one_that_wanted_it(
    client: Client, saved: SavedFilter, county: ReviewCounty
) -> None:
    other = services.save_filter(actor=county.final, tab="mine", name="另一个", query="due=today")
    answer = client.post(changing(other.pk), {"name": NAME})
    assert answer.status_code == 422
    assert answer.context["rename_pk"] == other.pk
    assert "换个名字" in answer.content.decode()
    other.refresh_from_db()
    assert other.name == "另一个"


def test_it_is_deleted_and_the_items_stay(client: Client, saved: SavedFilter, claimed: Claimed) -> None:
    item = claimed()
    answer = client.post(changing(saved.pk), {"do": "delete"}, follow=True)
    assert "筛选删了，列表里的件都还在。" in answer.content.decode()
    assert not SavedFilter.objects.exists()
    assert WorkItem.objects.filter(pk=item.pk).exists()


@pytest.mark.parametrize("typed", [{"name": "偷来的"}, {"do": "delete"}])
@pytest.mark.parametrize("who", ["first", "editor", "administrator", "director"])
def test_somebody_elses_filter_is_not_there(
    typed: dict[str, str], who: str, county: ReviewCounty, sign_in: SignIn, saved: SavedFilter
) -> None:
    client = sign_in(getattr(county, who))
    assert client.post(changing(saved.pk), typed).status_code == 404
    assert NAME not in client.get(listed()).content.decode()
    saved.refresh_from_db()
    assert saved.name == NAME


@pytest.mark.parametrize("typed", [{"name": "不存在"}, {"do": "delete"}])
def test_a_guessed_number_is_not_found(typed: dict[str, str], client: Client) -> None:
    assert client.post(changing(987654), typed).status_code == 404


@pytest.mark.parametrize("url", [saving(tab="all"), changing(1, "all"), reverse("desk:columns", args=["all"])])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_queue_is_not_found(url: str, method: str, client: Client) -> None:
    assert getattr(client, method)(url, {"name": NAME, "column": "due"}).status_code == 404


def test_looking_deletes_nothing(client: Client, saved: SavedFilter) -> None:
    assert client.get(changing(saved.pk), {"do": "delete"}).status_code == 302
    assert SavedFilter.objects.filter(pk=saved.pk).exists()


@pytest.mark.parametrize("url", [saving(), changing(1), reverse("desk:columns", args=["mine"])])
def test_visitors_and_residents_arrange_nothing(url: str, county: ReviewCounty, saved: SavedFilter) -> None:
    resident = Client()
    resident.force_login(county.editor, backend="django.contrib.auth.backends.ModelBackend")
    for stranger in (Client(), resident):
        assert stranger.post(url, {"name": "外人", "column": "due", "do": "delete"}).status_code in (302, 403)
    assert list(SavedFilter.objects.values_list("name", flat=True)) == [NAME]
    assert not QueueColumns.objects.exists()


def test_a_forged_form_is_refused(county: ReviewCounty, sign_in: SignIn) -> None:
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = sign_in(county.final).cookies
    assert forged.post(saving(), {"name": NAME}).status_code == 403
    assert not SavedFilter.objects.exists()


# --- columns -------------------------------------------------------------------------------------

# Column → what of its head or cells is only there with it.
TRACES = {
    "kind": 'class="is-kind"',
    "step": 'class="is-step"',
    "due": 'class="is-due"',
    "sender": 'class="is-who"',
    "unit": "第 1 版",
}


def choose(client: Client, *names: str, tab: str = "mine", query: str = "") -> Any:
    return client.post(reverse("desk:columns", args=[tab]) + query, {"column": names})


@pytest.mark.parametrize("name", sorted(TRACES))
def test_one_column_is_shown_and_the_others_are_not(name: str, client: Client, claimed: Claimed) -> None:
    claimed()
    assert choose(client, name, query="?due=week").headers["Location"] == listed("?due=week")
    body = client.get(listed()).content.decode()
    assert {column for column, trace in TRACES.items() if trace in body} == {name}
    assert "每月一封家书" in body


def test_without_a_choice_every_column_is_there(client: Client, claimed: Claimed) -> None:
    claimed()
    body = client.get(listed()).content.decode()
    assert [column for column, trace in TRACES.items() if trace not in body] == []


@pytest.mark.parametrize("names", [(), ("",), ("title",), ("<script>", "DUE")])
def test_at_least_one_column_stays(names: tuple[str, ...], client: Client, claimed: Claimed) -> None:
    claimed()
    choose(client, "due", "step")
    answer = choose(client, *names)
    assert answer.status_code == 422
    assert answer.context["columns_error"] == "至少留一列。"
    assert "至少留一列。" in answer.content.decode()
    assert client.get(listed()).context["columns"] == ["step", "due"]


def test_columns_follow_the_person_to_every_queue_and_browser(
    county: ReviewCounty, sign_in: SignIn, claimed: Claimed
) -> None:
    claimed()
    choose(sign_in(county.final), "due")
    again = sign_in(county.final)
    assert again.get(listed(tab="done")).context["columns"] == ["due"]
    assert again.get(reverse("wagtailadmin_home")).context["columns"] == ["due"]
    assert len(sign_in(county.first).get(listed()).context["columns"]) == 5


def test_a_later_choice_replaces_the_earlier(client: Client, county: ReviewCounty) -> None:
    choose(client, "due")
    choose(client, "sender", "kind")
    assert QueueColumns.objects.get(person=county.final).names == "kind,sender"


def test_the_file_has_the_columns_that_are_seen(client: Client, claimed: Claimed) -> None:
    claimed()
    choose(client, "due")
    lines = client.get(listed("?export=csv")).content.decode("utf-8-sig").splitlines()
    assert lines[3] == "事项,到期,还剩"
    assert len(lines[4].split(",")) == 3
    assert "百家桥" not in lines[4]


# --- cost ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "?q=第", "?due=week&due=late&due=today", "?step=final_review", "?q=第&p=9"])
@pytest.mark.parametrize("many", [1, 3])
def test_an_arranged_list_costs_twelve_queries_whatever_its_length(
    query: str,
    many: int,
    client: Client,
    county: ReviewCounty,
    claimed: Claimed,
    saved: SavedFilter,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(many):
        claimed(f"第{number}篇")
    # Late: a filter by time finds them on every day of the week.
    WorkItem.objects.update(due_at=timezone.now() - dt.timedelta(hours=1))
    services.choose_columns(["due", "step"], actor=county.final)
    client.get(listed(query))
    with django_assert_max_num_queries(12 if "p=9" not in query else 14):
        answer = client.get(listed(query))
    assert answer.context["total"] == many
