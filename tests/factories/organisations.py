"""Units, posts and venues."""

import datetime as dt
from typing import Any

import factory

from organisations.enums import Role, UnitKind
from organisations.models import Delegation, Level, Pairing, Post, Unit, Venue
from tests.factories.accounts import UserFactory

LONG_AGO = dt.date(2020, 1, 1)


class LevelFactory(factory.django.DjangoModelFactory[Level]):
    class Meta:
        model = Level
        django_get_or_create = ("label",)

    label = "站"
    order = 3


class UnitFactory(factory.django.DjangoModelFactory[Unit]):
    """A root unless `parent` says below what."""

    class Meta:
        model = Unit

    name = factory.Sequence(lambda n: f"单位{n}")
    kind = UnitKind.STATION
    level = factory.SubFactory(LevelFactory)
    valid_from = LONG_AGO

    @classmethod
    def _create(cls, model_class: type[Unit], *args: Any, parent: Unit | None = None, **kwargs: Any) -> Unit:
        if parent is None:
            root: Unit = model_class.add_root(**kwargs)
            return root
        fresh: Unit = Unit.objects.get(pk=parent.pk).add_child(**kwargs)
        return fresh


class PostFactory(factory.django.DjangoModelFactory[Post]):
    class Meta:
        model = Post

    person = factory.SubFactory(UserFactory)
    role = Role.EDITOR
    unit = factory.SubFactory(UnitFactory)
    valid_from = LONG_AGO


class DelegationFactory(factory.django.DjangoModelFactory[Delegation]):
    class Meta:
        model = Delegation

    post = factory.SubFactory(PostFactory)
    substitute = factory.SubFactory(UserFactory)
    valid_from = LONG_AGO


class PairingFactory(factory.django.DjangoModelFactory[Pairing]):
    class Meta:
        model = Pairing

    unit = factory.SubFactory(UnitFactory)
    partner = factory.SubFactory(UnitFactory)
    kind = "paired"
    valid_from = LONG_AGO


class VenueFactory(factory.django.DjangoModelFactory[Venue]):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"阵地{n}")
    owner = factory.SubFactory(UnitFactory)
    valid_from = LONG_AGO


class County:
    """A small county: a centre, two towns, two stations each, and an administrator of the centre."""

    def __init__(self) -> None:
        level = {label: LevelFactory(label=label, order=order) for order, label in enumerate(("中心", "所", "站"))}
        self.centre = UnitFactory(name="张家港中心", kind=UnitKind.CENTRE, level=level["中心"])
        town = {"kind": UnitKind.INSTITUTE, "level": level["所"], "parent": self.centre}
        self.yangshe, self.tangqiao = UnitFactory(name="杨舍所", **town), UnitFactory(name="塘桥所", **town)
        station = {"kind": UnitKind.STATION, "level": level["站"]}
        self.baijiaqiao = UnitFactory(name="百家桥站", parent=self.yangshe, **station)
        self.shangang = UnitFactory(name="善港站", parent=self.yangshe, **station)
        self.jinqiao = UnitFactory(name="金桥站", parent=self.tangqiao, **station)
        for unit in (self.centre, self.yangshe, self.tangqiao):
            unit.refresh_from_db()
        self.administrator = self.person(Role.ADMINISTRATOR, self.centre)
        self.town_administrator = self.person(Role.ADMINISTRATOR, self.yangshe)

    @staticmethod
    def person(role: Role, unit: Unit, **kwargs: Any) -> Any:
        """Somebody who holds the role at the unit."""
        return PostFactory(role=role, unit=unit, **kwargs).person
