"""Documents to entries: the token strings that any engine stores.

Nothing here needs the database or the site, so that other processes can do it side by side.
"""

import datetime as dt
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from search.analysis.normalise import normalise
from search.analysis.pinyin import sounds, syllables
from search.analysis.segment import Segmenter, bigrams, characters, is_han
from search.engines.base import SENTINEL, SEPARATOR, Entry
from search.ranking import LETTERS

# A title is offered from each of its first words on, so that typing any of them finds it.
SUGGESTED_STARTS = 12
SUGGESTED_LETTERS = 24
MOST_WORDS = 600


@dataclass(frozen=True)
class Document:
    """A row as text. `title` and `text` are searched and shown, `extra` is only searched.

    `facets` maps names of `search.engines.base.KEYWORDS` to values; a facet "unit" holds the unit's code
    and those of all units above it.
    """

    title: str
    text: str
    date: dt.date | None = None
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    extra: str = ""


@dataclass(frozen=True)
class Source:
    """A row, read but not yet cut into tokens. Equal stamps mean equal entries."""

    key: str
    document: Document
    perm: frozenset[str]
    suggest: str = "title"

    @property
    def stamp(self) -> str:
        document = self.document
        facets = {name: list(values) for name, values in document.facets.items()}
        parts = [document.title, document.text, document.extra, str(document.date), facets, sorted(self.perm)]
        return hashlib.blake2b(json.dumps(parts, sort_keys=True).encode(), digest_size=8).hexdigest()


def entry(source: Source, segmenter: Segmenter) -> Entry:
    """The tokens of a row. The words of the text are cut once and serve every stream."""
    document = source.document
    title = normalise(document.title)
    whole = normalise("\n".join(filter(None, (document.title, document.text, document.extra))))
    title_words, whole_words = segmenter.words(title), segmenter.words(whole)
    seconds = _seconds(document.date)
    return Entry(
        key=source.key,
        keywords=_keywords(source),
        lists={
            "lex": _lexicon(title_words, whole_words, segmenter.own),
            "sug": _suggested(getattr(document, source.suggest), source.key, segmenter),
            "stamp": [SEPARATOR.join((source.key, source.stamp))],
        },
        texts={
            "all_w": _joined(whole_words),
            "all_b": _joined(bigrams(whole)),
            "all_u": _joined(characters(whole)),
            "title_w": _joined(title_words),
            "title_b": _joined(bigrams(title)),
            "title_s": _joined(syllables(title)),
        },
        numbers={"date": seconds, "sortkey": _sortkey(seconds, source.key)},
        payload=_payload(document, title, whole),
    )


def _joined(tokens: Iterable[str]) -> str:
    return " ".join((SENTINEL, *tokens))


def _seconds(date: dt.date | None) -> int:
    return 0 if date is None else (date - dt.date(1970, 1, 1)).days * 86_400


def _sortkey(seconds: int, key: str) -> int:
    """Orders by day, within a day by primary key, and no two rows alike."""
    pk = key.partition(":")[2]
    own = zlib.crc32(key.encode()) % 1_000_000
    serial = int(pk) % 1_000_000 if pk.isascii() and pk.isdigit() else own
    return (seconds // 86_400) * 10**12 + serial * 10**6 + own


def _keywords(source: Source) -> Mapping[str, Sequence[str]]:
    found = {name: list(values) for name, values in source.document.facets.items()}
    if source.document.date is not None:
        found |= {"year": [f"{source.document.date:%Y}"], "month": [f"{source.document.date:%Y-%m}"]}
    return {**found, "perm": sorted(source.perm)}


def _payload(document: Document, title: str, whole: str) -> bytes:
    """What a hit needs: its text and day to be shown, its normalised text and title to be looked at again."""
    date = document.date.isoformat() if document.date else ""
    stored = {"text": document.text, "date": date, "norm": whole[:LETTERS], "head": title}
    return json.dumps(stored, ensure_ascii=False).encode()


def _lexicon(title_words: Sequence[str], words: Sequence[str], own: frozenset[str]) -> list[str]:
    """`form␟word` for each word: as it is written, as it sounds, and, where it matters, by its initials."""
    found: dict[str, None] = {}
    in_title = set(title_words)
    distinct = [word for word in dict.fromkeys([*title_words, *words]) if len(word) > 1]
    for word in distinct[:MOST_WORDS]:
        found[SEPARATOR.join((word, word))] = None
        if is_han(word):
            full, initials = sounds(word)
            found[SEPARATOR.join((full, word))] = None
            if word in in_title or word in own:
                found[SEPARATOR.join((initials, word))] = None
    return list(found)


def _suggested(text: str, key: str, segmenter: Segmenter) -> list[str]:
    """`form␟key` for the text from each of its words on: written, by sound, by initials."""
    words = segmenter.words(normalise(text))
    spoken = [sounds(word) if is_han(word) else (word, word[:1]) for word in words]
    found: dict[str, None] = {}
    for start in range(min(len(words), SUGGESTED_STARTS)):
        for form in (
            "".join(words[start:]),
            "".join(full for full, _initials in spoken[start:]),
            "".join(initials for _full, initials in spoken[start:]),
        ):
            found[SEPARATOR.join((form[:SUGGESTED_LETTERS], key))] = None
    return list(found)
