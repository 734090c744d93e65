"""What was public or numbered is kept: withdrawn, never deleted."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cms.models import NewsPage
from cms.services.numbering import briefing_number_give
from common.errors import Conflict
from tests.cms.conftest import County
from tests.factories import cms as make


def test_draft_never_published_may_go(county: County) -> None:
    make.news(county.village_page, live=False).delete()
    assert not NewsPage.objects.exists()


@pytest.mark.parametrize("withdrawn", [False, True])
def test_published_page_stays(county: County, withdrawn: bool) -> None:
    page = make.news(county.village_page)
    if withdrawn:
        page.unpublish()
    with pytest.raises(Conflict) as refused, transaction.atomic():
        page.delete()
    assert refused.value.code == "cms.page_on_record"
    assert NewsPage.objects.filter(pk=page.pk).exists()


def test_numbered_briefing_stays(county: County) -> None:
    page = make.briefing(county.centre_page, make.series(), live=False)
    briefing_number_give(page=page)
    with pytest.raises(Conflict), transaction.atomic():
        page.delete()


@pytest.mark.django_db(transaction=True)
def test_parent_of_a_published_page_stays_whole(county: County) -> None:
    page = make.news(county.village_page)
    with pytest.raises(Conflict), transaction.atomic():
        county.village_page.delete()
    assert NewsPage.objects.filter(pk=page.pk).exists()


@pytest.fixture
def client_in(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("root", password="x"))
    return client


def test_admin_offers_withdrawal_instead(client_in: Client, county: County) -> None:
    page = make.news(county.village_page)
    response = client_in.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
    assert response.redirect_chain[0][0] == reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    assert "撤下就行" in response.content.decode()
    assert NewsPage.objects.filter(pk=page.pk).exists()


def test_admin_deletes_a_draft(client_in: Client, county: County) -> None:
    page = make.news(county.village_page, live=False)
    client_in.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not NewsPage.objects.exists()


def test_bulk_deletion_is_refused(client_in: Client, county: County) -> None:
    page, draft = make.news(county.village_page), make.news(county.village_page, live=False)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    client_in.post(f"{url}?id={page.pk}&id={draft.pk}")
    assert NewsPage.objects.count() == 2
