"""What changed between two versions, as prose: paragraphs are matched first, then the words inside them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

import rjieba

SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"
# Below this two paragraphs are strangers: one went, another came.
KINSHIP = 0.35
# An unchanged run this short between two changes is noise to the eye, and joins them.
ISLAND = 2
STOPS = "，。；：！？、”）"
# Matching every paragraph with every other is quadratic; beyond this they are taken in order.
MANY = 60
# Long paragraphs that share fewer pairs of letters are strangers at a glance: to look closely takes milliseconds.
LONG, GLANCE = 60, 0.2


@dataclass(frozen=True)
class Paragraph:
    """A piece of a page that is read in one go. `kind` is heading, text, voice, note."""

    text: str
    kind: str = "text"


@dataclass(frozen=True)
class Piece:
    text: str
    mark: str = SAME
    private: bool = False


@dataclass
class Change:
    """One paragraph of the comparison; `number` counts the changed ones from 1."""

    mark: str
    kind: str
    pieces: list[Piece] = field(default_factory=list)
    number: int = 0


def words_of(text: str) -> list[str]:
    return list(rjieba.cut(text))


def _joined(opcodes: Sequence[tuple[str, list[str], list[str]]]) -> list[tuple[str, list[str], list[str]]]:
    """Short unchanged runs between two changes become part of them."""
    joined: list[tuple[str, list[str], list[str]]] = []
    for index, (tag, old, new) in enumerate(opcodes):
        inner = 0 < index < len(opcodes) - 1
        if tag == "equal" and inner and len("".join(new)) <= ISLAND:
            tag = "replace"
        if joined and tag != "equal" and joined[-1][0] != "equal":
            before = joined.pop()
            joined.append(("replace", before[1] + old, before[2] + new))
        else:
            joined.append((tag, old, new))
    return joined


def compare_words(before: str, after: str) -> list[Piece]:
    """The pieces of one paragraph, removed words before the words that took their place."""
    old, new = words_of(before), words_of(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    opcodes = [(tag, old[i1:i2], new[j1:j2]) for tag, i1, i2, j1, j2 in matcher.get_opcodes()]
    pieces: list[Piece] = []
    for tag, gone, came in _joined(opcodes):
        if tag == "equal":
            pieces.append(Piece("".join(came)))
            continue
        old_text, new_text = "".join(gone), "".join(came)
        # A full stop that both end with has not changed.
        shared = old_text[-1] if old_text and old_text[-1:] == new_text[-1:] and old_text[-1] in STOPS else ""
        spans = ((old_text, REMOVED), (new_text, ADDED))
        pieces.extend(Piece(text.removesuffix(shared), mark) for text, mark in spans if text.removesuffix(shared))
        if shared:
            pieces.append(Piece(shared))
    return pieces


def _letters(text: str) -> Counter[str]:
    return Counter(map("".join, pairwise(text)))


def _kinship(one: Paragraph, other: Paragraph, shared: int) -> float:
    """How alike two paragraphs are, from 0 to 1; `shared` is how many pairs of letters both hold."""
    length = len(one.text) + len(other.text)
    if one.kind != other.kind or (length > LONG and 2 * shared < GLANCE * length):
        return 0.0
    return SequenceMatcher(None, one.text, other.text, autojunk=False).ratio()


def _kinships(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[list[float]]:
    """Every paragraph with every other, each pair once."""
    before, after = [_letters(each.text) for each in old], [_letters(each.text) for each in new]
    return [
        [_kinship(one, other, (a & b).total()) for other, b in zip(new, after, strict=True)]
        for one, a in zip(old, before, strict=True)
    ]


def _matched(kin: list[list[float]], rows: range, columns: range) -> list[tuple[int | None, int | None]]:
    """The closest pair first, then both sides of it. What has no kin stands alone."""
    best, i, j = max(((kin[i][j], -i, -j) for i in rows for j in columns), default=(0.0, 0, 0))
    if best < KINSHIP:
        return [*((row, None) for row in rows), *((None, column) for column in columns)]
    i, j = -i, -j
    before = _matched(kin, range(rows.start, i), range(columns.start, j))
    return [*before, (i, j), *_matched(kin, range(i + 1, rows.stop), range(j + 1, columns.stop))]


def _paired(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[tuple[Paragraph | None, Paragraph | None]]:
    """Matches what was replaced with what replaced it."""
    if len(old) * len(new) > MANY * MANY:
        shared = min(len(old), len(new))
        return [*zip(old, new, strict=False), *_paired(old[shared:], new[shared:])]
    found = _matched(_kinships(old, new), range(len(old)), range(len(new)))
    return [(None if i is None else old[i], None if j is None else new[j]) for i, j in found]


def _change(old: Paragraph | None, new: Paragraph | None) -> Change:
    if old is not None and new is not None:
        return Change(CHANGED, new.kind, compare_words(old.text, new.text))
    if new is not None:
        return Change(ADDED, new.kind, [Piece(new.text, ADDED)])
    gone = old or Paragraph("")
    return Change(REMOVED, gone.kind, [Piece(gone.text, REMOVED)])


def compare(before: Sequence[Paragraph], after: Sequence[Paragraph]) -> list[Change]:
    """Every paragraph of the newer text in order, and those that went where they stood."""
    matcher = SequenceMatcher(None, list(before), list(after), autojunk=False)
    changes: list[Change] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            changes.extend(Change(SAME, p.kind, [Piece(p.text)]) for p in after[j1:j2])
        else:
            changes.extend(_change(old, new) for old, new in _paired(before[i1:i2], after[j1:j2]))
    count = 0
    for change in changes:
        if change.mark != SAME:
            count += 1
            change.number = count
    return changes


def folded(changes: Sequence[Change]) -> list[list[Change]]:
    """Runs of unchanged and of changed paragraphs in turn: a run that is unchanged folds into one line."""
    runs: list[list[Change]] = []
    for change in changes:
        if runs and (runs[-1][0].mark == SAME) == (change.mark == SAME):
            runs[-1].append(change)
        else:
            runs.append([change])
    return runs
