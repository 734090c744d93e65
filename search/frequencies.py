"""How rare a token is: counted while an index is built, kept with it, the same whatever the engine.

Engines could tell for themselves, but each counts deleted documents until some merge of its own, and one
of them a shard at a time: then equal questions would be weighed differently.
"""

import json
import math
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.engines.base import Entry

STREAMS = ("w", "b", "u")
# Up to so many documents all are counted; of more, an even sample of about so many.
COUNTED = 50_000
# Tables of larger indexes leave rare tokens out and take them all for equally rare.
SMALL = 20_000
RARE, RARE_IN = 20, 10


@dataclass(frozen=True)
class Frequencies:
    """Documents counted, and for each stream in how many of them a token stands; `others` is for the rest."""

    documents: int = 0
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    others: int = 1

    def rarity(self, stream: str, token: str) -> float:
        """Robertson's and Sparck Jones's weight, as BM25 has it: always above zero."""
        return rarity(self.counts.get(stream, {}).get(token, self.others), self.documents)

    def pack(self) -> bytes:
        text = json.dumps([self.documents, self.others, self.counts], ensure_ascii=False, separators=(",", ":"))
        return zlib.compress(text.encode(), 6)

    @classmethod
    def unpack(cls, packed: bytes) -> "Frequencies":
        documents, others, counts = json.loads(zlib.decompress(packed))
        return cls(documents, counts, others)


def rarity(found: int, documents: int) -> float:
    documents = max(documents, 1)
    within = min(max(found, 1), documents)
    return math.log(1 + (documents - within + 0.5) / (within + 0.5))


class Tally:
    """Counts documents as they pass; `total` is how many are expected."""

    def __init__(self, total: int) -> None:
        self._every = max(1, -(-total // COUNTED))
        self.passed = 0
        self._documents = 0
        self._counts: dict[str, Counter[str]] = {stream: Counter() for stream in STREAMS}

    def passing(self, entries: "Iterable[Entry]") -> "Iterator[Entry]":
        """The entries, each counted as it goes by. Which ones belong to the sample, their key alone decides."""
        for entry in entries:
            self.passed += 1
            if zlib.crc32(entry.key.encode()) % self._every == 0:
                self._documents += 1
                for stream, counter in self._counts.items():
                    counter.update(set(_tokens(entry.texts[f"all_{stream}"])))
            yield entry

    def result(self) -> Frequencies:
        small = self._documents <= SMALL
        least, others = (2, 1) if small else (RARE, RARE_IN)
        counts = {
            stream: {token: count for token, count in counter.items() if count >= least}
            for stream, counter in self._counts.items()
        }
        return Frequencies(self._documents, counts, others)


def _tokens(text: str) -> Iterable[str]:
    return text.split(" ")[1:]
