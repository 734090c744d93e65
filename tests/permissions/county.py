"""A small county with a row of everything on both sides of every line a rule can draw."""

import datetime as dt

from django.contrib.auth import get_user_model
from wagtail.models import Page, PageViewRestriction

from cms.models import HomePage, NewsPage, SectionPage, UnitPage
from organisations.models import Delegation, Level, Pairing, Post, Unit, Venue


def build() -> None:
    level = Level.objects.create(label="所", order=2)
    Level.objects.create(label="站", order=3)
    centre = Unit.add_root(name="中心", kind="centre", level=level)
    town = centre.add_child(name="杨舍镇", kind="institute", level=level)
    village = town.add_child(name="农联村", kind="station", level=level)
    other = centre.add_child(name="塘桥镇", kind="institute", level=level)
    build_people(centre, town, village, other)
    Pairing.objects.create(unit=town, partner=other, kind="paired")
    Pairing.objects.create(unit=village, partner=other, kind="liaison")
    for unit, sharing in ((town, [village]), (other, [])):
        Venue.objects.create(name=f"{unit.name}文化站", owner=unit).sharing_units.set(sharing)
    build_pages(centre, town, other)


def build_people(centre: Unit, town: Unit, village: Unit, other: Unit) -> None:
    person = [get_user_model().objects.create(username=f"p{number}", last_name="周") for number in range(5)]
    held = [
        (0, centre, "administrator"),
        (1, town, "editor"),
        (1, other, "editor"),
        (2, village, "editor"),
        (3, other, "director"),
    ]
    for holder, unit, role in held:
        Post.objects.create(person=person[holder], unit=unit, role=role)
    ended = Post.objects.create(
        person=person[4], unit=town, role="editor", valid_from=dt.date(2020, 1, 1), valid_to=dt.date(2020, 2, 1)
    )
    Delegation.objects.create(post=Post.objects.get(person=person[3]), substitute=person[4])
    Delegation.objects.create(post=ended, substitute=person[2])


def build_pages(centre: Unit, town: Unit, other: Unit) -> None:
    owner = get_user_model().objects.get(username="p2")
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="县", slug="county", unit=centre))
    root.add_child(instance=HomePage(title="旧", slug="former", unit=centre, live=False))
    for unit in (town, other):
        page = home.add_child(instance=UnitPage(title=unit.name, slug=f"u{unit.pk}", unit=unit, live=unit == town))
        page.add_child(instance=SectionPage(title="动态", slug="news", unit=unit, shows="newspage", live=unit == town))
        for live in (True, False):
            news = NewsPage(title="活动", slug=f"n{live}", unit=unit, live=live, owner=None if live else owner)
            page.add_child(instance=news)
    closed = NewsPage.objects.filter(unit=town, live=True).get()
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
