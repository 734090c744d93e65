"""Pages that call something by its name: a topic, a series of briefings, a file, the level of a unit."""

from collections.abc import Callable
from typing import Any

from django.db.models import BigIntegerField, Model
from django.db.models.functions import Cast
from wagtail.models import ReferenceIndex

from cms.models import BriefingSeries, ContentPage, Topic, UnitPage
from media.models import File
from organisations.models import Level

Pages = Any  # a query of one column: keys of pages


def _of_topic(pk: str) -> Pages:
    return ContentPage.objects.filter(topic=pk).values("pk")


def _of_series(pk: str) -> Pages:
    return ContentPage.objects.filter(briefingpage__series=pk).values("pk")


def _of_level(pk: str) -> Pages:
    return UnitPage.objects.filter(unit__level=pk).values("pk")


def _of_file(pk: str) -> Pages:
    """Attached, or named in a body: of these Wagtail keeps a list."""
    in_bodies = ReferenceIndex.get_references_to(File(pk=pk)).annotate(page=Cast("object_id", BigIntegerField()))
    attached = ContentPage.objects.filter(policypage__attachments__document=pk).order_by()
    return attached.values("pk").union(in_bodies.order_by().values("page"))


NAMED: dict[type[Model], Callable[[str], Pages]] = {
    Topic: _of_topic,
    BriefingSeries: _of_series,
    Level: _of_level,
    File: _of_file,
}


def pages_naming(model: type[Model], pk: str) -> list[int]:
    """The keys of the pages whose entry changes when the row gets another name."""
    return sorted({int(found) for row in NAMED[model](pk) for found in row.values()})
