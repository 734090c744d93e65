"""The Chinese word behind typed letters: only from what the reader may see, the county's own words first."""

from pathlib import Path

import pytest

from search.analysis.pinyin import sounds
from search.engines.base import SENTINEL, SEPARATOR, TEXTS, Entry
from search.engines.embedded import Embedded
from search.spelling import MOST_LETTERS, Speller

ALL = frozenset({"public"})


def entry(number: int, *words: str, perm: str = "public", text: str = "") -> Entry:
    """A document that says these words, as the index stores how they sound."""
    forms = [(form, word) for word in words for form in (word, *sounds(word))]
    return Entry(
        key=f"page:{number}",
        keywords={"perm": [perm]},
        lists={"lex": [SEPARATOR.join(pair) for pair in forms]},
        texts=dict.fromkeys(TEXTS, f"{SENTINEL} {text}"),
        numbers={"date": 0, "sortkey": number},
        payload=b"",
    )


@pytest.fixture
def engine(tmp_path: Path) -> Embedded:
    engine = Embedded.create(tmp_path / "one", [])
    engine.write(
        [
            *(entry(number, "点单", "宣讲") for number in range(3)),
            entry(3, "电单", "反诈"),
            entry(4, "西安"),
            entry(5, "先进"),
            entry(6, "绝密", perm="secret"),
            entry(7, "应用", text="app"),
            entry(8, "怎么", "这么"),
        ]
    )
    engine.refresh()
    return engine


def spell(engine: Embedded, letters: str, tokens: frozenset[str] = ALL, own: frozenset[str] = frozenset()) -> str:
    return Speller(engine, tokens, own).resolve(letters).words


@pytest.mark.parametrize(
    ("letters", "word"),
    [
        ("diandan", "点单"),
        ("dd", "点单"),
        ("xian", "西安"),
        ("fanzha", "反诈"),
        ("fanzhaxuanjiang", "反诈 宣讲"),
        ("diandanfanzha", "点单 反诈"),
        ("fanzhaqwx", "fanzhaqwx"),
        ("qwx", "qwx"),
        ("app", "app"),
    ],
)
def test_letters_become_what_they_sound_like(engine: Embedded, letters: str, word: str) -> None:
    assert spell(engine, letters) == word


def test_the_word_of_more_documents_wins_and_the_countys_own_before_it(engine: Embedded) -> None:
    assert spell(engine, "diandan") == "点单"
    assert spell(engine, "diandan", own=frozenset({"电单"})) == "电单"


@pytest.mark.parametrize("letters", ["juemi", "jm", "juemidiandan"])
def test_a_word_of_a_hidden_document_is_not_guessed(engine: Embedded, letters: str) -> None:
    assert "绝密" not in spell(engine, letters)
    assert "绝密" in spell(engine, letters, ALL | {"secret"})


def test_a_reader_of_nothing_spells_nothing(engine: Embedded) -> None:
    assert spell(engine, "diandan", frozenset()) == "diandan"


def test_question_words_are_never_meant(engine: Embedded) -> None:
    assert spell(engine, "zenme") == "zenme"


def test_letters_without_end_are_left_as_they_are(engine: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    values = engine.values
    monkeypatch.setattr(
        engine, "values", lambda name, prefix, *rest: asked.append(prefix) or values(name, prefix, *rest)
    )
    assert spell(engine, "diandan" * 200) == "diandan" * 200
    # The whole, then ever shorter beginnings of the first thirty letters.
    assert len(asked) <= 1 + sum(range(MOST_LETTERS))
    assert max(map(len, asked[1:])) <= MOST_LETTERS + 1
