"""A county in its full size: 6,000 units, 1,330 teams, 300,000 needs with their orders, a million tasks.

`python -m benchmarks.county_size` writes into the database of DATABASE_URL, in pieces of a transaction each: the
same seed makes the same county, and a run that was stopped goes on where it stood. Nothing personal is made.
"""

import datetime as dt
import os
import random
import time
from collections.abc import Iterator

SEED = int(os.environ.get("SEED", "20"))
TOWNS, STATIONS, POINTS = 12, 280, 5707
TEAMS = 1330
NEEDS = int(os.environ.get("NEEDS", "300000"))
PIECE = 5000
YEARS = 3
# Counted from the end: the newest wait, those before are in the pool, those before in the hands of teams.
WAITING, POOLED, RUNNING = 2500, 600, 3500
KINDS = ("理论宣讲", "教育课业", "文化文艺", "科学普及", "健康健身", "上门维修", "法律服务", "环境整治")
BELOW = 5
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def set_up() -> None:
    os.environ.update(OUTBOX_INLINE="false", LOG_LEVEL="ERROR")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django

    django.setup()


def code(kind: str, number: int) -> str:
    """A code that the same number always gets."""
    found = ""
    for _place in range(9):
        number, letter = divmod(number, len(LETTERS))
        found = LETTERS[letter] + found
    return kind + found


def make_units() -> None:
    from organisations.enums import UnitKind
    from organisations.models import Level, Unit

    if Unit.objects.filter(code=code("u", 0)).exists():
        return
    chance = random.Random(SEED)
    level, _created = Level.objects.get_or_create(label="单位", defaults={"order": 1})
    root = Unit.objects.filter(depth=1).count() + 1
    rows: list[Unit] = []
    step = Unit._get_path

    def add(above: Unit | None, kind: UnitKind, name: str) -> Unit:
        path = step(above.path if above else "", above.depth + 1 if above else 1, above.numchild + 1 if above else root)
        if above:
            above.numchild += 1
        unit = Unit(
            path=path,
            depth=above.depth + 1 if above else 1,
            name=name,
            kind=kind,
            level=level,
            code=code("u", len(rows)),
            valid_from=dt.date(2018, 1, 1),
            latitude=31.7 + chance.random() * 0.4,
            longitude=120.3 + chance.random() * 0.5,
        )
        rows.append(unit)
        return unit

    centre = add(None, UnitKind.CENTRE, "市文明实践中心")
    towns = [add(centre, UnitKind.INSTITUTE, f"第{number}镇实践所") for number in range(TOWNS)]
    stations = [add(chance.choice(towns), UnitKind.STATION, f"第{number}村实践站") for number in range(STATIONS)]
    for number in range(POINTS):
        add(chance.choice(stations), UnitKind.POINT, f"第{number}号点")
    Unit.objects.bulk_create(rows, batch_size=PIECE)


def make_categories() -> None:
    from exchange.models import Category

    if Category.objects.filter(name=f"{KINDS[0]}1").exists():
        return
    for kind in KINDS:
        wider = Category.add_root(name=kind)
        for number in range(BELOW):
            wider.add_child(name=f"{kind}{number + 1}")


def make_teams() -> None:
    from accounts.models import User
    from exchange.models import Category, TeamService
    from organisations.models import Unit
    from volunteers.enums import TeamState
    from volunteers.models import Team

    if Team.objects.filter(code=code("t", 0)).exists():
        return
    chance = random.Random(SEED + 1)
    units = list(Unit.objects.filter(code__startswith="u", depth__in=[2, 3]).order_by("path"))
    kinds = list(Category.objects.filter(depth=2).order_by("path"))
    captains = User.objects.bulk_create(
        [User(username=f"captain-{number}", first_name="队长", password="!") for number in range(TEAMS)],  # noqa: S106
        batch_size=PIECE,
    )
    teams = Team.objects.bulk_create(
        [
            Team(
                code=code("t", number),
                name=f"第{number}志愿服务队",
                unit=chance.choice(units),
                captain=captain,
                weekly_capacity=chance.randint(2, 8),
                state=TeamState.ACTIVE,
            )
            for number, captain in enumerate(captains)
        ]
    )
    TeamService.objects.bulk_create(
        TeamService(team=team, category=kind) for team in teams for kind in chance.sample(kinds, chance.randint(1, 4))
    )
    towns = [unit for unit in units if unit.depth == 2]
    area = Team.areas.through
    area.objects.bulk_create(area(team=team, unit=chance.choice(towns)) for team in teams if chance.random() < 0.5)


def make_dispatcher() -> None:
    """Somebody who dispatches for the whole county."""
    from accounts.models import User
    from organisations.enums import Role
    from organisations.models import Post, Unit

    person, _created = User.objects.get_or_create(username="bench-dispatcher", defaults={"first_name": "派单员"})
    Post.objects.get_or_create(
        person=person, role=Role.DISPATCHER, unit=Unit.objects.get(code=code("u", 0)), valid_from=dt.date(2020, 1, 1)
    )


def pieces() -> Iterator[range]:
    """What is still to be made. Needs and their orders come in one transaction, so counting needs is enough."""
    from exchange.models import Need

    done = Need.objects.filter(code__startswith="n", receipt_hash__startswith="bench-").count()
    for first in range(done, NEEDS, PIECE):
        yield range(first, min(first + PIECE, NEEDS))


def make_all() -> None:
    from benchmarks.county_needs import Makes
    from benchmarks.county_tasks import make_tasks

    began = time.monotonic()
    for make in (make_units, make_categories, make_teams, make_dispatcher):
        make()
    makes = Makes()
    for numbers in pieces():
        makes.piece(numbers)
        print(f"\r{numbers.stop:,} / {NEEDS:,}  {time.monotonic() - began:.0f} s", end="", flush=True)
    make_tasks()
    print(f"\n{NEEDS:,} needs are there ({time.monotonic() - began:.0f} s)")


if __name__ == "__main__":
    set_up()
    make_all()
