"""What the staff's screens of needs cost in the full county: time of a page, its queries, and the time within them.

The last part of `make bench-exchange`. Each page is asked for as a browser does, signed in, on one connection.
"""

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

ROWS = 2000
PAGES = (
    ("today's queue, a million tasks", "/admin/desk/queue/mine/", 0.005),
    ("what can be claimed", "/admin/desk/queue/claimable/", None),
    ("list of needs", "/admin/needs/", None),
    ("statistics of a year, by town", "/admin/needs/statistics/?from={begun}&to={today}", 1.0),
    ("statistics of a year, by month", "/admin/needs/statistics/?from={begun}&to={today}&by=month", 1.0),
    ("list behind a number", "/admin/needs/?from={begun}&to={today}&measure=unmet", None),
)


@contextmanager
def timed() -> Iterator[list[float]]:
    """The seconds of each statement within."""
    from django.db import connection

    found: list[float] = []

    def watch(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            found.append(time.perf_counter() - start)

    with connection.execute_wrapper(watch):
        yield found


def pages(actor: Any, rounds: int) -> None:
    import datetime as dt

    from django.contrib.auth.models import Permission
    from django.test import Client

    actor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client(SERVER_NAME="localhost")
    client.force_login(actor, backend="django.contrib.auth.backends.ModelBackend")
    today = dt.date.today()  # noqa: DTZ011
    for name, address, aim in PAGES:
        url = address.format(today=today, begun=today - dt.timedelta(days=365))
        whole, within, many = [], [], 0
        for _round in range(rounds + 1):
            start = time.perf_counter()
            with timed() as statements:
                answer = client.get(url)
            if answer.status_code != 200:
                raise SystemExit(f"{url}: {answer.status_code}")
            whole.append(time.perf_counter() - start)
            within.append(sum(statements))
            many = len(statements)
        # The first warms up.
        said = f"  aim {aim * 1000:.0f} ms" if aim else ""
        page, asked = median(whole[1:]) * 1000, median(within[1:]) * 1000
        print(f"  {name:<40}{page:8.0f} ms, {asked:7.1f} ms in {many} queries{said}", flush=True)


def queue(actor: Any, rounds: int) -> None:
    """The list of one's own tasks alone, beside the same rows by their keys."""
    from organisations.selectors import reader_for
    from workflows import selectors
    from workflows.models import WorkItem

    reader = reader_for(actor)
    keys = [item.pk for item in selectors.mine(reader, actor)[:25]]
    for name, call in (
        ("plain query of the same tasks by their keys", lambda: list(WorkItem.objects.filter(pk__in=keys))),
        ("my queue, first page", lambda: list(selectors.mine(reader, actor)[:25])),
    ):
        found = []
        for _round in range(rounds + 1):
            with timed() as statements:
                call()
            found.append(sum(statements))
        print(f"  {name:<40}{median(found[1:]) * 1000:8.1f} ms of {len(keys)} rows", flush=True)


def spreadsheet(unit: Any) -> None:
    """As many rows as a file may have, taken in with their flows, and forgotten."""
    from django.db import transaction
    from openpyxl import Workbook

    from accounts.models import User
    from exchange.models import Category
    from organisations.enums import Role
    from organisations.models import Post
    from workflows.services import needs

    book = Workbook()
    kind = Category.objects.filter(depth=2).order_by("path")[0].name
    book.active.append(["需求内容", "类别", "电话", "求助人"])
    for number in range(ROWS):
        book.active.append([f"第{number}户请人来帮忙", kind, f"139{number:08d}", "陆阿婆"])
    file = io.BytesIO()
    book.save(file)
    with transaction.atomic():
        helper = User.objects.create_user("bench-helper", first_name="帮办员")
        for role in (Role.HELPER, Role.PANELLIST):
            Post.objects.create(person=helper, role=role, unit=unit, valid_from="2020-01-01")
        start = time.perf_counter()
        with timed() as statements:
            taken = needs.spreadsheet_take_in(actor=helper, unit=unit, data=file.getvalue(), name="表.xlsx")
        took = time.perf_counter() - start
        made = len(taken.submitted)
        transaction.set_rollback(True)
    print(f"  {made} rows taken in with their flows: {took:.1f} s, {len(statements)} queries", flush=True)


def main(rounds: int) -> None:
    from accounts.models import User
    from organisations.models import Unit

    actor = User.objects.get(username="bench-dispatcher")
    print("Screens")
    queue(actor, rounds)
    pages(actor, rounds)
    print("Spreadsheet")
    spreadsheet(Unit.objects.filter(code__startswith="u", depth=3).order_by("path")[0])
