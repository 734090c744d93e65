"""The importer's door: bytes or text in, an `ImportedDraft` out. Pure: no database, no user."""

import datetime as dt
import re
from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.importer.chinese import close_up, close_up_title, ends_sentence, fold, normalise, spaces_between
from cms.importer.draft import Block, ImportedDraft, Kind, TailParagraph
from cms.importer.lines import EDITORS_NOTE, NUMBERED, SECTION, Line, join_broken, split_lines, wrap_width
from cms.importer.marks import read_marks, without_bookmarks
from cms.importer.papers import find_date, find_series_in_text, is_date_line, same_title, take_foot, take_head
from cms.importer.sections import EDITORS_NOTE_HEADING, fill, guess_headings, take_contents
from cms.importer.sources import Source, empty, read_source
from cms.importer.tails import split_tail

TITLE_LENGTH = 60
# Places are taken only where a name can begin: after a mark, at the start of a line, after 在 or 为.
_begin = r"(?:(?<![\u4e00-\u9fff])|(?<=[在为]))"
_place = r"[\u4e00-\u9fff]{1,4}?(?:省|市|县|区|镇|乡|街道|村|社区)"
_unit = re.compile(f"{_begin}(?:{_place}){{1,3}}新时代文明实践(?:分中心|中心|所|站|点)")
_any_place = re.compile(f"{_begin}(?:{_place}){{1,3}}")
_title_place = re.compile(r"^([\u4e00-\u9fff]{2,8})[:：]")
_not_a_place = re.compile(r"^[到由以为和与及的是把对从向各该全新我本城农]|我[省市县区]|城乡|^社区")
_special_in_text = re.compile(r"(?:增发|编发|推出|出版|刊发)([\u4e00-\u9fff]{2,20}专刊)")
_policy_title = re.compile(r"(通知|意见|办法|方案|规定|细则|条例|决定|公告|通告|批复|函)(（.{1,8}）)?$")
_case_title = re.compile(r"案例|事迹|典型|好人|最美|楷模|经验|做法|[：:]")
_plain_title = re.compile(r"^(今日|昨日|日前|近日)|举行|召开|开展|举办|启动|揭牌")


def read_document(data: bytes, name: str) -> ImportedDraft:
    """Reads a .txt, .docx or .html file. Raises `Invalid` at `file` where it cannot be read."""
    return _draft_of(read_source(data, name))


def read_text(text: str) -> ImportedDraft:
    """Reads pasted text. Raises `Invalid` at `text` where there is none."""
    draft = _draft_of(Source(text=text), field="text")
    return draft


def _draft_of(source: Source, *, field: str = "file") -> ImportedDraft:
    draft = ImportedDraft(notes=list(source.notes), date=source.date, source=source.source, pictures=source.pictures)
    lines = _lines_of(source, draft)
    if not lines:
        raise empty(field)
    draft.counts.spaces = sum(spaces_between(line.text) for line in lines)
    opening = {number for line in lines[: len(lines) // 2] for number in line.pictures}
    lines, after_foot = take_foot(lines, draft)
    lines = take_head(lines, draft)
    _mark_title(lines, source.title)
    lines, draft.counts.joins = join_broken(lines)
    lines, draft.tail = split_tail(lines)
    draft.tail += [TailParagraph(close_up(line.text), _("comes after the end of the paper")) for line in after_foot]
    guess_headings(lines)
    lines, contents = take_contents(lines)
    title = _take_title(lines, source.title, contents)
    fill(draft, lines, contents)
    _place_the_rest(draft, opening)
    if not (title or draft.text or draft.tail or draft.pictures):
        raise empty(field)
    _name(draft, title)
    draft.date = draft.date or _date_at_end(lines)
    draft.unit_hint = _unit_named(draft)
    draft.kind_guess = _guess_kind(draft)
    _write_notes(draft, contents, titled=bool(title))
    return draft


def _lines_of(source: Source, draft: ImportedDraft) -> list[Line]:
    if source.lines is not None:
        lines = source.lines
        for line in lines:
            text, found = without_bookmarks(normalise(line.text))
            line.text, line.whole = text.strip().replace("\n", ""), True
            draft.counts.bookmarks += found
        return [line for line in lines if line.text]
    text, draft.counts.bookmarks = without_bookmarks(normalise(source.text))
    return read_marks(split_lines(text))


def _place_the_rest(draft: ImportedDraft, opening: set[int]) -> None:
    """Pictures above a line that became title or head stand at the beginning, those of the tail at the end."""
    blocks = [*draft.blocks, *(b for section in draft.sections for item in section.items for b in item.blocks)]
    placed = {int(block.text) for block in blocks if block.kind == "picture"}
    rest = [picture.number for picture in draft.pictures if picture.number not in placed]
    draft.blocks[:0] = [Block("picture", str(number)) for number in rest if number in opening]
    last = draft.sections[-1].items[-1].blocks if draft.sections and draft.sections[-1].items else draft.blocks
    last.extend(Block("picture", str(number)) for number in rest if number not in opening)


def _mark_title(lines: list[Line], known: str) -> None:
    """The first line, when it looks like a title, must not be joined with the text below it."""
    if not lines or lines[0].stands_alone:
        return
    text = lines[0].text
    if known:
        lines[0].level = int(same_title(text, known))
        return
    width = wrap_width(lines)
    broken = bool(width) and len(text) >= width - 2 and not (len(lines) > 1 and lines[1].after_blank)
    if len(text) <= TITLE_LENGTH and not ends_sentence(text) and text[-1] not in "，、；,;" and not broken:
        lines[0].level = 1


def _take_title(lines: list[Line], known: str, contents: list[str]) -> str:
    """Removes the title (and a subtitle after a dash) from the lines; empty where there is none."""
    if known:
        same = next((i for i, line in enumerate(lines[:6]) if same_title(line.text, known)), None)
        if same is not None:
            del lines[: same + 1]
        return close_up_title(known)
    if not lines:
        return ""
    first = lines[0]
    plain = first.folded
    if not first.level or SECTION.match(plain) or EDITORS_NOTE.match(plain) or NUMBERED.match(plain):
        return ""
    others = [line for line in lines[1:] if line.level == first.level and first.level < 9]
    if (first.level > 1 and others) or any(same_title(first.text, listed) for listed in contents[:-1]):
        return ""
    title = close_up_title(lines.pop(0).text.replace("**", ""))
    if lines and lines[0].text.startswith(("——", "--", "—")) and len(lines[0].text) <= TITLE_LENGTH:
        title += "——" + close_up_title(lines.pop(0).text.lstrip("—-"))
    return title


def _name(draft: ImportedDraft, title: str) -> None:
    """The draft's title: an issue of several articles is called after its series."""
    if not draft.series and any(section.heading == EDITORS_NOTE_HEADING for section in draft.sections):
        draft.series = find_series_in_text(draft.text)
        special = _special_in_text.search(fold(draft.text))
        draft.special_name = draft.special_name or (special[1] if special else "")
    if draft.series and draft.sections:
        number = f"第{draft.number}期" if draft.number else ""
        special = f"{draft.special_name}{draft.special_number or ''}"
        draft.title = f"{draft.series}{number}" + (f"（{special}）" if special else "")
    else:
        draft.title = title
    if not draft.title:
        first = (draft.text.strip().split("\n") or [""])[0]
        draft.title = re.split("[。！？；]", first)[0][:40].strip("，、 ")


def _date_at_end(lines: list[Line]) -> dt.date | None:
    for line in lines[-3:]:
        if is_date_line(line.text):
            return find_date(line.text)
    return None


def _unit_named(draft: ImportedDraft) -> str:
    """The unit, or at least the place, that the title or the text speaks of."""
    if draft.issuer:
        return draft.issuer
    if prefix := _title_place.match(fold(draft.title)):
        return prefix[1]
    opening = (draft.text.split("\n") or [""])[0][:200]
    for text in (draft.title, opening, draft.text):
        for pattern in (_unit, _any_place):
            names = [match[0] for match in pattern.finditer(fold(text)) if not _not_a_place.match(match[0])]
            if names:
                return Counter(names).most_common(1)[0][0]
    return ""


def _guess_kind(draft: ImportedDraft) -> Kind:
    title = fold(draft.title)
    if draft.number or draft.series or draft.file_number or (draft.sections and (draft.report_to or draft.send_to)):
        return Kind.BRIEFING
    if any(section.heading == EDITORS_NOTE_HEADING for section in draft.sections) and len(draft.sections) > 1:
        return Kind.BRIEFING
    if draft.document_number or _policy_title.search(title):
        return Kind.POLICY
    if _case_title.search(title) and not _plain_title.search(title):
        return Kind.CASE
    return Kind.NEWS


def _write_notes(draft: ImportedDraft, contents: list[str], *, titled: bool) -> None:
    counts = draft.counts
    if counts.spaces:
        draft.notes.append(
            ngettext(
                "%d space between two Chinese characters was removed.",
                "%d spaces between two Chinese characters were removed.",
                counts.spaces,
            )
            % counts.spaces
        )
    if counts.joins:
        draft.notes.append(
            ngettext(
                "%d line break inside a sentence was closed.",
                "%d line breaks inside sentences were closed.",
                counts.joins,
            )
            % counts.joins
        )
    if counts.bookmarks:
        draft.notes.append(_("Bookmarks left by Word were removed."))
    if contents:
        draft.notes.append(_("The table of contents was left out: the articles follow in full."))
    if not titled and not (draft.series and draft.sections):
        draft.notes.append(_("No title was found: the one shown is a guess from the first sentence."))
    elif draft.series and draft.number is None:
        draft.notes.append(_("No issue number was found. Empty: the next number of the series."))
    if draft.date is None:
        draft.notes.append(_("No date was found."))
