"""From lines to typed blocks, and from blocks to the sections and articles of a briefing."""

import re
from itertools import pairwise

from cms.importer.chinese import bare, close_up, close_up_title, ends_sentence, is_prose
from cms.importer.draft import Block, ImportedDraft, Item, Section
from cms.importer.lines import EDITORS_NOTE, NUMBERED, SECTION, Line
from cms.importer.papers import is_date_line

GUESSED_LEVEL = 9
EDITORS_NOTE_HEADING = "编者按"
ONLY_SECTION_HEADING = "本期内容"
_signature = re.compile(r"^[（(]?(记者|通讯员|来源|供稿|作者|文|图|摄影|撰稿)[：:\s/]|[）)]$")
_contents = re.compile(r"^[【\[]?(本期(要目|导读|目录|内容)|目录|要目|导读)[】\]]?[：:]?$")
_all_bold = re.compile(r"^\*\*[^*]+\*\*$")
_run_in = re.compile(r"^(.{5,50}?)。(?=.{60,})", re.DOTALL)


def take_contents(lines: list[Line]) -> tuple[list[Line], list[str]]:
    """Removes a table of contents: short lines at the head that come again as headings. Gives its titles."""
    end = next((i for i, line in enumerate(lines) if is_prose(line.folded) and not line.level), len(lines))
    later = [bare(line.text) for line in lines]
    drop: set[int] = set()
    titles: list[str] = []
    index = 0
    while index < end:
        if _contents.match(lines[index].folded):
            drop.add(index)
        for span in (3, 2, 1):
            piece = lines[index : index + span]
            joined = "".join(line.text for line in piece)
            follows = later[index + span :]
            if len(piece) == span and len(bare(joined)) >= 6 and bare(joined) in follows:
                drop.update(range(index, index + span))
                titles.append(close_up_title(joined))
                index += span - 1
                break
        index += 1
    return [line for i, line in enumerate(lines) if i not in drop], titles


def guess_headings(lines: list[Line]) -> None:
    """Gives a level to short lines that stand above running text."""
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        if not line.level and _is_heading(line, following):
            line.level = GUESSED_LEVEL
    _guess_sentences(lines)


def _guess_sentences(lines: list[Line]) -> None:
    """Three or more one-sentence paragraphs above long ones are the headings of an essay."""
    found = [
        line
        for line, following in pairwise(lines)
        if not (line.level or line.item)
        and 16 <= len(line.text) <= 40
        and line.text.endswith("。")
        and not re.search("[。！？“”：].", line.folded[:-1])
        and len(following.text) >= 100
    ]
    if len(found) >= 3:
        for line in found:
            line.level, line.text = GUESSED_LEVEL, line.text.rstrip("。")


def _is_heading(line: Line, following: Line | None) -> bool:
    plain = line.folded.strip()
    if following is None or line.item or following.item or SECTION.match(plain) or EDITORS_NOTE.match(plain):
        return False
    if _all_bold.match(line.text.strip()) and len(plain) <= 40:
        return True
    if line.whole and not NUMBERED.match(plain):
        return False
    short = len(plain) <= (40 if NUMBERED.match(plain) else 30)
    if not short or is_prose(plain) or ends_sentence(plain) or re.search("[。！？]|[，、：:；;,]$", plain):
        return False
    if _signature.search(plain) or is_date_line(plain):
        return False
    return is_prose(following.folded) or len(following.text) <= 30


def to_blocks(line: Line) -> list[Block]:
    """The line, below the pictures that stand above it."""
    return [*_pictures(line), to_block(line)]


def _pictures(line: Line) -> list[Block]:
    return [Block("picture", str(number)) for number in line.pictures]


def to_block(line: Line) -> Block:
    if line.level:
        return Block("heading", close_up_title(line.text.replace("**", "")))
    return Block("item" if line.item else "paragraph", close_up(line.text))


def fill(draft: ImportedDraft, lines: list[Line], contents: list[str]) -> None:
    """Fills the draft's sections where the lines have any, and its blocks with the rest."""
    groups = _group(lines)
    sectioned = any(heading for heading, _lines in groups)
    if not sectioned and len(contents) >= 2:
        groups = [(ONLY_SECTION_HEADING, lines)]
    for heading, members in groups:
        if heading == EDITORS_NOTE_HEADING:
            draft.sections.append(
                Section(heading, [Item(heading, [block for line in members for block in to_blocks(line)])])
            )
        elif heading:
            draft.sections.append(Section(heading, _items(heading, members, contents)))
        else:
            draft.blocks.extend(block for line in members for block in to_blocks(line))


def _group(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    groups: list[tuple[str, list[Line]]] = [("", [])]
    note_open = False
    for line in lines:
        plain = line.text.replace("**", "").strip()
        section, note = SECTION.match(plain), EDITORS_NOTE.match(line.folded)
        if note:
            rest = plain[note.end() :].strip()
            groups.append((EDITORS_NOTE_HEADING, [Line(rest)] if rest else []))
            note_open = not rest
        elif section:
            groups.append((close_up(section[1]), []))
            note_open = False
        elif groups[-1][0] == EDITORS_NOTE_HEADING and not note_open:
            groups.append(("", [line]))
        else:
            groups[-1][1].append(line)
            note_open = False
    return [(heading, members) for heading, members in groups if heading or members]


def _items(heading: str, lines: list[Line], contents: list[str]) -> list[Item]:
    wanted = {bare(title): title for title in contents}
    begins = {i for i, line in enumerate(lines) if line.level and bare(line.text) in wanted}
    if not begins:
        levels = [line.level for line in lines if line.level]
        begins = {i for i, line in enumerate(lines) if line.level and line.level == min(levels)}
    items: list[Item] = []
    for index, line in enumerate(lines):
        if index in begins:
            title = close_up_title(line.text.replace("**", ""))
            listed = wanted.get(bare(title), title)
            items.append(Item(min(title, listed, key=len), _pictures(line)))
        elif not begins and (run_in := _run_in.match(line.text.replace("**", ""))):
            title, rest = close_up(run_in[1]), line.text.replace("**", "")[run_in.end() :]
            items.append(Item(title, [*_pictures(line), Block("paragraph", close_up(rest))]))
        else:
            if not items:
                items.append(Item(heading))
            items[-1].blocks.extend(to_blocks(line))
    return items
