"""Words that must not stand in a text, from the list that staff edit."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Count, Max

from cms.models.snippets import WordRule


class Rule(NamedTuple):
    word: str
    replacement: str
    severity: str
    reason: str


@dataclass
class WordList:
    """Words by their first two characters: each place of a text is looked up once, however long the list."""

    by_start: dict[str, list[Rule]] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: list[Rule]) -> "WordList":
        found = cls()
        for rule in sorted(rules, key=lambda rule: -len(rule.word)):
            found.by_start.setdefault(rule.word[:2], []).append(rule)
        return found

    def find(self, text: str) -> Iterator[tuple[int, Rule]]:
        """Each wrong word with its place; the longest of those that begin there, none inside another."""
        at = 0
        while at < len(text):
            rule = self._at(text, at)
            if rule is None:
                at += 1
            else:
                yield at, rule
                at += len(rule.word)

    def _at(self, text: str, at: int) -> Rule | None:
        for start in (text[at : at + 2], text[at]):
            for rule in self.by_start.get(start, ()):
                if text.startswith(rule.word, at):
                    return rule
        return None


@lru_cache(maxsize=2)
def _load(version: tuple[Any, ...]) -> WordList:
    rows = WordRule.objects.values_list("word", "replacement", "severity", "reason")
    return WordList.of([Rule(*row) for row in rows])


def word_list() -> WordList:
    """The current list: one query to see whether it has changed, one more when it has."""
    state = WordRule.objects.aggregate(count=Count("pk"), changed=Max("changed"), last=Max("pk"))
    return _load((state["count"], state["changed"], state["last"]))
