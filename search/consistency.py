"""Whether the index holds what the database says, and making it so."""

from dataclasses import dataclass

from search.engines.base import Engine
from search.entries import pks_of, read
from search.registry import kinds
from search.sync import rewrite


@dataclass(frozen=True)
class Difference:
    """Keys of rows without an entry, of entries that say something else, of entries without a row."""

    missing: tuple[str, ...]
    stale: tuple[str, ...]
    extra: tuple[str, ...]
    checked: int

    @property
    def keys(self) -> tuple[str, ...]:
        return (*self.missing, *self.stale, *self.extra)


def compare(engine: Engine) -> Difference:
    """Reads every row as a rebuild would, and compares what it says with what was indexed."""
    stamps = engine.stamps()
    rows = {source.key: source.stamp for kind in kinds() for source in read(kind, pks_of(kind))}
    return Difference(
        missing=tuple(key for key in rows if key not in stamps),
        stale=tuple(key for key, stamp in rows.items() if key in stamps and stamps[key] != stamp),
        extra=tuple(key for key in stamps if key not in rows),
        checked=len(rows),
    )


def repair(engine: Engine, difference: Difference) -> None:
    """Brings the differing entries in line. Under the write lock."""
    rewrite(engine, difference.keys)
