"""On a freshly built index both engines give the same rows, order, counts and suggestions."""

from collections.abc import Sequence
from functools import cache

import pypinyin
import pytest

from search.answering import Answer, answer, ask
from search.engines.base import KEYWORDS, Ask, Engine
from tests.factories.library import SUBJECTS, Source, places, sources
from tests.search.contract.conftest import DOCUMENTS, Both
from tests.search.contract.questions import READERS, Asked, questions

pytestmark = [pytest.mark.elasticsearch, pytest.mark.once]
FACETS = [name for name in KEYWORDS if name != "perm"]
SIZE = 10


@cache
def documents() -> dict[str, Source]:
    return {source.key: source for source in sources(DOCUMENTS)}


def asked_of(engine: Engine, asked: Asked) -> tuple[Answer, Ask]:
    question = ask(engine, asked.text, READERS[asked.reader], asked.filters)
    return answer(question, order=asked.order, offset=asked.page * SIZE, limit=SIZE), question.strict


def visible(key: str, asked: Asked) -> bool:
    source = documents()[key]
    facets = source.document.facets
    day = source.document.date
    assert day
    values = {**facets, "year": [f"{day:%Y}"], "month": [f"{day:%Y-%m}"]}
    return bool(source.perm & READERS[asked.reader]) and all(
        set(values[name]) & set(chosen) for name, chosen in asked.filters.items()
    )


def test_there_are_questions_of_every_shape() -> None:
    made = questions()
    assert len(made) >= 500
    assert {asked.order for asked in made} == {"relevance", "newest", "oldest"}
    assert {asked.reader for asked in made} == set(READERS)


def test_rows_order_and_totals_are_the_same(both: Both) -> None:
    differing: list[str] = []
    found = 0
    for asked in questions():
        (one, _strict), (other, _other) = (asked_of(engine, asked) for engine in both)
        if ([row.key for row in one.rows], one.total, one.others) != (
            [row.key for row in other.rows],
            other.total,
            other.others,
        ):
            differing.append(f"{asked}: {one.total} {other.total}")
        assert all(visible(row.key, asked) for row in one.rows), asked
        found += len(one.rows)
    assert differing == []
    assert found > 2000


def test_facets_are_the_same_and_count_what_is_there(both: Both) -> None:
    for asked in questions()[::4]:
        one, other = (engine.facets(asked_of(engine, asked)[1], FACETS) for engine in both)
        assert one == other, asked


def test_without_words_totals_and_facets_are_those_of_a_plain_count(both: Both) -> None:
    for asked in [asked for asked in questions() if not asked.text]:
        held = [key for key in documents() if visible(key, asked)]
        for engine in both:
            answered, strict = asked_of(engine, asked)
            assert answered.total == len(held), asked
            if not asked.filters:
                kinds = [documents()[key].document.facets["kind"][0] for key in held]
                assert dict(engine.facets(strict, ["kind"])["kind"]) == {kind: kinds.count(kind) for kind in set(kinds)}


def test_suggestions_are_the_same(both: Both) -> None:
    prefixes: Sequence[str] = [name[:length] for _code, name, _parent in places()[:40] for length in (1, 2, 3)]
    prefixes = [*prefixes, *("".join(pypinyin.lazy_pinyin(subject))[:end] for subject in SUBJECTS for end in (2, 3, 6))]
    for prefix in [*prefixes, ".*", "[", "点\x00", "\\", '"', "#", "a|b", "~"]:
        for reader in READERS.values():
            for name in ("lex", "sug"):
                one, other = (engine.values(name, prefix, reader, 50) for engine in both)
                assert one == other, (prefix, name)


def test_a_check_reads_the_same_stamps(both: Both) -> None:
    one, other = both
    assert one.stamps() == other.stamps()
    assert one.stamps() == {key: source.stamp for key, source in documents().items()}
    assert one.documents() == other.documents() == DOCUMENTS


def test_tokens_are_equally_rare(both: Both) -> None:
    one, other = both
    assert one.frequencies == other.frequencies
    for token in ("点单", "文明", "义诊", "永平"):
        assert one.frequency("all_b", token) == other.frequency("all_b", token), token
