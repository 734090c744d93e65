"""A page as JSON is kept like the page itself, for those who bring no token."""

from django.test import Client

from common.models import OutboxMessage
from portal.receivers import forget_pages
from tests.portal.conftest import Site
from tests.portal.test_page_cache import queries


def test_a_kept_answer_asks_the_database_nothing(client: Client, site: Site) -> None:
    address = f"/api/pages/{site.news.pk}/"
    assert queries(client, address) > 0
    assert queries(client, address) == 0
    assert client.get(address).json()["title"] == site.news.title


def test_who_brings_a_token_is_never_answered_from_what_is_kept(client: Client, site: Site) -> None:
    address = f"/api/pages/{site.news.pk}/"
    assert client.get(address).status_code == 200
    assert client.get(address, headers={"authorization": "Bearer wrong"}).status_code == 401
    assert client.get(address).status_code == 200


def test_publishing_makes_kept_answers_stale(client: Client, site: Site) -> None:
    address = f"/api/pages/{site.news.pk}/"
    before = client.get(address)
    site.news.title = "改过的标题"
    site.news.save()
    assert client.get(address).json()["title"] != "改过的标题"
    forget_pages([OutboxMessage(consumer="portal.cache", event="cms.page_published")])
    after = client.get(address)
    assert after.json()["title"] == "改过的标题"
    assert after["ETag"] != before["ETag"]


def test_other_answers_of_the_api_are_not_kept(client: Client, site: Site) -> None:
    assert queries(client, "/api/units/") > 0
    assert queries(client, "/api/units/") > 0
