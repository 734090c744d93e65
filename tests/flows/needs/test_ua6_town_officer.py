"""UA6, a town's officer: the own subtree in lists, counts, search, files and the API; the county may override."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cms import rights
from common.access import ANONYMOUS
from common.models import AuditEntry
from exchange.batch import proposal_make
from exchange.models import Extension, Need, Order, Proposal, TeamService
from organisations.enums import Role
from organisations.selectors import reader_for
from search.services import Query, find
from tests.factories.api import caller
from tests.factories.needs import NeedCounty, item_of
from workflows.services import needs, queue

NEEDS = "/admin/needs/"


@dataclass(frozen=True)
class Town:
    """What a town has on every list, and who dispatches there."""

    officer: Any
    asked: Need
    free: Order
    pooled: Order
    held: Order
    extension: Extension
    proposal: Proposal


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_ROOT = str(tmp_path / "search")


def town(county: NeedCounty, station: Any, officer: Any) -> Town:
    panel = county.panel if station == county.station else [county.holder(Role.PANELLIST, station) for _ in range(3)]
    county.panel = panel

    def opened() -> Order:
        return county.open(county.screened(need=county.ask(unit=station).need))

    free, pooled, held = opened(), opened(), opened()
    needs.order_pool(order=pooled, actor=officer, reason="谁有空谁去")
    needs.order_accept(order=needs.order_assign(order=held, team=county.team, actor=officer), actor=county.team.captain)
    held.refresh_from_db()
    assert held.due_at is not None
    extension = needs.extension_ask(
        order=held, actor=county.team.captain, until=held.due_at.replace(year=held.due_at.year + 1), reason="材料没到"
    )
    proposal = proposal_make(unit=station.get_parent(), actor=officer)
    return Town(officer, county.ask(unit=station).need, free, pooled, held, extension, proposal)


@pytest.fixture
def towns(county: NeedCounty) -> tuple[Town, Town]:
    TeamService.objects.create(team=county.team, category=county.repairs)
    here = town(county, county.station, county.town_dispatcher)
    there = town(county, county.other_station, county.other_dispatcher)
    rights.sync()
    return here, there


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def codes_of(each: Town) -> set[str]:
    return {each.asked.code, *(order.need.code for order in (each.free, each.pooled, each.held))}


LISTS = ["", "?q=热水器", "?export=csv", "board/", "board/?in=pool", "orders/", "orders/?q=热水器", "orders/?is=asked",
         "orders/?export=csv", "proposals/"]  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_ua6_no_list_search_or_file_shows_another_town(towns: tuple[Town, Town], path: str) -> None:
    here, there = towns
    for mine, other in ((here, there), (there, here)):
        text = signed_in(mine.officer).get(NEEDS + path).content.decode("utf-8-sig")
        assert any(code in text for code in (*codes_of(mine), mine.proposal.code))
        for code in (*codes_of(other), other.proposal.code):
            assert code not in text, code


def test_ua6_the_counts_are_those_of_the_own_towns_and_of_all_for_the_county(
    towns: tuple[Town, Town], county: NeedCounty
) -> None:
    for person, times in ((towns[0].officer, 1), (towns[1].officer, 1), (county.dispatcher, 2)):
        client = signed_in(person)
        board = client.get(f"{NEEDS}board/").context
        assert [count for _address, _label, count, _on in board["tabs"]] == [times, times]
        orders = client.get(f"{NEEDS}orders/").context
        assert (orders["total"], orders["filters"].count("asked")) == (times, times)
        assert client.get(NEEDS).context["total"] == 4 * times
        # What stands beside another town's path in the address is not read.
        path = towns[0].free.need.unit.path[:8]
        assert client.get(f"{NEEDS}board/", {"unit": path}).context["total"] == 1


BY_CODE: list[tuple[str, Callable[[Town], str], dict[str, str] | None]] = [
    ("need", lambda town: f"{town.asked.code}/", None),
    ("act", lambda town: f"{town.held.need.code}/do/recall/", {"reason": "换队"}),
    ("read", lambda town: f"{town.free.need.code}/read/", {"purpose": "联系"}),
    ("board", lambda town: f"board/{town.free.need.code}/", None),
    ("assign", lambda town: f"board/{town.free.need.code}/assign/", {"team": "1"}),
    ("pool", lambda town: f"board/{town.free.need.code}/pool/", {"reason": "谁有空谁去"}),
    ("claim", lambda town: f"board/{town.free.need.code}/claim/", {}),
    ("recall", lambda town: f"board/{town.held.need.code}/recall/", {"reason": "换队"}),
    ("extension", lambda town: f"orders/{town.held.code}/extension/", {"granted": "yes"}),
    ("proposal", lambda town: f"proposals/{town.proposal.code}/", None),
    ("line", lambda town: f"proposals/{town.proposal.code}/{town.proposal.lines.all()[0].pk}/", None),
    ("out", lambda town: f"proposals/{town.proposal.code}/{town.proposal.lines.all()[0].pk}/out/", {}),
    ("confirm", lambda town: f"proposals/{town.proposal.code}/confirm/", {}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "path", "given"), BY_CODE, ids=[name for name, _path, _given in BY_CODE])
def test_ua6_a_guessed_address_of_another_town_is_not_there(
    towns: tuple[Town, Town], name: str, path: Callable[[Town], str], given: dict[str, str] | None
) -> None:
    here, there = towns
    client = signed_in(here.officer)

    def status(whose: Town) -> int:
        address = NEEDS + path(whose)
        return (client.get(address) if given is None else client.post(address, given)).status_code

    assert status(there) == 404
    untouched = Order.objects.get(pk=there.free.pk), Order.objects.get(pk=there.held.pk)
    assert [order.state for order in untouched] == ["waiting", "accepted"]
    assert item_of(there.free.need).owner is None
    assert Extension.objects.get(pk=there.extension.pk).state == "asked"
    # The same address with the own town's code is there: it is the town that makes the difference.
    assert status(here) in (200, 302, 422)


def test_ua6_neither_does_the_interface_for_programs(towns: tuple[Town, Town]) -> None:
    here, there = towns
    program = caller(here.officer)
    seen = program.get("/dispatch/orders/").json()
    assert {each["code"] for each in seen["items"]} == {here.free.code, here.pooled.code}
    assert seen["count"] == 2
    for order in (there.free, there.held):
        assert program.get(f"/dispatch/orders/{order.code}/").status_code == 404
        assert program.get(f"/dispatch/orders/{order.code}/suggestions/").status_code == 404
    assert program.get(f"/needs/{there.asked.code}/").status_code == 404
    assert program.get(f"/dispatch/orders/{here.free.code}/").status_code == 200


def test_ua6_the_library_finds_no_more_of_needs_than_everybody_may_read(towns: tuple[Town, Town]) -> None:
    """Accepted needs are public, without anything personal; what is not public is found for nobody."""
    html = signed_in(towns[0].officer).get("/admin/library/", {"q": "热水器"}).content.decode()
    assert not any(each.asked.code in html for each in towns)
    seen, public = (find(Query("热水器", size=50), reader) for reader in (reader_for(towns[0].officer), ANONYMOUS))
    assert {hit.object_id for hit in seen.hits} == {hit.object_id for hit in public.hits}
    assert not {str(each.asked.pk) for each in towns} & {hit.object_id for hit in seen.hits}


def test_ua6_the_county_overrides_a_town_and_it_is_on_record(towns: tuple[Town, Town], county: NeedCounty) -> None:
    here, there = towns
    queue.claim(item_of(here.free.need), actor=here.officer)
    client = signed_in(county.dispatcher)
    assert client.post(f"{NEEDS}board/{here.free.need.code}/assign/", {"team": county.rivals.pk}).status_code == 302
    assert client.post(f"{NEEDS}orders/{there.held.code}/extension/", {"granted": "yes"}).status_code == 302
    assert client.post(f"{NEEDS}board/{here.held.need.code}/recall/", {"reason": "中心另派"}).status_code == 302
    sent, back = Order.objects.get(pk=here.free.pk), Order.objects.get(pk=here.held.pk)
    assert (sent.team, sent.dispatcher, back.state) == (county.rivals, county.dispatcher, "waiting")
    done = AuditEntry.objects.filter(actor_id=county.dispatcher.pk).values_list("action", flat=True)
    for action in ("workflows.claim_overridden", "exchange.order_assigned", "exchange.order_waiting",
                   "exchange.extension_granted"):  # fmt: skip
        assert action in done
