"""Who may do what: every operation by everybody."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.models import APIToken

from accounts.services import user_deactivate
from api.document import COMMITTED
from api.models import Scope, TokenGrant
from api.services import token_revoke
from tests.api.test_need_permissions import TABLE as OF_NEEDS
from tests.factories import cms as make
from tests.factories import media as files
from tests.factories.accounts import UserFactory
from tests.factories.api import ApiCounty, Caller, caller, token_for
from tests.factories.workflows import item_of
from workflows.services import queue

PEOPLE = ("nobody", "scope", "expired", "revoked", "left", "editor", "neighbour", "reviewer", "town", "admin")
SHUT = (401, 403, 401, 401, 401)
OPEN = (200, 403, 401, 401, 401)


class World:
    """The things that are asked for: a public page, a draft, a page under review with its item, one claimed."""

    def __init__(self, county: ApiCounty) -> None:
        self.county = county
        self.public = make.news(county.station_page, title="公开的消息")
        self.draft = county.draft(title="没审的草稿")
        self.waiting = item_of(county.submitted(title="等初审"))
        self.claimed = queue.claim(item_of(county.submitted(title="已领取")), actor=county.first)
        self.seen = self.waiting.page.latest_revision_id

    def people(self, needed: str) -> dict[str, Caller]:
        """Everybody who asks for something that needs the scope."""
        county, wrong = self.county, next(scope for scope in Scope.values if scope != needed)
        expired, revoked, left = (county.person("editor", county.baijiaqiao) for _ in range(3))
        tokens = {
            "scope": token_for(county.editor, wrong),
            "expired": token_for(expired),
            "revoked": token_for(revoked),
            "left": token_for(left),
        }
        TokenGrant.objects.filter(token__user=expired).update(expires_at=timezone.now() - dt.timedelta(seconds=1))
        token_revoke(actor=revoked, token_id=APIToken.objects.get(user=revoked).pk)
        user_deactivate(actor=county.administrator, user=left)
        active = {
            "editor": county.editor,
            "neighbour": county.other_editor,
            "reviewer": county.first,
            "town": county.second,
            "admin": county.administrator,
        }
        return {
            "nobody": Caller(),
            **{name: Caller(text) for name, text in tokens.items()},
            **{name: caller(person) for name, person in active.items()},
        }


Ask = Callable[[Caller, World], Any]


def new_draft(c: Caller, w: World) -> Any:
    meta = {"type": "cms.NewsPage", "parent_id": w.county.station_page.pk}
    return c.post("/pages/", {"meta": meta, "title": "新写的"})


def decide(c: Caller, w: World) -> Any:
    return c.post(f"/queue/{w.waiting.code}/decide/", {"decision": "approve", "seen_revision_id": w.seen})


def change(page: str) -> Ask:
    return lambda c, w: c.patch(f"/pages/{getattr(w, page).pk}/", {"title": "改过"})


def find(page: str) -> Ask:
    return lambda c, w: c.get("/pages/find/", id=getattr(w, page).pk)


def on_item(item: str, verb: str) -> Ask:
    return lambda c, w: c.post(f"/queue/{getattr(w, item).code}/{verb}/")


def upload(path: str, data: bytes, name: str) -> Ask:
    def ask(c: Caller, w: World) -> Any:
        fields = {"unit": w.county.baijiaqiao.code, "title": "村口", "file": files.upload(data, name)}
        return c.upload(path, fields)

    return ask


def on_page(page: str, verb: str, body: dict[str, Any]) -> Ask:
    return lambda c, w: c.post(f"/pages/{getattr(w, page).pk}/{verb}/", body)


def cancel(c: Caller, w: World) -> Any:
    return c.post(f"/pages/{w.waiting.page_id}/cancel/", {"reason": "还要改。"})


FOUND = (302, 403, 401, 401, 401)
HIDDEN = (404, 403, 401, 401, 401)
ALL = (200, 200, 200, 200, 200)
TABLE: list[tuple[str, str, Ask, tuple[int, ...]]] = [
    ("pages_list", "read", lambda c, w: c.get("/pages/"), (*OPEN, *ALL)),
    ("pages_find", "read", find("public"), (*FOUND, 302, 302, 302, 302, 302)),
    ("pages_find", "read", find("draft"), (*HIDDEN, 302, 404, 302, 302, 302)),
    ("pages_detail", "read", lambda c, w: c.get(f"/pages/{w.public.pk}/"), (*OPEN, *ALL)),
    ("pages_detail", "read", lambda c, w: c.get(f"/pages/{w.draft.pk}/"), (*HIDDEN, 200, 404, 200, 200, 200)),
    ("pages_create", "write", new_draft, (*SHUT, 201, 403, 403, 403, 403)),
    ("pages_update", "write", change("draft"), (*SHUT, 200, 404, 403, 403, 403)),
    ("pages_update", "write", change("public"), (*SHUT, 200, 403, 403, 403, 403)),
    ("pages_submit", "write", lambda c, w: c.post(f"/pages/{w.draft.pk}/submit/"), (*SHUT, 200, 404, 403, 403, 403)),
    ("pages_delete", "write", lambda c, w: c.delete(f"/pages/{w.draft.pk}/"), (*SHUT, 204, 404, 403, 403, 403)),
    ("pages_delete", "write", lambda c, w: c.delete(f"/pages/{w.public.pk}/"), (*SHUT, 409, 403, 403, 403, 403)),
    ("pages_cancel", "write", cancel, (*SHUT, 200, 404, 200, 403, 403)),
    ("pages_withdraw", "queue", on_page("public", "withdraw", {"reason": "有误。"}), (*SHUT, 403, 403, 403, 403, 403)),
    ("pages_withdraw", "queue", on_page("draft", "withdraw", {"reason": "有误。"}), (*SHUT, 403, 404, 403, 403, 403)),
    ("images_create", "write", upload("/images/", files.picture_bytes(), "a.jpg"), (*SHUT, 201, 422, 403, 403, 403)),
    ("documents_create", "write", upload("/documents/", files.PDF, "a.pdf"), (*SHUT, 201, 422, 403, 403, 403)),
    ("search", "read", lambda c, w: c.get("/search/", q="消息"), (*OPEN, *ALL)),
    ("search_suggest", "read", lambda c, w: c.get("/search/suggest/", q="消"), (*OPEN, *ALL)),
    ("units_list", "read", lambda c, w: c.get("/units/"), (*OPEN, *ALL)),
    ("units_detail", "read", lambda c, w: c.get(f"/units/{w.county.yangshe.code}/"), (*OPEN, *ALL)),
    ("queue_list", "queue", lambda c, w: c.get("/queue/"), (*SHUT, *ALL)),
    ("queue_detail", "queue", lambda c, w: c.get(f"/queue/{w.waiting.code}/"), (*SHUT, 200, 404, 200, 200, 200)),
    ("queue_claim", "queue", on_item("waiting", "claim"), (*SHUT, 403, 404, 200, 403, 403)),
    ("queue_release", "queue", on_item("claimed", "release"), (*SHUT, 403, 404, 200, 403, 403)),
    ("queue_decide", "queue", decide, (*SHUT, 403, 404, 200, 403, 403)),
]  # fmt: skip


def test_every_operation_is_in_the_table() -> None:
    paths = json.loads(COMMITTED.read_bytes())["paths"]
    operations = {operation["operationId"] for path in paths.values() for operation in path.values()}
    assert {name for name, *_rest in TABLE} | {name for name, *_rest in OF_NEEDS} == operations


@pytest.mark.parametrize("needed", Scope.values)
def test_the_table(county: ApiCounty, needed: str) -> None:
    world = World(county)
    people = world.people(needed)
    rows = [row for row in TABLE if row[1] == needed]
    found = [(name, tuple(_status(ask, people[person], world) for person in PEOPLE)) for name, _scope, ask, _ in rows]
    assert found == [(name, expected) for name, _scope, _ask, expected in rows]


def _status(ask: Ask, person: Caller, world: World) -> int:
    """Asks, and takes back what was done."""
    with transaction.atomic():
        status: int = ask(person, world).status_code
        transaction.set_rollback(True)
    return status


def test_guessed_ids_and_codes_are_not_found(county: ApiCounty) -> None:
    program = caller(county.administrator)
    guesses = [
        program.get("/pages/1/"),
        program.get("/pages/999999/"),
        program.get("/units/zzzzzzzzzz/"),
        program.get("/queue/zzzzzzzzzz/"),
        program.post("/queue/zzzzzzzzzz/claim/"),
        program.post("/queue/zzzzzzzzzz/release/"),
        program.post("/queue/zzzzzzzzzz/decide/", {"decision": "approve", "seen_revision_id": 1}),
        program.post("/pages/999999/submit/"),
        program.patch("/pages/999999/", {"title": "x"}),
        program.delete("/pages/999999/"),
        program.post("/pages/999999/cancel/", {}),
        program.post("/pages/999999/withdraw/", {"reason": "x"}),
    ]
    assert [answer.status_code for answer in guesses] == [404] * len(guesses)


def test_staff_without_a_post_see_what_visitors_see(county: ApiCounty, anonymous: Caller) -> None:
    World(county)
    program = caller(UserFactory())
    assert program.get("/pages/").json()["count"] == anonymous.get("/pages/").json()["count"]
    assert program.get("/queue/").json() == {"count": 0, "items": []}
