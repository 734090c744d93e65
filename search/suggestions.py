"""What typed letters may become: words with counts, rows to open."""

from common.access import Reader
from search.analysis.normalise import normalise
from search.analysis.pinyin import letters_of
from search.analysis.segment import Segmenter, is_han, segmenter
from search.confirm import cards_of, reader_tokens
from search.engines.base import SEPARATOR, Ask, Engine
from search.plan import as_typed, make_plan
from search.results import Suggestion

# Looked at before the best are chosen.
CANDIDATES = 200
ROWS = 40


def suggestions(engine: Engine, text: str, reader: Reader, limit: int) -> list[Suggestion]:
    """At most `limit`: half of them words, the rest rows, more of one where the other has fewer."""
    *before, typed = normalise(text.replace(SEPARATOR, " ")).split() or [""]
    prefix = letters_of(typed) or typed
    if not (is_han(prefix[:1]) or len(prefix) > 1) or limit < 1:
        return []
    tokens = reader_tokens(reader)
    rows = _rows(engine, prefix, tokens, reader, limit) if not before else []
    words = _words(engine, before, prefix, tokens, limit - min(len(rows), limit // 2))
    return [*words, *rows[: limit - len(words)]]


def _words(engine: Engine, before: list[str], prefix: str, tokens: frozenset[str], limit: int) -> list[Suggestion]:
    cutter = segmenter(engine.own_words)
    counted: dict[str, int] = {}
    for value, count in engine.values("lex", prefix, tokens, CANDIDATES):
        word = value.partition(SEPARATOR)[2]
        counted[word] = max(count, counted.get(word, 0))
    best = sorted(counted, key=lambda word: (word not in cutter.own, -counted[word], word))
    offered = []
    for word in best[:limit]:
        query = " ".join([*before, word])
        count = engine.count(_strict(query, cutter, tokens))
        if count:
            offered.append(Suggestion(label=query, query=query, count=count))
    return offered


def _strict(text: str, cutter: Segmenter, tokens: frozenset[str]) -> Ask:
    plan = make_plan(text, cutter, as_typed)
    return Ask(tokens, plan.must, plan.without)


def _rows(engine: Engine, prefix: str, tokens: frozenset[str], reader: Reader, limit: int) -> list[Suggestion]:
    values = engine.values("sug", prefix, tokens, ROWS)
    keys = list(dict.fromkeys(value.partition(SEPARATOR)[2] for value, _count in values))[: 2 * limit]
    cards = cards_of(keys, reader)
    return [
        Suggestion(label=card.title, url=card.url or card.edit_url, kind_label=str(card.kind_label))
        for card in (cards[key] for key in keys if key in cards)
        if card.url or card.edit_url
    ][:limit]
