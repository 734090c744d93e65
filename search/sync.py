"""Changes to the index: events become keys, keys become rows that are read again."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.apps import apps

from common.models import OutboxMessage
from search.analysis.segment import segmenter
from search.documents import entry
from search.engines.base import Engine, NeedsRebuild
from search.entries import pks_of, read
from search.generations import current, is_rebuilding, note, writing
from search.registry import Kind, kind_of, kinds

CONSUMER = "search"
EVENTS = (
    "cms.*",
    "exchange.need_changed",
    "exchange.resource_changed",
    "organisations.unit_*",
    "organisations.venue_changed",
    "search.*",
)
# So many rows go into one commit; a move of half the county is several.
KEYS_AT_ONCE = 1000


def handle(messages: Sequence[OutboxMessage]) -> None:
    """Brings the index in line with the rows that the messages name.

    The engine is written before this returns, and the caller removes the messages afterwards: a crash
    in between repeats the work and changes nothing. Without an index there is nothing to do, since a
    rebuild reads every row.
    """
    keys = affected_keys(messages)
    with writing():
        try:
            rewrite(current(), keys)
        except NeedsRebuild:
            pass
        finally:
            if is_rebuilding():
                note(keys)


def affected_keys(messages: Sequence[OutboxMessage]) -> list[str]:
    """The keys of all rows that the messages change, each once; rows that are gone included."""
    keys: dict[str, None] = {}
    for kind in kinds():
        conditions = [condition for message in messages if (condition := kind.affected(message)) is not None]
        # A row of the kind is named even when it is gone: that is how its entry is removed.
        keys.update(dict.fromkeys(kind.key(message.object_id) for message in messages if _is_row_of(kind, message)))
        if conditions:
            keys.update(dict.fromkeys(kind.key(pk) for pk in pks_of(kind, reduce(or_, conditions))))
    return list(keys)


def _is_row_of(kind: Kind, message: OutboxMessage) -> bool:
    try:
        model = apps.get_model(message.object_type)
    except (LookupError, ValueError):
        return False
    return issubclass(model, kind.model) or issubclass(kind.model, model)


def rewrite(engine: Engine, keys: Sequence[str]) -> None:
    """Reads the rows again and replaces their entries; entries without a row are removed. Under the write lock."""
    cutter = segmenter(engine.own_words)
    for start in range(0, len(keys), KEYS_AT_ONCE):
        some = keys[start : start + KEYS_AT_ONCE]
        wanted: dict[str, list[str]] = {}
        for key in some:
            found = kind_of(key)
            if found:
                wanted.setdefault(found[0].name, []).append(found[1])
        sources = [source for kind in kinds() if kind.name in wanted for source in read(kind, wanted[kind.name])]
        present = {source.key for source in sources}
        engine.write((entry(source, cutter) for source in sources), [key for key in some if key not in present])
