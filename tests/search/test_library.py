"""The library in the admin."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from organisations.enums import Role
from search import lifecycle
from search.params import address, only, query_from, without
from search.query import Query
from tests.factories.search import County


@pytest.fixture
def editor(library: County, client: Client) -> Any:
    user = library.person(Role.EDITOR, library.baijiaqiao)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    return user


def page(client: Client, address: str = "") -> str:
    response = client.get(reverse("library") + address)
    assert response.status_code == 200
    return response.content.decode()


def test_hits_link_to_where_they_are_edited(editor: Any, client: Client) -> None:
    html = page(client, "?q=一队两网三清单")
    assert "<mark>一队</mark>" in html or "<mark>一队两网三清单</mark>" in html
    assert 'href="/admin/pages/' in html


def test_ones_own_drafts_are_there_and_others_are_not(editor: Any, client: Client, library: County) -> None:
    library.page("本站草稿", "反诈", live=False)
    library.page("别站草稿", "反诈", unit=library.jinqiao, live=False)
    lifecycle.rebuild()
    html = page(client, "?q=反诈")
    assert "本站草稿" in html.replace("<mark>", "").replace("</mark>", "")
    assert "别站草稿" not in html.replace("<mark>", "").replace("</mark>", "")
    assert "别站草稿" not in page(client, "?q=反诈&state=draft")


def test_a_visitor_is_asked_to_sign_in(library: County, client: Client) -> None:
    response = client.get(reverse("library"))
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]


def test_a_user_without_the_admin_is_refused(library: County, client: Client) -> None:
    client.force_login(library.person())
    assert client.get(reverse("library")).status_code == 302


@pytest.mark.parametrize(
    "odd", ["?page=99999999", "?page=-1", "?page=x", "?kind=nothing", "?sort=x", "?q=%00", "?unit=no&unit=no"]
)
def test_strange_addresses_are_answered(editor: Any, client: Client, odd: str) -> None:
    page(client, odd)


def test_nothing_found_says_what_to_do(editor: Any, client: Client) -> None:
    assert "这里没有" in page(client, "?q=qwxzjk")


def test_without_an_index_it_says_so(editor: Any, client: Client, search_root: Any) -> None:
    (search_root / "CURRENT").unlink()
    html = page(client, "?q=点单")
    assert "正在修" in html
    assert "<mark>点单</mark>" in html


def test_no_english_is_left_on_the_screen(editor: Any, client: Client) -> None:
    html = page(client, "?q=吴江区 志愿者&year=2026")
    for english in ("Filters", "Search", "found", "Order:", "Remove filter", "Kind<", "Library"):
        assert english not in html, english


# Session, user, rights, profile, languages, menu: what any screen of the admin costs.
FRAME_QUERIES = 10
# The reader's posts, restrictions of the page tree, the content pages shown, the unit pages shown.
OWN_QUERIES = 4


@pytest.mark.parametrize("rows", [1, 3])
def test_the_screen_costs_the_same_however_many_hits(
    editor: Any, client: Client, library: County, connection_queries: Any, rows: int
) -> None:
    for number in range(rows):
        library.page(f"百家桥反诈{number}", "反诈宣讲")
    lifecycle.rebuild()
    page(client, "?q=百家桥")
    with connection_queries() as queries:
        html = page(client, "?q=百家桥")
    assert html.count("library__hit") >= rows + 1
    assert len(queries) <= FRAME_QUERIES + OWN_QUERIES, "\n".join(query["sql"][:140] for query in queries)


def test_addresses_carry_a_question_there_and_back() -> None:
    query = query_from(QueryDict("q=点单&kind=newspage&kind=unit&sort=newest&page=3"))
    assert query == Query("点单", kinds=("newspage", "unit"), sort="newest", page=3)
    assert query_from(QueryDict(address(query, page=3)[1:])) == query
    assert query_from(QueryDict(without(query, "kind", "unit")[1:])).kinds == ("newspage",)
    assert query_from(QueryDict(only(query, "kind", None)[1:])).kinds == ()
    assert query_from(QueryDict(only(query, "year", "2026")[1:])).years == ("2026",)
