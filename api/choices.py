"""What a person may put into a page: each name or number that is sent is looked up among the person's own.

What does not exist and what is somebody else's are answered alike. What the draft holds already may stay.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from wagtail.api.rich_text import APIRichText
from wagtail.blocks import ListBlock, RichTextBlock
from wagtail.blocks.field_block import ChooserBlock
from wagtail.blocks.stream_block import BaseStreamBlock
from wagtail.blocks.struct_block import BaseStructBlock
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.rich_text import extract_references_from_rich_text

from cms.models import Audience, BriefingSeries, PolicyPage, Topic
from cms.rights_scope import Reach
from common.access import readable
from common.errors import Invalid
from media.models import File, Picture
from organisations.models import Dated, Unit, Venue
from organisations.selectors import reader_for, today

Loc = tuple[str | int, ...]
Found = tuple[type[Any], int, Loc]

# The fields and the columns of rows that name something else: of which model, and by what.
NAMED: dict[str, tuple[type[Any], str]] = {
    "unit": (Unit, "code"),
    "venue": (Venue, "code"),
    "topic": (Topic, "slug"),
    "audiences": (Audience, "name"),
    "series": (BriefingSeries, "name"),
    "cover": (Picture, "pk"),
    "image": (Picture, "pk"),
    "document": (File, "pk"),
    "replaces": (PolicyPage, "pk"),
}


class NotToChoose(Invalid):
    """`loc` is the way to the name or number, from the outside in."""

    def __init__(self, loc: Loc) -> None:
        message = _("There is nothing by this name or number that you may choose here.")
        super().__init__("api.unknown_value", message, field=str(loc[0]))
        self.loc = loc


class Choices:
    """What the actor may choose for a page below `parent`, besides what `page` holds already."""

    def __init__(self, actor: Any, parent: Any, page: Any = None) -> None:
        self.actor = actor
        self.parent = parent
        self.reader = reader_for(actor)
        self.reach = Reach(self.reader, everything=actor.is_superuser)
        self.page = page

    def rows(self, model: type[Any]) -> Any:
        if model in (Picture, File):
            policy = policy_registry.get_by_type(model)
            chosen = policy.instances_user_has_any_permission_for(self.actor, ["choose"])
            return chosen.filter(self.reach.collection_query())
        if issubclass(model, Page):
            return model.objects.filter(self.reach.page_query())
        if model is Unit:
            above = getattr(self.parent, "unit", None)
            units = readable(Unit.objects.filter(Dated.on(today())), self.reader)
            return units.filter(path__startswith=above.path) if above else units
        if model is Venue:
            return readable(Venue.objects.filter(Dated.on(today())), self.reader)
        return model.objects.all()

    def stored(self, values: dict[str, Any], rows: tuple[str, ...]) -> dict[str, Any]:
        """The values with keys in place of names and numbers, rows included. Raises NotToChoose."""
        stored = {**values}
        for name in values.keys() & NAMED.keys():
            stored[name] = self._keys(name, [((name,), values[name])])[0]
        for relation in values.keys() & set(rows):
            stored[relation] = self._rows(relation, values[relation])
        return stored

    def _rows(self, relation: str, sent: list[dict[str, Any]]) -> list[dict[str, Any]]:
        made = [dict(row) for row in sent]
        for column in {column for row in sent for column in row} & NAMED.keys():
            # The topic of a session is a text of its own.
            if relation == "sessions" and column == "topic":
                continue
            at = [number for number, row in enumerate(sent) if column in row]
            keys = self._keys(column, [((relation, number, column), sent[number][column]) for number in at])
            for number, key in zip(at, keys, strict=True):
                made[number][column] = key
        return made

    def _keys(self, name: str, asked: list[tuple[Loc, Any]]) -> list[Any]:
        model, by = NAMED[name]
        wanted = {one for _loc, value in asked for one in (value if isinstance(value, list) else [value]) if one}
        known = dict(self.rows(model).filter(**{f"{by}__in": wanted}).values_list(by, "pk")) if wanted else {}
        missing = wanted - known.keys()
        if missing:
            held = model.objects.filter(pk__in=self._held(model)).filter(**{f"{by}__in": missing})
            known |= dict(held.values_list(by, "pk"))
        return [self._key(known, loc, value) for loc, value in asked]

    def _key(self, known: dict[Any, int], loc: Loc, value: Any) -> Any:
        if isinstance(value, list):
            return [self._key(known, loc, one) for one in value]
        if not value:
            return None
        if value not in known:
            raise NotToChoose(loc)
        return known[value]

    def _held(self, model: type[Any]) -> set[int]:
        """The keys of rows of the model that the draft names already."""
        if self.page is None:
            return set()
        found: set[int] = set()
        for name, (named, _by) in NAMED.items():
            if named is model and (key := getattr(self.page, f"{name}_id", None)):
                found.add(key)
        for relation in ("stops", "attachments", "sessions"):
            for row in getattr(self.page, relation).all() if hasattr(self.page, relation) else ():
                found |= {key for name, (named, _by) in NAMED.items() if named is model and (key := _key_of(row, name))}
        for field in self.page._meta.get_fields():
            if hasattr(field, "stream_block"):
                written = field.stream_block.get_prep_value(getattr(self.page, field.name))
                found |= {key for kind, key, _loc in references(field.stream_block, written, ()) if kind is model}
        return found

    def check_stream(self, block: Any, value: Any, name: str) -> None:
        """Raises NotToChoose where a block names a page, picture or document that is not to be chosen."""
        found = list(references(block, value, (name,)))
        for model in {kind for kind, _key, _loc in found}:
            keys = {key for kind, key, _loc in found if kind is model}
            allowed = set(self.rows(model).filter(pk__in=keys).values_list("pk", flat=True))
            if keys - allowed:
                allowed |= self._held(model)
            for kind, key, loc in found:
                if kind is model and key not in allowed:
                    raise NotToChoose(loc)


def _key_of(row: Any, name: str) -> int | None:
    return getattr(row, f"{name}_id", None)


def references(block: Any, value: Any, loc: Loc) -> Iterator[Found]:
    """Every page, picture and document in the value of a block, as it was sent; what is malformed is passed over."""
    if isinstance(block, BaseStreamBlock):
        for number, item in enumerate(value if isinstance(value, list) else ()):
            child = block.child_blocks.get(item.get("type")) if isinstance(item, dict) else None
            if child is not None:
                yield from references(child, item.get("value"), (*loc, number, "value"))
    elif isinstance(block, ListBlock):
        for number, item in enumerate(value if isinstance(value, list) else ()):
            # Stored, an item stands in an envelope with its id.
            inner = item["value"] if isinstance(item, dict) and item.get("type") == "item" else item
            yield from references(block.child_block, inner, (*loc, number))
    elif isinstance(block, BaseStructBlock):
        for name, child in block.child_blocks.items():
            yield from references(child, value.get(name) if isinstance(value, dict) else None, (*loc, name))
    elif isinstance(block, RichTextBlock):
        yield from _in_rich_text(block, value, loc)
    elif isinstance(block, ChooserBlock):
        yield from _chosen(block, value, loc)


def _chosen(block: Any, value: Any, loc: Loc) -> Iterator[Found]:
    if value is None or value == "":
        return
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**31:
        raise NotToChoose(loc)
    yield block.model_class, value, loc


def _in_rich_text(block: Any, value: Any, loc: Loc) -> Iterator[Found]:
    if not isinstance(value, str | dict):
        return
    try:
        html, _removals = APIRichText.convert_input(value, features=block.features)
        found = list(extract_references_from_rich_text(html))
    except ValueError:
        # The form says so, at its place.
        return
    except KeyError as error:
        # A link without a number.
        raise NotToChoose(loc) from error
    for model, key, _model_path, _content_path in found:
        if not (str(key).isdecimal() and len(str(key)) < 10):
            raise NotToChoose(loc)
        yield model, int(key), loc
