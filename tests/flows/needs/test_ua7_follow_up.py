"""UA7, follow-up by a third party: drawn again by its seed, contact of the sampled alone, locked to teams, reported."""

import csv
import io
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from cms import rights
from exchange.enums import NeedState
from exchange.models import FollowUp, FollowUpSample, Need, Order, PersonalRead
from exchange.services.followup import draw
from organisations.enums import Role, UnitKind
from organisations.models import Unit
from tests.factories.needs import NeedCounty, stands_at
from tests.factories.organisations import UnitFactory
from workflows.services import needs

HOME = "/admin/needs/follow-up/"


def signed_in(person: Any) -> Client:
    cache.clear()
    rights.sync()
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def agency(county: NeedCounty) -> Unit:
    return UnitFactory(name="第三方评估机构", kind=UnitKind.ASSESSOR)


def rated(county: NeedCounty) -> Order:
    order = county.done()
    needs.order_rate(order=order, actor=county.resident, score=5, by="account")
    return Order.objects.get(pk=order.pk)


def typed(county: NeedCounty, agency: Unit, **changes: Any) -> dict[str, Any]:
    day = timezone.localdate().isoformat()
    given = {"ordered_by": county.centre.pk, "assessor": agency.pk, "done_from": day, "done_to": day}
    return {**given, "share": "50", "seed": "2026-11", "strata": ["town"], **changes}


def nobody_else_reads(county: NeedCounty, address: str, call: FollowUp) -> None:
    """Teams and the director neither read a call nor change an answer."""
    for person in (county.team.captain, county.holder(Role.DIRECTOR, county.centre)):
        stranger = signed_in(person)
        for verb in ("", "contact/"):
            answer = stranger.post(f"{address}{call.pk}/{verb}", {"reach": "reached", "served": "yes"})
            assert answer.status_code in (302, 403, 404)
    captain = signed_in(county.team.captain).get(address)
    assert captain.status_code != 200
    assert not FollowUp.objects.exclude(reach="").exists()


def test_ua7_a_sample_is_asked_by_a_third_party_and_reported(county: NeedCounty, agency: Unit) -> None:
    orders = [rated(county) for _each in range(3)]
    director = signed_in(county.holder(Role.DIRECTOR, county.centre))
    refused = director.post(f"{HOME}new/", typed(county, agency, share="0"))
    assert (refused.status_code, 'value="2026-11"' in refused.content.decode()) == (422, True)
    assert director.post(f"{HOME}new/", typed(county, agency)).status_code == 302
    sample = FollowUpSample.objects.get()
    drawn = [follow_up.order for follow_up in sample.follow_ups.select_related("order")]
    again = draw(orders, share=sample.share, seed=sample.seed, strata=sample.strata)
    assert (drawn, len(drawn), sample.population) == ([order for order, _stratum in again], 2, 3)

    # The assessor's queue holds the sampled alone; contact is read one by one, each reading on record.
    assessor = county.holder(Role.ASSESSOR, agency)
    client, address = signed_in(assessor), f"{HOME}{sample.pk}/"
    left_out = next(order for order in orders if order not in drawn)
    queue = client.get(address)
    assert {each.order for each in queue.context["calls"]} == set(drawn)
    assert client.get(f"/admin/needs/{left_out.need.code}/").status_code == 404
    assert client.get(f"/admin/needs/{drawn[0].need.code}/").status_code == 404
    first, second = sample.follow_ups.select_related("order__need")
    phone = first.order.need.personal.phone
    assert phone not in client.get(f"{address}{first.pk}/").content.decode()
    assert not PersonalRead.objects.filter(person=assessor).exists()
    assert phone in client.post(f"{address}{first.pk}/contact/").content.decode()
    read = PersonalRead.objects.get(person=assessor)
    assert (read.need, read.purpose, read.fields) == (first.order.need, "回访", "name phone")

    nobody_else_reads(county, address, first)

    # "Not served" opens the need again; an answer is written once.
    unsaid = client.post(f"{address}{first.pk}/", {"reach": "reached", "text": "没人来过"})
    assert (unsaid.status_code, "没人来过" in unsaid.content.decode()) == (422, True)
    answer = {"reach": "reached", "served": "no", "satisfied": "1", "text": "没人来过"}
    assert client.post(f"{address}{first.pk}/", answer).status_code == 302
    need = Need.objects.get(pk=first.order.need_id)
    assert (need.state, stands_at(need)) == (NeedState.ACCEPTED, "dispatch")
    assert client.post(f"{address}{first.pk}/", {**answer, "served": "yes"}).status_code == 409
    # What is on record needs no more calling: no contact, and no reading that never was.
    again_read = client.post(f"{address}{first.pk}/contact/")
    assert (again_read.status_code, phone in again_read.content.decode()) == (409, False)
    assert PersonalRead.objects.filter(person=assessor).count() == 1
    assert client.post(f"{address}{second.pk}/", {"reach": "not_reached"}).status_code == 302
    first.refresh_from_db()
    assert (first.served, first.satisfied, first.text, first.person) == (False, 1, "没人来过", assessor)

    # Sample, reached and satisfied, with Wilson's interval, on the page and in the file.
    assert director.get(address).context["report"].size == 2
    auditor = signed_in(county.holder(Role.AUDITOR, county.centre)).get(address)
    assert (auditor.status_code, auditor.context["report"].size, "calls" in auditor.context) == (200, 2, False)
    file = director.get(f"{address}?export=csv").content.decode("utf-8-sig")
    lines = {line[0]: line[1:] for line in csv.reader(io.StringIO(file)) if len(line) == 6}
    assert lines["抽取"][:2] == ["2", "3"]
    assert lines["联系上"] == ["1", "2", "50.0", "9.5", "90.5"]
    assert lines["满意"][:3] == ["0", "1", "0.0"]
    assert "随机种子：2026-11" in file
    assert phone not in file


@pytest.mark.parametrize(
    ("role", "status", "may_draw"),
    [
        (Role.DIRECTOR, 200, 200),
        (Role.DISPATCHER, 200, 200),
        (Role.HELPER, 404, 404),
        (Role.PANELLIST, 404, 404),
    ],
)
def test_ua7_who_orders_a_follow_up(county: NeedCounty, role: Role, status: int, may_draw: int) -> None:
    client = signed_in(county.holder(role, county.centre))
    assert (client.get(HOME).status_code, client.get(f"{HOME}new/").status_code) == (status, may_draw)


def test_ua7_another_agency_finds_nothing(county: NeedCounty, agency: Unit) -> None:
    rated(county)
    director = signed_in(county.holder(Role.DIRECTOR, county.centre))
    assert director.post(f"{HOME}new/", typed(county, agency)).status_code == 302
    call = FollowUp.objects.get()
    other = signed_in(county.holder(Role.ASSESSOR, UnitFactory(name="别的机构", kind=UnitKind.ASSESSOR)))
    address = f"{HOME}{call.sample_id}/"
    assert other.get(HOME).context["samples"].paginator.count == 0
    assert [other.get(each).status_code for each in (address, f"{address}{call.pk}/")] == [404, 404]
    assert other.post(f"{address}{call.pk}/contact/").status_code == 404
    assert not PersonalRead.objects.filter(purpose="回访").exists()
