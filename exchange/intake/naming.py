"""Which category is meant: by its name and by what else people call it."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from exchange.models import Category

SHORTEST_WORD = 2


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _way(text: str) -> str:
    """A way down the tree, whatever parts its steps."""
    return "/".join(part.strip() for part in plain(text).replace(">", "/").replace("-", "/").split("/"))


@dataclass(frozen=True)
class Guess:
    """A category, and the words of the text that speak for it, longest first."""

    category: Category
    words: tuple[str, ...]


class CategoryNames:
    """The categories that can be asked for, with all their names. Read once, asked for every text."""

    def __init__(self, categories: Iterable[Category]) -> None:
        """`categories`: the whole tree; only the open leaves of open branches are ever found."""
        tree = sorted(categories, key=lambda each: each.path)
        closed = [each.path for each in tree if not each.is_open]
        self.by_path = {each.path: each for each in tree}
        self.leaves = [each for each in tree if not each.numchild and not any(map(each.path.startswith, closed))]
        self._words = {each.path: self._words_of(each) for each in tree}

    @classmethod
    def read(cls) -> "CategoryNames":
        return cls(Category.objects.all())

    @staticmethod
    def _words_of(category: Category) -> tuple[str, ...]:
        words = {plain(word) for word in (category.name, *category.other_names.split()) if word}
        return tuple(sorted(words, key=lambda word: (-len(word), word)))

    def above(self, category: Category) -> list[Category]:
        """Itself and the wider ones, narrowest first."""
        ends = range(len(category.path), 0, -Category.steplen)
        return [self.by_path[category.path[:end]] for end in ends if category.path[:end] in self.by_path]

    def label(self, category: Category) -> str:
        """`上门维修/水电`: names the way down, as a table may write it."""
        return "/".join(each.name for each in reversed(self.above(category)))

    def named(self, text: str) -> Category | None:
        """The one leaf that is called so, by name, other name or the way down; None where none is, or several."""
        asked, way = plain(text).strip(), _way(text)
        for leaf in self.leaves:
            # Compared as a whole: a name may have a stroke of its own.
            if way == _way(self.label(leaf)):
                return leaf
        found = [leaf for leaf in self.leaves if asked in self._words[leaf.path]]
        exact = [leaf for leaf in found if plain(leaf.name) == asked]
        only = exact or found
        return only[0] if len(only) == 1 else None

    def guess(self, text: str) -> Guess | None:
        """The leaf whose words stand in the text: the longest word decides, then how many there are.

        The name of a wider category speaks for its only leaf. None where two leaves are equally meant.
        """
        asked = plain(text)
        ranked = []
        for leaf in self.leaves:
            words = self._found(leaf, asked)
            if words:
                ranked.append((len(words[0]), len(words), leaf, words))
        ranked.sort(key=lambda each: (-each[0], -each[1], each[2].path))
        if not ranked or (len(ranked) > 1 and ranked[0][:2] == ranked[1][:2] and ranked[0][3] == ranked[1][3]):
            return None
        return Guess(ranked[0][2], ranked[0][3])

    def _found(self, leaf: Category, asked: str) -> tuple[str, ...]:
        words = [word for word in self._words[leaf.path] if len(word) >= SHORTEST_WORD and word in asked]
        parent = self.by_path.get(leaf.path[: -Category.steplen])
        if not words and parent is not None and parent.numchild == 1:
            words = [word for word in self._words[parent.path] if len(word) >= SHORTEST_WORD and word in asked]
        kept: list[str] = []
        for word in words:
            if not any(word in longer for longer in kept):
                kept.append(word)
        return tuple(kept)
